//! dx = κ (θ − x) dt + σ √x dW.

use super::{ExactLaw, Transition, relaxed};

/// The law of dx = κ (θ − x) dt + σ √x dW from x ≥ 0, with κ, θ ≥ 0.
///
/// A path never becomes negative. With 4κθ/σ² degrees of freedom it stays above 0 if they are at least 2; if they are
/// fewer it touches 0 and is reflected at once; if there are none (θ = 0 or κ = 0) it stays at 0 once it is there.
///
/// J. C. Cox, J. E. Ingersoll, S. A. Ross, "A theory of the term structure of interest rates", Econometrica 53 (1985),
/// [doi:10.2307/1911242](https://doi.org/10.2307/1911242).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoxIngersollRoss {
    /// Rate of return, 1/time.
    pub kappa: f64,
    /// Where it returns to.
    pub theta: f64,
    /// Noise, √(x/time).
    pub sigma: f64,
}

impl ExactLaw for CoxIngersollRoss {
    fn over(&self, s: f64) -> Transition {
        let decay = libm::exp(-self.kappa * s);
        let square = self.sigma * self.sigma;
        let scale = 0.25 * square * relaxed(self.kappa, s);
        let df = 4.0 * self.kappa * self.theta / square;
        if scale > 0.0 && df.is_finite() {
            return Transition::NoncentralChiSquare { df, decay, scale };
        }
        Transition::Normal { decay, shift: self.kappa * self.theta * relaxed(self.kappa, s), sd: 0.0 }
    }

    fn least(&self) -> f64 {
        0.0
    }

    fn moments(&self, (mean, variance): (f64, f64), s: f64) -> (f64, f64) {
        let (decay, relaxed) = (libm::exp(-self.kappa * s), relaxed(self.kappa, s));
        let square = self.sigma * self.sigma;
        let noise = square * relaxed * (mean * decay + 0.5 * self.kappa * self.theta * relaxed);
        (decay * mean + self.kappa * self.theta * relaxed, decay * decay * variance + noise)
    }
}
