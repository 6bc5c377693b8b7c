//! The majority of nine.

use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Majority vote: a cell becomes what most of the nine cells are, itself among them. Soup freezes into blobs.
    #[derive(Clone)]
    pub struct Majority {}
}

impl Make<Rules> for Majority {
    const REFERENCES: &'static [&'static str] = &[crate::VICHNIAC];
    const EXAMPLES: &'static [&'static str] = &["Majority"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for Majority {
    fn form(&self) -> Option<Form> {
        Some(vote(&[5, 6, 7, 8, 9]))
    }
}

/// A cell is alive if so many of the nine were: a living cell is one of them, a dead one is not.
pub(crate) fn vote(sums: &[u16]) -> Form {
    let sums = sums.iter().fold(0, |mask, sum| mask | 1 << sum);
    Form::OuterTotalistic(OuterTotalistic { born: sums & 0x1ff, survive: sums >> 1 })
}
