//! The first layers of a network on a device, looked up as on the processor.

use super::kernels::NETWORK;
use super::lattice::{Lattice, Piece};
use crate::convolution::BLOCK;
use crate::lookup::Lookup;
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;
use quincunx_sdk::lanes::isa::Isa;

/// What the first layers make of a neighbourhood, by tables.
pub(super) struct First {
    kernel: Kernel,
    /// The sides of the two layers; the second is 1 if there is none.
    sides: [i32; 2],
    tables: Buffer<f32>,
    bias: Buffer<f32>,
    /// Numbers that a cell takes in what it writes.
    pub stride: usize,
}

impl First {
    /// Of the layers before the head; with it how many of them it takes over. One that sees too much to be looked up is
    /// looked up as the second one, behind one that leaves cells as they are.
    pub fn new(cuda: &Cuda, isa: Isa, hidden: &[Convolution]) -> Result<(Self, usize), DeviceError> {
        let lookup = |layers: &[Convolution]| match (Lookup::takes(layers), layers) {
            (2, [first, second, ..]) => Some((Lookup::new(isa, first, Some(second)), 2)),
            (1, [first, ..]) => Some((Lookup::new(isa, first, None), 1)),
            _ => None,
        };
        let same = Convolution { side: 1, inputs: 1, outputs: 1, weight: vec![1.0], bias: vec![0.0] };
        let (lookup, taken) = match (lookup(hidden), hidden) {
            (Some(found), _) => found,
            (None, [second, ..]) if Lookup::takes(&[same.clone(), second.clone()]) == 2 => {
                (Lookup::new(isa, &same, Some(second)), 1)
            }
            (None, _) => (Lookup::new(isa, &same, None), 0),
        };
        let first = First {
            kernel: cuda.kernel(&NETWORK, "look_up")?,
            sides: [lookup.first as i32, lookup.second as i32],
            tables: cuda.upload(lookup.tables.as_flattened())?,
            bias: cuda.upload(lookup.bias.as_flattened())?,
            stride: lookup.bias.len() * BLOCK,
        };
        Ok((first, taken))
    }

    /// What they make of a piece with `reach` cells around it; they themselves see cells around those.
    pub fn run(
        &self,
        cuda: &Cuda,
        lattice: &Lattice,
        piece: Piece,
        reach: usize,
        out: &mut Buffer<f32>,
    ) -> Result<(), DeviceError> {
        let (wide, tall) = (piece.width + 2 * reach, piece.height + 2 * reach);
        let [first, second] = self.sides;
        let sees = reach as i32 + first / 2 + second / 2;
        let seen = [piece.x as i32 - sees, piece.y as i32 - sees, wide as i32, tall as i32];
        let groups = (self.stride / 4) as i32;
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(lattice.cells);
        launch.arguments.arg(&lattice.width).arg(&lattice.height).arg(&lattice.torus).arg(&seen);
        launch.arguments.arg(&first).arg(&second).arg(&self.tables).arg(&self.bias).arg(&groups).arg(out);
        // SAFETY: these are the kernel's parameters. `out` has room for the piece with what is around it, which is in
        // the rows and words of blocks that the shape has; the tables have a vector for every pattern and tap.
        unsafe {
            launch.run(Shape { blocks: (wide.div_ceil(32) as u32, tall as u32, 1), threads: (128, 1, 1) })
        }
    }
}
