//! Cells at random.

use crate::cells::{Cells, Draw, Start};
use crate::strip::Strip;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use rand_core::Rng;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Every cell is alive with the same probability, independently; of a rule with more than two states, the states
    /// above 0 are equally likely.
    pub struct Soup {
        /// the probability (to 2⁻³²)
        density: f64 = 0.5, in 0.0..=1.0;
        /// grids of one size whose soups name the same stream start alike; without it each grid has a soup of its own
        stream: Option<String>
    }
}

impl Make<Start> for Soup {
    const EXAMPLES: &'static [&'static str] =
        &["Soup(density: 0.35)", "Soup(density: 0.35, stream: \"shared\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Soup { density: self.density, stream: self.stream.clone() }))
    }
}

impl Cells for Soup {
    fn lay(&self, onto: &mut Strip, draw: &Draw, pool: &rayon::ThreadPool) {
        let threshold = (self.density * (1u64 << 32) as f64) as u64;
        let others = onto.states as u64 - 1;
        let shared =
            self.stream.as_ref().map(|name| Draw { purpose: format!("soup {name}"), object: "", ..*draw });
        let draw = shared.as_ref().unwrap_or(draw);
        each_row(onto, draw, pool, |pcg, row| match others {
            1 => halves(pcg, row, |cell, half| *cell |= u8::from(half < threshold)),
            _ => {
                for cell in row {
                    let word = pcg.next_u64();
                    if word & 0xffff_ffff < threshold {
                        *cell = 1 + below(others, word >> 32);
                    }
                }
            }
        });
    }
}

quincunx_sdk::params! {
    /// Every cell is in one of the rule's states, all equally likely (to 2⁻³²), independently.
    pub struct Uniform {}
}

impl Make<Start> for Uniform {
    const EXAMPLES: &'static [&'static str] = &["Uniform"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Uniform {}))
    }
}

impl Cells for Uniform {
    fn lay(&self, onto: &mut Strip, draw: &Draw, pool: &rayon::ThreadPool) {
        let states = onto.states as u64;
        let fill = |cell: &mut u8, half| match below(states, half) {
            0 => {} // dead, and so what was there before shows
            state => *cell = state,
        };
        each_row(onto, draw, pool, |pcg, row| halves(pcg, row, fill));
    }
}

/// Each row has a generator of its own, so that threads can share the work.
fn each_row(
    onto: &mut Strip,
    draw: &Draw,
    pool: &rayon::ThreadPool,
    fill: impl Fn(&mut Pcg64, &mut [u8]) + Sync,
) {
    let first = onto.first;
    let rows = onto.cells.par_chunks_mut(onto.size.0).enumerate();
    let fill = |(y, row): (usize, &mut [u8])| {
        fill(&mut draw.streams.pcg(draw.object, &draw.purpose, (first + y) as u64), row);
    };
    pool.install(|| rows.for_each(fill));
}

/// Gives every cell 32 random bits, the lower half of a word first.
fn halves(pcg: &mut Pcg64, row: &mut [u8], mut fill: impl FnMut(&mut u8, u64)) {
    for pair in row.chunks_mut(2) {
        let word = pcg.next_u64();
        pair.iter_mut().zip([word & 0xffff_ffff, word >> 32]).for_each(|(cell, half)| fill(cell, half));
    }
}

/// From 32 random bits to a number below `n`.
fn below(n: u64, half: u64) -> u8 {
    ((half * n) >> 32) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_core::streams::Streams;

    fn counts(layer: &dyn Cells, states: usize) -> Vec<u32> {
        let mut cells = vec![0; 301_000];
        let mut strip = Strip { cells: &mut cells, first: 0, size: (301, 1000), states };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let draw = Draw { streams: &Streams::new(1), object: "soup", purpose: "cells".into() };
        layer.lay(&mut strip, &draw, &pool);
        let mut counts = vec![0; states];
        cells.iter().for_each(|cell| counts[usize::from(*cell)] += 1);
        counts
    }

    /// Within five standard deviations.
    fn likely(count: u32, p: f64) -> bool {
        let n = 301_000.0;
        (f64::from(count) - n * p).abs() < 5.0 * (n * p * (1.0 - p)).sqrt()
    }

    #[test]
    fn states_are_equally_likely() {
        for states in [2, 3, 14, 256] {
            let uniform = counts(&Uniform {}, states);
            assert!(uniform.iter().all(|count| likely(*count, 1.0 / states as f64)), "{uniform:?}");
            let soup = counts(&Soup { density: 0.3, stream: None }, states);
            assert!(likely(soup[0], 0.7), "{soup:?}");
            let each = 0.3 / (states - 1) as f64;
            assert!(soup[1..].iter().all(|count| likely(*count, each)), "{soup:?}");
        }
    }
}
