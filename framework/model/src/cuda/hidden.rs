//! A layer between the first ones and the head on a device.

use super::kernels::NETWORK;
use super::weights::{OUTPUTS, Tiled};
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;

/// Cells of a tile, one for each thread.
pub(super) const CELLS: usize = 128;

/// A convolution with its ReLU.
pub(super) struct Hidden {
    kernel: Kernel,
    pub layer: Tiled,
}

impl Hidden {
    /// Of a layer.
    pub fn new(cuda: &Cuda, layer: &Convolution) -> Result<Self, DeviceError> {
        Ok(Hidden { kernel: cuda.kernel(&NETWORK, "convolve")?, layer: Tiled::new(cuda, layer)? })
    }

    /// From cells that are side − 1 more in each direction to so many.
    pub fn run(
        &self,
        cuda: &Cuda,
        seen: &Buffer<f32>,
        [width, height]: [usize; 2],
        out: &mut Buffer<f32>,
    ) -> Result<(), DeviceError> {
        let Tiled { side, from, stride, columns, weights, bias } = &self.layer;
        let blocks = ((width * height).div_ceil(CELLS) as u32, (columns / OUTPUTS) as u32, 1);
        let [side, from, stride, columns] =
            [*side, from / 4, stride / 4, *columns].map(|number| number as i32);
        let (width, height) = (width as i32, height as i32);
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(seen).arg(&side).arg(&from).arg(&width).arg(&height);
        launch.arguments.arg(weights).arg(bias).arg(&columns).arg(&stride).arg(out);
        // SAFETY: these are the kernel's parameters. `seen` holds the cells with what is around them, `out` has room
        // for the cells, and the weights are for whole tiles.
        unsafe { launch.run(Shape { blocks, threads: (CELLS as u32, 1, 1) }) }
    }
}
