//! Which number of an atom leads to which end.

use crate::apparatus::Apparatus;
use crate::chances::Chances;

/// A partition of the numbers from 0 to 1 into the ends of an apparatus, depth first: each has a share as large as it is
/// likely.
///
/// Numbers are counted in units of 2⁻⁶⁴, and bounds are rounded down to them, which is all by which the probabilities of a
/// sample differ from the exact ones. What is impossible has no share at all.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// The possible ends, as places among all ends.
    possible: Vec<usize>,
    /// Where the share of each possible end but the last one ends: the first number that is not its own.
    bounds: Vec<u64>,
}

impl Outcomes {
    /// The ends of an apparatus.
    pub fn of(apparatus: &Apparatus, chances: &Chances) -> Outcomes {
        Outcomes::new(apparatus.ends().map(|(node, _)| chances.at(node).probability))
    }

    /// Ends of these probabilities. What they lack to 1 goes to the last possible one.
    ///
    /// ```
    /// use quincunx_quantum::outcomes::Outcomes;
    /// let outcomes = Outcomes::new([0.25, 0.0, 0.75]);
    /// assert_eq!((outcomes.possible(), outcomes.bounds()), (&[0, 2][..], &[1 << 62][..]));
    /// assert_eq!(outcomes.end_of(1 << 62), 2);
    /// ```
    pub fn new(probabilities: impl IntoIterator<Item = f64>) -> Outcomes {
        let (mut possible, mut bounds, mut sum) = (vec![], vec![], 0u128);
        for (end, p) in probabilities.into_iter().enumerate().filter(|(_, p)| *p > 0.0) {
            possible.push(end);
            sum = sum.saturating_add(fixed(p));
            bounds.push((sum >> 64) as u64);
        }
        bounds.pop();
        Outcomes { possible, bounds }
    }

    /// The possible ends, as places among all ends.
    pub fn possible(&self) -> &[usize] {
        &self.possible
    }

    /// The numbers at which the share of the next possible end begins, in ascending order.
    pub fn bounds(&self) -> &[u64] {
        &self.bounds
    }

    /// The end of an atom by its number, as a place among all ends.
    pub fn end_of(&self, number: u64) -> usize {
        self.possible[self.bounds.partition_point(|bound| *bound <= number)]
    }
}

/// p in units of 2⁻¹²⁸, rounded down, so that sums lose nothing that counts.
fn fixed(p: f64) -> u128 {
    if p >= 1.0 {
        return u128::MAX;
    }
    let (bits, hidden) = (p.to_bits(), 1 << 52);
    let mantissa = u128::from(bits & (hidden - 1) | hidden);
    // p is mantissa · 2^(exponent − 1075); below 2⁻¹²⁸ nothing is left.
    match (bits >> 52) as i32 - 1075 + 128 {
        left @ 0.. => mantissa << left,
        right => mantissa.checked_shr(right.unsigned_abs()).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_become_exact_shares() {
        assert_eq!(fixed(0.5), 1 << 127);
        assert_eq!(fixed(f64::MIN_POSITIVE), 0);
        assert_eq!(fixed(1.0 / (1u128 << 100) as f64), 1 << 28);
        assert_eq!(fixed(1.0 - f64::EPSILON / 2.0), u128::MAX << 75);
        let outcomes = Outcomes::new([1e-30, 0.5, 0.0, 0.25, 0.25]);
        assert_eq!(outcomes.bounds(), [0, 1 << 63, 3 << 62]);
        assert_eq!([0, (1 << 63) - 1, 1 << 63, u64::MAX].map(|n| outcomes.end_of(n)), [1, 1, 3, 4]);
    }

    #[test]
    fn what_is_certain_needs_no_number() {
        let outcomes = Outcomes::new([0.0, 1.0, 0.0]);
        assert!(outcomes.bounds().is_empty());
        assert_eq!([0, u64::MAX].map(|n| outcomes.end_of(n)), [1, 1]);
    }

    #[test]
    fn more_than_everything_is_everything() {
        let outcomes = Outcomes::new([0.7, 0.3 + 1e-16, 0.2, 0.1]);
        assert_eq!(outcomes.end_of(u64::MAX), 3);
        assert!(outcomes.bounds().is_sorted());
    }
}
