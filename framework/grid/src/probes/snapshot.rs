//! The last state, in a file that other programs read.

use crate::components::Automaton;
use crate::object::GridObject;
use crate::pattern::{plaintext, rle};
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::SnapshotBody;
use quincunx_core::section::Section;
use quincunx_sdk::role::Complaint;
use std::any::Any;

quincunx_sdk::params! {
    /// The last state of the grid in a file of its own.
    pub struct Snapshot {
        /// `Rle` is run-length encoded, as Golly reads it; `Cells` plaintext, of two states; `Npy` a NumPy array, height ×
        /// width; `Png` a picture
        format: Format = Rle
    }
}

quincunx_sdk::choice! {
    /// The format of a snapshot.
    pub enum Format {
        /// run-length encoded, as Golly reads it
        Rle,
        /// plaintext, a row of `.` and `O` for each row of cells; only of two states
        Cells,
        /// a NumPy array, height × width
        Npy,
        /// a picture
        Png,
    }
}

impl Measure for Snapshot {
    type Target = Automaton;
    const EMITS: Emits = Emits::Snapshot;
    const COPIES: u64 = 1;
    const EXAMPLES: &'static [&'static str] = &[
        "Snapshot(of: \"soup\")",
        "Snapshot(of: \"soup\", format: Cells)",
        "Snapshot(of: \"soup\", format: Png)",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Automaton> for Snapshot {
    /// Plaintext has no letters for further states.
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let object: &dyn Any = object;
        let states = object.downcast_ref::<GridObject>().map_or(2, GridObject::states);
        match self.format {
            Format::Cells if states > 2 => Err(Complaint::at(
                "format",
                format!("plaintext has two states, and the rule has {states}: `Rle` has as many"),
            )),
            _ => Ok(()),
        }
    }

    fn records(&self, _: &Automaton) -> Records {
        Records::Snapshot(match self.format {
            Format::Rle => "rle",
            Format::Cells => "cells",
            Format::Npy => "npy",
            Format::Png => "png",
        })
    }

    fn section(&self, _: &Automaton, _: &Context) -> Option<Section> {
        None
    }

    fn measure(&mut self, grid: &Automaton, step: u64) -> Result<Measured, String> {
        Ok(Measured::Snapshot(match self.format {
            Format::Npy => SnapshotBody::Npy(grid.raster()?),
            Format::Png => SnapshotBody::Png(grid.raster()?),
            Format::Cells => {
                let text = plaintext::write(&*grid.lattice()?, &[&format!("generation {step}")]);
                SnapshotBody::Bytes(text.into_bytes())
            }
            Format::Rle => {
                let text = rle::write(&*grid.lattice()?, &grid.notation, &[&format!("generation {step}")]);
                SnapshotBody::Bytes(text.into_bytes())
            }
        }))
    }
}
