//! The majority with its edge twisted.

use crate::majority::vote;
use quincunx_sdk::field::Cx;
use quincunx_sdk::form::Form;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Annealed majority, or twisted majority: as `Majority`, but the closest votes, 4 and 5 of nine, are swapped. So
    /// borders never freeze, and move as if they had surface tension.
    #[derive(Clone)]
    pub struct Annealed {}
}

impl Make<Rules> for Annealed {
    const REFERENCES: &'static [&'static str] = &[crate::VICHNIAC];
    const EXAMPLES: &'static [&'static str] = &["Annealed"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for Annealed {
    fn form(&self) -> Option<Form> {
        Some(vote(&[4, 6, 7, 8, 9]))
    }
}
