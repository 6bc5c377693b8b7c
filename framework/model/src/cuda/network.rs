//! A network at work on a device: piece by piece of a lattice, in each layer by layer.

use super::first::First;
use super::head::{Decisions, Head};
use super::hidden::Hidden;
use super::pieces::{Lattice, Stage, cut, largest};
use super::tally::Tally;
use crate::inference::Inference;
use quincunx_device::board::Board;
use quincunx_device::cuda::{Buffer, Cuda};
use quincunx_device::error::DeviceError;
use quincunx_sdk::predictor::Closest;
use std::sync::Arc;

/// A network on a device. The logit of a cell has the same bits as on the processor.
pub struct DeviceNetwork {
    cuda: Arc<Cuda>,
    first: First,
    hidden: Vec<Hidden>,
    head: Head,
    /// What the first layers and each of the hidden ones leave.
    stages: Vec<Stage>,
    tally: Tally,
    /// Numbers between two layers, at most.
    most: usize,
    between: Option<Between>,
}

/// What is between two layers of a piece: the layers go from one to the other and back.
struct Between {
    buffers: [Buffer<f32>; 2],
    /// For lattices of this size
    lattice: [usize; 2],
    /// in pieces of this size.
    piece: [usize; 2],
}

impl DeviceNetwork {
    /// Bytes that all that is between layers takes at most: enough to keep any device busy.
    pub const MEMORY: usize = 128 << 20;

    /// Puts a network on a device. A cell is alive where its logit is above the threshold. What is between layers takes at
    /// most so many bytes, if that is enough for 32 cells.
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
        let network = inference.network();
        let (layers, last) = network.layers.split_at(network.layers.len() - 1);
        let (first, taken) = First::new(cuda, inference.isa(), layers)?;
        let hidden: Result<Vec<_>, _> =
            layers[taken..].iter().map(|layer| Hidden::new(cuda, layer)).collect();
        let (hidden, head) = (hidden?, Head::new(cuda, &last[0])?);
        let stages = stages(&first, &hidden, &head);
        let tally = Tally::new(cuda, threshold, network.bound(), network.receptive_field())?;
        let most = memory / size_of::<f32>() / 2;
        Ok(DeviceNetwork { cuda: cuda.clone(), first, hidden, head, stages, tally, most, between: None })
    }

    /// Puts the next generation of a board into the device's stream; the board's cells are then those.
    ///
    /// # Errors
    ///
    /// The device has too little memory, or failed before.
    pub fn step(&mut self, board: &mut Board) -> Result<(), DeviceError> {
        let (width, height, torus) = (board.width() as i32, board.height() as i32, board.torus());
        let lattice = Lattice { cells: &board.cells, width, height, torus };
        self.decide(&lattice, &mut board.next, None)?;
        board.turn();
        Ok(())
    }

    /// The logits of all cells of a board, row by row.
    ///
    /// # Errors
    ///
    /// The device has too little memory, or failed.
    pub fn logits(&mut self, board: &Board) -> Result<Vec<f32>, DeviceError> {
        let (width, height, torus) = (board.width() as i32, board.height() as i32, board.torus());
        let lattice = Lattice { cells: &board.cells, width, height, torus };
        let mut next = self.cuda.zeros(board.cells.len())?;
        let mut logits = self.cuda.zeros(board.width() * board.height())?;
        self.decide(&lattice, &mut next, Some(&mut logits))?;
        self.cuda.download(&logits)
    }

    /// The closest of all decisions that were made so far, after all work that was asked for; `None` if there was none. Of
    /// a network whose cells see more than 5×5 it knows the margin alone.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    pub fn closest(&self) -> Result<Option<Closest>, DeviceError> {
        self.tally.met(&self.cuda)
    }

    fn decide(
        &mut self,
        lattice: &Lattice,
        next: &mut Buffer<u32>,
        logits: Option<&mut Buffer<f32>>,
    ) -> Result<(), DeviceError> {
        let size = [lattice.width as usize, lattice.height as usize];
        let mut between = match self.between.take().filter(|between| between.lattice == size) {
            Some(between) => between,
            None => Between::new(&self.cuda, size, &self.stages, self.most)?,
        };
        let mut to = Decisions { next, logits, tally: &mut self.tally };
        for piece in cut(size, between.piece) {
            let [mut from, mut out] = between.buffers.each_mut();
            self.first.run(&self.cuda, lattice, piece, self.stages[0].reach, from)?;
            for (layer, stage) in self.hidden.iter().zip(&self.stages[1..]) {
                let sides = [piece.width + 2 * stage.reach, piece.height + 2 * stage.reach];
                layer.run(&self.cuda, from, sides, out)?;
                std::mem::swap(&mut from, &mut out);
            }
            self.head.run(&self.cuda, lattice, piece, from, &mut to)?;
        }
        self.between = Some(between);
        Ok(())
    }
}

impl Between {
    fn new(cuda: &Cuda, lattice: [usize; 2], stages: &[Stage], most: usize) -> Result<Self, DeviceError> {
        let piece = largest(lattice, stages, most);
        let numbers = |first| {
            let stages = stages.iter().skip(first).step_by(2);
            stages.map(|stage| stage.numbers(piece[0], piece[1])).max().unwrap_or(1)
        };
        let buffers = [cuda.zeros(numbers(0))?, cuda.zeros(numbers(1))?];
        Ok(Between { buffers, lattice, piece })
    }
}

/// The layers behind one see as far as their sides say.
fn stages(first: &First, hidden: &[Hidden], head: &Head) -> Vec<Stage> {
    let mut reach = head.reach();
    let mut stages = vec![];
    for layer in hidden.iter().rev() {
        stages.push(Stage { reach, stride: layer.stride });
        reach += layer.reach();
    }
    stages.push(Stage { reach, stride: first.stride });
    stages.reverse();
    stages
}
