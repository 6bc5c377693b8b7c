//! Tensors that are none of a list of convolutions, and what to do about them.

use super::WeightsError;
use super::tensor::{Tensor, wrong};

/// What other layers call their tensors, and how to be rid of them.
const KNOWN: &[(&[&str], &str)] = &[
    (
        &["running_mean", "running_var", "num_batches_tracked"],
        "belongs to a batch normalisation: it must be folded into the convolutions first (PyTorch: fuse_conv_bn_eval)",
    ),
    (
        &["expanded_bias", "filter", "weights"],
        "looks like one of escnn: export the layers first; `.export()` makes plain convolutions of steerable ones",
    ),
    (
        &["weight_g", "weight_v", "original0", "original1", "weight_orig", "weight_u"],
        "belongs to a parametrised weight: remove that first (torch.nn.utils.parametrize.remove_parametrizations)",
    ),
    (
        &["weight_ih_l0", "weight_hh_l0", "in_proj_weight", "in_proj_bias"],
        "belongs to a layer that looks beyond a neighbourhood: only convolutions and ReLU are read",
    ),
];

/// Says what to do about tensors that are known from elsewhere.
///
/// # Errors
/// The first such tensor.
pub(super) fn refuse(tensors: &[Tensor]) -> Result<(), WeightsError> {
    for (parts, reason) in KNOWN {
        let known = |tensor: &&Tensor| parts.contains(&last(&tensor.name).1);
        if let Some(tensor) = tensors.iter().find(known) {
            return Err(tensor.wrong(*reason));
        }
    }
    let normal = |tensor: &&Tensor| is_normalisation(last(last(&tensor.name).0).1);
    if let Some(tensor) = tensors.iter().find(normal) {
        let reason =
            "looks like a normalisation's: a batch normalisation must be folded into the convolutions first";
        return Err(tensor.wrong(reason));
    }
    for tensor in tensors {
        let wrapped =
            ["convs.0.weight", "head.weight"].iter().find_map(|name| tensor.name.strip_suffix(name));
        if let Some(prefix) = wrapped.filter(|prefix| prefix.ends_with('.')) {
            return Err(tensor.wrong(format!("has a name within `{prefix}`: remove that from all names")));
        }
    }
    Ok(())
}

/// A name split at its last dot.
fn last(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// `bn`, `bn1`, `norm`, `batchnorm2`, `layer_norm`, …
fn is_normalisation(part: &str) -> bool {
    let word = part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').to_ascii_lowercase();
    word == "bn" || word.ends_with("_bn") || word.ends_with("norm")
}

/// An error about a tensor that nothing more is known about.
pub(super) fn placeless(name: &str) -> WeightsError {
    let named =
        "convs.0, convs.1, … and head, or one list of numbered convolutions, each with .weight and .bias";
    wrong(name, format!("belongs to no layer: expected are {named}"))
}
