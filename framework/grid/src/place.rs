//! Where the cells of a grid are, and what moves them there.

use crate::lattice::Lattice;
use crate::method::Kernels;
use crate::resident::Resident;
use crate::stepper::Stepper;
use quincunx_core::clock::Stopped;
use quincunx_device::cuda::Cuda;
use quincunx_device::error::DeviceError;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;
use std::sync::Arc;

/// Cells, and what takes them from one generation to the next.
pub(crate) enum Place {
    /// In memory; the processor moves them.
    Here {
        /// The cells.
        lattice: Lattice,
        /// What moves them.
        stepper: Box<dyn Stepper>,
    },
    /// On a device, which moves them.
    Device(Box<Resident>),
}

impl Place {
    /// Takes a lattice onto a device.
    pub fn on(cuda: &Arc<Cuda>, kernels: Kernels, lattice: Lattice) -> Result<Self, DeviceError> {
        let stepper = kernels.stepper(cuda)?;
        Ok(Place::Device(Box::new(Resident::new(cuda, stepper, lattice)?)))
    }

    /// Cells in a row, and rows.
    pub fn size(&self) -> (usize, usize) {
        match self {
            Place::Here { lattice, .. } => (lattice.width(), lattice.height()),
            Place::Device(resident) => (resident.width(), resident.height()),
        }
    }

    /// The cells as they are.
    pub fn lattice(&self) -> Result<&Lattice, DeviceError> {
        match self {
            Place::Here { lattice, .. } => Ok(lattice),
            Place::Device(resident) => resident.lattice(),
        }
    }

    /// Puts other cells there, of a lattice of the same size.
    pub fn put(&mut self, cells: Lattice) -> Result<(), DeviceError> {
        match self {
            Place::Here { lattice, .. } => *lattice = cells,
            Place::Device(resident) => resident.put(cells)?,
        }
        Ok(())
    }

    /// How many cells are alive.
    pub fn alive(&self, isa: Isa) -> Result<u64, DeviceError> {
        match self {
            Place::Here { lattice, .. } => Ok(lattice.alive(isa)),
            Place::Device(resident) => resident.alive(),
        }
    }

    /// Moves the cells, which are at generation `from`, by so many.
    pub fn advance(&mut self, from: u64, generations: u64, pool: &ThreadPool) -> Result<(), Stopped> {
        match self {
            Place::Here { lattice, stepper } => stepper.advance(lattice, from, generations, pool),
            Place::Device(resident) => {
                // What was done before is not known, and nobody can fetch it.
                let stopped = |error: DeviceError| Stopped { done: 0, fault: Fault::from(error.to_string()) };
                resident.advance(generations).map_err(stopped)
            }
        }
    }
}
