//! A pure state by its components.

use super::{Prepared, States};
use crate::complex::Complex;
use crate::density::Density;
use crate::ket;
use crate::quantum_number::listed;
use crate::spin::Spin;
use quincunx_sdk::field::{Cx, Located};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

/// How far a norm may be from 1: what writing a number with ten digits rounds.
const TOLERANCE: f64 = 1e-9;

quincunx_sdk::params! {
    /// A pure state by its components in the eigenstates of the spin along z, from m = +j down to -j. Its norm is 1.
    pub struct Ket {
        /// the components, each `(re, im)`, `"0.6+0.8i"` or a plain number
        components: Located<Vec<Complex>>
    }
}

impl Make<States> for Ket {
    const EXAMPLES: &'static [&'static str] = &["Ket([0.6, (0, 0.8)])", "Ket([\"0.48+0.36i\", 0.8])"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Prepared>, Complaint> {
        let components: Vec<_> = self.components.it.iter().map(|c| c.0).collect();
        if components.is_empty() {
            return Err(Complaint::at(
                "components",
                "a ket has a component for each m, and this one has none",
            ));
        }
        let wrong = |why: String| Complaint::at("components", why);
        let ket = ket::Ket::new(components).map_err(|error| wrong(format!("failed to {error}")))?;
        let norm = ket.norm();
        if (norm - 1.0).abs() > TOLERANCE {
            return Err(wrong(unnormalised(norm)));
        }
        let ket = ket.normalised().map_err(|error| wrong(format!("failed to {error}")))?;
        Ok(Arc::new(Pure(Located { it: ket, at: self.components.at.clone() })))
    }
}

fn unnormalised(norm: f64) -> String {
    match norm {
        0.0 => "this ket has norm 0, and is no state: a component must differ from 0".into(),
        _ => format!("this ket has norm {norm}, not 1 (to {TOLERANCE:e}): divide every component by {norm}"),
    }
}

struct Pure(Located<ket::Ket>);

impl Prepared for Pure {
    fn density(&self, spin: Spin, cx: &mut Cx) -> Option<Density> {
        let Located { it: ket, at } = &self.0;
        let (found, wanted) = (ket.dimension(), spin.dimension());
        if found != wanted {
            let message = format!(
                "this ket has {found} components, and spin {spin} needs {wanted}, for m = {}",
                listed(spin)
            );
            return cx.fail(at, message);
        }
        Density::pure(ket).ok() // its norm is 1
    }
}
