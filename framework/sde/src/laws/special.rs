//! Special functions, through `libm` alone.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// The density of the standard normal distribution.
pub fn normal_density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / TAU.sqrt()
}

/// The standard normal distribution.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The χ² distribution with `df` degrees of freedom: the probability of `x` or less.
pub fn chi_square_cdf(df: f64, x: f64) -> f64 {
    gamma_cdf(0.5 * df, 0.5 * x)
}

/// m^x e^(−m) / Γ(x + 1): Poisson's distribution where `x` is whole, and what gamma distributions are made of.
///
/// Exact to about 1e-14 for any size: terms that cancel are never formed.
/// C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
pub fn poisson(x: f64, m: f64) -> f64 {
    if x < 0.0 {
        return 0.0;
    }
    if m == 0.0 || x == 0.0 {
        return if x == 0.0 { libm::exp(-m) } else { 0.0 };
    }
    libm::exp(log_poisson(x, m))
}

/// Its logarithm, for `x` and `m` above 0.
pub fn log_poisson(x: f64, m: f64) -> f64 {
    -stirling_error(x) - deviance(x, m) - 0.5 * libm::log(TAU * x)
}

/// ln Γ(x + 1) less Stirling's formula (x + ½) ln x − x + ½ ln 2π.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - 0.5 * libm::log(TAU);
    }
    let r = 1.0 / (x * x);
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - r / 1188.0) * r) * r) * r) / x
}

/// x ln(x/m) + m − x, without cancelling where they are near.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    // With v = (x − m)/(x + m): ln(x/m) = 2 artanh v, of which the first term meets m − x.
    let v = (x - m) / (x + m);
    let (mut sum, mut power) = ((x - m) * v, 2.0 * x * v);
    for j in 1..60 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The gamma distribution with shape `a` and scale 1: the regularised incomplete gamma function P(a, x). With shape 0
/// all of it is at 0.
pub fn gamma_cdf(a: f64, x: f64) -> f64 {
    if x < 0.0 {
        0.0
    } else if a <= 0.0 || x.is_infinite() {
        1.0
    } else if x == 0.0 {
        0.0
    } else if x < a + 1.0 {
        poisson(a, x) * series(a, x)
    } else {
        1.0 - poisson(a, x) * a / x * fraction(a, x)
    }
}

/// Terms that no `x` and `a` up to 10¹² need: within √a of each other, some ten times √a of them count.
const MOST_TERMS: u32 = 20_000_000;

/// Σ xⁿ / ((a + 1) … (a + n)).
fn series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..MOST_TERMS {
        term *= x / (a + f64::from(n));
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    sum
}

/// x / Γ-fraction: Q(a, x) Γ(a) x^(1−a) e^x by Lentz's method for the continued fraction.
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut h = d;
    for i in 1..MOST_TERMS {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        let lower = an * d + b;
        d = 1.0 / if lower.abs() < TINY { TINY } else { lower };
        let upper = b + an / c;
        c = if upper.abs() < TINY { TINY } else { upper };
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h * x
}
