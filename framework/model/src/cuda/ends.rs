//! How a network ends on a device: with the head alone, or with the layer before it, too.

use super::decisions::Decisions;
use super::kernels::NETWORK;
use super::lattice::{Lattice, Piece};
use super::weights::{Single, Tiled};
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg};
use quincunx_device::error::DeviceError;

/// The end of a network, which decides.
pub(super) struct End {
    kernel: Kernel,
    /// The layer before the head, where a head sees one cell: then what it leaves is nowhere but in a block.
    layer: Option<Tiled>,
    head: Single,
}

impl End {
    /// Of the head and of the layer before it, if that is not done before; with it how many of the layers it takes
    /// over.
    pub fn new(
        cuda: &Cuda,
        hidden: &[Convolution],
        head: &Convolution,
    ) -> Result<(Self, usize), DeviceError> {
        let layer = hidden.last().filter(|_| head.side == 1);
        let layer = layer.map(|layer| Tiled::new(cuda, layer)).transpose()?;
        let name = if layer.is_some() { "convolve_and_decide" } else { "decide" };
        let from = layer.as_ref().map_or(crate::convolution::stride(head.inputs), |layer| layer.columns);
        let taken = usize::from(layer.is_some());
        let (kernel, head) = (cuda.kernel(&NETWORK, name)?, Single::new(cuda, head, from)?);
        Ok((End { kernel, layer, head }, taken))
    }

    /// How far it sees.
    pub fn reach(&self) -> usize {
        self.layer.as_ref().map_or(self.head.side, |layer| layer.side) / 2
    }

    /// Decides a piece by what the layers left of it and of the cells around.
    pub fn run(
        &self,
        cuda: &Cuda,
        lattice: &Lattice,
        piece: Piece,
        seen: &Buffer<f32>,
        to: &mut Decisions,
    ) -> Result<(), DeviceError> {
        let head = &self.head;
        let number = |number: usize| number as i32;
        let (side, from) = (number(head.side), number(head.from));
        let layer = self.layer.as_ref();
        let layer = layer.map(|layer| (layer, [layer.side, layer.from / 4, layer.columns].map(number)));
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(seen);
        match &layer {
            Some((layer, [side, groups, columns])) => {
                launch.arguments.arg(side).arg(groups).arg(&layer.weights).arg(&layer.bias).arg(columns)
            }
            None => launch.arguments.arg(&side).arg(&from),
        };
        launch.arguments.arg(&head.weights).arg(&head.bias);
        // SAFETY: these are the first parameters of the kernel of this end. `seen` holds the piece with what is seen
        // around it, and the weights are for whole tiles, or for all numbers of a cell.
        unsafe { to.run(launch, lattice, piece) }
    }
}
