//! The noisy rule as one would write it down: slow and obvious, to test the fast one against.

use crate::noisy::NoisyMajority;
use quincunx_sdk::noise::{Noise, below};
use quincunx_sdk::slab::Slab;

/// What the cell (x, y) of a slab becomes.
pub fn next(rule: &NoisyMajority, src: &[u8], slab: &Slab, x: usize, y: usize) -> u8 {
    let mut alive = 0;
    for dy in -1..=1 {
        let row = &slab.source(src, y as isize + dy)[slab.halo + x - 1..];
        alive += row[..3].iter().filter(|&&cell| cell == 1).count();
    }
    let flipped = below(Noise::of(slab).word(slab.cell(x, y), 0), rule.noise);
    u8::from((alive >= 5) != flipped)
}
