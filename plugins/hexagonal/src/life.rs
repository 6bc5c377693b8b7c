//! Life with six neighbours.

use crate::notation::{Counts, read};
use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, MooreTable};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A Life-like rule of the hexagonal lattice: what becomes of a cell follows from how many of its six neighbours are
    /// alive. Cells lie in axial coordinates: of the eight around, those at the upper right and at the lower left are no
    /// neighbours.
    #[derive(Clone)]
    pub struct HexagonalLife {
        /// in the notation of Golly, such as B2/S34 or B2/S34H
        rule: String = "B2/S34";
    }
}

impl Make<Rules> for HexagonalLife {
    const REFERENCES: &'static [&'static str] = &[
        "C. Bays, \"A note on the Game of Life in hexagonal and pentagonal tessellations\", Complex Systems 15 (3), 245-252 (2005)",
    ];
    const EXAMPLES: &'static [&'static str] = &["HexagonalLife", "HexagonalLife(rule: \"B245/S3H\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        let counts =
            read(&self.rule).map_err(|wrong| Complaint::inside("rule", wrong.bytes, wrong.message))?;
        Ok(Arc::new(Hexagonal(counts)))
    }
}

/// A rule that was read.
#[derive(Clone, Copy, Debug)]
pub struct Hexagonal(pub Counts);

impl Rule for Hexagonal {
    fn form(&self) -> Option<Form> {
        let next = |[[nw, n, _], [w, cell, e], [_, s, se]]: [[bool; 3]; 3]| {
            self.0.next(cell, [nw, n, w, e, s, se].into_iter().filter(|alive| *alive).count())
        };
        Some(Form::MooreTable(MooreTable::from_fn(next)))
    }
}
