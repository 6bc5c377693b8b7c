//! A plugin: groups of rotations whose entries are no whole numbers; and what goes wrong, on purpose. The tests of the
//! boundary load it.

#![allow(clippy::panic)] // what it is for

use quincunx_sdk::field::Cx;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::group::{Group, Groups};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Rotations by multiples of a part of a turn, and reflections if they are asked for.
    #[derive(Clone)]
    pub struct Turns {
        /// which part
        parts: u32 = 5, in 1..=300;
        /// whether left and right are exchanged, too
        mirrored: bool = false;
    }
}

impl Make<Groups> for Turns {
    const EXAMPLES: &'static [&'static str] = &["Turns", "Turns(parts: 4, mirrored: true)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Group>, Complaint> {
        match self.parts {
            13 => Err(Complaint::at("parts", "thirteen brings bad luck")),
            _ => Ok(Arc::new(self.clone())),
        }
    }
}

impl Group for Turns {
    fn generators(&self) -> Vec<Matrix> {
        let turn = Matrix::rotation(1, self.parts);
        if self.mirrored { vec![turn, Matrix::MIRROR] } else { vec![turn] }
    }
}

quincunx_sdk::choice! {
    /// What goes wrong.
    #[derive(Clone, PartialEq)]
    pub enum How {
        /// an entry is no number
        NotFinite,
        /// a shear, again and again
        Endless,
        /// what it does cannot be undone
        Singular,
        /// it panics when it is asked for its generators
        Panics,
        /// it panics then, and when it is dropped
        PanicsTwice,
        /// it panics when it is dropped
        Dropping,
        /// a group, of which nobody knows what it does between the cells
        Skewed,
    }
}

quincunx_sdk::params! {
    /// A group that is none.
    #[derive(Clone)]
    pub struct CrookedGroup {
        /// what goes wrong
        how: How
    }
}

impl Make<Groups> for CrookedGroup {
    const EXAMPLES: &'static [&'static str] = &[
        "CrookedGroup(NotFinite)",
        "CrookedGroup(Endless)",
        "CrookedGroup(Panics)",
        "CrookedGroup(Dropping)",
        "CrookedGroup(Skewed)",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Group>, Complaint> {
        Ok(Arc::new(Crooked(self.how.clone())))
    }
}

#[derive(Debug)]
struct Crooked(How);

impl Group for Crooked {
    fn generators(&self) -> Vec<Matrix> {
        let wrong = match self.0 {
            How::NotFinite => [[1.0, f64::NAN], [0.0, 1.0]],
            How::Endless => [[1.0, 1.0], [0.0, 1.0]],
            How::Singular => [[1.0, 1.0], [1.0, 1.0]],
            How::Panics | How::PanicsTwice => panic!("cannot turn by {}", -3),
            How::Dropping => [[1.0, 0.0], [0.0, 1.0]],
            How::Skewed => [[-0.5, 1.25], [-1.0, 0.5]],
        };
        vec![Matrix::rotation(1, 4), Matrix(wrong)].split_off(usize::from(self.0 == How::Skewed))
    }
}

impl Drop for Crooked {
    fn drop(&mut self) {
        if matches!(self.0, How::Dropping | How::PanicsTwice) {
            panic!("cannot let go");
        }
    }
}

quincunx_sdk::export_plugin!(groups: [Turns, CrookedGroup]);
