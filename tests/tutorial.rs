//! Who follows `docs/write-a-plugin.md` gets a plugin whose tests pass, and no library that could end its host.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The files that a page shows: a name alone on a line, then a block of code.
fn files(page: &str) -> Vec<(&str, &str)> {
    page.split("\n**`")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once("`**\n\n```")?;
            let (_language, rest) = rest.split_once('\n')?;
            Some((name, rest.split_once("```")?.0))
        })
        .collect()
}

#[test]
fn the_plugin_of_the_tutorial_builds_and_passes_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/write-a-plugin.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files(&page) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace("../quincunx", root.to_str().unwrap())).unwrap();
    }
    // The versions that are here already: nothing is downloaded.
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--release", "--offline", "--target-dir"]).arg(root.join("target/tutorial"));
    let output = cargo.current_dir(&folder).output().unwrap();
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{errors}");
    assert!(said.contains("6 passed"), "{said}");

    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["rustc", "--release", "--offline", "--lib", "--target-dir"])
        .arg(root.join("target/tutorial"));
    let output = cargo.args(["--", "-C", "panic=abort"]).current_dir(&folder).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && errors.contains("a plugin needs `panic = \"unwind\"`"), "{errors}");
}
