//! Rules of one dimension.

use super::described::rule;
use crate::notation::elementary::{check, table};
use quincunx_sdk::field::Cx;
use quincunx_sdk::form::Form;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// One of Wolfram's elementary rules of one dimension, unfolded in time: a cell comes alive if the rule says so of the
    /// three above it, and stays alive, so that the rows below one are its later generations. As in Golly numbers are even;
    /// odd ones would make living cells everywhere at once.
    pub struct Elementary {
        /// the number of the rule: bit 4·left + 2·middle + right says what becomes of these three
        number: u8
    }
}

impl Make<Rules> for Elementary {
    const REFERENCES: &'static [&'static str] = &[
        "S. Wolfram, \"Statistical mechanics of cellular automata\", Reviews of Modern Physics 55 (3), 601-644 (1983)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Elementary(110)", "Elementary(number: 30)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        check(self.number).map_err(|message| Complaint::at("number", message))?;
        Ok(rule(Form::MooreTable(table(self.number))))
    }
}
