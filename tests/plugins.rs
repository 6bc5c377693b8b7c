//! Libraries that fail, and what the program makes of them: it says what to change, and never dies of it.

use crate::run_directory::Bench;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The folder of the libraries that fail. They are examples of these packages, so that whatever builds the tests of the
/// workspace builds them too; a run of this binary alone has them built here.
pub fn libraries() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let program = std::env::current_exe().unwrap();
        let profile = program.parent().and_then(|deps| deps.parent()).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--examples", "-p", "quincunx", "-p", "quincunx-abi"]);
        cargo.args(["-p", "quincunx-host"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        cargo.arg("--target-dir").arg(profile.parent().unwrap());
        assert!(cargo.status().unwrap().success());
        profile.join("examples")
    })
}

/// The library of an example.
pub fn library(name: &str) -> PathBuf {
    libraries().join(quincunx::host::search::file_name(name))
}

/// A folder with a scene that uses these plugins and this rule.
fn scene(plugins: &str, rule: &str) -> Bench {
    Bench::with(&format!(
        "(\n    plugins: [{plugins}],\n    world: {{\n        \"w\": Grid(size: (8, 8), cells: Soup(0.5), rule: {rule}),\n    \
         }},\n    until: Steps(3),\n)\n"
    ))
}

fn check(bench: &Bench, more: &[&str]) -> Command {
    let mut command = bench.quincunx(&[&["check", "scene.ron"], more].concat());
    command.env_remove("QUINCUNX_PLUGIN_PATH").env_remove("BAD_PLUGIN").arg("--plugin-dir").arg(libraries());
    command
}

/// Asserts how a command ended and what it said, with every run of blanks and frame of the page as one blank.
pub fn assert_says(output: &Output, code: i32, words: &[&str]) {
    let text = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(code), "{text}");
    let flat = text.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    for said in words {
        assert!(flat.contains(said), "`{said}` is not in\n{text}");
    }
    assert!(!text.contains("thread '") && !text.contains("RUST_BACKTRACE"), "{text}");
}

#[test]
fn what_a_rule_does_wrong_is_told_at_its_place() {
    let cases: [(&str, i32, &[&str]); 8] = [
        ("Good", 0, &["fine"]),
        ("Fussy(rule: \"B9\")", 2, &["× no cell has 9 neighbours; write 0 to 8", "scene.ron:4:71"]),
        ("Fussy(states: 9)", 2, &["from 2 up to 8, found `9`"]),
        ("Fussy(staets: 3)", 2, &["did you mean `states`?"]),
        (
            "PanicsInMake",
            3,
            &["plugin `quincunx` failed: it panicked: made to fail (at tests/plugins/bad.rs:"],
        ),
        ("PanicsInInfo", 3, &["it panicked: asked to fail (at tests/plugins/bad.rs:"]),
        ("TooMany", 3, &["a rule has 2 to 256 states, not 300"]),
        ("PanicsInDrop", 0, &["fine", "plugin: a drop panicked: dropped to fail"]),
    ];
    for (rule, code, words) in cases {
        let bench = scene("\"bad_plugin\"", rule);
        assert_says(&check(&bench, &[]).output().unwrap(), code, words);
    }
}

#[test]
fn the_letter_at_fault_is_underlined() {
    let bench = scene("\"bad_plugin\"", "Fussy(rule: \"B9\")");
    let output = check(&bench, &[]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("B9")).unwrap();
    let nine = line.chars().position(|c| c == '9').unwrap();
    let mark = text.lines().find(|line| line.trim_start().starts_with('·')).unwrap();
    assert_eq!(mark.chars().position(|c| c == '─'), Some(nine), "{text}");
}

#[test]
fn a_plugin_that_cannot_say_what_it_offers_is_refused() {
    for (mood, words) in [
        ("panics", "could not say what it offers: it panicked: told to fail (at tests/plugins/bad.rs:"),
        ("refuses", "the type of `how` in `Ends` cannot cross the boundary: use numbers"),
    ] {
        let bench = scene("\"bad_plugin\"", "Good");
        assert_says(&check(&bench, &[]).env("BAD_PLUGIN", mood).output().unwrap(), 3, &[words]);
    }
    for (plugin, words) in [
        ("twice_plugin", "it offers the rule `Still` twice"),
        ("lower_plugin", "it offers `lower_case`, and a scene names things like `Cyclic`"),
    ] {
        assert_says(&check(&scene(&format!("\"{plugin}\""), "Still"), &[]).output().unwrap(), 3, &[words]);
    }
}

#[test]
fn another_interface_is_refused_with_the_remedy() {
    for (plugin, words) in [
        (
            "older",
            "interface 0.0, and this program has 0.3; build the plugin again with the sdk of this program",
        ),
        ("newer", "interface 7.0, and this program has 0.3; use a newer program, or build the plugin"),
        ("other_layout", "its types are laid out otherwise than this program's; build it again"),
    ] {
        let output = check(&scene(&format!("\"{plugin}\""), "Good"), &[]).output().unwrap();
        assert_says(&output, 3, &[words, "failed to load the plugin"]);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("()"));
    }
}

#[test]
fn a_plugin_that_is_not_there_is_looked_for_in_these_folders() {
    let folder = libraries().display().to_string();
    let output = check(&scene("\"no-such\"", "Good"), &[]).output().unwrap();
    assert_says(
        &output,
        3,
        &["no plugin `no-such` was found: there is no", "no_such", "cargo build --release"],
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains(&folder));
    let output = check(&scene("\"../up\"", "Good"), &[]).output().unwrap();
    assert_says(&output, 3, &["`../up` is no plugin's name: letters, digits, `-` and `_`"]);
}

#[test]
fn of_two_plugins_with_one_name_the_scene_chooses() {
    let both = "\"bad_plugin\", \"second_plugin\"";
    let output = check(&scene(both, "Shared"), &[]).output().unwrap();
    assert_says(
        &output,
        2,
        &["`Shared` is offered by the plugin `quincunx`", "say whose is meant with `plugin: "],
    );
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("bad_plugin") && text.contains("second_plugin"), "{text}");
    let output = check(&scene(both, "Shared(plugin: \"quincunx-host\")"), &[]).output().unwrap();
    assert_says(&output, 0, &["B/S012345678"]);
    let output = check(&scene(both, "Shared(plugin: \"other\")"), &[]).output().unwrap();
    assert_says(&output, 2, &["`Shared` is not offered by the plugin `other`, but by the plugin `quincunx`"]);
}

#[test]
fn an_argument_can_name_the_plugin() {
    let bench = scene("", "Good");
    assert_says(&check(&bench, &[]).output().unwrap(), 2, &["Good"]);
    assert_says(&check(&bench, &["--set", "plugins=[\"bad_plugin\"]"]).output().unwrap(), 0, &["fine"]);
}

/// Checks a scene against a file in place of a library.
fn against(bytes: &[u8], words: &str) {
    let bench = scene("\"odd\"", "Good");
    fs::write(bench.path(&quincunx::host::search::file_name("odd")), bytes).unwrap();
    let output = bench.quincunx(&["check", "scene.ron", "--plugin-dir", "."]).output().unwrap();
    assert_says(&output, 3, &[words]);
}

#[test]
fn what_is_no_library_is_refused() {
    let whole = fs::read(library("bad_plugin")).unwrap();
    against(b"", "it is no library");
    against(b"plain text", "it is no library");
    against(&whole[..40], "it is cut short");
    let mut foreign = whole.clone();
    foreign[18..20].copy_from_slice(&183u16.to_le_bytes());
    against(&foreign, "it is for another machine (ELF machine 183");
    let mut program = whole.clone();
    program[16] = 2;
    against(&program, "it is a program or an object file, not a shared library");
}

/// What is cut short would end the process inside of `dlopen`.
#[test]
fn a_library_that_is_cut_short_anywhere_is_refused() {
    let whole = fs::read(library("older")).unwrap();
    let lengths = (64..whole.len()).step_by(4096).chain([whole.len() - 1]);
    for length in lengths {
        let refused = quincunx::host::elf::check(&whole[..length]);
        assert!(refused.is_err_and(|why| why.contains("cut short")), "{length} of {}", whole.len());
    }
    against(&whole[..whole.len() - 1], "it is cut short; copy or build it again");
    against(&whole[..whole.len() / 2], "it is cut short; copy or build it again");
}

#[test]
fn a_library_that_is_no_plugin_says_what_is_missing() {
    for (source, words) in [
        ("int foo(void) { return 1; }", "it is a library, but no plugin: it does not export QUINCUNX_ABI"),
        ("unsigned QUINCUNX_ABI[2] = {0, 3};", "it does not export a root module"),
        ("extern int gone(int); int call(void) { return gone(1); }", "undefined symbol: gone"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (c, library) = (folder.path().join("odd.c"), folder.path().join("odd.so"));
        fs::write(&c, source).unwrap();
        let mut cc = Command::new("cc");
        if !cc.args(["-shared", "-fPIC", "-o"]).args([&library, &c]).status().is_ok_and(|s| s.success()) {
            println!("skipped: there is no `cc` to make a library");
            return;
        }
        against(&fs::read(&library).unwrap(), words);
    }
}
