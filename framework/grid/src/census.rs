//! What lives on a grid, object by object: where one ends, what becomes of it alone, and what it is called.

mod apart;
mod apgcode;
mod board;
mod islands;
mod names;
mod orbit;

pub(crate) use islands::Islands;
pub(crate) use names::{Kind, Kinds};
pub(crate) use orbit::Alone;
