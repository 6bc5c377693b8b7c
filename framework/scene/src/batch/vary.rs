//! `--vary PATH=a,b,c`: a batch without a file.

use super::axis::{Axis, Path, SPACED, Values};
use super::file::MOST;
use super::plan::{Plan, Wanted};
use super::points::Points;
use super::slurm::Slurm;
use crate::files::SceneFiles;
use crate::load::SceneError;
use crate::set::fault;
use quincunx_sdk::diagnostic::Origin;
use quincunx_sdk::field::{Cx, Field, Limits, Located};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::{Piece, Source};
use std::ops::Range;
use std::sync::Arc;

/// The batch of a scene file that arguments ask for: `PATH=VALUES` for each `--vary`, and a number for `--repeats`.
///
/// VALUES are values with commas between them, or what a batch file may say instead of a list: `Range(0, 8)`. Files in
/// them, as the scene itself, are looked for by `files`.
///
/// # Errors
/// Everything that is wrong with the arguments, underlined in them, but for values that the scene does not take.
pub fn varied(
    scene: &str,
    vary: &[String],
    repeats: Option<&str>,
    files: &SceneFiles,
) -> Result<Plan, SceneError> {
    let mut cx = Cx::new(&NoKinds, files);
    match points(vary, repeats, &mut cx) {
        Some(points) if cx.errors.is_empty() => {
            Ok(Plan { scene: scene.into(), points, shard: None, slurm: Slurm::default() })
        }
        _ => Err(SceneError::Wrong(cx.errors)),
    }
}

fn points(vary: &[String], repeats: Option<&str>, cx: &mut Cx) -> Option<Points> {
    let axes: Vec<Option<Axis>> = vary.iter().map(|argument| axis(argument, cx)).collect();
    let repeats = number(repeats.unwrap_or("1"), cx);
    let last = origin(vary.last().map_or("", String::as_str));
    let at = Piece::of(&last, 0..last.text.len());
    let axes = axes.into_iter().collect::<Option<_>>()?;
    Wanted { axes, at, repeats: repeats?, except: None }.points(cx)
}

fn origin(argument: &str) -> Arc<Origin> {
    Arc::new(Origin { name: "--vary".into(), text: argument.into() })
}

fn number(text: &str, cx: &mut Cx) -> Option<Located<u32>> {
    match Source::read("--repeats", text) {
        Ok(source) => Located::read(&source.root(), &Limits::new(1..=MOST), cx),
        Err(error) => cx.add(error),
    }
}

fn axis(argument: &str, cx: &mut Cx) -> Option<Axis> {
    let origin = origin(argument);
    let Some(equals) = argument.find('=') else {
        let all = Piece::of(&origin, 0..argument.len());
        return cx.add(fault(&all, "expected PATH=a,b,c, as in world.soup.rule=B3/S23,B36/S23"));
    };
    let at = Piece::of(&origin, 0..equals);
    let path = Path { text: at.text().into(), at };
    Some(values(&Piece::of(&origin, equals + 1..argument.len()), cx)?.axis(path))
}

/// What a batch file may say in place of a list, else values with commas between them.
fn values(all: &Piece, cx: &mut Cx) -> Option<Values> {
    let source = Source::from_pieces(vec![all.clone()]).ok();
    let root = source.map(|source| source.root());
    match root.filter(|root| Part::of(root).is_ok_and(|part| SPACED.contains(&part.name.as_str()))) {
        Some(root) => Values::read(&root, &Limits::NONE, cx),
        None => Some(Values::Alone(listed(all, cx)?)),
    }
}

fn listed(all: &Piece, cx: &mut Cx) -> Option<Vec<Piece>> {
    let mut values = vec![];
    for item in items(all.text()) {
        let (start, text) = (all.range.start + item.start, &all.text()[item]);
        let before = text.len() - text.trim_start().len();
        let value = Piece::of(&all.origin, start + before..start + before + text.trim().len());
        if value.range.is_empty() {
            return cx.add(fault(&value, "a value is missing here"));
        }
        values.push(value);
    }
    Some(values)
}

/// What stands between commas that are outside of brackets and quotes.
fn items(text: &str) -> Vec<Range<usize>> {
    let (mut items, mut start, mut depth, mut quoted, mut escaped) = (vec![], 0, 0u32, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                items.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(start..text.len());
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::diagnostic::Diagnostic;
    use std::path::Path;

    fn plan(vary: &[&str], repeats: Option<&str>) -> Result<Plan, Vec<Diagnostic>> {
        let vary: Vec<String> = vary.iter().map(|argument| argument.to_string()).collect();
        let plan = varied("scene.ron", &vary, repeats, &SceneFiles::beside(Path::new("scene.ron")));
        plan.map_err(|error| match error {
            SceneError::Wrong(all) => all,
            SceneError::Unreadable { .. } => vec![],
        })
    }

    fn values(argument: &str) -> Vec<String> {
        let plan = plan(&[argument], None).unwrap();
        plan.points.axes[0].rows.iter().map(|row| row[0].text().to_string()).collect()
    }

    #[test]
    fn values_stand_between_commas() {
        assert_eq!(values("p=1,2.5, -3 "), ["1", "2.5", "-3"]);
        assert_eq!(values("p=B3/S23,B36/S23"), ["B3/S23", "B36/S23"]);
        assert_eq!(values("p=(8, 8),(16, 16)"), ["(8, 8)", "(16, 16)"]);
        assert_eq!(values(r#"p="a,b","\",\"c""#), [r#""a,b""#, r#""\",\"c""#]);
        assert_eq!(values("p=max(x, y),x"), ["max(x, y)", "x"]);
        assert_eq!(values("p=[1, 2],[3]"), ["[1, 2]", "[3]"]);
        assert_eq!(values("p=Soup(0.3),Range"), ["Soup(0.3)", "Range"]);
        assert_eq!(values("p=Range(2, 5)"), ["2", "3", "4"]);
        assert_eq!(values("p=Linspace(0, 0.3, 4)"), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(values("p=a==b,c"), ["a==b", "c"]);
    }

    #[test]
    fn arguments_multiply_and_are_repeated() {
        let plan = plan(&["a=1,2", "b=3,4,5"], Some("4")).unwrap();
        assert_eq!((plan.points.count(), plan.scene.as_str()), (24, "scene.ron"));
        assert_eq!(super::tests::plan(&[], Some("10")).unwrap().points.count(), 10);
    }

    #[test]
    fn what_is_wrong_is_underlined_in_its_argument() {
        for (vary, repeats, message, name, underlined) in [
            ("seed", None, "expected PATH=a,b,c", "--vary", "seed"),
            ("p=1,,2", None, "a value is missing", "--vary", ""),
            ("p=", None, "a value is missing", "--vary", ""),
            ("p=1,2,1.0", None, "`repeats` is what runs", "--vary", "1.0"),
            ("p=Range(0, 0)", None, "at least one", "--vary", "Range(0, 0)"),
            ("p=Range(0, x)", None, "whole number", "--vary", "x"),
            ("p=Csv(\"none.csv\")", None, "no such file", "--vary", "Csv(\"none.csv\")"),
            ("p=Range(0, 1000000)", Some("2"), "2000000 runs", "--vary", "p=Range(0, 1000000)"),
            ("p=1", Some("0"), "from 1 up to", "--repeats", "0"),
            ("p=1", Some("1 2"), "left over", "--repeats", "2"),
            ("seed=1,2", Some("2"), "seeds of its own", "--repeats", "2"),
        ] {
            let error = plan(&[vary], repeats).unwrap_err().remove(0);
            assert!(error.message.contains(message), "{vary}: {error}");
            assert_eq!(error.origin.name, name);
            assert_eq!(&error.origin.text[error.range], underlined, "{vary}");
        }
        let twice = plan(&["p=1", "p=2"], None).unwrap_err();
        assert_eq!((twice.len(), twice[0].range.clone()), (1, 0..1));
        assert!(plan(&[], None).unwrap_err()[0].message.contains("nothing varies"));
    }
}
