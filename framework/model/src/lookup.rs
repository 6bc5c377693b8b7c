//! The first layers of a network on cells: a neighbourhood of nine cells has 512 patterns, so what the first layer makes
//! of a cell is one of 512 vectors, and what the second makes of it is a sum of as many vectors as it has taps, each from
//! a table. That is one addition where there was a multiplication with each channel.
//!
//! The tables are sums in double precision, rounded once.

use crate::convolution::{BLOCK, positive};
use crate::network::Convolution;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

type Lanes = [f32; BLOCK];

/// The most taps that are looked up: 5×5.
const MOST_TAPS: usize = 25;

/// One layer, or the first two, by tables.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// The side of the first layer: 1 or 3.
    pub first: usize,
    /// The side of the second; 1 if there is none.
    pub second: usize,
    /// For each tap of the second layer and each pattern the blocks of the outputs.
    pub tables: Vec<Lanes>,
    /// The blocks of the outputs.
    pub bias: Vec<Lanes>,
}

impl Lookup {
    /// How many of a network's layers before the head it can take over: 0, 1 or 2.
    pub fn takes(layers: &[Convolution]) -> usize {
        match layers {
            [first, second, ..] if first.side <= 3 && second.side * second.side <= MOST_TAPS => 2,
            [first, ..] if first.side <= 3 => 1,
            _ => 0,
        }
    }

    /// Of the first one or two layers.
    pub fn new(isa: Isa, first: &Convolution, second: Option<&Convolution>) -> Self {
        let features = features(first);
        match second {
            Some(second) => Lookup::pair(isa, first, second, &features),
            None => Lookup::single(first, &features),
        }
    }

    fn single(first: &Convolution, features: &[f64]) -> Self {
        let blocks = first.outputs.div_ceil(BLOCK);
        let mut tables = vec![[0.0; BLOCK]; patterns(first.side) * blocks];
        for (pattern, vector) in features.chunks(first.outputs).enumerate() {
            for (o, value) in vector.iter().enumerate() {
                tables[pattern * blocks + o / BLOCK][o % BLOCK] = *value as f32;
            }
        }
        let bias = vec![[0.0; BLOCK]; blocks];
        Lookup { first: first.side, second: 1, tables, bias }
    }

    fn pair(isa: Isa, first: &Convolution, second: &Convolution, features: &[f64]) -> Self {
        let (taps, blocks) = (second.side * second.side, second.outputs.div_ceil(BLOCK));
        let patterns = patterns(first.side);
        let mut tables = vec![[0.0; BLOCK]; taps * patterns * blocks];
        for tap in 0..taps {
            for block in 0..blocks {
                let weights = weights_of(second, tap, block);
                let table = &mut tables[tap * patterns * blocks..][..patterns * blocks];
                dispatch(isa, Tabulate { weights: &weights, features, table, block, blocks });
            }
        }
        let mut bias = vec![[0.0; BLOCK]; blocks];
        for (o, value) in second.bias.iter().enumerate() {
            bias[o / BLOCK][o % BLOCK] = *value;
        }
        Lookup { first: first.side, second: second.side, tables, bias }
    }

    /// How many cells fewer a row has than the cells that it comes from.
    pub fn narrows(&self) -> usize {
        self.first + self.second - 2
    }

    /// One row from rows of patterns.
    pub fn row(&self, isa: Isa, patterns: &[&[u16]], out: &mut [f32]) {
        dispatch(isa, Row { lookup: self, patterns, out });
    }
}

/// How many patterns a square of cells has.
fn patterns(side: usize) -> usize {
    1 << (side * side)
}

/// What a lifting layer makes of every pattern, after ReLU: patterns × outputs. Bit k·row + column is a cell, counted from
/// the upper left.
fn features(layer: &Convolution) -> Vec<f64> {
    let taps = layer.side * layer.side;
    let value = |pattern: usize, o: usize| {
        let filter = &layer.weight[o * taps..][..taps];
        let alive = filter.iter().enumerate().filter(|(tap, _)| pattern >> tap & 1 == 1);
        let sum = alive.fold(f64::from(layer.bias[o]), |sum, (_, w)| sum + f64::from(*w));
        if sum > 0.0 { sum } else { 0.0 }
    };
    let of = |pattern| (0..layer.outputs).map(move |o| value(pattern, o));
    (0..patterns(layer.side)).flat_map(of).collect()
}

/// The weights of a block of outputs for one tap: a row for each input.
fn weights_of(layer: &Convolution, tap: usize, block: usize) -> Vec<[f64; BLOCK]> {
    let taps = layer.side * layer.side;
    let weight = |input: usize, lane: usize| {
        let output = block * BLOCK + lane;
        let place = (output * layer.inputs + input) * taps + tap;
        if output < layer.outputs { f64::from(layer.weight[place]) } else { 0.0 }
    };
    (0..layer.inputs).map(|input| std::array::from_fn(|lane| weight(input, lane))).collect()
}

/// One block of one tap's table.
struct Tabulate<'a> {
    /// For each input.
    weights: &'a [[f64; BLOCK]],
    /// Patterns × inputs.
    features: &'a [f64],
    table: &'a mut [Lanes],
    block: usize,
    blocks: usize,
}

impl Kernel for Tabulate<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        for (pattern, vector) in self.features.chunks(self.weights.len()).enumerate() {
            let mut sums = [0.0; BLOCK];
            for (weights, value) in self.weights.iter().zip(vector) {
                for l in 0..BLOCK {
                    sums[l] = weights[l].mul_add(*value, sums[l]);
                }
            }
            let out = &mut self.table[pattern * self.blocks + self.block];
            for l in 0..BLOCK {
                out[l] = sums[l] as f32;
            }
        }
    }
}

struct Row<'a> {
    lookup: &'a Lookup,
    patterns: &'a [&'a [u16]],
    out: &'a mut [f32],
}

impl Kernel for Row<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        match self.lookup.second {
            1 => sum::<1, 1>(self.lookup, self.patterns, self.out),
            3 => sum::<3, 9>(self.lookup, self.patterns, self.out),
            _ => sum::<5, 25>(self.lookup, self.patterns, self.out),
        }
    }
}

#[inline(always)]
fn sum<const SIDE: usize, const TAPS: usize>(lookup: &Lookup, patterns: &[&[u16]], out: &mut [f32]) {
    let blocks = lookup.bias.len();
    let count = 1 << (lookup.first * lookup.first);
    let tables = &lookup.tables[..];
    for (x, cell) in out.chunks_exact_mut(blocks * BLOCK).enumerate() {
        let mut vectors: [&[Lanes]; TAPS] = [&[]; TAPS];
        for (dy, row) in patterns.iter().take(SIDE).enumerate() {
            for dx in 0..SIDE {
                let tap = dy * SIDE + dx;
                let pattern = usize::from(row[x + dx]);
                vectors[tap] = &tables[(tap * count + pattern) * blocks..][..blocks];
            }
        }
        for (b, out) in cell.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
            let mut sums = lookup.bias[b];
            for vector in &vectors {
                let vector = &vector[b];
                for l in 0..BLOCK {
                    sums[l] += vector[l];
                }
            }
            for l in 0..BLOCK {
                out[l] = positive(sums[l]);
            }
        }
    }
}
