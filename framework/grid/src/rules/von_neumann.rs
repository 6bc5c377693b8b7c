//! Rules of four neighbours.

use super::described::made;
use crate::notation::Notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule that counts four neighbours: those above, below, left and right.
    pub struct VonNeumann {
        /// `B2/S013V`, with or without the V
        rule: String
    }
}

impl Make<Rules> for VonNeumann {
    const REFERENCES: &'static [&'static str] = &[
        "J. von Neumann, \"Theory of Self-Reproducing Automata\", ed. A. W. Burks, University of Illinois Press (1966)",
    ];
    const EXAMPLES: &'static [&'static str] = &["VonNeumann(\"B13/S13V\")", "VonNeumann(rule: \"B2/S013\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(Notation::VonNeumann.read(&self.rule))
    }
}
