//! Kinds from a registry, every error at once, canonical text that reads back.

use crate::containers::Map;
use crate::field::{Cx, Files, NoFiles, above};
use crate::params::{Param, Params, Words};
use crate::part::Part;
use crate::role::{Complaint, Kind, Kinds, Make, Role, Slot};
use crate::source::Source;
use crate::value::Shape;
use crate::{choice, params};

struct Objects;
struct Rules;

impl Role for Objects {
    const NAME: &'static str = "object";
    type Product = ();
}

impl Role for Rules {
    const NAME: &'static str = "rule";
    const TEXT: bool = true;
    type Product = u8;

    fn plain(shape: Shape) -> Option<&'static str> {
        (shape == Shape::Text).then_some("LifeLike")
    }
}

params! { /// A scene.
struct Scene { /// of all randomness
seed: u64 = 0; /// objects by name
world: Map<Slot<Objects>> } }
params! { /// A lattice.
struct Grid { /// width, height
size: (u32, u32) = (64, 64), in 1..=65536, unit "cells"; /// how edges meet
topology: Topology = Torus; /// how cells change
rule: Slot<Rules> } }
choice! { /// How edges meet.
enum Topology { /// all wrap
Torus, /// one edge is reversed
Klein(Klein) } }
params! { /// One edge is reversed.
struct Klein { /// which
twist: u8, in 1..=2 } }
params! { /// Cells that eat the next state.
struct Cyclic { /// number of states
states: u8 = 14, in 2..=255, unit ""; /// neighbours that suffice
threshold: Option<u32>, in 1..9 } }
params! { /// B/S notation.
struct LifeLike { /// the notation
rule: String } }
params! { /// Many paths.
struct Ensemble { /// how many
paths: u64 = 1000, in 1..; /// step
dt: f64 = 0.001, in above(0.0), unit "time"; /// of the colours
weights: Vec<f64> = [], in ..1.0; /// by name
params: Map<f64> = {} } }

macro_rules! make {
    ($($Role:ident $Kind:ident $product:expr;)*) => {$(
        impl Make<$Role> for $Kind {
            const EXAMPLES: &'static [&'static str] = &[];
            fn make(&self, _: &mut Cx) -> Result<<$Role as Role>::Product, Complaint> {
                Ok($product)
            }
        }
    )*};
}
make! { Objects Grid (); Objects Ensemble (); Rules Cyclic 1; }

impl Make<Rules> for LifeLike {
    const EXAMPLES: &'static [&'static str] = &[];
    fn make(&self, _: &mut Cx) -> Result<u8, Complaint> {
        match self.rule.find('9') {
            Some(at) => Err(Complaint::inside("rule", at..at + 1, "no cell has 9 neighbours")),
            None => Ok(0),
        }
    }
}

struct Registry {
    objects: Vec<Kind>,
    rules: Vec<Kind>,
}

impl Registry {
    fn new() -> Self {
        let objects = vec![Kind::new::<Objects, Grid>(), Kind::new::<Objects, Ensemble>()];
        Registry { objects, rules: vec![Kind::new::<Rules, Cyclic>(), Kind::new::<Rules, LifeLike>()] }
    }
}

impl Kinds for Registry {
    fn of_role(&self, role: &str) -> &[Kind] {
        if role == "object" { &self.objects } else { &self.rules }
    }

    fn params(&self, name: &str) -> Option<&[crate::params::Param]> {
        self.objects.iter().chain(&self.rules).find(|kind| kind.name == name).map(|kind| &*kind.params)
    }
}

fn read(text: &str) -> Result<String, Vec<(String, String)>> {
    let source = Source::read("s.ron", text).map_err(|e| vec![(e.underlined().into(), e.message.clone())])?;
    let registry = Registry::new();
    let mut cx = Cx::new(&registry, &NoFiles);
    let part = Part::of(&source.root()).unwrap();
    let scene = Scene::read(&Part { name: "Scene".into(), ..part }, &mut cx);
    match scene {
        Some(scene) if cx.errors.is_empty() => Ok(scene.show()),
        _ => Err(cx.errors.iter().map(|e| (e.underlined().to_string(), e.message.clone())).collect()),
    }
}

#[test]
fn canonical_text_is_complete_and_reads_back_equal() {
    let canonical = read(
        r#"( // one of each
        seed: 7, world: {
            "g": Grid(size: (32, 0x10), topology: Klein(2), rule: "B3\u{2f}S23"),
            "h": Grid((8, 1_000), Torus, Cyclic(3, Some(4))), "i": Grid(rule: HighLife),
            "e": Ensemble(dt: 1e-7, params: {"a": -0.0}),
        })"#,
    );
    let canonical = canonical.unwrap();
    let expected = concat!(
        "Scene(seed: 7, world: {\"g\": Grid(size: (32, 16), topology: Klein(twist: 2), rule: LifeLike(rule: \"B3/S23\")), ",
        "\"h\": Grid(size: (8, 1000), topology: Torus, rule: Cyclic(states: 3, threshold: 4)), ",
        "\"i\": Grid(size: (64, 64), topology: Torus, rule: LifeLike(rule: \"HighLife\")), ",
        "\"e\": Ensemble(paths: 1000, dt: 1e-7, weights: [], params: {\"a\": -0.0})})",
    );
    assert_eq!(canonical, expected);
    assert_eq!(read(&canonical).unwrap(), canonical);
}

#[test]
fn all_errors_at_once_each_at_its_place() {
    let text = r#"(
    sed: 3, world: {
        "a": Gird(size: (1, 1)),
        "b": Grid(size: (0, 70000), topology: Tours, rule: "B3/S23", rule: Cyclic(300)),
        "c": Grid(size: 3, rule: Cyclic(states: 14, 3)), "d": Grid(rule: "B39/S23"), "d2": Grid(rule: Cyclc),
        "c": Ensemble(paths: -1, dt: 0, params: [], weights: [1e999, 0.5, 9007199254740993, 1e-999, "x", 1.0, inf]),
        "e": Grid(rule: Cyclic(states: 1.5, threshold: 9), topology: Klein(3), sise: (1, 1)),
        "g": "text", "i": (paths: 3), "h": Grid(topology: Torus(1)), 7: Grid((1, 1), Torus, HighLife, 4, 5),
        "j": Ensemble(paths: 1e6, dt: NaN),
    })"#;
    let out =
        |wanted: &str, found: &str, why: &str| format!("expected {wanted}, found `{found}`, which is {why}");
    let whole =
        |range: &str, found: &str, why: &str| out(&format!("a whole number from {range}"), found, why);
    let expected: Vec<(&str, String)> = vec![
        ("sed", "no field of `Scene` is named `sed`: did you mean `seed`?".into()),
        ("Gird", "no object is named `Gird`: did you mean `Grid`?".into()),
        ("rule", "`rule` is given twice".into()),
        ("0", whole("1 up to 65536", "0", "out of range")),
        ("70000", whole("1 up to 65536", "70000", "out of range")),
        ("Tours", "no topology is named `Tours`: did you mean `Torus`?".into()),
        ("3", "expected a pair `(a, b)`, found `3`".into()),
        ("3", "arguments are either all positional or all named: this one has no name".into()),
        ("9", "no cell has 9 neighbours".into()),
        ("Cyclc", "no rule is named `Cyclc`: did you mean `Cyclic`?".into()),
        ("\"c\"", "`c` is given twice".into()),
        ("-1", whole("1 up to 18446744073709551615", "-1", "out of range")),
        ("0", out("a number above 0", "0", "out of range")),
        ("1e999", out("a number below 1", "1e999", "too large for a 64-bit float")),
        (
            "9007199254740993",
            out(
                "a number below 1",
                "9007199254740993",
                "a whole number that a 64-bit float would round (write it with a `.` or an exponent to accept that)",
            ),
        ),
        ("1e-999", out("a number below 1", "1e-999", "too small for a 64-bit float")),
        ("\"x\"", "expected a number below 1, found the text \"x\"".into()),
        ("1.0", out("a number below 1", "1.0", "out of range")),
        ("inf", out("a number below 1", "inf", "not finite")),
        ("[]", "expected a map `{ \"name\": value }`, found a list".into()),
        ("sise", "no field of `Grid` is named `sise`: did you mean `size`?".into()),
        ("3", whole("1 up to 2", "3", "out of range")),
        ("1.5", whole("2 up to 255", "1.5", "not whole")),
        ("9", whole("1 to below 9", "9", "out of range")),
        ("\"text\"", "expected an object `Kind(…)` without quotes, found the text \"text\"".into()),
        ("(paths: 3)", "expected an object `Kind(…)`, found a tuple".into()),
        ("1", "`Torus` takes no arguments, found 1".into()),
        ("Grid", "`Grid` needs `rule`: how cells change".into()),
        ("7", "expected text, found `7`".into()),
        ("4, 5", "`Grid` takes 3 arguments at most, found 5".into()),
        (
            "1e6",
            whole(
                "1 up to 18446744073709551615",
                "1e6",
                "not written as a whole number (like 1000, not 1e3 or 1000.0)",
            ),
        ),
        ("NaN", out("a number above 0", "NaN", "not finite")),
    ];
    let found = read(text).unwrap_err();
    let expected: Vec<_> = expected.into_iter().map(|(at, message)| (at.to_string(), message)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_million_wrong_numbers_are_a_hundred_errors() {
    let many = format!("(world: {{\"e\": Ensemble(weights: [{}])}})", "x, ".repeat(100_000));
    assert_eq!(read(&many).unwrap_err().len(), Cx::MOST_ERRORS);
}

#[test]
fn complaints_are_placed_in_the_text_as_it_is_written() {
    let at = |rule: &str| read(&format!("(world: {{\"g\": Grid(rule: {rule})}})")).unwrap_err()[0].0.clone();
    assert_eq!(at("\"B39/S23\""), "9");
    assert_eq!(at("r#\"B39/S23\"#"), "9");
    assert_eq!(at("B39"), "9");
    assert_eq!(at("\"B3\\u{39}/S23\""), "\"B3\\u{39}/S23\"");
}

#[test]
fn params_declare_struct_and_schema() {
    let [states, threshold] = Cyclic::PARAMS else { panic!() };
    assert_eq!(
        (states.name, states.doc, states.words.text().as_str()),
        ("states", "number of states", "whole number")
    );
    let range = |param: &Param| param.range.map(Words::text);
    assert_eq!((states.default, states.optional), (Some("14"), false));
    assert_eq!(range(states).as_deref(), Some("from 2 up to 255"));
    assert_eq!((threshold.default, threshold.optional), (None, true));
    assert_eq!(Topology::CHOICES[1], ("Klein", "one edge is reversed"));
    let dt = &Ensemble::PARAMS[1];
    assert_eq!((range(dt).as_deref(), dt.unit), (Some("above 0"), "time"));
    assert!(NoFiles.read("x").is_err());
}
