//! Distributions of one number.

use super::draws::Draws;
use super::special::{normal_cdf, normal_density};
use super::{noncentral, sample};
use crate::statistics::ordered::{key, value};

/// A distribution. With a spread of 0 it is a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Gauss's.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
    /// Of median·exp(spread·z) for a standard normal z; below 0 if the median is.
    LogNormal {
        /// Its median.
        median: f64,
        /// The standard deviation of the logarithm.
        spread: f64,
    },
    /// Of scale·χ′²; with no degrees of freedom, e^(−λ/2) of it is at 0.
    NoncentralChiSquare {
        /// Degrees of freedom, at least 0.
        df: f64,
        /// Noncentrality, at least 0.
        lambda: f64,
        /// The unit, above 0.
        scale: f64,
    },
}

use Distribution::{LogNormal, NoncentralChiSquare, Normal};

impl Distribution {
    /// The mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Normal { mean, .. } => mean,
            LogNormal { median, spread } => median * libm::exp(0.5 * spread * spread),
            NoncentralChiSquare { df, lambda, scale } => scale * (df + lambda),
        }
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        match *self {
            Normal { sd, .. } => sd * sd,
            LogNormal { spread, .. } => self.mean() * self.mean() * libm::expm1(spread * spread),
            NoncentralChiSquare { df, lambda, scale } => scale * scale * 2.0 * (df + 2.0 * lambda),
        }
    }

    /// The density at `x`; infinite at the place of a point.
    pub fn density(&self, x: f64) -> f64 {
        match (*self, self.point()) {
            (_, Some(point)) => {
                if x == point {
                    f64::INFINITY
                } else {
                    0.0
                }
            }
            (Normal { mean, sd }, _) => normal_density((x - mean) / sd) / sd,
            (LogNormal { median, spread }, _) if x / median > 0.0 => {
                normal_density(libm::log(x / median) / spread) / (spread * x.abs())
            }
            (LogNormal { .. }, _) => 0.0,
            (NoncentralChiSquare { df, lambda, scale }, _) => {
                noncentral::density(df, lambda, x / scale) / scale
            }
        }
    }

    /// The probability of being at `x` or below.
    pub fn cdf(&self, x: f64) -> f64 {
        match (*self, self.point()) {
            (_, Some(point)) => f64::from(u8::from(x >= point)),
            (Normal { mean, sd }, _) => normal_cdf((x - mean) / sd),
            (LogNormal { median, spread }, _) if x / median > 0.0 => {
                normal_cdf(libm::copysign(libm::log(x / median) / spread, median * libm::log(x / median)))
            }
            (LogNormal { median, .. }, _) => f64::from(u8::from(median < 0.0)),
            (NoncentralChiSquare { df, lambda, scale }, _) => noncentral::cdf(df, lambda, x / scale),
        }
    }

    /// The least float at which the [`cdf`](Self::cdf) is `p` or more, for `p` strictly between 0 and 1.
    ///
    /// By halving the floats, not the numbers, between ends: 64 steps at most, at any magnitude.
    pub fn quantile(&self, p: f64) -> f64 {
        if let Some(point) = self.point() {
            return point;
        }
        let (mut below, mut above) = match *self {
            Normal { mean, sd } => (key(mean - 40.0 * sd), key(mean + 40.0 * sd)),
            LogNormal { median, .. } if median < 0.0 => (key(f64::MIN), key(0.0)),
            LogNormal { .. } => (key(0.0), key(f64::MAX)),
            NoncentralChiSquare { .. } if self.cdf(0.0) >= p => return 0.0,
            NoncentralChiSquare { .. } => (key(0.0), key(f64::MAX)),
        };
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if self.cdf(value(middle)) < p { below = middle } else { above = middle }
        }
        value(above)
    }

    /// One number with this distribution.
    pub fn sample(&self, draws: &mut Draws) -> f64 {
        match *self {
            Normal { mean, sd } => mean + sd * draws.normal(),
            LogNormal { median, spread } => median * libm::exp(spread * draws.normal()),
            NoncentralChiSquare { df, lambda, scale } => scale * sample::noncentral(df, lambda, draws),
        }
    }

    /// Where all of it is, if that is one point.
    fn point(&self) -> Option<f64> {
        match *self {
            Normal { mean, sd: 0.0 } => Some(mean),
            LogNormal { median, spread } if spread == 0.0 || median == 0.0 => Some(median),
            NoncentralChiSquare { df: 0.0, lambda: 0.0, .. } => Some(0.0),
            _ => None,
        }
    }
}
