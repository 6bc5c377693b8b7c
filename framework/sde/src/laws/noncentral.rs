//! The noncentral χ² distribution: a Poisson mixture of χ² distributions with df, df + 2, df + 4, … degrees of freedom.

use super::special::{gamma_cdf, log_poisson, normal_cdf, normal_density, poisson};

/// Weights below this are left out.
const NOTHING: f64 = 1e-20;
/// Above so large a mean the mixture has too many terms, and a power of χ′² is normal to 1e-7.
const VAST: f64 = 1e7;

/// The density at `x`, of what is not at 0.
pub(super) fn density(df: f64, lambda: f64, x: f64) -> f64 {
    let (a, m, y) = (0.5 * df, 0.5 * lambda, 0.5 * x);
    if x < 0.0 {
        return 0.0;
    }
    if y == 0.0 {
        return match df {
            0.0 => 0.5 * m * libm::exp(-m),
            2.0 => 0.5 * libm::exp(-m),
            _ => {
                if df < 2.0 {
                    f64::INFINITY
                } else {
                    0.0
                }
            }
        };
    }
    if df + lambda > VAST {
        let (z, slope) = sankaran(df, lambda, x);
        return normal_density(z) * slope;
    }
    // term(j) = poisson(j; m) · y^(a+j−1) e^(−y) / Γ(a+j); from the largest one outwards all are positive.
    let first = if a == 0.0 { 1.0 } else { 0.0 };
    let top = (0.5 * ((a * a + 4.0 * m * y).sqrt() - a)).floor().max(first);
    let largest = poisson(top, m)
        * if top + a >= 1.0 { poisson(top + a - 1.0, y) } else { poisson(top + a, y) * (top + a) / y };
    let (mut sum, mut term, mut j) = (1.0, 1.0, top);
    while term > NOTHING {
        term *= m * y / ((j + 1.0) * (j + a));
        j += 1.0;
        sum += term;
    }
    (term, j) = (1.0, top);
    while term > NOTHING && j > first {
        term *= j * (j - 1.0 + a) / (m * y);
        j -= 1.0;
        sum += term;
    }
    0.5 * largest * sum
}

/// The probability of `x` or less.
pub(super) fn cdf(df: f64, lambda: f64, x: f64) -> f64 {
    let (a, m, y) = (0.5 * df, 0.5 * lambda, 0.5 * x);
    let (mean, sd) = (df + lambda, (2.0 * df + 4.0 * lambda).sqrt());
    if x < 0.0 {
        return 0.0;
    }
    // Beyond this not even 1e-30 is left.
    if x > mean + 20.0 * sd + 400.0 {
        return 1.0;
    }
    if x == 0.0 {
        return if df == 0.0 { libm::exp(-m) } else { 0.0 };
    }
    if mean > VAST {
        return normal_cdf(sankaran(df, lambda, x).0);
    }
    if m == 0.0 {
        return gamma_cdf(a, y);
    }
    mixture(a, m, y).clamp(0.0, 1.0)
}

/// Σ poisson(j; m) P(a + j, y), from the largest weight outwards: P(a + 1, y) = P(a, y) − y^a e^(−y) / Γ(a + 1).
fn mixture(a: f64, m: f64, y: f64) -> f64 {
    let middle = m.floor();
    let weight = if middle == 0.0 { libm::exp(-m) } else { libm::exp(log_poisson(middle, m)) };
    let (share, edge) = (gamma_cdf(a + middle, y), poisson(a + middle, y));
    let mut sum = weight * share;
    let (mut w, mut p, mut g, mut j) = (weight, share, edge, middle);
    while w > NOTHING && p > 0.0 {
        p -= g;
        j += 1.0;
        g *= y / (a + j);
        w *= m / j;
        sum += w * p.max(0.0);
    }
    (w, p, g, j) = (weight, share, edge, middle);
    while w > NOTHING && j > 0.0 {
        g *= (a + j) / y;
        w *= j / m;
        j -= 1.0;
        p += g;
        sum += w * p.min(1.0);
    }
    sum
}

/// A number that is nearly standard normal, and its derivative.
///
/// M. Sankaran, "Approximations to the non-central chi-square distribution", Biometrika 50 (1963),
/// [doi:10.1093/biomet/50.1-2.199](https://doi.org/10.1093/biomet/50.1-2.199).
fn sankaran(df: f64, lambda: f64, x: f64) -> (f64, f64) {
    let (mean, more) = (df + lambda, df + 2.0 * lambda);
    let h = 1.0 - (2.0 / 3.0) * (mean / more) * ((df + 3.0 * lambda) / more);
    let (p, m) = (more / mean / mean, (h - 1.0) * (1.0 - 3.0 * h));
    let centre = 1.0 + h * p * (h - 1.0 - 0.5 * (2.0 - h) * m * p);
    let (power, sd) = (libm::pow(x / mean, h), h * (2.0 * p).sqrt() * (1.0 + 0.5 * m * p));
    ((power - centre) / sd, h * power / x / sd)
}
