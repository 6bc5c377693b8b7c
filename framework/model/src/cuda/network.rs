//! A network at work on a device.

use super::decisions::Decisions;
use super::lattice::Lattice;
use super::layers::Layers;
use super::looked::Looked;
use super::tally::Tally;
use crate::inference::Inference;
use quincunx_device::board::Board;
use quincunx_device::cuda::Cuda;
use quincunx_device::error::DeviceError;
use quincunx_sdk::predictor::Closest;
use std::sync::Arc;

/// A network on a device. The logit of a cell has the same bits as on the processor.
pub struct DeviceNetwork {
    cuda: Arc<Cuda>,
    way: Way,
    tally: Tally,
}

/// How it is computed.
enum Way {
    /// At once.
    Looked(Box<Looked>),
    /// Layer by layer.
    Layers(Box<Layers>),
}

impl Way {
    fn run(&mut self, cuda: &Cuda, lattice: &Lattice, to: &mut Decisions) -> Result<(), DeviceError> {
        match self {
            Way::Looked(network) => network.run(cuda, lattice, to),
            Way::Layers(network) => network.run(cuda, lattice, to),
        }
    }
}

impl DeviceNetwork {
    /// Bytes that all that is between layers takes at most: enough to keep any device busy.
    pub const MEMORY: usize = 128 << 20;

    /// Puts a network on a device. A cell is alive where its logit is above the threshold. What is between layers takes
    /// at most so many bytes, if that is enough for 32 cells.
    ///
    /// # Errors
    ///
    /// A kernel does not compile, or the device has too little memory.
    pub fn new(
        cuda: &Arc<Cuda>,
        inference: &Inference,
        threshold: f32,
        memory: usize,
    ) -> Result<Self, DeviceError> {
        let (network, isa) = (inference.network(), inference.isa());
        let most = memory / size_of::<f32>() / 2; // there are two buffers
        let way = match Looked::new(cuda, isa, &network.layers)? {
            Some(looked) => Way::Looked(Box::new(looked)),
            None => Way::Layers(Box::new(Layers::new(cuda, isa, &network.layers, most)?)),
        };
        let tally = Tally::new(cuda, threshold, network.bound(), network.receptive_field())?;
        Ok(DeviceNetwork { cuda: cuda.clone(), way, tally })
    }

    /// Puts the next generation of a board into the device's stream; the board's cells are then those.
    ///
    /// # Errors
    ///
    /// The device has too little memory, or failed before.
    pub fn step(&mut self, board: &mut Board) -> Result<(), DeviceError> {
        let (lattice, next) = Lattice::with_next(board);
        let mut to = Decisions { next, logits: None, tally: &mut self.tally };
        self.way.run(&self.cuda, &lattice, &mut to)?;
        board.turn();
        Ok(())
    }

    /// The logits of all cells of a board, row by row.
    ///
    /// # Errors
    ///
    /// The device has too little memory, or failed.
    pub fn logits(&mut self, board: &Board) -> Result<Vec<f32>, DeviceError> {
        let mut next = self.cuda.zeros(board.cells.len())?;
        let mut logits = self.cuda.zeros(board.width() * board.height())?;
        let mut to = Decisions { next: &mut next, logits: Some(&mut logits), tally: &mut self.tally };
        self.way.run(&self.cuda, &Lattice::of(board), &mut to)?;
        self.cuda.download(&logits)
    }

    /// The closest of all decisions that were made so far, after all work that was asked for; `None` if there was none.
    /// Of a network whose cells see more than 5×5 it knows the margin alone.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    pub fn closest(&self) -> Result<Option<Closest>, DeviceError> {
        self.tally.met(&self.cuda)
    }
}
