//! The splitter against ron: what ron accepts is split, and joins again to the same value.

use crate::part::{Args, Part};
use crate::source::Source;
use crate::value::{Shape, Value};
use ron::{Options, extensions::Extensions};

fn options() -> Options {
    let on = Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES | Extensions::UNWRAP_VARIANT_NEWTYPES;
    Options::default().with_default_extension(on)
}

fn named(part: &Part) -> Vec<(String, String)> {
    let Args::Named(pairs) = &part.args else { panic!("{part:?}") };
    pairs.iter().map(|(k, v)| (k.text().into(), v.text().into())).collect()
}

#[test]
fn forms_places_and_duplicates() {
    let text = " /* a /* b */ ) */ r#Grid-2 // (\n ( size : (1, 2,) /*,*/ , rule: \"B3)\\\"]\", size: r#\"a\"),(\"#, c: '(', d: '\\'', e: b\")\", f: b'\\'',)";
    let part = Part::read(text, "s.ron").unwrap();
    assert_eq!((part.name.as_str(), part.head.text()), ("Grid-2", "r#Grid-2"));
    let pairs = named(&part);
    let keys: Vec<_> = pairs.iter().map(|p| p.0.as_str()).collect();
    let values: Vec<_> = pairs.iter().map(|p| p.1.as_str()).collect();
    assert_eq!(keys, ["size", "rule", "size", "c", "d", "e", "f"]);
    assert_eq!(values, ["(1, 2,)", "\"B3)\\\"]\"", "r#\"a\"),(\"#", "'('", "'\\''", "b\")\"", "b'\\''"]);
    assert!(matches!(Part::read("Life", "s").unwrap().args, Args::None));
    assert!(matches!(Part::read("\u{feff}Life()", "s").unwrap().args, Args::Positional(v) if v.is_empty()));
    assert!(
        matches!(Part::read("Polar(90, 0,)", "s").unwrap().args, Args::Positional(v) if v[1].text() == "0")
    );
    assert_eq!(Part::read("Mixed(a: 1, 2)", "s").unwrap_err().underlined(), "2");
    assert!(Part::read("\"B3/S23\"", "s").is_err());
}

#[test]
fn syntax_errors_come_alone_and_at_their_place() {
    let cases = [
        ("(a: 1", "this `(` is never closed", "("),
        ("(a: [1, 2)", "expected `]`, found `)`", ")"),
        ("(a: 1 b: 2)", "expected `,` or `)`, found `b`", "b"),
        ("(a: 1,, b: 2)", "expected a value, found `,`", ","),
        ("(a: )", "expected a value after `:`, found `)`", ")"),
        ("(a: \"x)", "this text is never closed", "\""),
        ("(a: 1) /* x", "this comment is never closed", "/*"),
        ("(a: 1) b", "this is left over after the end of the value", "b"),
        ("(a = 1)", "unexpected `=`; a field is written `name: value`", "="),
        ("[a: 1]", "a list has no keys; use `{ key: value }` for a map", ":"),
        ("(\"a\": 1)", "a field's name is a plain word; use `{ \"key\": value }` for a map", "\"a\""),
        (
            "#![enable(x)] (a: 1)",
            "unexpected `#`; a scene needs no `#![…]` header, all extensions are on",
            "#",
        ),
        ("", "expected a value, found the end", ""),
    ];
    for (text, message, at) in cases {
        let error = Source::read("s.ron", text).unwrap_err();
        assert_eq!((error.message.as_str(), error.underlined()), (message, at), "{text}");
    }
    assert!(Source::read("s", "(".repeat(2_000_000)).is_err());
    assert!(Source::read("s", "[".repeat(256) + &"]".repeat(256)).is_ok());
}

/// Splits all the way down and joins with the least punctuation; leaves stay as they were written.
fn joined(value: &Value) -> String {
    let mut items = vec![];
    let mut each = |key: Option<Value>, item: Value| {
        items.push(key.map_or(String::new(), |k| joined(&k) + ":") + &joined(&item))
    };
    match value.shape() {
        // ron's own quirk: to `deserialize_any`, `()` is a unit and `( )` an empty sequence.
        Shape::Tuple
            if Part::of(value).is_ok_and(|p| matches!(p.args, Args::Positional(v) if v.is_empty())) =>
        {
            if value.text() == "()" {
                "()".into()
            } else {
                "( )".into()
            }
        }
        Shape::Part | Shape::Tuple => {
            value.each(&mut each);
            let head = Part::of(value).map_or(String::new(), |p| p.head.text().replace('(', ""));
            format!("{head}({})", items.join(","))
        }
        Shape::List => {
            value.each(&mut each);
            format!("[{}]", items.join(","))
        }
        Shape::Map => {
            value.each(&mut each);
            format!("{{{}}}", items.join(","))
        }
        _ => value.text().to_string(),
    }
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn space(&mut self) -> &'static str {
        self.pick(&["", "", "", " ", "\n", "/* ) /* \" */ ' */", "// ]\"\n", "\u{2028}"])
    }

    fn value(&mut self, depth: usize) -> String {
        #[rustfmt::skip]
        const LEAVES: &[&str] = &[
            "1", "-1.5e3", "0x1F", "1_000", "3u8", "true", "None", "()", "inf", "-NaN", "0..10", "..=5", "..",
            "\"a,)\\\"\"", "\"é\\u{41}\"", "r\"\\\"", "r#\"\"]\"#", "br##\"\"#\"##", "b\"\\\"(\"", "'('", "'''",
            "'\\''", "'\\u{7D}'", "b'\\''", "b')'", "Foo", "r#in-1", "Größe", "_x", "Some(1)",
        ];
        if depth == 0 || self.roll(3) == 0 {
            return self.pick(LEAVES).to_string();
        }
        let head = self.pick(&["Foo", "r#a.b", "", "", "Some", "br", "b", "r"]);
        let form = self.roll(4);
        let items: Vec<_> = (0..self.roll(4)).map(|i| self.item(form, i, depth)).collect();
        let comma = if items.is_empty() { "" } else { self.pick(&["", ","]) };
        let (head, open, close) = match form {
            0 | 1 => (head, "(", ")"),
            2 => ("", "[", "]"),
            _ => ("", "{", "}"),
        };
        let gap = if head.is_empty() { "" } else { self.space() };
        format!("{head}{gap}{open}{}{comma}{}{close}", items.join(","), self.space())
    }

    fn item(&mut self, form: usize, i: usize, depth: usize) -> String {
        let key = match form {
            1 => format!("k{i}{}:", self.space()),
            3 => format!("{}{}:", self.value(depth - 1), self.space()),
            _ => String::new(),
        };
        format!("{}{key}{}{}{}", self.space(), self.space(), self.value(depth - 1), self.space())
    }
}

/// Returns whether ron accepted; then ours must have split it, and joined it must be the same value.
fn agrees(text: &str) -> bool {
    let ours = Source::read("p", text);
    let Ok(theirs) = options().from_str::<ron::Value>(text) else {
        if let Ok(source) = ours {
            joined(&source.root());
        }
        return false;
    };
    let source = match ours {
        Ok(source) => source,
        // With implicit_some, ron's `deserialize_any` takes `Some 5` for `Some(5)`: its slip; any other name must agree.
        Err(_) if text.contains("Some") => return agrees(&text.replace("Some", "Sole")),
        Err(e) => panic!("ron accepts, we do not: {e}\n{text}"),
    };
    let again = joined(&source.root());
    assert_eq!(options().from_str::<ron::Value>(&again).as_ref(), Ok(&theirs), "{text}\n{again}");
    assert_eq!(joined(&Source::read("p", again.as_str()).unwrap().root()), again);
    true
}

#[test]
fn agrees_with_ron_on_random_and_mutated_values() {
    #[rustfmt::skip]
    const BITS: &[&str] = &[
        "(", ")", "[", "]", "{", "}", ",", ":", "\"", "'", "/", "*", "//", "/*", "#", "r", "b", "\\", " ", "1", "é",
        "-", ".", "r#\"",
    ];
    let (mut dice, mut valid, mut mutants) = (Dice(7), 0, 0);
    for _ in 0..10_000 {
        let text = format!("{}{}{}", dice.space(), dice.value(4), dice.space());
        valid += usize::from(agrees(&text));
        let mut cut: Vec<char> = text.chars().collect();
        for _ in 0..=dice.roll(3) {
            let (from, bit) = (dice.roll(cut.len() + 1), dice.pick(BITS));
            let to = (from + dice.roll(3)).min(cut.len());
            cut.splice(from..to, bit.chars());
        }
        mutants += usize::from(agrees(&cut.iter().collect::<String>()));
    }
    assert!(valid > 7_000 && mutants > 500, "{valid} values and {mutants} mutants are too few");
}

/// Every value in turn, and neighbours together, replaced by values of all shapes: the same as if all were read anew.
#[test]
fn values_in_place_of_values_are_as_if_read_anew() {
    let source = Source::read(
        "s",
        " // (\n (a: [1, (2, \"x\")], b: Soup(0.3 /* ) */), c: {\"k\": [()], \"l\": r#\")\"#}, d: 5) ",
    )
    .unwrap();
    let new = ["7", "[[(1), {\"a\": 2}]]", " Grid( /* ( */ [] ) ", "\"(\"", "Torus"]
        .map(|text| Source::read("new", text).unwrap().root());
    fn all(value: &Value, found: &mut Vec<Value>) {
        found.push(value.clone());
        value.each(|_, item| all(&item, found));
    }
    let mut olds = vec![];
    all(&source.root(), &mut olds);
    for (n, old) in olds.iter().enumerate() {
        for (one, other) in new.iter().zip(new.iter().cycle().skip(n)) {
            let mut values = vec![(old.clone(), one.clone())];
            let next = olds[n..].iter().find(|next| next.range().start >= old.range().end);
            values.extend(next.map(|next| (next.clone(), other.clone())));
            let with = source.with(&values).unwrap();
            let anew = Source::read("s", with.text()).unwrap();
            assert_eq!((with.root().text(), with.closings()), (anew.root().text(), anew.closings()));
            let places = |source: &std::sync::Arc<Source>| {
                let mut found = vec![];
                all(&source.root(), &mut found);
                found.iter().map(|value| (value.text().to_string(), value.range())).collect::<Vec<_>>()
            };
            assert_eq!(places(&with), places(&anew));
            let mut origins = vec![];
            all(&with.root(), &mut origins);
            assert!(origins.iter().any(|value| value.diagnostic("").origin.name == "new"));
        }
    }
}

#[test]
fn values_that_nest_too_deep_together_are_refused() {
    let nested = |depth: usize, inside: &str| format!("{}{inside}{}", "[".repeat(depth), "]".repeat(depth));
    let source = Source::read("s", nested(200, "1")).unwrap();
    let mut inmost = source.root();
    while inmost.text() != "1" {
        let mut item = None;
        inmost.each(|_, found| item = Some(found));
        inmost = item.unwrap();
    }
    let with =
        |depth| source.with(&[(inmost.clone(), Source::read("n", nested(depth, "2")).unwrap().root())]);
    assert_eq!(with(56).unwrap().root().text(), nested(256, "2"));
    assert!(with(57).unwrap_err().message.contains("more than 256 deep"));
}
