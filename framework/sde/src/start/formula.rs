//! Start values that follow from the process's parameters.

use super::{Block, Law, Start, StartValue};
use crate::expression::Expr;
use crate::parse::{ParseError, parse};
use crate::reference::{Place, value};
use crate::scope::Scope;
use quincunx_sdk::field::{Cx, Field};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A number that follows from the parameters of the process, for every path the same; plain text means the same. Where
    /// parameters are swept, each combination has its own.
    pub struct Computed {
        /// a formula of the parameters
        formula: String
    }
}

impl Make<StartValue> for Computed {
    const EXAMPLES: &'static [&'static str] = &["\"2 * pi\"", "\"mu + sigma\""];

    fn text(&self) -> String {
        self.formula.show()
    }

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Start>, Complaint> {
        Ok(Arc::new(Written(self.formula.clone())))
    }
}

/// A formula that waits for the names in it.
struct Written(String);

impl Start for Written {
    fn formula(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn law(&self, _: &[f64]) -> Law {
        Law::Point(f64::NAN)
    }

    fn fill(&self, _: &Block, out: &mut [f64]) {
        out.fill(f64::NAN);
    }
}

/// A formula of parameters.
pub(super) struct Known(Expr);

impl Known {
    pub fn read(text: &str, scope: &Scope) -> Result<Self, ParseError> {
        let scope = Scope { variables: vec![], params: scope.params.clone() };
        parse(text, &scope).map(Known)
    }

    fn of(&self, params: &[f64]) -> f64 {
        value(&self.0, &Place { variables: &[], params, time: 0.0, noise: &[] })
    }
}

impl Start for Known {
    fn law(&self, params: &[f64]) -> Law {
        Law::Point(self.of(params))
    }

    fn fill(&self, of: &Block, out: &mut [f64]) {
        out.fill(self.of(of.params));
    }
}
