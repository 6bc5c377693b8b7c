//! The built-in rule: Life-like automata in B/S notation.

use crate::notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A Life-like rule, by its B/S notation or its name. Cells are born and survive by the number of living
    /// neighbours among their eight.
    pub struct LifeLike {
        /// `B36/S23`, `b36s23`, `23/36`, or a name such as `HighLife` or `Day & Night`
        rule: String
    }
}

impl Make<Rules> for LifeLike {
    const REFERENCES: &'static [&'static str] = &[
        "M. Gardner, \"The fantastic combinations of John Conway's new solitaire game 'life'\", Scientific American 223 (4), 120-123 (1970)",
    ];
    const EXAMPLES: &'static [&'static str] =
        &["\"B36/S23\"", "HighLife", "\"Day & Night\"", "LifeLike(\"23/3\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        match notation::parse(&self.rule) {
            Ok(masks) => Ok(Arc::new(Masks(masks))),
            Err(error) => Err(Complaint::inside("rule", error.offset, error.message)),
        }
    }
}

#[derive(Debug)]
struct Masks(OuterTotalistic);

impl Rule for Masks {
    fn form(&self) -> Option<Form> {
        Some(Form::OuterTotalistic(self.0))
    }

    fn notation(&self) -> String {
        notation::canonical(self.0)
    }
}
