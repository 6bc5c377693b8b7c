//! The exact laws of the named processes.
//!
//! An [`ExactLaw`] says where a path is after any time. The solver `Exact` steps by it, the report draws it beside what
//! was simulated, and tests hold solvers against it. All numbers come through the crate `libm`: the same everywhere.

mod cox_ingersoll_ross;
mod distribution;
mod draws;
mod geometric_brownian;
mod kolmogorov;
mod noncentral;
mod ornstein_uhlenbeck;
mod sample;
pub mod special;
#[cfg(test)]
mod tests;

pub use cox_ingersoll_ross::CoxIngersollRoss;
pub use distribution::Distribution;
pub use draws::Draws;
pub use geometric_brownian::GeometricBrownian;
pub use kolmogorov::kolmogorov;
pub use ornstein_uhlenbeck::OrnsteinUhlenbeck;

use crate::start::Law;

/// A process of one variable whose transitions are known.
pub trait ExactLaw: Send + Sync {
    /// Everything about a step of duration `s` that does not depend on where it begins.
    fn over(&self, s: f64) -> Transition;

    /// Mean and variance after a time `s`, from those of the start, whatever its law.
    fn moments(&self, start: (f64, f64), s: f64) -> (f64, f64);

    /// What no path is ever below.
    fn least(&self) -> f64 {
        f64::NEG_INFINITY
    }

    /// The law at time `t`, if it has a name for this start.
    fn at(&self, start: &Law, t: f64) -> Option<Distribution> {
        match start {
            Law::Point(x) => Some(self.over(t).from(*x)),
            _ => None,
        }
    }
}

/// A step of fixed duration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transition {
    /// To decay·x + shift, and a normal of this standard deviation.
    Normal {
        /// What is left of the start.
        decay: f64,
        /// What is added to it.
        shift: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// To x·growth·exp(spread·z) for a standard normal z.
    LogNormal {
        /// The factor in the middle.
        growth: f64,
        /// The standard deviation of the logarithm.
        spread: f64,
    },
    /// To scale · χ′² with `df` degrees of freedom and noncentrality x·decay/scale.
    NoncentralChiSquare {
        /// Degrees of freedom.
        df: f64,
        /// What is left of the start.
        decay: f64,
        /// The unit, above 0.
        scale: f64,
    },
}

impl Transition {
    /// The law at the end of a step that begins at `x`.
    pub fn from(&self, x: f64) -> Distribution {
        match *self {
            Transition::Normal { decay, shift, sd } => {
                Distribution::Normal { mean: f64::mul_add(decay, x, shift), sd }
            }
            Transition::LogNormal { growth, spread } => {
                Distribution::LogNormal { median: x * growth, spread }
            }
            Transition::NoncentralChiSquare { df, decay, scale } => {
                let lambda = if x > 0.0 { x * decay / scale } else { 0.0 };
                Distribution::NoncentralChiSquare { df, lambda, scale }
            }
        }
    }
}

/// (1 − e^(−rate·s)) / rate, which is s for a rate of 0.
fn relaxed(rate: f64, s: f64) -> f64 {
    if rate == 0.0 { s } else { -libm::expm1(-rate * s) / rate }
}
