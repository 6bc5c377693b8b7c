//! The last layer: one output, no ReLU.

use crate::convolution::{BLOCK, MOST_ROWS};
use crate::network::Convolution;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

type Lanes = [f32; BLOCK];

/// The head with its weights as the rows have their channels.
#[derive(Debug)]
pub(crate) struct Head {
    pub side: usize,
    /// Numbers that a cell takes in the rows that come in.
    pub stride: usize,
    /// For each tap the blocks of its channels; a single channel is in the first lane.
    weight: Vec<Lanes>,
    bias: f32,
}

impl Head {
    pub fn new(layer: &Convolution, stride: usize) -> Self {
        let (taps, blocks) = (layer.side * layer.side, layer.inputs.div_ceil(BLOCK));
        let mut weight = vec![[0.0; BLOCK]; taps * blocks];
        for input in 0..layer.inputs {
            for tap in 0..taps {
                weight[tap * blocks + input / BLOCK][input % BLOCK] = layer.weight[input * taps + tap];
            }
        }
        Head { side: layer.side, stride, weight, bias: layer.bias[0] }
    }

    /// A row of logits.
    pub fn row(&self, isa: Isa, rows: &[&[f32]; MOST_ROWS], out: &mut [f32]) {
        dispatch(isa, Row { head: self, rows, out });
    }
}

struct Row<'a> {
    head: &'a Head,
    rows: &'a [&'a [f32]; MOST_ROWS],
    out: &'a mut [f32],
}

impl Kernel for Row<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Head { side, stride, weight, bias } = self.head;
        let blocks = stride.div_ceil(BLOCK);
        for (x, out) in self.out.iter_mut().enumerate() {
            let mut sums = [0.0; BLOCK];
            for dy in 0..*side {
                for dx in 0..*side {
                    let cell = &self.rows[dy][(x + dx) * stride..][..*stride];
                    let weights = &weight[(dy * side + dx) * blocks..][..blocks];
                    add(&mut sums, weights, cell);
                }
            }
            *out = bias + total(sums);
        }
    }
}

/// Lane by lane, so that the order of a sum does not depend on the machine.
#[inline(always)]
fn add(sums: &mut Lanes, weights: &[Lanes], cell: &[f32]) {
    if let [value] = cell {
        sums[0] = weights[0][0].mul_add(*value, sums[0]);
        return;
    }
    for (weights, values) in weights.iter().zip(cell.as_chunks::<BLOCK>().0) {
        for l in 0..BLOCK {
            sums[l] = weights[l].mul_add(values[l], sums[l]);
        }
    }
}

#[inline(always)]
fn total(mut lanes: Lanes) -> f32 {
    for half in [8, 4, 2, 1] {
        for l in 0..half {
            lanes[l] += lanes[l + half];
        }
    }
    lanes[0]
}
