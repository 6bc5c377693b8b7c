//! Finite groups of the plane: what one says of itself, and what follows from it.
//!
//! A group **describes** itself by [generators](Group::generators), and that is all it does. From them
//! [`finite::FiniteGroup`] finds and verifies the elements and the Cayley table, and [`action::Action`] says what each
//! element does to a k×k filter. [`point`] has the groups that need no plugin.

pub mod action;
pub mod axioms;
mod closure;
pub mod finite;
pub mod interpolation;
pub mod matrix;
pub mod point;
pub mod text;

use crate::role::Role;
use crate::value::Shape;
use matrix::Matrix;
use std::{fmt::Debug, sync::Arc};

/// A finite group of 2×2 matrices.
///
/// A group is pure: it always says the same.
///
/// ```
/// use quincunx_sdk::group::{Group, finite::FiniteGroup, matrix::Matrix};
///
/// /// The rotations of a hexagonal lattice, in axial coordinates.
/// #[derive(Debug)]
/// struct Hexagonal;
///
/// impl Group for Hexagonal {
///     fn generators(&self) -> Vec<Matrix> {
///         vec![Matrix([[1.0, -1.0], [1.0, 0.0]])]
///     }
/// }
///
/// assert_eq!(FiniteGroup::generated_by(&Hexagonal.generators()).map(|group| group.order()), Ok(6));
/// ```
pub trait Group: Debug + Send + Sync {
    /// Matrices whose products are all its elements, the identity not needed. They act on places (x, y) of the lattice
    /// as on columns, x to the right and y downwards, around the cell that a filter is centred on.
    fn generators(&self) -> Vec<Matrix>;

    /// The plugin that it comes from: for the host to say, so that what goes wrong is told of the right one.
    fn plugin(&self) -> Option<&str> {
        None
    }
}

/// The role of a group in a scene. Plain text is one of the names of [`point`]: `"p4"`.
pub struct Groups;

impl Role for Groups {
    const NAME: &'static str = "group";
    const TEXT: bool = true;
    type Product = Arc<dyn Group>;

    fn plain(shape: Shape) -> Option<&'static str> {
        (shape == Shape::Text).then_some("PointGroup")
    }
}

#[cfg(test)]
mod tests;
