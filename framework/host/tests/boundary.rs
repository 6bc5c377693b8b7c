//! A real library on the other side of the boundary. This is what runs under valgrind, too.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use quincunx_core::registry::Registry;
use quincunx_host::load::{Plugin, load};
use quincunx_sdk::fault::FaultKind;
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::role::Slot;
use quincunx_sdk::rule::{Rule, Rules};
use quincunx_sdk::slab::Slab;
use quincunx_sdk::source::Source;
use std::path::PathBuf;
use std::sync::Arc;

/// Cargo builds the examples of a package beside its tests.
fn library() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join("examples/liblife.so")
}

fn plugin() -> Plugin {
    load(&library()).unwrap_or_else(|error| panic!("{error}"))
}

/// What is underlined, the message, and whether a plugin is to blame.
type Told = (String, String, bool);

fn read(text: &str) -> Result<(Arc<dyn Rule>, String), Told> {
    let mut registry = Registry::default();
    plugin().kinds.into_iter().for_each(|kind| _ = registry.add_kind(kind));
    let mut cx = Cx::new(&registry, &NoFiles);
    let value = Source::read("test", text).unwrap().root();
    let slot = Slot::<Rules>::read(&value, &Limits::NONE, &mut cx);
    match cx.errors.first() {
        Some(error) => Err((error.underlined().to_string(), error.message.clone(), error.of_plugin)),
        None => Ok(slot.map(|slot| (slot.it.clone(), slot.show())).unwrap()),
    }
}

#[test]
fn a_plugin_says_what_it_is() {
    let plugin = plugin();
    assert_eq!((plugin.name, plugin.version), ("quincunx-host", env!("CARGO_PKG_VERSION")));
    assert_eq!(plugin.blake3.len(), 64);
    let names: Vec<_> = plugin.kinds.iter().map(|kind| (kind.role, kind.name)).collect();
    assert_eq!(names, [("rule", "ExecutedLife"), ("rule", "Failing")]);
    let described = &plugin.kinds[0].params[0];
    assert_eq!((described.name, described.default), ("described", Some("false")));
    assert_eq!(described.words.text(), "true or false");
}

#[test]
fn a_rule_steps_across_the_boundary() {
    let (rule, text) = read("ExecutedLife").unwrap();
    assert_eq!(text, "ExecutedLife(described: false)");
    assert_eq!(rule.form(), None);
    // A blinker, with a ring of dead cells that is the halo.
    let src = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let slab = Slab { width: 3, height: 3, stride: 5, halo: 1, lattice_width: 3, ..Slab::default() };
    let mut dst = [9; 13];
    rule.step(&src, &mut dst, &slab).unwrap();
    assert_eq!(dst, [0, 1, 0, 9, 9, 0, 1, 0, 9, 9, 0, 1, 0]);
    assert!(read("ExecutedLife(described: true)").unwrap().0.form().is_some());
}

#[test]
fn the_host_checks_parameters_itself() {
    let wrong = |text: &str| read(text).unwrap_err();
    assert_eq!(wrong("ExecutedLife(descibed: true)").0, "descibed");
    let (at, message, of_plugin) = wrong("ExecutedLife(described: 3)");
    assert_eq!((at.as_str(), of_plugin), ("3", false));
    assert_eq!(message, "expected `true` or `false`, found `3`");
    assert!(wrong("Failing").1.contains("`Failing` needs `when`"));
    assert!(wrong("Failing(when: Steping)").1.contains("did you mean `Stepping`?"));
}

#[test]
fn failures_come_back_as_words() {
    let (at, message, of_plugin) = read("Failing(Complains)").unwrap_err();
    assert_eq!((at.as_str(), message.as_str(), of_plugin), ("mpl", "this is not to be", false));
    let (_, message, of_plugin) = read("Failing(Making)").unwrap_err();
    assert!(
        of_plugin && message.contains("it panicked: cannot make it (at ") && message.contains("life.rs:")
    );
    let slab = Slab { width: 1, height: 1, stride: 3, halo: 1, lattice_width: 1, ..Slab::default() };
    let fault = |text: &str| read(text).unwrap().0.step(&[0; 9], &mut [0; 1], &slab).unwrap_err();
    let refused = fault("Failing(Refuses)");
    assert_eq!((refused.kind, refused.message.as_str()), (FaultKind::Refused, "not today"));
    let panicked = fault("Failing(Stepping)");
    assert_eq!((panicked.kind, panicked.message.as_str()), (FaultKind::Panicked, "negative temperature -3"));
    assert!(panicked.place.unwrap().contains("life.rs:"));
    assert_eq!(fault("Failing(Payload)").kind, FaultKind::Panicked);
    drop(read("Failing(Dropping)").unwrap()); // it goes off, and nobody is hurt
}

#[test]
fn the_file_is_looked_at_before_it_is_opened() {
    let whole = std::fs::read(library()).unwrap();
    let folder = std::env::temp_dir().join(format!("quincunx-boundary-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let refused = |name: &str, bytes: &[u8], says: &str| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = load(&path).err().unwrap().to_string();
        assert!(error.contains(name) && error.contains(says), "{error}");
    };
    for cut in [4, 63, 64, 100, 4096, 8192, whole.len() / 2, whole.len() - 1] {
        refused("cut.so", &whole[..cut], "cut short");
    }
    refused("text.so", b"hello", "no library");
    refused("empty.so", b"", "no library");
    let mut other = whole.clone();
    other[18] = 183;
    refused("arm.so", &other, "for another machine");
    std::fs::remove_dir_all(folder).unwrap();
}
