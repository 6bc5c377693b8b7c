//! A network whose layers after the first ones see one cell, one layer and the head: one kernel is all of it, and what
//! is between the layers is nowhere but in a block.

use super::decisions::Decisions;
use super::kernels::NETWORK;
use super::lattice::{Lattice, Piece, cut};
use super::weights::{Single, Tiled};
use crate::convolution::positive;
use crate::lookup::Lookup;
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg};
use quincunx_device::error::DeviceError;
use quincunx_sdk::lanes::isa::Isa;

/// Such a network on a device.
pub(super) struct Looked {
    kernel: Kernel,
    /// The side of the first layer.
    first: i32,
    /// What the first two layers make of each pattern.
    table: Buffer<f32>,
    layer: Tiled,
    head: Single,
}

/// Words of a piece, along a row and in all, that one launch can number.
const PIECE: [usize; 2] = [1 << 20, 1 << 15];

impl Looked {
    /// Of a network, if it is one.
    pub fn new(cuda: &Cuda, isa: Isa, layers: &[Convolution]) -> Result<Option<Self>, DeviceError> {
        let [first, second, layer, head] = layers else { return Ok(None) };
        if first.side > 3 || [second, layer, head].iter().any(|layer| layer.side > 1) {
            return Ok(None);
        }
        let lookup = Lookup::new(isa, first, Some(second));
        let (table, layer) = (cuda.upload(&rows(&lookup))?, Tiled::new(cuda, layer)?);
        let head = Single::new(cuda, head, layer.columns)?;
        let kernel = cuda.kernel(&NETWORK, "look_up_and_decide")?;
        Ok(Some(Looked { kernel, first: lookup.first as i32, table, layer, head }))
    }

    /// Decides all cells of a lattice.
    pub fn run(&self, cuda: &Cuda, lattice: &Lattice, to: &mut Decisions) -> Result<(), DeviceError> {
        cut(lattice.size(), PIECE).try_for_each(|piece| self.piece(cuda, lattice, piece, to))
    }

    fn piece(
        &self,
        cuda: &Cuda,
        lattice: &Lattice,
        piece: Piece,
        to: &mut Decisions,
    ) -> Result<(), DeviceError> {
        let [groups, columns] = [self.layer.from / 4, self.layer.columns].map(|number| number as i32);
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(&self.table).arg(&self.first).arg(&groups);
        launch.arguments.arg(&self.layer.weights).arg(&self.layer.bias).arg(&columns);
        launch.arguments.arg(&self.head.weights).arg(&self.head.bias);
        // SAFETY: these are the kernel's first parameters. The table has a row for each pattern, and the weights are
        // for whole tiles.
        unsafe { to.run(launch, lattice, piece) }
    }
}

/// Pattern by pattern what the second layer leaves, as the processor rounds it.
fn rows(lookup: &Lookup) -> Vec<f32> {
    let row = |vector: &[[f32; 16]]| {
        let sums = lookup.bias.as_flattened().iter().zip(vector.as_flattened());
        sums.map(|(bias, value)| positive(bias + value)).collect::<Vec<_>>()
    };
    lookup.tables.chunks(lookup.bias.len()).flat_map(row).collect()
}
