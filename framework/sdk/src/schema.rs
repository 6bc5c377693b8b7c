//! The types of parameters as text, so that the host can check a scene before it calls a plugin.
//!
//! `u8` … `i64`, `f64`, `bool`, `text` and `sweep` (of `f64`) are themselves; `?u8` may be left out, `[u8` is a list, `(u8` a pair, and
//! `<Torus|Dead` one of these names. Nothing else crosses the boundary yet.

use crate::field::{Cx, Field, Limits};
use crate::part::{Args, Part};
use crate::spelling::unknown;
use crate::sweep::Sweep;
use crate::value::{Shape, Value};
use std::ops::Bound;
use std::str::FromStr;

/// The ends of a range, as text.
pub type Ends = [Bound<String>; 2];

/// Reads a value of a type and hands back its canonical text, or adds what is wrong with it to the context.
///
/// ```
/// use quincunx_sdk::{field::{Cx, NoFiles}, role::NoKinds, schema, source::Source};
/// use std::ops::Bound::{Included, Unbounded};
///
/// let mut cx = Cx::new(&NoKinds, &NoFiles);
/// let mut read = |text| schema::read("[u8", &[Unbounded, Included("9".into())], &Source::read("t", text)?.root(), &mut cx)
///     .ok_or_else(|| cx.errors[0].clone());
/// assert_eq!(read("[1,2, 9]").unwrap(), "[1, 2, 9]");
/// assert!(read("[1, 10]").unwrap_err().message.contains("from 0 up to 9"));
/// ```
pub fn read(of: &str, ends: &Ends, value: &Value, cx: &mut Cx) -> Option<String> {
    let (first, rest) = of.split_at_checked(1).unwrap_or(("", ""));
    match first {
        "?" => optional(rest, ends, value, cx),
        "[" => list(rest, ends, value, cx),
        "(" => pair(rest, ends, value, cx),
        "<" => choice(rest, value, cx),
        _ => scalar(of, ends, value, cx),
    }
}

fn optional(of: &str, ends: &Ends, value: &Value, cx: &mut Cx) -> Option<String> {
    if value.text() == "None" {
        return Some("None".into());
    }
    let inner = Part::of(value).ok().filter(|part| part.name == "Some").and_then(|part| match part.args {
        Args::Positional(values) if values.len() == 1 => values.into_iter().next(),
        _ => None,
    });
    read(of, ends, inner.as_ref().unwrap_or(value), cx)
}

fn list(of: &str, ends: &Ends, value: &Value, cx: &mut Cx) -> Option<String> {
    if value.shape() != Shape::List {
        return cx.wrong(value, "a list `[…]`");
    }
    let mut all = Some(vec![]);
    value.each(|_, item| match (read(of, ends, &item, cx), &mut all) {
        (Some(item), Some(list)) => list.push(item),
        _ => all = None,
    });
    Some(format!("[{}]", all?.join(", ")))
}

fn pair(of: &str, ends: &Ends, value: &Value, cx: &mut Cx) -> Option<String> {
    let mut items = vec![];
    if value.shape() == Shape::Tuple {
        value.each(|key, item| items.extend(key.is_none().then_some(item)));
    }
    let [a, b] = &items[..] else { return cx.wrong(value, "a pair `(a, b)`") };
    let (a, b) = (read(of, ends, a, cx), read(of, ends, b, cx));
    Some(format!("({}, {})", a?, b?))
}

fn choice(names: &str, value: &Value, cx: &mut Cx) -> Option<String> {
    let part = Part::named(value, &names.replace('|', " | "), cx)?;
    match names.split('|').find(|name| *name == part.name) {
        Some(name) => Some(name.into()),
        None => cx.fail(&part.head, unknown("choice", &part.name, names.split('|'))),
    }
}

fn scalar(of: &str, ends: &Ends, value: &Value, cx: &mut Cx) -> Option<String> {
    macro_rules! one_of {
        ($($name:literal $Type:ty),*) => {
            match of {
                $($name => typed::<$Type>(ends, value, cx),)*
                _ => cx.fail(value, format!("values of the type `{of}` cannot be handed to a plugin")),
            }
        };
    }
    one_of!("u8" u8, "u16" u16, "u32" u32, "u64" u64, "i8" i8, "i16" i16, "i32" i32, "i64" i64, "f64" f64,
        "bool" bool, "text" String, "sweep" Sweep)
}

fn typed<T: Field>(ends: &Ends, value: &Value, cx: &mut Cx) -> Option<String>
where
    T::Scalar: FromStr,
{
    let bound = |end: &Bound<String>| -> Bound<T::Scalar> {
        match end {
            Bound::Included(at) => at.parse().map_or(Bound::Unbounded, Bound::Included),
            Bound::Excluded(at) => at.parse().map_or(Bound::Unbounded, Bound::Excluded),
            Bound::Unbounded => Bound::Unbounded,
        }
    };
    let limits = Limits::new((bound(&ends[0]), bound(&ends[1])));
    T::read(value, &limits, cx).map(|read| read.show())
}
