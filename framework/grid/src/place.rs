//! Where the cells of a grid are, and what moves them there.

use crate::bits::Bits;
use crate::lattice::Lattice;
use crate::method::Kernels;
use crate::resident::Resident;
use crate::store::Store;
use crate::topology::Topology;
use quincunx_core::clock::Stopped;
use quincunx_device::cuda::Cuda;
use quincunx_device::error::DeviceError;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;
use std::borrow::Cow;
use std::sync::Arc;

/// Cells, and what takes them from one generation to the next.
pub(crate) enum Place {
    /// In memory; the processor moves them.
    Here(Store),
    /// On a device, which moves them.
    Device(Box<Resident>),
}

impl Place {
    /// Takes a lattice onto a device.
    pub fn on(cuda: &Arc<Cuda>, kernels: &Kernels, lattice: Lattice) -> Result<Self, DeviceError> {
        let stepper = kernels.stepper(cuda)?;
        Ok(Place::Device(Box::new(Resident::new(cuda, stepper, lattice)?)))
    }

    /// Cells in a row, and rows.
    pub fn size(&self) -> (usize, usize) {
        match self {
            Place::Here(store) => store.size(),
            Place::Device(resident) => (resident.width(), resident.height()),
        }
    }

    /// How many states a cell may be in.
    pub fn states(&self) -> usize {
        match self {
            Place::Here(store) => store.states(),
            Place::Device(_) => 2,
        }
    }

    /// How the edges meet.
    pub fn topology(&self) -> Topology {
        match self {
            Place::Here(store) => store.topology(),
            Place::Device(resident) => resident.topology(),
        }
    }

    /// Has the cells at hand.
    pub fn fetch(&self) -> Result<(), DeviceError> {
        match self {
            Place::Here(_) => Ok(()),
            Place::Device(resident) => resident.lattice().map(|_| ()),
        }
    }

    /// The cells as bytes.
    pub fn lattice(&self) -> Result<Cow<'_, Lattice>, DeviceError> {
        match self {
            Place::Here(store) => Ok(store.lattice()),
            Place::Device(resident) => resident.lattice().map(Cow::Borrowed),
        }
    }

    /// The cells, if they are kept as bits here.
    pub fn own_bits(&self) -> Option<&Bits> {
        match self {
            Place::Here(Store::Bits(bits, _)) => Some(bits),
            _ => None,
        }
    }

    /// The cells as bits.
    pub fn bits(&self) -> Result<Cow<'_, Bits>, DeviceError> {
        match self {
            Place::Here(store) => Ok(store.bits()),
            Place::Device(resident) => Ok(Cow::Owned(Bits::of(resident.lattice()?))),
        }
    }

    /// The states of a row, lent or in the buffer.
    pub fn row<'a>(&'a self, y: usize, buffer: &'a mut [u8]) -> Result<&'a [u8], DeviceError> {
        match self {
            Place::Here(store) => Ok(store.row(y, buffer)),
            Place::Device(resident) => {
                let width = resident.width();
                Ok(&resident.lattice()?.cells()[y * width..][..width])
            }
        }
    }

    /// Writes the states of a row; [`Self::settle`] comes after the last.
    pub fn put_row(&mut self, y: usize, cells: &[u8]) -> Result<(), DeviceError> {
        match self {
            Place::Here(store) => store.put_row(y, cells),
            Place::Device(resident) => resident.put_row(y, cells)?,
        }
        Ok(())
    }

    /// Takes rows that were written to where the cells are.
    pub fn settle(&mut self) -> Result<(), DeviceError> {
        match self {
            Place::Here(_) => Ok(()),
            Place::Device(resident) => resident.settle(),
        }
    }

    /// How many cells are alive.
    pub fn alive(&self, isa: Isa) -> Result<u64, DeviceError> {
        match self {
            Place::Here(store) => Ok(store.alive(isa)),
            Place::Device(resident) => resident.alive(),
        }
    }

    /// Moves the cells, which are at generation `from`, by so many.
    pub fn advance(&mut self, from: u64, generations: u64, pool: &ThreadPool) -> Result<(), Stopped> {
        match self {
            Place::Here(store) => store.advance(from, generations, pool),
            Place::Device(resident) => {
                // What was done before is not known, and nobody can fetch it.
                let stopped = |error: DeviceError| Stopped { done: 0, fault: Fault::from(error.to_string()) };
                resident.advance(generations).map_err(stopped)
            }
        }
    }
}
