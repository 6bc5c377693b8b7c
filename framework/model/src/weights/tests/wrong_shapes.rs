//! Networks whose tensors contradict each other, or are none of a list of convolutions.

use super::sketch::{Sketch, expanded, group, plain};

/// Whether the file is refused for this tensor with all these words.
#[track_caller]
fn refused(sketch: &Sketch, tensor: &str, words: &[&str]) {
    let message = sketch.read().unwrap_err().to_string();
    assert!(message.starts_with(&format!("tensor `{tensor}` ")), "not of `{tensor}`: {message}");
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
    assert!(!message.ends_with('.') && message.len() < 400, "{message}");
}

#[test]
fn axes() {
    refused(
        &group().but("convs.0.weight", &[2, 1, 3]),
        "convs.0.weight",
        &["(2, 1, 3)", "(fields, 1, 1, k, k)", "(channels, 1, k, k)"],
    );
    refused(
        &group().but("convs.1.weight", &[3, 2, 3, 3]),
        "convs.1.weight",
        &["(3, 2, 3, 3)", "(fields, fields, n, k, k)", "first layer"],
    );
    refused(
        &expanded().but("convs.1.weight", &[12, 2, 4, 1, 1]),
        "convs.1.weight",
        &["(12, 2, 4, 1, 1)", "(channels out, channels in, k, k)"],
    );
    refused(&group().but("convs.0.weight", &[2, 1, 4, 3, 3]), "convs.0.weight", &["4 on axis 2"]);
    refused(
        &group().but("convs.0.weight", &[2, 3, 1, 3, 3]),
        "convs.0.weight",
        &["3 channels", "a cell has one"],
    );
    refused(&plain().but("net.2.weight", &[5, 4]), "net.2.weight", &["(5, 4)", "(outputs, inputs, k, k)"]);
    refused(&plain().but("net.2.weight", &[5]), "net.2.weight", &["(5)", "normalisation", "folded"]);
    refused(
        &plain().but("net.2.weight", &[5, 4, 1, 1, 1]),
        "net.2.weight",
        &["five axes", "no `head.weight`", "convs.0, convs.1"],
    );
    refused(&plain().but("net.2.weight", &[]), "net.2.weight", &["has shape ()"]);
    refused(&plain().but("net.2.weight", &[5, 0, 1, 1]), "net.2.weight", &["(5, 0, 1, 1) is empty"]);
    refused(&plain().but("net.2.weight", &[0, 4, 1, 1]), "net.2.weight", &["is empty"]);
}

#[test]
fn sides() {
    refused(&plain().but("net.0.weight", &[4, 1, 2, 2]), "net.0.weight", &["2×2", "odd"]);
    refused(&group().but("convs.1.weight", &[3, 2, 4, 4, 4]), "convs.1.weight", &["4×4", "odd"]);
    refused(&plain().but("net.0.weight", &[4, 1, 3, 5]), "net.0.weight", &["3×5", "no square"]);
    refused(&expanded().but("convs.0.weight", &[8, 1, 1, 3]), "convs.0.weight", &["1×3", "no square"]);
}

#[test]
fn layers_that_do_not_follow() {
    refused(
        &group().but("convs.1.weight", &[3, 5, 4, 1, 1]),
        "convs.1.weight",
        &["takes 5 fields", "`convs.0.weight` gives 2"],
    );
    refused(
        &group().but("head.weight", &[1, 2, 1, 1]),
        "head.weight",
        &["takes 2 fields", "`convs.1.weight` gives 3"],
    );
    refused(
        &expanded().but("convs.1.weight", &[12, 7, 1, 1]),
        "convs.1.weight",
        &["takes 7 channels", "`convs.0.weight` gives 8"],
    );
    refused(
        &plain().but("net.4.weight", &[1, 6, 3, 3]),
        "net.4.weight",
        &["takes 6 channels", "`net.2.weight` gives 5"],
    );
    refused(
        &plain().but("net.0.weight", &[4, 3, 3, 3]),
        "net.0.weight",
        &["takes 3 channels", "a cell has one"],
    );
    let deeper = group().layer("convs.2", &[3, 3, 8, 1, 1]);
    refused(&deeper, "convs.2.weight", &["8 group elements", "`convs.1.weight` has 4"]);
    refused(
        &expanded().but("head.weight", &[1, 5, 1, 1]),
        "head.weight",
        &["takes 5 fields", "`convs.1.weight` gives 12", "no whole number"],
    );
    let odd = Sketch::default().layer("convs.0", &[9, 1, 1, 1]).layer("convs.1", &[12, 9, 1, 1]);
    refused(
        &odd.layer("head", &[1, 3, 1, 1]),
        "convs.0.weight",
        &["9 channels", "4 elements", "`convs.1.weight` (12", "`head.weight` (3"],
    );
}

#[test]
fn heads() {
    refused(&group().but("head.weight", &[2, 3, 1, 1]), "head.weight", &["(2, 3, 1, 1)", "one logit"]);
    refused(
        &expanded().but("head.weight", &[1, 3, 3, 3]),
        "head.weight",
        &["(1, 3, 3, 3)", "(1, fields, 1, 1)"],
    );
    refused(&group().but("head.weight", &[1, 3]), "head.weight", &["(1, 3)", "(1, fields, 1, 1)"]);
    refused(&group().but("head.bias", &[3]), "head.bias", &["(3)", "`head.weight` needs (1)"]);
    refused(&plain().layer("net.6", &[2, 1, 1, 1]), "net.6.weight", &["2 outputs", "second's filters minus"]);
    refused(&plain().layer("net.6", &[7, 1, 1, 1]), "net.6.weight", &["7 outputs", "one logit"]);
}

#[test]
fn biases() {
    refused(&group().but("convs.1.bias", &[12]), "convs.1.bias", &["(12)", "`convs.1.weight` needs (3)"]);
    refused(
        &expanded().but("convs.1.bias", &[4]),
        "convs.1.bias",
        &["(4)", "`convs.1.weight` needs (3) or (12)"],
    );
    refused(&plain().but("net.0.bias", &[1, 4]), "net.0.bias", &["(1, 4)", "`net.0.weight` needs (4)"]);
    refused(&plain().but("net.0.bias", &[]), "net.0.bias", &["()", "needs (4)"]);
}

#[test]
fn what_is_missing() {
    refused(&group().without("convs.1.bias"), "convs.1.bias", &["is missing", "zeros"]);
    refused(&group().without("head.bias"), "head.bias", &["is missing"]);
    refused(&group().without("head.weight"), "head.weight", &["is missing", "`head.bias` is there"]);
    refused(
        &group().without("convs.0.weight").without("convs.0.bias"),
        "convs.0.weight",
        &["is missing", "without gaps"],
    );
    refused(&group().layer("convs.3", &[3, 3, 4, 1, 1]), "convs.2.weight", &["is missing", "without gaps"]);
    refused(&Sketch::default().layer("head", &[1, 3, 1, 1]), "convs.0.weight", &["is missing"]);
    refused(&plain().without("net.2.weight"), "net.2.weight", &["is missing", "`net.2.bias` is there"]);
    let headless = group().without("head.weight").without("head.bias");
    refused(&headless, "convs.0.weight", &["five axes", "no `head.weight`"]);
}

#[test]
fn names_that_do_not_go_together() {
    refused(
        &plain().layer("body.6", &[1, 1, 1, 1]),
        "net.0.bias",
        &["does not go with `body.6.bias`", "one prefix"],
    );
    refused(
        &plain().layer("head", &[1, 1, 1, 1]),
        "net.0.bias",
        &["does not go with `head.bias`", "number the head as the last"],
    );
    refused(&plain().layer("net.04", &[1, 5, 3, 3]), "net.4.bias", &["same number as `net.04.bias`"]);
    refused(&plain().with("net.4294967296.weight", &[1]), "net.4294967296.weight", &["belongs to no layer"]);
    for (name, word) in [
        ("scale", "no layer"),
        ("net.0.gamma", "no layer"),
        ("net.x.weight", "no layer"),
        ("", "no layer"),
        ("net.-1.weight", "prefix"),
    ] {
        let message = plain().with(name, &[1]).read().unwrap_err().to_string();
        assert!(message.contains(&format!("`{name}`")) && message.contains(word), "{message}");
    }
}

#[test]
fn other_layers_and_what_to_do_about_them() {
    for name in [
        "bn.weight",
        "net.1.running_mean",
        "net.1.num_batches_tracked",
        "batch_norm2.weight",
        "norm.bias",
        "stem.BatchNorm.weight",
    ] {
        refused(
            &plain().with(name, &[4]),
            name,
            &["batch normalisation", "folded into the convolutions first"],
        );
        refused(&group().with(name, &[4]), name, &["folded"]);
    }
    refused(&plain().with("net.1.weight", &[4]).with("net.1.bias", &[4]), "net.1.weight", &["normalisation"]);
    refused(&group().with("convs.0.gamma", &[4]), "convs.0.gamma", &["belongs to no layer"]);
    for name in ["block.0.expanded_bias", "block.0.filter", "block.0.weights"] {
        refused(&Sketch::default().with(name, &[4]), name, &["escnn", ".export()"]);
    }
    refused(&Sketch::default().with("0.weight_g", &[4]), "0.weight_g", &["parametri", "remove"]);
    refused(&Sketch::default().with("rnn.weight_hh_l0", &[4]), "rnn.weight_hh_l0", &["only convolutions"]);
    let wrapped =
        Sketch::default().layer("module.convs.0", &[2, 1, 1, 3, 3]).layer("module.head", &[1, 2, 1, 1]);
    refused(&wrapped, "module.convs.0.weight", &["within `module.`", "remove that from all names"]);
}
