//! One number, or several in its place.

use crate::field::{Cx, Field, Limits};
use crate::params::Params;
use crate::part::Part;
use crate::value::{Shape, Value};

/// A parameter that is one number, or is swept over several: a list, `Linspace(a, b, n)` or `Logspace(a, b, n)`.
///
/// ```
/// use quincunx_sdk::{field::{Cx, Field, Limits, NoFiles}, role::NoKinds, source::Source, sweep::Sweep};
///
/// let mut cx = Cx::new(&NoKinds, &NoFiles);
/// let mut read = |text| Sweep::read(&Source::read("t", text)?.root(), &Limits::NONE, &mut cx)
///     .ok_or_else(|| cx.errors[0].clone());
/// assert_eq!(read("0.5").unwrap(), Sweep::from(0.5));
/// assert_eq!(read("[1, 2, 4]").unwrap().values(), [1.0, 2.0, 4.0]);
/// assert_eq!(read("Linspace(0, 1, 3)").unwrap().values(), [0.0, 0.5, 1.0]);
/// assert_eq!(read("Logspace(0.01, 100, 3)").unwrap().values(), [0.01, 1.0, 100.0]);
/// assert!(read("Logspace(0, 1, 3)").unwrap_err().message.contains("above 0"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    values: Vec<f64>,
    /// As it is written, canonically.
    text: String,
}

impl Sweep {
    /// Its values: at least one.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Whether it is written as several numbers: a list of one is a sweep, too.
    pub fn swept(&self) -> bool {
        self.text.starts_with(|c: char| c == '[' || c.is_ascii_alphabetic())
    }

    /// The first value: the only one, unless it is swept.
    pub fn first(&self) -> f64 {
        self.values.first().copied().unwrap_or(f64::NAN)
    }
}

impl From<f64> for Sweep {
    fn from(x: f64) -> Self {
        Sweep { values: vec![x], text: x.show() }
    }
}

impl From<Vec<f64>> for Sweep {
    fn from(values: Vec<f64>) -> Self {
        Sweep { text: values.show(), values }
    }
}

crate::params! {
    /// Numbers at equal distances, both ends included.
    struct Linspace {
        /// the first
        a: f64;
        /// the last
        b: f64;
        /// how many
        n: u32, in 2..=MOST
    }
}

crate::params! {
    /// Numbers at equal ratios, both ends included.
    struct Logspace {
        /// the first
        a: f64, in crate::field::above(0.0);
        /// the last
        b: f64, in crate::field::above(0.0);
        /// how many
        n: u32, in 2..=MOST
    }
}

/// More values are more than any table should have columns for.
const MOST: u32 = 1_000_000;
const WANTED: &str = "a number, a list `[…]`, `Linspace(a, b, n)` or `Logspace(a, b, n)`";

impl Field for Sweep {
    type Scalar = f64;

    fn read(value: &Value, limits: &Limits<f64>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Number => f64::read(value, limits, cx).map(Sweep::from),
            Shape::List => listed(value, limits, cx),
            Shape::Name | Shape::Part => spaced(value, limits, cx),
            _ => cx.wrong(value, WANTED),
        }
    }

    fn show(&self) -> String {
        self.text.clone()
    }

    fn words() -> String {
        "number, or numbers to sweep over".into()
    }

    fn crossing() -> Option<String> {
        Some("sweep".into())
    }
}

fn listed(value: &Value, limits: &Limits<f64>, cx: &mut Cx) -> Option<Sweep> {
    let values = Vec::<f64>::read(value, limits, cx)?;
    if values.is_empty() {
        return cx.fail(value, "there is nothing to sweep over: a list needs a number");
    }
    Some(Sweep::from(values))
}

fn spaced(value: &Value, limits: &Limits<f64>, cx: &mut Cx) -> Option<Sweep> {
    let part = Part::named(value, WANTED, cx)?;
    let (values, text) = if part.name == Linspace::NAME {
        let read = Linspace::read(&part, cx)?;
        (between(read.a, read.b, read.n), read.show())
    } else if part.name == Logspace::NAME {
        let read = Logspace::read(&part, cx)?;
        let exponents = between(libm::log(read.a), libm::log(read.b), read.n);
        let mut values: Vec<f64> = exponents.into_iter().map(libm::exp).collect();
        // The ends are what was asked for, and so is a whole power of ten between them.
        values.iter_mut().for_each(|x| *x = rounded(*x));
        if let [first, .., last] = &mut values[..] {
            (*first, *last) = (read.a, read.b);
        }
        (values, read.show())
    } else {
        return cx.wrong(value, WANTED);
    };
    match values.iter().find(|x| !limits.contains(x)) {
        Some(x) => cx.fail(value, format!("{x} is in it, and numbers here are{}", limits.words())),
        None => Some(Sweep { values, text }),
    }
}

fn between(a: f64, b: f64, n: u32) -> Vec<f64> {
    let last = f64::from(n.max(2) - 1);
    let at = |k: u32| {
        let share = f64::from(k) / last;
        if share == 1.0 { b } else { a * (1.0 - share) + b * share }
    };
    (0..n).map(at).collect()
}

/// To twelve digits, where exp(log x) has lost the last ones.
fn rounded(x: f64) -> f64 {
    format!("{x:.11e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::NoFiles;
    use crate::role::NoKinds;
    use crate::source::Source;

    fn read(text: &str, limits: &Limits<f64>) -> Result<Sweep, String> {
        let mut cx = Cx::new(&NoKinds, &NoFiles);
        let source = Source::read("t", text).unwrap();
        Sweep::read(&source.root(), limits, &mut cx).ok_or_else(|| cx.errors[0].message.clone())
    }

    #[test]
    fn what_is_shown_reads_back() {
        for text in [
            "1.5",
            "[1.0, 2.0]",
            "[3.0]",
            "Linspace(a: 0.0, b: 2.0, n: 201)",
            "Logspace(a: 0.1, b: 10.0, n: 3)",
        ] {
            let sweep = read(text, &Limits::NONE).unwrap();
            assert_eq!(sweep.show(), text);
            assert_eq!(read(&sweep.show(), &Limits::NONE).unwrap(), sweep);
            assert_eq!(sweep.swept(), text != "1.5");
        }
    }

    #[test]
    fn spaces_have_both_ends_and_the_right_steps() {
        let values = read("Linspace(-1, 1, 5)", &Limits::NONE).unwrap();
        assert_eq!(values.values(), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        let values = read("Logspace(0.001, 10, 5)", &Limits::NONE).unwrap();
        assert_eq!(values.values(), [0.001, 0.01, 0.1, 1.0, 10.0]);
        let values = read("Logspace(3, 7, 4)", &Limits::NONE).unwrap();
        assert_eq!((values.values()[0], values.values()[3]), (3.0, 7.0));
    }

    #[test]
    fn wrong_sweeps_are_told() {
        let limits = Limits::new(0.0..=1.0);
        for (text, part) in [
            ("[]", "nothing to sweep over"),
            ("[0.5, 2]", "up to 1"),
            ("Linspace(0, 2, 3)", "2 is in it"),
            ("Linspace(0, 1, 1)", "from 2 up to"),
            ("Range(0, 1)", "`Linspace(a, b, n)`"),
            ("\"x\"", "`Linspace(a, b, n)`"),
        ] {
            let error = read(text, &limits).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
