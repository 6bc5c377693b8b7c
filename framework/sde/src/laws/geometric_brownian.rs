//! dx = μ x dt + σ x dW.

use super::{ExactLaw, Transition};

/// The law of dx = μ x dt + σ x dW (Itô): x exp((μ − σ²/2) t + σ W).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeometricBrownian {
    /// Growth rate of the mean, 1/time.
    pub mu: f64,
    /// Noise, 1/√time.
    pub sigma: f64,
}

impl ExactLaw for GeometricBrownian {
    fn over(&self, s: f64) -> Transition {
        let growth = libm::exp((self.mu - 0.5 * self.sigma * self.sigma) * s);
        Transition::LogNormal { growth, spread: self.sigma.abs() * s.sqrt() }
    }

    fn moments(&self, (mean, variance): (f64, f64), s: f64) -> (f64, f64) {
        let growth = libm::exp(self.mu * s);
        let noise = self.sigma * self.sigma * s;
        let spread = growth * growth * (mean * mean * libm::expm1(noise) + variance * libm::exp(noise));
        (mean * growth, spread)
    }
}
