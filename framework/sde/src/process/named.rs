//! Processes of one variable, `x`, whose law is known.

use super::{Calculus, Process, Processes};
use crate::laws;
use crate::parse::parse;
use crate::scope::Scope;
use quincunx_sdk::field::Cx;
use quincunx_sdk::process::Process as Offered;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::sweep::Sweep;
use std::sync::Arc;

quincunx_sdk::params! {
    /// The Ornstein-Uhlenbeck process of one variable, `x`: dx = theta (mu - x) dt + sigma dW.
    pub struct OrnsteinUhlenbeck {
        /// the rate at which it returns
        theta: Sweep, unit "1/time";
        /// the mean to which it returns
        mu: Sweep = 0.0;
        /// the strength of the noise
        sigma: Sweep, unit "1/√time"
    }
}

impl Make<Processes> for OrnsteinUhlenbeck {
    const REFERENCES: &'static [&'static str] = &[
        "G. E. Uhlenbeck, L. S. Ornstein, \"On the theory of the Brownian motion\", Physical Review 36, 823-841 (1930)",
    ];
    const EXAMPLES: &'static [&'static str] = &["OrnsteinUhlenbeck(theta: 1.0, mu: 0.0, sigma: 0.5)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        let params = [("theta", &self.theta), ("mu", &self.mu), ("sigma", &self.sigma)];
        named(params, ["theta * (mu - x)", "sigma"], |values| {
            let [theta, mu, sigma] = array(values);
            Arc::new(laws::OrnsteinUhlenbeck { theta, mu, sigma })
        })
    }
}

quincunx_sdk::params! {
    /// Geometric Brownian motion of one variable, `x`: dx = mu x dt + sigma x dW, in the sense of Itô.
    pub struct GeometricBrownian {
        /// the growth rate of the mean
        mu: Sweep, unit "1/time";
        /// the strength of the noise
        sigma: Sweep, unit "1/√time"
    }
}

impl Make<Processes> for GeometricBrownian {
    const REFERENCES: &'static [&'static str] = &[
        "P. A. Samuelson, \"Rational theory of warrant pricing\", Industrial Management Review 6 (2), 13-39 (1965)",
    ];
    const EXAMPLES: &'static [&'static str] = &["GeometricBrownian(mu: 0.1, sigma: 0.3)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        named([("mu", &self.mu), ("sigma", &self.sigma)], ["mu * x", "sigma * x"], |values| {
            let [mu, sigma] = array(values);
            Arc::new(laws::GeometricBrownian { mu, sigma })
        })
    }
}

quincunx_sdk::params! {
    /// The square-root process of one variable, `x`, which is never negative: dx = kappa (theta - x) dt + sigma √x dW. A
    /// solver other than `Exact` may step below 0; drift and noise then take x to be 0 (full truncation).
    pub struct CoxIngersollRoss {
        /// the rate at which it returns
        kappa: Sweep, in 0.0.., unit "1/time";
        /// the mean to which it returns
        theta: Sweep, in 0.0..;
        /// the strength of the noise
        sigma: Sweep, unit "√(x/time)"
    }
}

impl Make<Processes> for CoxIngersollRoss {
    const REFERENCES: &'static [&'static str] = &[
        "J. C. Cox, J. E. Ingersoll, S. A. Ross, \"A theory of the term structure of interest rates\", Econometrica 53 (2), 385-407 (1985)",
        "R. Lord, R. Koekkoek, D. van Dijk, \"A comparison of biased simulation schemes for stochastic volatility models\", Quantitative Finance 10 (2), 177-194 (2010)",
    ];
    const EXAMPLES: &'static [&'static str] = &["CoxIngersollRoss(kappa: 1.0, theta: 1.0, sigma: 0.5)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        let params = [("kappa", &self.kappa), ("theta", &self.theta), ("sigma", &self.sigma)];
        named(params, ["kappa * (theta - max(x, 0))", "sigma * sqrt(max(x, 0))"], |values| {
            let [kappa, theta, sigma] = array(values);
            Arc::new(laws::CoxIngersollRoss { kappa, theta, sigma })
        })
    }
}

/// A process of `x` with one Wiener process.
fn named<const N: usize>(
    params: [(&str, &Sweep); N],
    [drift, noise]: [&str; 2],
    law: super::MakeLaw,
) -> Result<Arc<dyn Offered>, Complaint> {
    let scope = Scope::new(["x"], params.iter().map(|(name, _)| *name));
    let read = |text| parse(text, &scope).map_err(|error| Complaint::new(error.message));
    Ok(Arc::new(Process {
        drift: vec![read(drift)?],
        noise: vec![vec![read(noise)?]],
        params: params.map(|(_, values)| values.clone()).into(),
        calculus: Calculus::Ito,
        project: vec![None],
        law: Some(law),
        scope,
    }))
}

/// As many values as there are parameters.
fn array<const N: usize>(values: &[f64]) -> [f64; N] {
    values.try_into().unwrap_or([f64::NAN; N])
}
