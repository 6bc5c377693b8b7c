//! All decisions of a network whose cells see few others, looked up.

use crate::inference::Inference;
use crate::sequence::{cells, columns, square};
use quincunx_sdk::form::MooreTable;
use quincunx_sdk::predictor::Closest;
use quincunx_sdk::slab::Slab;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Squares of the strip that a thread decides at once.
const CHUNK: usize = 1 << 13;
/// The side of the largest squares for which there are tables.
pub const MOST_SIDE: usize = 5;

/// A bit for every square of cells of an odd side, 5 at most: whether its middle is alive next.
#[derive(Debug)]
pub struct Table {
    side: usize,
    /// By the number of a square: a bit a cell, column by column from the left, in each from above.
    words: Vec<u64>,
    closest: Closest,
}

impl Table {
    /// Asks a network for all its decisions, on the threads of the pool that this is called in.
    ///
    /// # Errors
    /// A fragment that says that its cells see too much.
    pub fn of(inference: &Inference, threshold: f32) -> Result<Self, String> {
        let side = inference.network().receptive_field();
        if side > MOST_SIDE {
            return Err(format!(
                "a cell sees {side}×{side} cells, and only what sees {MOST_SIDE}×{MOST_SIDE} at most becomes a table"
            ));
        }
        let count = 1usize << (side * side);
        let words: Vec<AtomicU64> = (0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        let columns = columns(side);
        let starts: Vec<usize> = (0..count).step_by(CHUNK).collect();
        let chunk = |start: &usize| {
            let columns = &columns[*start..(start + CHUNK).min(count) + side - 1];
            let mut tally = Tally::new(threshold, inference.network().bound());
            decide(inference, columns, |x, logit| {
                let number = square(&columns[x..], side);
                if tally.decide(logit, || cells(number, side).into_iter()) {
                    words[number / 64].fetch_or(1 << (number % 64), Ordering::Relaxed);
                }
            });
            tally.closest
        };
        let closest = match &starts[..] {
            [only] => Some(chunk(only)), // wakes no threads
            all => all.par_iter().map(chunk).reduce_with(Closest::and),
        };
        let words = words.into_iter().map(AtomicU64::into_inner).collect();
        Ok(Table { side, words, closest: closest.ok_or("there are no neighbourhoods")? })
    }

    /// Of bits that were kept.
    pub(crate) fn from_words(side: usize, words: Vec<u64>, closest: Closest) -> Self {
        Table { side, words, closest }
    }

    /// The side of its squares.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Its bits, 64 squares a word.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The closest of all decisions.
    pub fn closest(&self) -> &Closest {
        &self.closest
    }

    /// Whether the middle of a square is alive next, by the square's number.
    pub fn next(&self, square: usize) -> bool {
        self.words[square / 64] >> (square % 64) & 1 == 1
    }

    /// The same table of 3×3 cells; `None` if it is larger.
    pub fn moore(&self) -> Option<MooreTable> {
        let alive = |rows: [[bool; 3]; 3]| match self.side {
            1 => self.next(usize::from(rows[1][1])),
            _ => {
                let cell = |i: usize| usize::from(rows[i % 3][i / 3]) << i;
                self.next((0..9).map(cell).sum())
            }
        };
        (self.side <= 3).then(|| MooreTable::from_fn(alive))
    }

    /// The next generation of a slab, as a rule computes it.
    pub fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) {
        match self.side {
            1 => self.step_by::<1>(src, dst, slab),
            3 => self.step_by::<3>(src, dst, slab),
            _ => self.step_by::<5>(src, dst, slab),
        }
    }

    /// A step to the right takes a column from the square and puts one to it.
    fn step_by<const SIDE: usize>(&self, src: &[u8], dst: &mut [u8], slab: &Slab) {
        let reach = SIDE / 2;
        let mut columns = vec![0u8; slab.width + SIDE - 1];
        for y in 0..slab.height {
            for (row, dy) in (0..SIDE).zip(-(reach as isize)..) {
                let cells = &slab.source(src, y as isize + dy)[slab.halo - reach..][..columns.len()];
                let fresh = if row == 0 { 0 } else { u8::MAX };
                columns
                    .iter_mut()
                    .zip(cells)
                    .for_each(|(column, cell)| *column = *column & fresh | cell << row);
            }
            let (first, rest) = columns.split_at(SIDE - 1);
            let mut number = first.iter().rev().fold(0, |n, column| n << SIDE | usize::from(*column)) << SIDE;
            for (cell, column) in slab.target(dst, y).iter_mut().zip(rest) {
                number = number >> SIDE | usize::from(*column) << (SIDE * (SIDE - 1));
                *cell = u8::from(self.next(number));
            }
        }
    }
}

/// The logits of all squares of a strip.
fn decide(inference: &Inference, columns: &[u8], mut take: impl FnMut(usize, f32)) {
    let side = inference.network().receptive_field();
    let stride = columns.len();
    let src: Vec<u8> =
        (0..side).flat_map(|row| columns.iter().map(move |column| column >> row & 1)).collect();
    let slab = Slab {
        width: stride + 1 - side,
        height: 1,
        stride,
        halo: side / 2,
        lattice_width: stride as u64,
        ..Slab::default()
    };
    inference.cells(&src, &slab, |[x, _], logits| {
        logits.iter().zip(x..).for_each(|(logit, x)| take(x, *logit));
    });
}

/// How close some decisions are.
pub(crate) struct Tally {
    threshold: f32,
    /// A margin from which on rounding cannot have decided: nobody will ask for the neighbourhood.
    far: f32,
    pub closest: Closest,
}

impl Tally {
    /// Logits are at most as large as `bound`.
    pub fn new(threshold: f32, bound: f32) -> Self {
        let closest = Closest { margin: f32::INFINITY, neighbourhood: vec![], largest: 0.0 };
        Tally { threshold, far: Closest::ROUNDING * bound, closest }
    }

    /// Whether a cell is alive next.
    #[inline(always)]
    pub fn decide<C: Iterator<Item = u8>>(&mut self, logit: f32, neighbourhood: impl FnOnce() -> C) -> bool {
        let margin = (logit - self.threshold).abs();
        let closest = &mut self.closest;
        closest.largest = if logit.abs() > closest.largest { logit.abs() } else { closest.largest };
        if margin <= closest.margin {
            if margin <= self.far {
                self.meet(margin, neighbourhood());
            } else {
                closest.margin = margin;
            }
        }
        logit > self.threshold
    }

    /// What is equally close is as common as the neighbourhood is, so nothing is allocated for it.
    #[cold]
    fn meet<C: Iterator<Item = u8>>(&mut self, margin: f32, mut neighbourhood: C) {
        let closest = &mut self.closest;
        if margin < closest.margin {
            *closest = Closest { margin, neighbourhood: neighbourhood.collect(), largest: closest.largest };
            return;
        }
        // The one whose first cell that differs is dead comes first.
        let differs = closest.neighbourhood.iter().position(|kept| neighbourhood.next() != Some(*kept));
        if let Some(at) = differs.filter(|at| closest.neighbourhood[*at] == 1) {
            closest.neighbourhood[at] = 0;
            closest.neighbourhood[at + 1..]
                .iter_mut()
                .zip(neighbourhood)
                .for_each(|(kept, cell)| *kept = cell);
        }
    }
}
