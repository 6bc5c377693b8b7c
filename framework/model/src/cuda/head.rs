//! The head of a network on a device, and what it decides.

use super::kernels::NETWORK;
use super::pieces::{Lattice, Piece};
use super::tally::Tally;
use crate::convolution::stride;
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;

/// The last layer: one output, no ReLU.
pub(super) struct Head {
    kernel: Kernel,
    side: usize,
    stride: usize,
    /// For each tap those of a cell's numbers.
    weights: Buffer<f32>,
    bias: f32,
}

/// Where to put what is decided.
pub(super) struct Decisions<'d> {
    /// The next cells, as a board has them.
    pub next: &'d mut Buffer<u32>,
    /// A logit for each cell of the board, if that is asked for.
    pub logits: Option<&'d mut Buffer<f32>>,
    pub tally: &'d mut Tally,
}

impl Head {
    /// Of the last layer.
    pub fn new(cuda: &Cuda, layer: &Convolution) -> Result<Self, DeviceError> {
        let (taps, stride) = (layer.side * layer.side, stride(layer.inputs));
        let mut weights = vec![0.0; taps * stride];
        for (input, filter) in layer.weight.chunks(taps).enumerate() {
            for (tap, weight) in filter.iter().enumerate() {
                weights[tap * stride + input] = *weight;
            }
        }
        let (kernel, weights) = (cuda.kernel(&NETWORK, "decide")?, cuda.upload(&weights)?);
        Ok(Head { kernel, side: layer.side, stride, weights, bias: layer.bias[0] })
    }

    /// How far it sees.
    pub fn reach(&self) -> usize {
        self.side / 2
    }

    /// Decides a piece of the board by what the layers left of it and of the cells around.
    pub fn run(
        &self,
        cuda: &Cuda,
        lattice: &Lattice,
        piece: Piece,
        seen: &Buffer<f32>,
        to: &mut Decisions,
    ) -> Result<(), DeviceError> {
        let (side, stride) = (self.side as i32, self.stride as i32);
        let cut = [piece.x, piece.y, piece.width, piece.height].map(|number| number as i32);
        let (field, none) = (to.tally.side as i32, 0u64);
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(seen).arg(&side).arg(&stride).arg(&self.weights).arg(&self.bias);
        launch.arguments.arg(lattice.cells).arg(&lattice.width).arg(&lattice.height).arg(&lattice.torus);
        launch.arguments.arg(&cut).arg(&to.tally.threshold).arg(&to.tally.far).arg(&field);
        launch.arguments.arg(&mut to.tally.closest).arg(&mut to.tally.largest).arg(&mut *to.next);
        match &mut to.logits {
            Some(logits) => launch.arguments.arg(&mut **logits),
            None => launch.arguments.arg(&none),
        };
        let words = piece.width.div_ceil(32) * piece.height;
        // SAFETY: these are the kernel's parameters; no logits are a null pointer. `seen` holds the piece with what the
        // head sees around it, the piece is inside of the board, and the others have room for all cells of that.
        unsafe { launch.run(Shape { blocks: (words.div_ceil(4) as u32, 1, 1), threads: (128, 1, 1) }) }
    }
}
