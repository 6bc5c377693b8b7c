//! Convolutions forwards and backwards, over patches: what goes in has a patch of cells for each sample, what comes out one
//! number, the logit of the middle.

use super::matrix::{Matrix, add_product};
use crate::network::Convolution;
use quincunx_sdk::lanes::isa::Isa;

/// What a layer was shown, and what it made of that, for some samples.
struct Passed {
    /// The side of what went in.
    side: usize,
    /// A row for each sample and place: what its filters see there, channel by channel, in each tap by tap.
    seen: Vec<f32>,
    /// A row for each sample and place: what comes out, after ReLU in all layers but the last.
    out: Vec<f32>,
}

/// The gradient of the loss by the numbers of a layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Slopes {
    /// As [`Convolution::weight`].
    pub weight: Vec<f32>,
    /// As [`Convolution::bias`].
    pub bias: Vec<f32>,
}

/// A chain of convolutions with ReLU between them, over patches that shrink to one cell.
pub(super) struct Chain<'a> {
    layers: &'a [Convolution],
    /// The weights of each, transposed: filters side by side.
    beside: Vec<Vec<f32>>,
    isa: Isa,
}

impl<'a> Chain<'a> {
    pub fn new(layers: &'a [Convolution], isa: Isa) -> Self {
        let beside = layers.iter().map(|layer| transposed(&layer.weight, taps(layer)));
        Chain { layers, beside: beside.collect(), isa }
    }

    /// The side of the patches that it sees.
    fn side(&self) -> usize {
        1 + self.layers.iter().map(|layer| layer.side - 1).sum::<usize>()
    }

    /// The logits of patches.
    pub fn logits(&self, cells: &[f32]) -> Vec<f32> {
        self.passed(cells).pop().map_or(vec![], |last| last.out)
    }

    /// The gradient by all numbers; `slopes` says what the loss of each sample is by its logit.
    pub fn gradient(&self, cells: &[f32], slopes: impl FnOnce(&[f32]) -> Vec<f32>) -> Vec<Slopes> {
        let passed = self.passed(cells);
        let mut by_out = slopes(passed.last().map_or(&[], |last| &last.out));
        let mut gradient = vec![];
        for (number, (layer, passed)) in self.layers.iter().zip(&passed).enumerate().rev() {
            if number + 1 < self.layers.len() {
                by_out
                    .iter_mut()
                    .zip(&passed.out)
                    .filter(|(_, out)| **out <= 0.0)
                    .for_each(|(by, _)| *by = 0.0);
            }
            gradient.push(self.by_weights(layer, passed, &by_out));
            if number > 0 {
                by_out = self.by_input(layer, &by_out, passed.side);
            }
        }
        gradient.reverse();
        gradient
    }

    fn passed(&self, cells: &[f32]) -> Vec<Passed> {
        let mut passed: Vec<Passed> = vec![];
        let mut side = self.side();
        for (number, layer) in self.layers.iter().enumerate() {
            let input = passed.last().map_or(cells, |before| &before.out);
            let seen = seen(input, side, layer.inputs, layer.side);
            let mut out = layer.bias.repeat(seen.len() / taps(layer));
            let left = Matrix::rows(&seen, taps(layer));
            add_product(self.isa, left, &self.beside[number], layer.outputs, &mut out);
            if number + 1 < self.layers.len() {
                out.iter_mut().filter(|x| **x < 0.0).for_each(|x| *x = 0.0);
            }
            passed.push(Passed { side, seen, out });
            side -= layer.side - 1;
        }
        passed
    }

    fn by_weights(&self, layer: &Convolution, passed: &Passed, by_out: &[f32]) -> Slopes {
        let mut slopes = Slopes { weight: vec![0.0; layer.weight.len()], bias: vec![0.0; layer.outputs] };
        let left = Matrix::transposed(by_out, layer.outputs);
        add_product(self.isa, left, &passed.seen, taps(layer), &mut slopes.weight);
        for row in by_out.chunks(layer.outputs) {
            slopes.bias.iter_mut().zip(row).for_each(|(sum, by)| *sum += by);
        }
        slopes
    }

    /// `side` is that of the layer's input.
    fn by_input(&self, layer: &Convolution, by_out: &[f32], side: usize) -> Vec<f32> {
        let mut by_seen = vec![0.0; by_out.len() / layer.outputs * taps(layer)];
        let left = Matrix::rows(by_out, layer.outputs);
        add_product(self.isa, left, &layer.weight, taps(layer), &mut by_seen);
        spread(&by_seen, side, layer.inputs, layer.side)
    }
}

/// How many numbers a filter sees.
fn taps(layer: &Convolution) -> usize {
    layer.weight.len() / layer.outputs
}

fn transposed(rows: &[f32], columns: usize) -> Vec<f32> {
    let column = |n: usize| rows.iter().skip(n).step_by(columns);
    (0..columns).flat_map(|n| column(n).copied()).collect()
}

/// What filters see: of `input`, which has for each sample side × side places of so many channels.
fn seen(input: &[f32], side: usize, channels: usize, filter: usize) -> Vec<f32> {
    if filter == 1 {
        return input.to_vec();
    }
    let mut seen = vec![];
    each_tap(input.len(), side, channels, filter, |at| seen.push(input[at]));
    seen
}

/// The other way: what each place was to those that saw it, together.
fn spread(seen: &[f32], side: usize, channels: usize, filter: usize) -> Vec<f32> {
    if filter == 1 {
        return seen.to_vec();
    }
    let places = (side - filter + 1) * (side - filter + 1);
    let samples = seen.len() / (places * channels * filter * filter);
    let mut input = vec![0.0; samples * side * side * channels];
    let mut seen = seen.iter();
    each_tap(input.len(), side, channels, filter, |at| input[at] += seen.next().unwrap_or(&0.0));
    input
}

/// Visits the places of an input of so many numbers in the order in which filters see them.
fn each_tap(numbers: usize, side: usize, channels: usize, filter: usize, mut visit: impl FnMut(usize)) {
    let (sample, places) = (side * side * channels, side - filter + 1);
    for from in (0..numbers).step_by(sample) {
        for place in 0..places * places {
            let [x, y] = [place % places, place / places];
            for channel in 0..channels {
                for tap in 0..filter * filter {
                    let cell = (y + tap / filter) * side + x + tap % filter;
                    visit(from + cell * channels + channel);
                }
            }
        }
    }
}
