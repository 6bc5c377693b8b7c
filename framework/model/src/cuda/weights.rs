//! The weights of layers on a device, in the order in which kernels use them.

use crate::convolution::stride;
use crate::network::Convolution;
use quincunx_device::cuda::{Buffer, Cuda};
use quincunx_device::error::DeviceError;

/// Outputs of a tile.
pub(super) const OUTPUTS: usize = 64;

/// Those of a layer that is multiplied tile by tile.
pub(super) struct Tiled {
    pub side: usize,
    /// Numbers that a cell takes in what it reads.
    pub from: usize,
    /// Numbers that a cell takes in what it leaves.
    pub stride: usize,
    /// Outputs in whole tiles.
    pub columns: usize,
    /// For each tap and each number of a cell that it reads those of the columns.
    pub weights: Buffer<f32>,
    /// Of the columns.
    pub bias: Buffer<f32>,
}

impl Tiled {
    /// Of a layer.
    pub fn new(cuda: &Cuda, layer: &Convolution) -> Result<Self, DeviceError> {
        let (from, columns) = (stride(layer.inputs), layer.outputs.next_multiple_of(OUTPUTS));
        let mut bias = layer.bias.clone();
        bias.resize(columns, 0.0);
        let (weights, bias) = (cuda.upload(&ordered(layer, from, columns))?, cuda.upload(&bias)?);
        Ok(Tiled { side: layer.side, from, stride: stride(layer.outputs), columns, weights, bias })
    }
}

/// Those of the head.
pub(super) struct Single {
    pub side: usize,
    /// Numbers that a cell takes in what it reads.
    pub from: usize,
    /// For each tap those of a cell's numbers.
    pub weights: Buffer<f32>,
    pub bias: f32,
}

impl Single {
    /// Of a layer with one output, whose cells have `from` numbers; those that no input stands for weigh nothing.
    pub fn new(cuda: &Cuda, layer: &Convolution, from: usize) -> Result<Self, DeviceError> {
        let weights = cuda.upload(&ordered(layer, from, 1))?;
        Ok(Single { side: layer.side, from, weights, bias: layer.bias[0] })
    }
}

/// Tap by tap, and in each number by number that a cell has, the weights of all columns; where nothing is they are 0.
fn ordered(layer: &Convolution, from: usize, columns: usize) -> Vec<f32> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_of_a_tap_stand_together() {
        let weight = (1..=36).map(|n| n as f32).collect();
        let layer = Convolution { side: 3, inputs: 2, outputs: 2, weight, bias: vec![0.0; 2] };
        let weights = ordered(&layer, 16, 64);
        assert_eq!(weights.len(), 9 * 16 * 64);
        assert_eq!(weights[..2], [1.0, 19.0]);
        assert_eq!(weights[64..66], [10.0, 28.0]);
        assert_eq!(weights[(8 * 16 + 1) * 64..][..2], [18.0, 36.0]);
        assert_eq!(weights.iter().sum::<f32>(), 666.0);
    }
}
