//! What a person is told about a wrong scene: `scenes/invalid` holds the scenes, and beside each the words.
//!
//! `QUINCUNX_BLESS=1` writes the words anew; read the difference as the person would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const FOLDER: &str = "scenes/invalid";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, told nothing by the environment.
fn quincunx(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
    command.current_dir(folder).args(arguments).env_remove("QUINCUNX_ISA").env_remove("RUST_BACKTRACE");
    command.output().unwrap()
}

/// What it says on stderr; it must refuse, and never panic.
fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = quincunx(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    for word in ["panicked", "backtrace", "unwrap", "please report"] {
        assert!(!said.contains(word), "{arguments:?}: {said}");
    }
    said
}

/// The names in the folder with an ending, without it, sorted.
fn names(ending: &str) -> Vec<String> {
    let files = fs::read_dir(root().join(FOLDER)).unwrap().map(|entry| entry.unwrap().path());
    let wanted = files.filter(|path| path.extension().is_some_and(|found| found == ending));
    let mut names: Vec<_> = wanted.map(|path| path.file_stem().unwrap().to_str().unwrap().into()).collect();
    names.sort();
    names
}

#[test]
fn every_invalid_scene_is_told_in_its_words() {
    let mut differ = vec![];
    for name in names("ron") {
        let said = refusal(root(), &["check", &format!("{FOLDER}/{name}.ron")]);
        let words = root().join(FOLDER).join(&name).with_extension("txt");
        if std::env::var_os("QUINCUNX_BLESS").is_some() {
            fs::write(&words, &said).unwrap();
        }
        let expected = fs::read_to_string(&words).unwrap_or_default();
        if said != expected {
            differ.push(format!("{name}, expected:\n{expected}\nsaid:\n{said}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(names("ron").len() >= 60);
    assert_eq!(names("ron"), names("txt"), "each scene has its words, and all words have a scene");
}

/// Nothing of the machine may be in the words, or they would differ on the next one. Nor what no terminal shows.
#[test]
fn the_words_know_no_machine() {
    for name in names("txt") {
        let text = fs::read_to_string(root().join(FOLDER).join(&name).with_extension("txt")).unwrap();
        assert!(!text.contains(root().to_str().unwrap()) && !text.contains("/home"), "{name}");
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{name}: this steers a terminal");
        assert!(text.lines().all(|line| line == line.trim_end()), "{name}: blanks end a line");
    }
}

#[test]
fn several_scenes_are_all_checked() {
    let folder = format!("{FOLDER}/");
    let scenes = ["of-unknown.ron", "rule-counts-nine.ron"].map(|name| folder.clone() + name);
    let output = quincunx(root(), &["check", &scenes[0], "scenes/highlife.ron", &scenes[1]]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("did you mean `soup`") && said.contains("eight neighbours"), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("scenes/highlife.ron: fine"));
}

#[test]
fn no_run_begins_with_a_wrong_scene() {
    let folder = TempDir::new().unwrap();
    for name in ["many-errors", "size-beyond-memory", "rle-huge-header", "text-unclosed", "not-utf8"] {
        let scene = root().join(FOLDER).join(name).with_extension("ron");
        let said = refusal(folder.path(), &["run", scene.to_str().unwrap()]);
        let words = fs::read_to_string(scene.with_extension("txt")).unwrap();
        assert_eq!(said.lines().next(), words.lines().next(), "{name}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{name} left something");
    }
}

/// A scene in a folder of its own.
fn written(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("scene.ron");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

const GOOD: &str = "(world: { \"g\": Grid((4, 4), rule: Life) }, until: Steps(1))";

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = "\u{feff}(world: { \"g\": Grid(size: (4, 4), rule: Life) }, until: Steps(1))";
    let (folder, _scene) = written(text.as_bytes());
    let output = quincunx(folder.path(), &["check", "scene.ron"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_is_no_file_says_what_it_is() {
    let (folder, scene) = written(GOOD.as_bytes());
    let cases = [
        (".", "  × failed to read the scene `.`: it is a folder; name the scene file in it\n"),
        ("none.ron", "  × failed to read the scene `none.ron`: there is no such file\n"),
        ("scene.ron/x", "  × failed to read the scene `scene.ron/x`: Not a directory (os error 20)\n"),
    ];
    for (path, words) in cases {
        assert_eq!(refusal(folder.path(), &["check", path]), words);
    }
    unreadable(folder.path(), &scene);
}

/// Who may read everything (root) reads this too, and then finds the error in it.
#[cfg(unix)]
fn unreadable(folder: &Path, scene: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(scene, fs::Permissions::from_mode(0o000)).unwrap();
    let said = refusal(folder, &["check", "scene.ron"]);
    let denied = "  × failed to read the scene `scene.ron`: Permission denied (os error 13)\n";
    assert!(said == denied || fs::read(scene).is_ok(), "{said}");
}

#[cfg(not(unix))]
fn unreadable(_: &Path, _: &Path) {}

#[test]
fn a_huge_file_is_refused_unread() {
    let (folder, scene) = written(b"(");
    fs::File::options().write(true).open(&scene).unwrap().set_len((64 << 20) + 1).unwrap();
    assert_eq!(
        refusal(folder.path(), &["check", "scene.ron"]),
        "  × failed to read the scene `scene.ron`: it is longer than 64 MiB; keep large data in a file that the \
         scene names\n"
    );
}

/// A long scene with many errors must not take long: excerpts and spellings are for texts that people write.
#[test]
fn a_long_scene_is_refused_soon() {
    let mut text = String::from("(world: {");
    (0..200_000).for_each(|n| text += &format!("\"g{n}\": Grid((4, 4), Torus, Empty, Life),\n"));
    text += "}, until: Steps(1), record: {";
    (0..200_000).for_each(|n| text += &format!("\"p{n}\": Population(h{n}),\n"));
    let (folder, _scene) = written((text + "})").as_bytes());
    let start = std::time::Instant::now();
    let said = refusal(folder.path(), &["check", "scene.ron"]);
    assert!(
        said.contains("  × scene.ron:200001:47: no object is named `h0`: did you mean `g0`?"),
        "{}",
        &said[..200]
    );
    assert!(said.ends_with("100 errors or more; `quincunx describe` lists what scenes may name\n"));
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
