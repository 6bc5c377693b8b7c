//! Generators as a text, in which a group crosses a plugin's boundary.

use super::matrix::Matrix;
use crate::field::{Cx, Field, Limits, NoFiles};
use crate::params::Params;
use crate::part::Part;
use crate::role::NoKinds;
use crate::value::Value;

crate::params! {
    /// See [`Group::generators`](super::Group::generators).
    struct Generators {
        /// two rows of two numbers each
        matrices: Vec<((Entry, Entry), (Entry, Entry))>
    }
}

/// Any number, with all its bits. What is not finite crosses too: what closes the group says which generator has it.
#[derive(Debug)]
struct Entry(f64);

impl Field for Entry {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.text().parse() {
            Ok(number) => Some(Entry(number)),
            Err(_) => cx.wrong(value, "a number"),
        }
    }

    /// Rust's shortest text that reads back to the same bits.
    fn show(&self) -> String {
        format!("{:?}", self.0)
    }

    fn words() -> String {
        "number".into()
    }
}

/// The tagged text of generators: `Generators(matrices: [((1.0, -1.0), (1.0, 0.0))])`.
///
/// ```
/// use quincunx_sdk::group::{matrix::Matrix, text};
/// let third = vec![Matrix::rotation(1, 3)];
/// assert_eq!(text::read(&text::write(&third)), Ok(third));
/// ```
pub fn write(generators: &[Matrix]) -> String {
    let pair = |[a, b]: [f64; 2]| (Entry(a), Entry(b));
    let matrices = generators.iter().map(|Matrix([upper, lower])| (pair(*upper), pair(*lower))).collect();
    Generators { matrices }.show()
}

/// Reads what [`write()`] wrote. Whether the matrices generate a group is not looked at.
///
/// # Errors
/// A fragment that says what is wrong with the text.
pub fn read(text: &str) -> Result<Vec<Matrix>, String> {
    let part = Part::read(text, "form").map_err(|error| error.to_string())?;
    if part.name != Generators::NAME {
        return Err(format!("a group is `Generators(…)`, not `{}`", part.name));
    }
    let mut cx = Cx::new(&NoKinds, &NoFiles);
    let read = <Generators as Params>::read(&part, &mut cx);
    let generators = match (read, cx.errors.first()) {
        (Some(generators), None) => generators,
        (_, error) => return Err(error.map_or("it does not read".into(), ToString::to_string)),
    };
    Ok(generators.matrices.into_iter().map(|(upper, lower)| Matrix([row(upper), row(lower)])).collect())
}

fn row((a, b): (Entry, Entry)) -> [f64; 2] {
    [a.0, b.0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(matrices: &[Matrix]) -> Vec<u64> {
        matrices.iter().flat_map(|matrix| matrix.0.as_flattened()).map(|entry| entry.to_bits()).collect()
    }

    proptest! {
        #[test]
        fn every_bit_crosses(entries in prop::collection::vec(prop::array::uniform4(prop::num::f64::ANY), 0..4)) {
            let quiet = |entry: f64| if entry.is_nan() { f64::NAN } else { entry };
            let matrix = |[a, b, c, d]: [f64; 4]| Matrix([[quiet(a), quiet(b)], [quiet(c), quiet(d)]]);
            let matrices: Vec<_> = entries.into_iter().map(matrix).collect();
            prop_assert_eq!(bits(&read(&write(&matrices)).unwrap()), bits(&matrices));
        }
    }

    #[test]
    fn extreme_entries_cross() {
        let odd = [[f64::NAN, f64::INFINITY], [f64::NEG_INFINITY, -0.0]];
        let small = [[5e-324, f64::MIN_POSITIVE], [f64::MAX, f64::EPSILON]];
        let matrices = [Matrix(odd), Matrix(small)];
        assert_eq!(bits(&read(&write(&matrices)).unwrap()), bits(&matrices));
        assert_eq!(write(&[]), "Generators(matrices: [])");
        assert_eq!(
            write(&[Matrix([[1.0, -1.0], [1.0, 0.0]])]),
            "Generators(matrices: [((1.0, -1.0), (1.0, 0.0))])"
        );
    }

    #[test]
    fn what_is_no_list_of_matrices_is_refused() {
        for (text, says) in [
            ("Generators", "needs `matrices`"),
            ("Matrices([])", "a group is `Generators(…)`, not `Matrices`"),
            ("Generators(matrices: [(1, 0)])", "expected a pair"),
            ("Generators(matrices: [((1, 0), (0, 1, 2))])", "found 3 values"),
            ("Generators(matrices: [((1, 0), (0, one))])", "expected a number"),
            ("Generators(matrices: [((1, 0), (0, 1))], order: 1)", "`order`"),
            ("Generators(", "form:1:"),
            ("3", "form"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
