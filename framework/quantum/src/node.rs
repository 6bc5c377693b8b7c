//! What stands in the way of a beam, as a scene describes it.

mod depolarise;
mod ends;
mod magnet;
mod outlets;
mod precess;
mod watched;

pub use depolarise::Depolarise;
pub use ends::{Block, Detector};
pub use magnet::Magnet;
pub use outlets::{Outlet, Outlets};
pub use precess::Precess;
pub use watched::Watched;

use crate::assembly::Assembly;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Role, Slot};
use quincunx_sdk::value::Value;
use std::sync::Arc;

/// The role of what a beam meets.
pub struct Nodes;

impl Role for Nodes {
    const NAME: &'static str = "node";
    type Product = Arc<dyn Node>;
}

/// A node that waits for the spin of its beam.
pub trait Node: Send + Sync {
    /// Puts itself and all that follows into an apparatus, and says where it stands there. `at` is its name in the scene.
    /// What does not suit the spin goes into the context.
    fn assemble(&self, at: &Value, assembly: &mut Assembly, cx: &mut Cx) -> Option<usize>;

    /// What the beams meet, if this only says that they were looked at before.
    fn watched(&self) -> Option<&Next> {
        None
    }
}

/// A node and its name in the scene.
#[derive(Clone)]
pub struct Next {
    /// Where its name stands.
    pub at: Value,
    /// What it is.
    pub node: Arc<dyn Node>,
}

impl Next {
    /// See [`Node::assemble`].
    pub fn assemble(&self, assembly: &mut Assembly, cx: &mut Cx) -> Option<usize> {
        self.node.assemble(&self.at, assembly, cx)
    }
}

impl From<&Slot<Nodes>> for Next {
    fn from(slot: &Slot<Nodes>) -> Self {
        Next { at: slot.head.clone(), node: slot.it.clone() }
    }
}
