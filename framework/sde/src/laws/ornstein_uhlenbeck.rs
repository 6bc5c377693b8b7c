//! dx = θ (μ − x) dt + σ dW.

use super::{Distribution, ExactLaw, Transition, relaxed};
use crate::start::Law;

/// The law of dx = θ (μ − x) dt + σ dW; without θ it is Brownian motion.
///
/// G. E. Uhlenbeck, L. S. Ornstein, "On the theory of the Brownian motion", Phys. Rev. 36 (1930),
/// [doi:10.1103/PhysRev.36.823](https://doi.org/10.1103/PhysRev.36.823).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrnsteinUhlenbeck {
    /// Rate of return, 1/time.
    pub theta: f64,
    /// Where it returns to.
    pub mu: f64,
    /// Noise, x/√time.
    pub sigma: f64,
}

impl ExactLaw for OrnsteinUhlenbeck {
    fn over(&self, s: f64) -> Transition {
        let shift = self.mu * self.theta * relaxed(self.theta, s);
        let sd = self.sigma.abs() * relaxed(2.0 * self.theta, s).sqrt();
        Transition::Normal { decay: libm::exp(-self.theta * s), shift, sd }
    }

    fn moments(&self, (mean, variance): (f64, f64), s: f64) -> (f64, f64) {
        let decay = libm::exp(-self.theta * s);
        let noise = self.sigma * self.sigma * relaxed(2.0 * self.theta, s);
        let shift = self.mu * self.theta * relaxed(self.theta, s);
        (decay * mean + shift, decay * decay * variance + noise)
    }

    fn at(&self, start: &Law, t: f64) -> Option<Distribution> {
        match start {
            Law::Point(x) => Some(self.over(t).from(*x)),
            Law::Normal { mean, sd } => {
                let (mean, variance) = self.moments((*mean, sd * sd), t);
                Some(Distribution::Normal { mean, sd: variance.sqrt() })
            }
            Law::Other { .. } => None,
        }
    }
}
