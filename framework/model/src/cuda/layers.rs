//! A network of any layers on a device: piece by piece of a lattice, in each layer by layer.

use super::decisions::Decisions;
use super::ends::End;
use super::first::First;
use super::hidden::Hidden;
use super::lattice::{Lattice, Stage, cut, largest};
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda};
use quincunx_device::error::DeviceError;
use quincunx_sdk::lanes::isa::Isa;

/// The layers of a network on a device.
pub(super) struct Layers {
    first: First,
    hidden: Vec<Hidden>,
    end: End,
    /// What the first layers and each of the hidden ones leave.
    stages: Vec<Stage>,
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

impl Layers {
    /// Of all layers, the last of them the head.
    pub fn new(cuda: &Cuda, isa: Isa, layers: &[Convolution], most: usize) -> Result<Self, DeviceError> {
        let (hidden, head) = layers.split_at(layers.len() - 1);
        let (first, begun) = First::new(cuda, isa, hidden)?;
        let (end, taken) = End::new(cuda, &hidden[begun..], &head[0])?;
        let hidden = hidden[begun..hidden.len() - taken].iter().map(|layer| Hidden::new(cuda, layer));
        let hidden = hidden.collect::<Result<Vec<_>, _>>()?;
        let stages = stages(&first, &hidden, &end);
        Ok(Layers { first, hidden, end, stages, most, between: None })
    }

    /// Decides all cells of a lattice.
    pub fn run(&mut self, cuda: &Cuda, lattice: &Lattice, to: &mut Decisions) -> Result<(), DeviceError> {
        let size = lattice.size();
        let mut between = match self.between.take().filter(|between| between.lattice == size) {
            Some(between) => between,
            None => Between::new(cuda, size, &self.stages, self.most)?,
        };
        for piece in cut(size, between.piece) {
            let [mut from, mut out] = between.buffers.each_mut();
            self.first.run(cuda, lattice, piece, self.stages[0].reach, from)?;
            for (layer, stage) in self.hidden.iter().zip(&self.stages[1..]) {
                let sides = [piece.width + 2 * stage.reach, piece.height + 2 * stage.reach];
                layer.run(cuda, from, sides, out)?;
                std::mem::swap(&mut from, &mut out);
            }
            self.end.run(cuda, lattice, piece, from, to)?;
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

/// What is behind a layer sees as far as the sides there say.
fn stages(first: &First, hidden: &[Hidden], end: &End) -> Vec<Stage> {
    let mut reach = end.reach();
    let mut stages = vec![];
    for Hidden { layer, .. } in hidden.iter().rev() {
        stages.push(Stage { reach, stride: layer.stride });
        reach += layer.side / 2;
    }
    stages.push(Stage { reach, stride: first.stride });
    stages.reverse();
    stages
}
