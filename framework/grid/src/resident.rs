//! A lattice that stays on a device from probe to probe.

use crate::cuda::population::Population;
use crate::lattice::Lattice;
use crate::topology::Topology;
use quincunx_device::board::Board;
use quincunx_device::cuda::Cuda;
use quincunx_device::error::DeviceError;
use quincunx_device::rule::DeviceStepper;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Cells of two states on a device, and what moves them there.
pub(crate) struct Resident {
    board: Board,
    stepper: Box<dyn DeviceStepper>,
    /// Behind a lock because who counts changes nothing but its scratch memory.
    population: Mutex<Population>,
    topology: Topology,
    /// The cells as they are, once someone has asked for them.
    fetched: OnceLock<Lattice>,
}

impl Resident {
    /// Takes a lattice onto the device.
    pub fn new(
        cuda: &Arc<Cuda>,
        stepper: Box<dyn DeviceStepper>,
        lattice: Lattice,
    ) -> Result<Self, DeviceError> {
        let topology = lattice.topology();
        let board = Board::new(cuda, lattice.cells(), lattice.width(), topology == Topology::TORUS)?;
        let population = Mutex::new(Population::new(cuda)?);
        Ok(Resident { board, stepper, population, topology, fetched: lattice.into() })
    }

    /// Cells in a row.
    pub fn width(&self) -> usize {
        self.board.width()
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.board.height()
    }

    /// How the edges meet.
    pub fn topology(&self) -> Topology {
        self.topology
    }

    /// Moves the cells by so many generations, in one submission, and waits for them.
    pub fn advance(&mut self, generations: u64) -> Result<(), DeviceError> {
        self.sound()?;
        self.fetched.take();
        self.stepper.advance(&mut self.board, generations)?;
        self.board.cuda().finish()?;
        self.stepper.settle()
    }

    /// The cells; they are fetched when first asked for in a generation.
    pub fn lattice(&self) -> Result<&Lattice, DeviceError> {
        if let Some(lattice) = self.fetched.get() {
            return Ok(lattice);
        }
        self.sound()?;
        let mut lattice = Lattice::new(self.width(), self.height(), self.topology);
        lattice.cells = self.board.cells()?;
        Ok(self.fetched.get_or_init(|| lattice))
    }

    /// Writes the states of a row here; [`Self::settle`] takes them to the device.
    pub fn put_row(&mut self, y: usize, cells: &[u8]) -> Result<(), DeviceError> {
        let width = self.width();
        self.lattice()?;
        if let Some(lattice) = self.fetched.get_mut() {
            lattice.cells_mut()[y * width..][..width].copy_from_slice(cells);
        }
        Ok(())
    }

    /// Takes the rows that were written to the device.
    pub fn settle(&mut self) -> Result<(), DeviceError> {
        self.fetched.get().map_or(Ok(()), |lattice| self.board.put(lattice.cells()))
    }

    /// How many cells are alive; they are counted where they are.
    pub fn alive(&self) -> Result<u64, DeviceError> {
        self.sound()?;
        self.population.lock().unwrap_or_else(PoisonError::into_inner).count(&self.board)
    }

    /// What is on a device that has failed is of no known generation.
    fn sound(&self) -> Result<(), DeviceError> {
        self.board.cuda().failed().map_or(Ok(()), |error| Err(error.clone()))
    }
}
