//! Scenes that come with the program, and the example of every kind: all of them pass, run, and are described.

use quincunx::core::registry::Registry;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn registry() -> Registry {
    quincunx::registry(&quincunx::standard())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the program prints; it must succeed.
fn quincunx(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
    let output = command.current_dir(folder).args(arguments).env_remove("QUINCUNX_ISA").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|found| found == ending)).collect()
}

/// A folder with what scenes name, and every example as a scene of its own.
fn examples() -> (TempDir, Vec<String>) {
    let folder = TempDir::new().unwrap();
    for (room, ending) in
        [("patterns", "rle"), ("points", "npy"), ("recordings", "npy"), ("weights", "safetensors")]
    {
        fs::create_dir(folder.path().join(room)).unwrap();
        for file in files(&root().join("scenes").join(room), ending) {
            fs::copy(&file, folder.path().join(room).join(file.file_name().unwrap())).unwrap();
        }
    }
    let (registry, mut scenes) = (registry(), vec![]);
    for kind in registry.kinds() {
        for (n, example) in kind.examples.iter().enumerate() {
            // Weights come with the program for some groups only.
            let Some(text) = registry.example(kind, example) else {
                assert_eq!(kind.role, "group", "every other kind has a scaffold");
                continue;
            };
            // Two roles may have kinds of one name.
            let name = format!("{}-{}-{n}.ron", kind.role.replace(' ', "-"), kind.name);
            fs::write(folder.path().join(&name), text).unwrap();
            scenes.push(name);
        }
    }
    (folder, scenes)
}

/// Asserts that a scene's canonical text is a scene with the same canonical text.
fn assert_reads_back(folder: &Path, scene: &str) {
    let printed = quincunx(folder, &["check", "--print", scene]);
    let copy = folder.join("canonical.ron");
    fs::write(&copy, &printed).unwrap();
    let again = quincunx(folder, &["check", "--print", "canonical.ron"]);
    assert_eq!(printed, again, "{scene}");
}

#[test]
fn scenes_of_the_program_pass_and_read_back() {
    let (folder, _) = examples();
    let scenes = files(&root().join("scenes"), "ron");
    assert!(!scenes.is_empty());
    for scene in scenes {
        let name = scene.file_name().unwrap().to_str().unwrap();
        assert!(quincunx(root(), &["check", &format!("scenes/{name}")]).contains(": fine\n"));
        fs::copy(&scene, folder.path().join(name)).unwrap();
        assert_reads_back(folder.path(), name);
    }
}

#[test]
fn examples_pass_run_and_read_back() {
    let (folder, scenes) = examples();
    for scene in &scenes {
        assert_reads_back(folder.path(), scene);
        let out = format!("{scene}.run");
        quincunx(folder.path(), &["run", scene, "--out", &out, "--quiet"]);
        let record = fs::read(folder.path().join(out).join("run.json")).unwrap();
        let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
        assert_eq!(record["status"], "done", "{scene}");
    }
}

#[test]
fn kinds_are_documented_and_their_defaults_read() {
    let registry = registry();
    assert_eq!(registry.bad_defaults(), []);
    for kind in registry.kinds() {
        assert!(!kind.about.is_empty() && kind.about.ends_with('.'), "{} is not described", kind.name);
        assert!(!kind.examples.is_empty(), "{} has no example", kind.name);
        for param in &*kind.params {
            assert!(!param.doc.is_empty(), "{} of {} is not described", param.name, kind.name);
            assert!(!param.words.text().is_empty(), "{} of {} takes what?", param.name, kind.name);
        }
    }
}

#[test]
fn describe_shows_every_kind_and_parameter() {
    let listing = quincunx(root(), &["describe"]);
    for kind in registry().kinds() {
        assert!(listing.contains(&format!("  {} ", kind.name)), "{} is not listed", kind.name);
        let card = quincunx(root(), &["describe", kind.name]);
        assert!(card.starts_with(kind.name), "{card}");
        assert!(card.contains(&format!("{} ({})\n", kind.name, kind.role)), "{card}");
        assert!(kind.examples.iter().all(|example| card.contains(example)), "{card}");
        for param in &*kind.params {
            assert!(card.contains(&format!("\n  {}: {}", param.name, param.words.text())), "{card}");
        }
    }
}
