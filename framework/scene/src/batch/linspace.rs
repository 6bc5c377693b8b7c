//! Numbers at equal distances, as a person would write them: ten steps from 0.05 to 0.5 go through 0.1, and not through
//! 0.09999999999999999, because each number becomes a text here.

/// The number `k` of `last` steps from `a` to `b`: the float nearest to what follows from the decimals that they are
/// written with, or none if these are too many to be reckoned with exactly.
pub(super) fn nearest(a: f64, b: f64, k: usize, last: usize) -> Option<f64> {
    let places = places(a).max(places(b));
    let whole = |x: f64| format!("{x:.places$}").replace('.', "").parse::<i128>().ok();
    let above = whole(a)?.checked_mul((last - k) as i128)?.checked_add(whole(b)?.checked_mul(k as i128)?)?;
    let below = 10i128.checked_pow(places.try_into().ok()?)?.checked_mul(last as i128)?;
    // Both are floats without being rounded, so that their quotient is rounded once.
    let exact = |n: i128| n.unsigned_abs() <= 1 << 53;
    (exact(above) && exact(below)).then(|| above as f64 / below as f64)
}

/// Digits behind the point.
fn places(x: f64) -> usize {
    let text = x.to_string();
    text.find('.').map_or(0, |point| text.len() - point - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(a: f64, b: f64, n: usize) -> Vec<Option<f64>> {
        (0..n).map(|k| nearest(a, b, k, n - 1)).collect()
    }

    #[test]
    fn decimals_stay_decimals() {
        let expected = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
        assert_eq!(all(0.05, 0.5, 10), expected.map(Some));
        assert_eq!(all(0.6, -0.6, 7), [0.6, 0.4, 0.2, 0.0, -0.2, -0.4, -0.6].map(Some));
        assert_eq!(all(0.0, 1.0, 4), [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0].map(Some));
        assert_eq!(all(-1e6, 1e6, 3), [-1e6, 0.0, 1e6].map(Some));
    }

    #[test]
    fn what_cannot_be_reckoned_exactly_is_left() {
        assert_eq!(nearest(0.1234567890123456, 1.0, 1, 10), None);
        assert_eq!(nearest(1e-300, 1.0, 1, 10), None);
        assert_eq!(nearest(-1e300, 1e300, 1, 10), None);
    }
}
