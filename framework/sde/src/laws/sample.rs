//! Exact samplers that reject, and yet never hang: after so many rejections that it cannot happen (a probability below
//! 1e-60), they settle for the middle of the distribution.

use super::draws::Draws;
use super::special::log_poisson;

/// Each attempt succeeds with a probability above 0.8.
const ATTEMPTS: u32 = 100;
/// Means below are inverted, as Hörmann's method is made for those above.
const INVERTED: f64 = 10.0;

/// Noncentral χ² with `df` degrees of freedom.
///
/// Above one degree it is the square of a shifted normal and a χ² of the others; else a Poisson number says of which χ²
/// it is.
pub(super) fn noncentral(df: f64, lambda: f64, draws: &mut Draws) -> f64 {
    if df > 1.0 {
        let z = draws.normal() + lambda.sqrt();
        return z * z + chi_square(df - 1.0, draws);
    }
    chi_square(df + 2.0 * poisson(0.5 * lambda, draws), draws)
}

/// χ²: 0 without any degree of freedom.
fn chi_square(df: f64, draws: &mut Draws) -> f64 {
    if df == 0.0 { 0.0 } else { 2.0 * gamma(0.5 * df, draws) }
}

/// The gamma distribution with shape `a` above 0 and scale 1.
///
/// G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM Trans. Math. Softw. 26 (2000),
/// [doi:10.1145/358407.358414](https://doi.org/10.1145/358407.358414).
pub(super) fn gamma(a: f64, draws: &mut Draws) -> f64 {
    if a < 1.0 {
        let small = libm::exp(libm::log(draws.uniform()) / a);
        return gamma(a + 1.0, draws) * small;
    }
    let d = a - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    for _ in 0..ATTEMPTS {
        let z = draws.normal();
        let w = c * z;
        if w <= -1.0 {
            continue;
        }
        // ln(v³) + 1 − v³ for v = 1 + w, of which no large part cancels.
        let bend = 3.0 * (libm::log1p(w) - w) - w * w * (3.0 + w);
        if libm::log(draws.uniform()) < 0.5 * z * z + d * bend {
            return d * (1.0 + w) * (1.0 + w) * (1.0 + w);
        }
    }
    d
}

/// Poisson's distribution with mean `m`.
pub(super) fn poisson(m: f64, draws: &mut Draws) -> f64 {
    if m < INVERTED { inverted(m, draws.uniform()) } else { transformed(m, draws) }
}

/// The number whose cumulated probability reaches `u`. What rounding leaves is below 1e-15, and far out.
fn inverted(m: f64, u: f64) -> f64 {
    let (mut k, mut p) = (0.0, libm::exp(-m));
    let mut sum = p;
    while sum < u && k < 100.0 {
        k += 1.0;
        p *= m / k;
        sum += p;
    }
    k
}

/// W. Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance: Mathematics and
/// Economics 12 (1993), [doi:10.1016/0167-6687(93)90997-4](https://doi.org/10.1016/0167-6687(93)90997-4): PTRS.
fn transformed(m: f64, draws: &mut Draws) -> f64 {
    let b = 0.931 + 2.53 * m.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let sure = 0.9277 - 3.6224 / (b - 2.0);
    for _ in 0..ATTEMPTS {
        let (u, v) = (draws.uniform() - 0.5, draws.uniform());
        let room = 0.5 - u.abs();
        let k = ((2.0 * a / room + b) * u + m + 0.43).floor();
        if room >= 0.07 && v <= sure {
            return k;
        }
        if k < 0.0 || (room < 0.013 && v > room) {
            continue;
        }
        let mass = if k == 0.0 { -m } else { log_poisson(k, m) };
        if libm::log(v * inverse_alpha / (a / (room * room) + b)) <= mass {
            return k;
        }
    }
    m.floor()
}
