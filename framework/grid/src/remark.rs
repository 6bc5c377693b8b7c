//! What a grid whose rule decides by a number says of how close its decisions were.

use crate::figures::short;
use quincunx_sdk::predictor::Closest;

/// The largest side of a neighbourhood that is told cell by cell.
const MOST_SIDE: usize = 7;

/// How close it came, as a sentence without its full stop; a warning if rounding may have decided.
pub fn of(closest: &Closest) -> String {
    let Closest { margin, largest, .. } = closest;
    let (margin, largest) = (short(*margin), short(*largest));
    if !closest.is_within_rounding() {
        return format!("decided by margins of {margin} or more, of logits up to {largest}");
    }
    format!(
        "{} was decided by a margin of {margin}, which is within rounding of logits up to {largest}: \
         other arithmetic may decide otherwise, and the network should be trained further",
        words(closest)
    )
}

/// Rows from above; of a large one the row in the middle only. A device does not know large ones.
fn words(closest: &Closest) -> String {
    let side = closest.neighbourhood.len().isqrt();
    match closest.words() {
        _ if side == 0 => "a neighbourhood".into(),
        words if side <= MOST_SIDE => format!("the neighbourhood {words}"),
        words => {
            let middle = words.split('/').nth(side / 2).unwrap_or_default();
            format!("the neighbourhood of {side} × {side} cells with the middle row {middle}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_is_told_and_one_within_rounding_is_a_warning() {
        let closest = |margin, side: usize| Closest {
            margin,
            neighbourhood: (0..side * side).map(|i| u8::from(i % 2 == 0)).collect(),
            largest: 12.3,
        };
        assert_eq!(of(&closest(0.086, 3)), "decided by margins of 0.0860 or more, of logits up to 12.3");
        let warning = of(&closest(1e-5, 3));
        assert!(
            warning.starts_with("the neighbourhood 101/010/101 was decided by a margin of 1.00e-5, which")
        );
        assert!(of(&closest(0.0, 9)).contains("of 9 × 9 cells with the middle row 101010101 was decided"));
        assert!(of(&closest(0.0, 0)).starts_with("a neighbourhood was decided by a margin of 0"));
    }
}
