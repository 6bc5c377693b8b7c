//! Processes of one variable, `x`, whose law is known.

use super::{Calculus, Process, Processes};
use crate::laws::{self, ExactLaw};
use crate::parse::parse;
use crate::scope::Scope;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// The Ornstein-Uhlenbeck process of one variable, `x`: dx = theta (mu - x) dt + sigma dW.
    pub struct OrnsteinUhlenbeck {
        /// the rate at which it returns
        theta: f64, unit "1/time";
        /// the mean to which it returns
        mu: f64 = 0.0;
        /// the strength of the noise
        sigma: f64, unit "1/√time"
    }
}

impl Make<Processes> for OrnsteinUhlenbeck {
    const REFERENCES: &'static [&'static str] = &[
        "G. E. Uhlenbeck, L. S. Ornstein, \"On the theory of the Brownian motion\", Physical Review 36, 823-841 (1930)",
    ];
    const EXAMPLES: &'static [&'static str] = &["OrnsteinUhlenbeck(theta: 1.0, mu: 0.0, sigma: 0.5)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<Process>, Complaint> {
        let law = laws::OrnsteinUhlenbeck { theta: self.theta, mu: self.mu, sigma: self.sigma };
        let params = [("theta", self.theta), ("mu", self.mu), ("sigma", self.sigma)];
        named(&params, ["theta * (mu - x)", "sigma"], Arc::new(law))
    }
}

quincunx_sdk::params! {
    /// Geometric Brownian motion of one variable, `x`: dx = mu x dt + sigma x dW, in the sense of Itô.
    pub struct GeometricBrownian {
        /// the growth rate of the mean
        mu: f64, unit "1/time";
        /// the strength of the noise
        sigma: f64, unit "1/√time"
    }
}

impl Make<Processes> for GeometricBrownian {
    const REFERENCES: &'static [&'static str] = &[
        "P. A. Samuelson, \"Rational theory of warrant pricing\", Industrial Management Review 6 (2), 13-39 (1965)",
    ];
    const EXAMPLES: &'static [&'static str] = &["GeometricBrownian(mu: 0.1, sigma: 0.3)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<Process>, Complaint> {
        let law = laws::GeometricBrownian { mu: self.mu, sigma: self.sigma };
        named(&[("mu", self.mu), ("sigma", self.sigma)], ["mu * x", "sigma * x"], Arc::new(law))
    }
}

quincunx_sdk::params! {
    /// The square-root process of one variable, `x`, which is never negative: dx = kappa (theta - x) dt + sigma √x dW. A
    /// solver other than `Exact` may step below 0; drift and noise then take x to be 0 (full truncation).
    pub struct CoxIngersollRoss {
        /// the rate at which it returns
        kappa: f64, in 0.0.., unit "1/time";
        /// the mean to which it returns
        theta: f64, in 0.0..;
        /// the strength of the noise
        sigma: f64, unit "√(x/time)"
    }
}

impl Make<Processes> for CoxIngersollRoss {
    const REFERENCES: &'static [&'static str] = &[
        "J. C. Cox, J. E. Ingersoll, S. A. Ross, \"A theory of the term structure of interest rates\", Econometrica 53 (2), 385-407 (1985)",
        "R. Lord, R. Koekkoek, D. van Dijk, \"A comparison of biased simulation schemes for stochastic volatility models\", Quantitative Finance 10 (2), 177-194 (2010)",
    ];
    const EXAMPLES: &'static [&'static str] = &["CoxIngersollRoss(kappa: 1.0, theta: 1.0, sigma: 0.5)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<Process>, Complaint> {
        let law = laws::CoxIngersollRoss { kappa: self.kappa, theta: self.theta, sigma: self.sigma };
        let params = [("kappa", self.kappa), ("theta", self.theta), ("sigma", self.sigma)];
        named(&params, ["kappa * (theta - max(x, 0))", "sigma * sqrt(max(x, 0))"], Arc::new(law))
    }
}

/// A process of `x` with one Wiener process.
fn named(
    params: &[(&str, f64)],
    [drift, noise]: [&str; 2],
    law: Arc<dyn ExactLaw>,
) -> Result<Arc<Process>, Complaint> {
    let scope = Scope::new(["x"], params.iter().map(|(name, _)| *name));
    let read = |text| parse(text, &scope).map_err(|error| Complaint::new(error.message));
    Ok(Arc::new(Process {
        drift: vec![read(drift)?],
        noise: vec![vec![read(noise)?]],
        params: params.iter().map(|(_, value)| *value).collect(),
        calculus: Calculus::Ito,
        project: vec![None],
        law: Some(law),
        scope,
    }))
}
