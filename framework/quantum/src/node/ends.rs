//! Where atoms end.

use super::{Node, Nodes};
use crate::apparatus::End;
use crate::assembly::Assembly;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::value::Value;
use std::sync::Arc;

/// The most letters of a name.
const LONGEST: usize = 100;

quincunx_sdk::params! {
    /// Counts the atoms that reach it. Detectors of one name add up their counts.
    pub struct Detector {
        /// what the outcome is called
        name: String
    }
}

quincunx_sdk::params! {
    /// Stops the atoms that reach it. They are counted, too: blocks of one name add up.
    pub struct Block {
        /// what the outcome is called
        name: String = "blocked"
    }
}

impl Make<Nodes> for Detector {
    const EXAMPLES: &'static [&'static str] = &["Detector(\"up\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Node>, Complaint> {
        Ok(Arc::new(end(&self.name, true)?))
    }
}

impl Make<Nodes> for Block {
    const EXAMPLES: &'static [&'static str] = &["Block", "Block(\"lower arm\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Node>, Complaint> {
        Ok(Arc::new(end(&self.name, false)?))
    }
}

fn end(name: &str, detected: bool) -> Result<Stop, Complaint> {
    let wrong = |why: &str| Err(Complaint::at("name", why));
    match name.chars().count() {
        0 => wrong("an outcome needs a name"),
        1..=LONGEST if name.chars().any(char::is_control) => {
            wrong("the name of an outcome is one line of plain letters")
        }
        1..=LONGEST => Ok(Stop(End { name: name.into(), detected })),
        letters => {
            Err(Complaint::at("name", format!("this name has {letters} letters, and {LONGEST} is the most")))
        }
    }
}

struct Stop(End);

impl Node for Stop {
    fn assemble(&self, at: &Value, assembly: &mut Assembly, cx: &mut Cx) -> Option<usize> {
        assembly.end(self.0.clone(), at, cx)
    }
}
