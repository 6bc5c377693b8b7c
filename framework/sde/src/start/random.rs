//! Start values at random.

use super::{Block, Law, Start, StartValue};
use crate::LANES;
use quincunx_sdk::field::{Cx, above};
use quincunx_sdk::lanes::isa::{Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::noise::{Noise, Place, key_words, philox4x32_10};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Normal (Gaussian) numbers, independent from path to path.
    #[derive(Clone, Copy)]
    pub struct Normal {
        /// the mean
        mean: f64 = 0.0;
        /// the standard deviation
        sd: f64 = 1.0, in 0.0..
    }
}

impl Make<StartValue> for Normal {
    const EXAMPLES: &'static [&'static str] = &["Normal(mean: 1.0, sd: 0.5)", "Normal"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Start>, Complaint> {
        Ok(Arc::new(*self))
    }
}

impl Start for Normal {
    fn law(&self, _: &[f64]) -> Law {
        Law::Normal { mean: self.mean, sd: self.sd }
    }

    fn fill(&self, of: &Block, out: &mut [f64]) {
        dispatch(of.isa, Normals { key: of.key, first: of.first, out });
        out.iter_mut().for_each(|z| *z = self.mean + self.sd * *z);
    }
}

/// The first normal of each path.
struct Normals<'a> {
    key: u64,
    first: u64,
    out: &'a mut [f64],
}

impl Kernel for Normals<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let (noise, mut first) = (Noise { key: self.key, step: 0 }, self.first);
        let mut rows = [[0.0; LANES]; f64::NORMALS];
        for out in self.out.chunks_mut(LANES) {
            noise.normals(first, 0, &mut rows);
            out.copy_from_slice(&rows[0][..out.len()]);
            first = first.wrapping_add(LANES as u64);
        }
    }
}

quincunx_sdk::params! {
    /// Numbers that are equally likely anywhere between two ends, independent from path to path.
    #[derive(Clone, Copy)]
    pub struct Uniform {
        /// the lower end
        low: f64 = 0.0;
        /// the upper end
        high: f64 = 1.0
    }
}

impl Make<StartValue> for Uniform {
    const EXAMPLES: &'static [&'static str] = &["Uniform(low: -1.0, high: 1.0)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Start>, Complaint> {
        if self.low > self.high {
            let message = format!("the upper end {} is below the lower end {}", self.high, self.low);
            return Err(Complaint::at("high", message));
        }
        Ok(Arc::new(*self))
    }
}

impl Start for Uniform {
    fn law(&self, _: &[f64]) -> Law {
        let width = self.high - self.low;
        Law::Other { mean: 0.5 * self.low + 0.5 * self.high, variance: width * width / 12.0 }
    }

    fn fill(&self, of: &Block, out: &mut [f64]) {
        each(of, out, |u| (self.low * (1.0 - u) + self.high * u).clamp(self.low, self.high));
    }
}

quincunx_sdk::params! {
    /// Exponentially distributed numbers above 0, independent from path to path.
    #[derive(Clone, Copy)]
    pub struct Exponential {
        /// one over the mean
        rate: f64 = 1.0, in above(0.0)
    }
}

impl Make<StartValue> for Exponential {
    const EXAMPLES: &'static [&'static str] = &["Exponential(rate: 2.0)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Start>, Complaint> {
        Ok(Arc::new(*self))
    }
}

impl Start for Exponential {
    fn law(&self, _: &[f64]) -> Law {
        Law::Other { mean: 1.0 / self.rate, variance: 1.0 / (self.rate * self.rate) }
    }

    fn fill(&self, of: &Block, out: &mut [f64]) {
        each(of, out, |u| -libm::log(u) / self.rate);
    }
}

/// What becomes of a uniform number of each path, (k + ½)·2⁻⁶⁴.
fn each(of: &Block, out: &mut [f64], value: impl Fn(f64) -> f64) {
    for (n, out) in out.iter_mut().enumerate() {
        let place = Place { draw: 0, item: of.first.wrapping_add(n as u64), step: 0 };
        let [low, high, ..] = philox4x32_10(place.counter(), key_words(of.key)).map(u64::from);
        *out = value(((low | high << 32) as f64 + 0.5) * (1.0 / 18_446_744_073_709_551_616.0));
    }
}
