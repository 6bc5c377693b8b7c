//! `quincunx plugin …`, and what `describe` says of plugins.

use crate::plugins::{assert_says, libraries, library};
use crate::run_directory::{Bench, wait_until};
use std::fs;
use std::process::{Command, Output};

fn quincunx(arguments: &[&str]) -> Command {
    let mut command = Bench::with("").quincunx(arguments);
    command.current_dir(libraries()).env_remove("QUINCUNX_PLUGIN_PATH").env_remove("BAD_PLUGIN");
    command
}

/// A command about a library, while that is in a mood.
fn about(command: &str, name: &str, mood: &str, more: &[&str]) -> Output {
    let mut child = quincunx(&["plugin", command]);
    child.arg(library(name)).args(more).env("BAD_PLUGIN", mood).output().unwrap()
}

#[test]
fn inspect_shows_what_is_declared_and_makes_nothing() {
    let hash = blake3::hash(&fs::read(library("bad_plugin")).unwrap()).to_hex().to_string();
    let declared = [
        "quincunx 0.1.0",
        "licence MIT OR Apache-2.0",
        "PanicsInMake (rule)",
        "Ends(aborts)",
        "from 2 up to 8",
    ];
    let output = about("inspect", "bad_plugin", "", &[]);
    assert_says(&output, 0, &[&declared[..], &[&hash]].concat());
}

#[test]
fn a_crash_while_a_plugin_is_loaded_becomes_a_sentence() {
    for (mood, words) in [
        ("aborts", "while it was loaded, it crashed: the process ended with SIGABRT (signal 6)"),
        ("exits", "while it was loaded, it ended the process"),
        ("panics", "could not say what it offers: it panicked: told to fail"),
    ] {
        assert_says(&about("inspect", "bad_plugin", mood, &[]), 3, &["failed to load the plugin", words]);
    }
    assert_says(&about("inspect", "older", "", &[]), 3, &["interface 0.0, and this program has 0.3"]);
    assert_says(
        &about("inspect", "nowhere", "", &[]),
        3,
        &["failed to load the plugin", "nowhere", "No such file"],
    );
}

#[test]
fn list_shows_every_library_with_its_verdict() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["second_plugin", "older"] {
        let file = quincunx::host::search::file_name(name);
        fs::copy(library(name), folder.path().join(file)).unwrap();
    }
    let output = quincunx(&["plugin", "list", "--plugin-dir"]).arg(folder.path()).output().unwrap();
    let path = folder.path().display().to_string();
    assert_says(
        &output,
        0,
        &[&path, "✓ quincunx-host 0.1.0, MIT OR Apache-2.0 rule Shared", "× it was built for"],
    );
    let home = folder.path().join("home");
    let output = quincunx(&["plugin", "list"]).env("XDG_DATA_HOME", home).output().unwrap();
    assert!(output.status.success());
}

#[test]
fn check_finds_orders_that_are_claimed_and_not_kept() {
    let words = [
        "× measure the orders of `Boasts`",
        "strong order 1.5 with additive noise: is too much, measured 0.9",
        "× measure the orders of `BoastsInSecret`",
        "strong order 1 with diagonal noise: is too much, measured 0.5",
        "✓ run the example `Boasts`",
    ];
    assert_says(&about("check", "boasts", "", &[]), 3, &words);
}

#[test]
fn check_verifies_that_groups_are_some() {
    let words = [
        "✓ verify that `Turns` is a group 5 elements: all of them commute, none mirrors the lattice is not mapped to itself",
        "✓ verify that `Turns(parts: 4, mirrored: true)` is a group 8 elements: not all of them commute, 4 mirror",
        "9 of the 9 taps of a 3×3 filter and 25 of the 25 taps of a 5×5 filter take part",
        "× make the example `CrookedGroup(NotFinite)` the plugin `quincunx-host` failed: it is no finite group: generator 1",
        "× make the example `CrookedGroup(Endless)`",
        "× make the example `CrookedGroup(Panics)` the plugin `quincunx-host` failed: it panicked: cannot turn by -3 (at",
        "plugin: a drop panicked: cannot let go",
        "✓ make the example `CrookedGroup(Dropping)`",
        "× verify that `CrookedGroup(Skewed)` is a group element 1, [[-0.5, 1.25], [-1, 0.5]], does not map the lattice",
    ];
    assert_says(&about("check", "turns", "", &[]), 3, &words);
    assert_says(&about("inspect", "turns", "", &[]), 0, &["Turns (group)", "CrookedGroup(Endless)"]);
    let describe = quincunx(&["describe", "Turns", "--plugin-dir"]).arg(libraries()).output().unwrap();
    assert_says(&describe, 0, &["Turns (group)", "mirrored: ", "Offered by the plugin quincunx-host:"]);
    let list = quincunx(&["plugin", "list", "--plugin-dir"]).arg(libraries()).output().unwrap();
    assert_says(&list, 0, &["group Turns, group CrookedGroup"]);
}

#[test]
fn check_makes_every_example_and_tells_what_was_going_on() {
    let second = about("check", "second_plugin", "", &[]);
    assert_says(
        &second,
        0,
        &[
            "✓ load it",
            "✓ read the defaults of `Shared`",
            "✓ make the example `Shared`",
            "✓ run the example `Shared`",
            ": fine",
        ],
    );
    assert_says(
        &about("check", "bad_plugin", "", &[]),
        3,
        &[
            "✓ make the example `Good`",
            "× make the example `PanicsInMake` the plugin `quincunx` failed: it panicked: made to fail (at tests/plugins/bad.rs:",
            "× make the example `Ends(aborts)` it crashed: the process ended with SIGABRT (signal 6)",
            "not usable as it is",
        ],
    );
    assert_says(
        &about("check", "newer", "", &[]),
        3,
        &["× load it it was built for the plugin interface 7.0"],
    );
    let start = std::time::Instant::now();
    let words = ["× load it it did not return within 1 s, and was ended"];
    assert_says(&about("check", "bad_plugin", "hangs", &["--timeout", "1"]), 3, &words);
    assert!(start.elapsed().as_secs() < 30);
    assert_says(&about("check", "bad_plugin", "exits", &[]), 3, &["× load it it ended the process"]);
}

#[test]
fn describe_knows_what_plugins_offer() {
    let describe = |name| quincunx(&["describe", name, "--plugin-dir"]).arg(libraries()).output().unwrap();
    assert_says(
        &describe("Fussy"),
        0,
        &["Fussy (rule)", "states: ", "default 2", "Offered by the plugin quincunx:"],
    );
    assert_says(&describe("Shared"), 0, &["plugin quincunx:", "plugin quincunx-host:"]);
    assert_says(&describe("Gird"), 2, &["did you mean `Grid`?"]);
}

#[test]
fn new_writes_a_package_and_never_over_another() {
    let bench = Bench::with("");
    let new = |name: &str, more: &[&str]| {
        bench.quincunx(&[&["plugin", "new", name], more].concat()).output().unwrap()
    };
    assert_says(
        &new("my-rule", &[]),
        0,
        &["my-rule is written. Next:", "cd my-rule", "cargo build --release"],
    );
    let read = |file: &str| fs::read_to_string(bench.path("my-rule").join(file)).unwrap();
    let sdk = concat!("path = \"", env!("CARGO_MANIFEST_DIR"), "/framework/sdk\"");
    assert!(read("Cargo.toml").contains(sdk) && read("Cargo.toml").contains("[workspace]"));
    assert!(
        read("tests/rule.rs").contains("use my_rule::Parity;") && read("scene.ron").contains("[\"my-rule\"]")
    );
    for file in ["src/lib.rs", "README.md", ".gitignore"] {
        assert!(!read(file).contains("{name}") && !read(file).contains("{crate}"), "{file}");
    }
    assert_says(&new("my-rule", &[]), 2, &["make the folder my-rule: it exists"]);
    for name in ["../up", "1st", "a b", "", "é"] {
        assert_says(&new(name, &[]), 2, &["begins with a letter"]);
    }
    for name in ["match", "std", "quincunx-sdk"] {
        assert_says(&new(name, &[]), 2, &["Rust has another use for this word"]);
    }
    assert_says(&new("other", &["--sdk", "nowhere"]), 2, &["there is no Cargo.toml in nowhere"]);
    assert!(!bench.path("other").exists());
}

/// The file is part of what a run is.
#[test]
fn the_hash_of_a_plugin_is_in_the_manifest_and_a_changed_one_is_refused() {
    let bench = Bench::with(
        "(plugins: [\"mine\"], world: {\"w\": Grid(size: (64, 64), cells: Soup(0.5), rule: Good)}, until: Steps(1000000000))",
    );
    let file = bench.path(&quincunx::host::search::file_name("mine"));
    fs::copy(library("bad_plugin"), &file).unwrap();
    let mut run = bench.start("out", &["--plugin-dir", "."], "0.05");
    wait_until("a commit", || bench.path("out/checkpoint").read_dir().is_ok_and(|files| files.count() > 1));
    run.kill().unwrap();
    run.wait().unwrap();
    let bytes = fs::read(&file).unwrap();
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(bench.path("out/manifest.json")).unwrap()).unwrap();
    let plugin = manifest["hashes"]["plugins"][0].to_string();
    assert!(plugin.contains(blake3::hash(&bytes).to_hex().as_str()), "{plugin}");
    fs::write(&file, [&bytes[..], b"more"].concat()).unwrap();
    assert_says(&bench.run("out", &["--resume", "--plugin-dir", "."]), 4, &["plugin"]);
}
