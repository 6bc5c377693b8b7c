//! How much a share tells of the probability behind it.

/// Standard errors to either side: 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Where the probability of what came `hits` times in so many trials lies: E. B. Wilson's interval at 95 % (1927), from
/// where the share would be as far above the probability as that to where it would be as far below. None without trials.
///
/// ```
/// use quincunx_core::interval::wilson;
/// let (low, high) = wilson(5, 10).unwrap();
/// assert!((low - 0.2366).abs() < 1e-4 && (high - 0.7634).abs() < 1e-4);
/// assert_eq!(wilson(0, 0), None);
/// ```
pub fn wilson(hits: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let share = hits as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let (low, high) = (middle - half, middle + half);
    // Where rounding would not have it so.
    Some((if hits == 0 { 0.0 } else { low }, if hits == trials { 1.0 } else { high }))
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn intervals_are_wilsons() {
        let near = |hits, trials, low: f64, high: f64| {
            let found = wilson(hits, trials).unwrap();
            assert!(
                (found.0 - low).abs() < 1e-4 && (found.1 - high).abs() < 1e-4,
                "{hits} {trials}: {found:?}"
            );
        };
        // R. G. Newcombe, Statistics in Medicine 17, 857-872 (1998), table I.
        near(81, 263, 0.2553, 0.3662);
        near(15, 148, 0.0624, 0.1605);
        near(0, 20, 0.0, 0.1611);
        near(1, 29, 0.0061, 0.1718);
        assert_eq!(wilson(0, 0), None);
    }
}
