//! A few bounds, each compared with every number.

use super::{FEW, upper};
use quincunx_sdk::lanes::isa::Kernel;
use quincunx_sdk::noise::{Noise, Place, key_words, philox4x32_10};
use std::ops::Range;

/// Calls side by side.
const LANES: usize = 16;
/// Groups of calls whose words are compared in one sweep: they stay in the first cache.
const GROUPS: usize = 16;
/// Words of a sweep: four of each call.
const WORDS: usize = 4 * LANES * GROUPS;

/// The words of calls side by side. Which stands where does not matter to a count, so they stay where they are cheapest:
/// two in each 64-bit lane.
type Group = [[[u32; 2]; LANES]; 2];

/// Adds to `below` how many of the atoms of one block have an upper half below that of each bound. The answer is whether
/// any had the same; such a one is not counted.
pub(super) struct Few<'a> {
    pub noise: Noise,
    /// At most a block; the first is a multiple of it.
    pub atoms: Range<u64>,
    pub bounds: &'a [u64],
    pub below: &'a mut [u64; FEW],
}

impl Kernel for Few<'_> {
    type Out = bool;

    #[inline(always)]
    fn run(self) -> bool {
        // No call of a block straddles a multiple of 2³², so only the lower half of the item counts on.
        let place = Place { draw: 0, item: self.atoms.start / 4, step: self.noise.step };
        let (mut counter, key) = (place.counter(), key_words(self.noise.key));
        let sweeps = (self.atoms.end - self.atoms.start) / WORDS as u64;
        let (mut words, mut tied) = ([[[[0; 2]; LANES]; 2]; GROUPS], false);
        for _ in 0..sweeps {
            for group in &mut words {
                draw(counter, key, group);
                counter[1] = counter[1].wrapping_add(LANES as u32);
            }
            let words = words.as_flattened().as_flattened().as_flattened();
            for (bound, below) in self.bounds.iter().zip(&mut *self.below) {
                let (less, equal) = compare(words, upper(*bound));
                *below += u64::from(less);
                tied |= equal;
            }
        }
        for atom in self.atoms.start + sweeps * WORDS as u64..self.atoms.end {
            let word = self.noise.word(atom, 0);
            for (bound, below) in self.bounds.iter().zip(&mut *self.below) {
                *below += u64::from(word < upper(*bound));
                tied |= word == upper(*bound);
            }
        }
        tied
    }
}

/// The words of a counter and of those after it.
#[inline(always)]
fn draw([draw, low, step, high]: [u32; 4], key: [u32; 2], words: &mut Group) {
    let [front, back] = words;
    for (lane, (front, back)) in front.iter_mut().zip(back).enumerate() {
        let [a, b, c, d] = philox4x32_10([draw, low.wrapping_add(lane as u32), step, high], key);
        (*front, *back) = ([a, b], [c, d]);
    }
}

/// How many words are below a bound, and whether any is equal to it.
#[inline(always)]
fn compare(words: &[u32], bound: u32) -> (u32, bool) {
    let (mut below, mut equal) = (0, 0);
    for word in words {
        below += u32::from(*word < bound);
        equal |= u32::from(*word == bound);
    }
    (below, equal != 0)
}
