//! `--set` and `--seed`: what they put into a scene, and errors that underline the argument.

use proptest::prelude::*;
use quincunx::core::registry::Registry;
use quincunx::scene::files::SceneFiles;
use quincunx::scene::load::SceneError;
use quincunx::scene::{resolve::resolve, set};
use quincunx::sdk::diagnostic::Diagnostic;
use quincunx::sdk::source::Source;
use std::path::Path;
use std::sync::Arc;

const SCENE: &str = r#"(
    // one of each
    seed: 7,
    world: {
        "soup": Grid(size: (32, 16), cells: Soup(0.35), rule: "B36/S23"),
        "two": Grid(rule: "Life", size: (8, 8), cells: [Soup(density: 0.5), Rows([".o", "oo"])]),
    },
    until: Steps(10),
    record: { "p": Population(of: "soup", every: 2), "last": Snapshot("soup") },
)"#;

fn registry() -> Registry {
    quincunx::registry(&quincunx::standard())
}

fn first(error: SceneError) -> Diagnostic {
    match error {
        SceneError::Wrong(mut all) => all.remove(0),
        SceneError::Unreadable { path, why } => panic!("{path}: {why}"),
    }
}

fn edited(text: &str, arguments: &[&str]) -> Result<Arc<Source>, Diagnostic> {
    let source = Source::read("s.ron", text)?;
    arguments.iter().try_fold(source, |source, argument| set::set(&source, argument, &registry()))
}

/// The canonical text of the scene with some arguments, on one line.
fn after(text: &str, arguments: &[&str]) -> Result<String, Diagnostic> {
    let source = edited(text, arguments)?;
    let resolved =
        resolve(&source, &registry(), &SceneFiles::beside(Path::new("scenes/s.ron"))).map_err(first)?;
    Ok(resolved.text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn what_is_set_is_read() {
    let cases = [
        ("seed=9 // nine", "seed: 9"),
        ("until=Time(3.0)", "until: Time(time: 3.0)"),
        ("until.steps=12", "until: Steps(steps: 12)"),
        ("world.soup.rule=B3/S23", "LifeLike(rule: \"B3/S23\")"),
        ("world.soup.rule=HighLife", "LifeLike(rule: \"HighLife\")"),
        ("world.soup.rule=Day & Night", "LifeLike(rule: \"Day & Night\")"),
        ("world.soup.cells.density=0.25", "Soup(density: 0.25, "),
        ("world.soup.size=(5, 6)", "size: (5, 6)"),
        ("world.soup.topology=Dead", "topology: Dead"),
        ("world.two.cells.0.density=0.9", "Soup(density: 0.9, "),
        ("world.two.cells.1.at=(2, 3)", "at: (2, 3)"),
        ("world.new=Grid((4, 4), Torus, Empty, Life)", "\"new\": Grid("),
        ("record.more=Frames(of: two)", "\"more\": Frames("),
        ("record.p.every=5", "every: 5"),
        ("record.p.plot=together", "plot: \"together\""),
        ("record.last.format=Png", "format: Png"),
    ];
    for (argument, expected) in cases {
        match after(SCENE, &[argument]) {
            Ok(text) => assert!(text.contains(expected), "{argument}: {text}"),
            Err(error) => panic!("{argument}: {error}"),
        }
    }
}

#[test]
fn what_stands_inside_of_something_omitted_is_put_in_with_its_default() {
    let scene = "(world: { \"g\": Grid(size: (4, 4), rule: Life) }, until: Steps(1))";
    let text = after(scene, &["record.p=Population(of: g)", "record.p.every=1"]).unwrap();
    assert!(text.contains("record: {\"p\": Population(of: \"g\", every: 1,"), "{text}");
}

#[test]
fn later_arguments_see_earlier_ones() {
    let text = after(SCENE, &["world.soup.cells=Soup", "world.soup.cells.density=0.75"]).unwrap();
    assert!(text.contains("Soup(density: 0.75, "), "{text}");
}

#[test]
fn errors_underline_the_argument() {
    let cases = [
        ("world", "world", "expected PATH=VALUE, as in world.soup.rule=B3/S23"),
        (
            "world.suop.rule=Life",
            "suop",
            "no thing that is written here is named `suop`: did you mean `soup`?",
        ),
        ("world.soup.sise=(1, 1)", "sise", "no field of `Grid` is named `sise`: did you mean `size`?"),
        (
            "seed=-1",
            "-1",
            "expected a whole number from 0 up to 18446744073709551615, found `-1`, which is out of range",
        ),
        ("seed=1, evil: 2", ",", "this is left over after the end of the value"),
        ("seed.x=1", "x", "there is nothing to add this to"),
        ("seed=", "", "expected a value, found the end"),
        ("world.soup.size=(5, 6", "(", "this `(` is never closed"),
        (
            "world.soup.cells.density=2",
            "2",
            "expected a number from 0 up to 1, found `2`, which is out of range",
        ),
        (
            "world.soup.rule=B39/S23",
            "9",
            "a cell has eight neighbours, so a count goes from 0 to 8, not to 9",
        ),
        ("record.p.of=soap", "soap", "no object is named `soap`: did you mean `soup`?"),
        (
            "record.p.every=0",
            "0",
            "expected a whole number from 1 up to 281474976710656, found `0`, which is out of range",
        ),
        (
            "record.a/b=Population(of: soup)",
            "a/b",
            "a name is made of letters, digits, `-` and `_` (it becomes a file's name)",
        ),
        (".=1", "", "no thing that is written here is named ``; there are seed, world, until, record"),
    ];
    for (argument, at, message) in cases {
        let error = after(SCENE, &[argument]).unwrap_err();
        assert_eq!(
            (error.origin.name.as_str(), error.underlined(), error.message.as_str()),
            ("--set", at, message),
            "{argument}"
        );
    }
}

#[test]
fn errors_of_the_file_stay_where_they_are() {
    let bad = SCENE.replace("0.35", "1.35");
    let error = after(&bad, &["seed=18446744073709551615"]).unwrap_err();
    assert_eq!((error.origin.name.as_str(), error.underlined()), ("s.ron", "1.35"));
    assert_eq!(error.range.start, bad.find("1.35").unwrap());
}

#[test]
fn the_seed_has_an_argument_of_its_own() {
    let source = Source::read("s.ron", SCENE).unwrap();
    let text = set::seed(&source, "11", &registry()).unwrap();
    let resolved = resolve(&text, &registry(), &SceneFiles::beside(Path::new("")));
    assert_eq!(resolved.ok().unwrap().seed, 11);
    let wrong = set::seed(&source, "seven", &registry()).unwrap();
    let error = first(resolve(&wrong, &registry(), &SceneFiles::beside(Path::new(""))).err().unwrap());
    assert_eq!((error.origin.name.as_str(), error.underlined()), ("--seed", "seven"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Whatever is written, in the file or in an argument: an answer, and canonical text reads back equal.
    #[test]
    fn nothing_that_is_written_panics(
        place in 0usize..500,
        cut in 0usize..4,
        bit in prop::sample::select(vec![
            "(", ")", "[", "]", "{", "}", ",", ":", "\"", "'", "/*", "é", "-", "9e9", "None", "world", "\u{1b}", "0",
        ]),
        path in prop::sample::select(vec![
            "seed", "world.soup", "world.two.cells.0", "world.soup.rule", "record.p", "until", "record.x.y", "",
        ]),
        value in "[(){}\\[\\]a-z0-9,:\".\\-]{0,8}",
    ) {
        let mut text: Vec<char> = SCENE.chars().collect();
        let from = place.min(text.len());
        let to = (from + cut).min(text.len());
        text.splice(from..to, bit.chars());
        let text: String = text.into_iter().collect();
        for canonical in [after(&text, &[]), after(SCENE, &[&format!("{path}={value}")])].into_iter().flatten() {
            prop_assert_eq!(after(&canonical, &[]).ok(), Some(canonical));
        }
    }
}
