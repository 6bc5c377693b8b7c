//! Beams that were looked at before they were brought together.

use super::{Next, Node, Nodes};
use crate::assembly::Assembly;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::value::Value;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Stands in an outlet that joins several beams, and says that each was looked at before: what interferes without it
    /// does not with it. ρ becomes the sum of P(m) ρ P(m) over the beams.
    pub struct Watched {
        /// what the beams meet next
        node: Slot<Nodes>
    }
}

impl Make<Nodes> for Watched {
    const EXAMPLES: &'static [&'static str] = &["Watched(Detector(\"all\"))"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Node>, Complaint> {
        Ok(Arc::new(LookedAt(Next::from(&self.node))))
    }
}

struct LookedAt(Next);

impl Node for LookedAt {
    fn assemble(&self, at: &Value, _: &mut Assembly, cx: &mut Cx) -> Option<usize> {
        cx.fail(
            at,
            "`Watched` says that the beams of an outlet were looked at before they were brought together: it \
             stands directly in an outlet of a magnet, as in \"+1/2|-1/2\": Watched(…)",
        )
    }

    fn watched(&self) -> Option<&Next> {
        Some(&self.0)
    }
}
