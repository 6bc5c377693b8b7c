//! A layer between the first ones and the head on a device.

use super::kernels::NETWORK;
use crate::convolution::stride;
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;

/// Cells of a tile.
const CELLS: usize = 128;
/// Outputs of a tile.
const OUTPUTS: usize = 64;

/// A convolution with its ReLU.
pub(super) struct Hidden {
    kernel: Kernel,
    side: usize,
    /// Numbers that a cell takes in what it reads.
    from: usize,
    /// Numbers that a cell takes in what it writes.
    pub stride: usize,
    /// Outputs in whole tiles.
    columns: usize,
    /// For each tap and each number of a cell that it reads the weights of the columns.
    weights: Buffer<f32>,
    bias: Buffer<f32>,
}

impl Hidden {
    /// Of a layer.
    pub fn new(cuda: &Cuda, layer: &Convolution) -> Result<Self, DeviceError> {
        let (from, columns) = (stride(layer.inputs), layer.outputs.next_multiple_of(OUTPUTS));
        let mut bias = layer.bias.clone();
        bias.resize(columns, 0.0);
        Ok(Hidden {
            kernel: cuda.kernel(&NETWORK, "convolve")?,
            side: layer.side,
            from,
            stride: stride(layer.outputs),
            columns,
            weights: cuda.upload(&weights(layer, from, columns))?,
            bias: cuda.upload(&bias)?,
        })
    }

    /// How far it sees.
    pub fn reach(&self) -> usize {
        self.side / 2
    }

    /// From cells that are side − 1 more in each direction to so many.
    pub fn run(
        &self,
        cuda: &Cuda,
        seen: &Buffer<f32>,
        [width, height]: [usize; 2],
        out: &mut Buffer<f32>,
    ) -> Result<(), DeviceError> {
        let (side, from, to) = (self.side as i32, (self.from / 4) as i32, (self.stride / 4) as i32);
        let (wide, tall, columns) = (width as i32, height as i32, self.columns as i32);
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(seen).arg(&side).arg(&from).arg(&wide).arg(&tall);
        launch.arguments.arg(&self.weights).arg(&self.bias).arg(&columns).arg(&to).arg(out);
        let blocks = ((width * height).div_ceil(CELLS) as u32, (self.columns / OUTPUTS) as u32, 1);
        // SAFETY: these are the kernel's parameters. `seen` holds the cells with what is around them, `out` has room for
        // the cells, and the weights are for whole tiles.
        unsafe { launch.run(Shape { blocks, threads: (CELLS as u32, 1, 1) }) }
    }
}

/// Tap by tap, and input by input the weights of all outputs; where nothing is they are 0.
fn weights(layer: &Convolution, from: usize, columns: usize) -> Vec<f32> {
    let taps = layer.side * layer.side;
    let mut weights = vec![0.0; taps * from * columns];
    for (output, filters) in layer.weight.chunks(layer.inputs * taps).enumerate() {
        for (input, filter) in filters.chunks(taps).enumerate() {
            for (tap, weight) in filter.iter().enumerate() {
                weights[(tap * from + input) * columns + output] = *weight;
            }
        }
    }
    weights
}
