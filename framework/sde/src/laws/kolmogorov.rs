//! How well samples fit a distribution.

use super::Distribution;

/// Kolmogorov's and Smirnov's probability that samples of a law are so far from it.
pub fn kolmogorov(mut samples: Vec<f64>, law: &Distribution) -> f64 {
    samples.sort_by(f64::total_cmp);
    let n = samples.len() as f64;
    let gap = |(i, x): (usize, &f64)| {
        let cdf = law.cdf(*x);
        (cdf - i as f64 / n).max((i + 1) as f64 / n - cdf)
    };
    let most = samples.iter().enumerate().map(gap).fold(0.0, f64::max);
    let lambda = most * (n.sqrt() + 0.12 + 0.11 / n.sqrt());
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * libm::exp(-2.0 * f64::from(k * k) * lambda * lambda)
    };
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}
