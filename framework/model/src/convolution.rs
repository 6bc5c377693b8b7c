//! Direct convolution of rows whose channels stand together, many outputs at once.
//!
//! Sixteen outputs are a block, which a register or two hold; a tile is a block (or a few) for six neighbouring cells.
//! For each tap and input channel a tile loads the weights once and each cell's value once. A sum is over taps, then
//! channels, in this order, by fused multiplications: so its bits depend neither on the tile nor on the machine.

use crate::network::Convolution;
use quincunx_sdk::group::action::Action;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// Outputs of a block.
pub(crate) const BLOCK: usize = 16;
/// The most rows that a filter sees.
pub(crate) const MOST_ROWS: usize = Action::MOST_SIDE;
/// Cells of a tile.
const CELLS: usize = 6;

type Lanes = [f32; BLOCK];

/// Numbers that a cell takes in a row between two layers: whole blocks, the rest 0.
pub(crate) fn stride(channels: usize) -> usize {
    channels.next_multiple_of(BLOCK)
}

/// A convolution with its weights in the order in which they are used.
#[derive(Debug)]
pub(crate) struct Packed {
    pub side: usize,
    pub inputs: usize,
    /// Numbers that a cell takes in the rows that come in.
    pub stride: usize,
    /// For each block, tap and input the weights of its outputs.
    weight: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl Packed {
    pub fn new(layer: &Convolution, stride: usize) -> Self {
        let Convolution { side, inputs, outputs, .. } = *layer;
        let (taps, blocks) = (side * side, outputs.div_ceil(BLOCK));
        let mut weight = vec![[0.0; BLOCK]; blocks * taps * inputs];
        let mut bias = vec![[0.0; BLOCK]; blocks];
        for output in 0..outputs {
            let (block, lane) = (output / BLOCK, output % BLOCK);
            bias[block][lane] = layer.bias[output];
            for input in 0..inputs {
                for tap in 0..taps {
                    let w = layer.weight[(output * inputs + input) * taps + tap];
                    weight[(block * taps + tap) * inputs + input][lane] = w;
                }
            }
        }
        Packed { side, inputs, stride, weight, bias }
    }

    /// One row: `rows` are the `side` rows that it sees, each of `stride` numbers a cell, `out` of
    /// whole blocks. What is negative becomes 0.
    pub fn row(&self, isa: Isa, rows: &[&[f32]; MOST_ROWS], out: &mut [f32]) {
        dispatch(isa, Row { layer: self, rows, out, wide: isa.name() == "avx512" });
    }
}

struct Row<'a> {
    layer: &'a Packed,
    rows: &'a [&'a [f32]; MOST_ROWS],
    out: &'a mut [f32],
    /// Whether there are registers for four blocks of a tile.
    wide: bool,
}

impl Kernel for Row<'_> {
    type Out = ();

    #[inline(always)]
    fn run(mut self) {
        let blocks = self.layer.bias.len();
        let mut block = 0;
        while self.wide && block + 4 <= blocks {
            self.blocks::<4>(block);
            block += 4;
        }
        while block < blocks {
            self.blocks::<1>(block);
            block += 1;
        }
    }
}

impl Row<'_> {
    /// All cells of some blocks. The last tile may overlap the one before: it gives the same again.
    #[inline(always)]
    fn blocks<const B: usize>(&mut self, block: usize) {
        let to = self.layer.bias.len() * BLOCK;
        let width = self.out.len() / to;
        let mut x = 0;
        while x < width {
            if width < CELLS {
                self.tile::<B, 1>(block, x);
                x += 1;
            } else {
                self.tile::<B, CELLS>(block, x.min(width - CELLS));
                x += CELLS;
            }
        }
    }

    #[inline(always)]
    fn tile<const B: usize, const P: usize>(&mut self, block: usize, x: usize) {
        let Packed { side, inputs, stride, weight, bias } = self.layer;
        let (side, inputs, stride, taps) = (*side, *inputs, *stride, side * side);
        let mut sums = [[[0.0; BLOCK]; B]; P];
        for cell in sums.iter_mut() {
            for (b, sum) in cell.iter_mut().enumerate() {
                *sum = bias[block + b];
            }
        }
        for dy in 0..side {
            let row = self.rows[dy];
            for dx in 0..side {
                let tap = dy * side + dx;
                let mut weights: [&[Lanes]; B] = [&[]; B];
                for b in 0..B {
                    weights[b] = &weight[((block + b) * taps + tap) * inputs..][..inputs];
                }
                let mut cells: [&[f32]; P] = [&[]; P];
                for p in 0..P {
                    cells[p] = &row[(x + p + dx) * stride..][..inputs];
                }
                for c in 0..inputs {
                    for p in 0..P {
                        for b in 0..B {
                            for l in 0..BLOCK {
                                sums[p][b][l] = weights[b][c][l].mul_add(cells[p][c], sums[p][b][l]);
                            }
                        }
                    }
                }
            }
        }
        let to = bias.len() * BLOCK;
        for (p, cell) in sums.iter().enumerate() {
            for (b, sum) in cell.iter().enumerate() {
                let out = &mut self.out[(x + p) * to + (block + b) * BLOCK..][..BLOCK];
                for l in 0..BLOCK {
                    out[l] = positive(sum[l]);
                }
            }
        }
    }
}

/// ReLU.
#[inline(always)]
pub(crate) fn positive(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}
