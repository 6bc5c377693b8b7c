//! Noise for stochastic rules: random words that are looked up, not drawn in turn.
//!
//! A word of noise is a function of four numbers and of nothing else:
//!
//! | number | what it is | range |
//! |---|---|---|
//! | **key** | which noise this is; the host derives it from the scene's seed and the object's name | 64 bits |
//! | **step** | the generation that is read | below 2⁴⁸ |
//! | **item** | the cell in the whole lattice, [`Slab::cell`] | below 2⁵⁰ |
//! | **draw** | 0 for the cell's first number in this step, 1 for its second, … | 32 bits |
//!
//! There is no state that a thread could advance, a slab could share or a restart could lose: whoever computes a cell,
//! in whatever order, looks up the same words. So a run gives the same bits for any number of threads, any slabs, any
//! instruction set, and after any `--resume`, as long as a rule addresses its words so. Address them by the cell in the
//! lattice, never by the place in a slab, and give each decision of a step a draw of its own: two decisions on one word
//! are correlated.
//!
//! [`Noise::fill`] gets the words of a run of cells, such as a row, at full speed; [`Noise::word`] is one word, slowly.
//! A word becomes a number with [`uniform`] and a decision with [`below`]. [`Noise::normals`] gives standard normals to a
//! kernel.
//!
//! ```
//! use quincunx_sdk::lanes::isa::Isa;
//! use quincunx_sdk::noise::{Noise, below};
//! use quincunx_sdk::slab::Slab;
//!
//! /// Trees (1) catch fire (2) with probability `lightning`, and grow on bare ground (0) with probability `growth`.
//! fn step(src: &[u8], dst: &mut [u8], slab: &Slab, lightning: f64, growth: f64) {
//!     let isa = Isa::chosen().unwrap_or(Isa::PORTABLE);
//!     let noise = Noise::of(slab);
//!     let (mut struck, mut grown) = (vec![0; slab.width], vec![0; slab.width]);
//!     for y in 0..slab.height {
//!         // Two numbers for each cell: draw 0 and draw 1.
//!         noise.fill(isa, slab.cell(0, y), 0, &mut struck);
//!         noise.fill(isa, slab.cell(0, y), 1, &mut grown);
//!         let cells = &slab.source(src, y as isize)[slab.halo..];
//!         for (x, new) in slab.target(dst, y).iter_mut().enumerate() {
//!             *new = match cells[x] {
//!                 0 => u8::from(below(grown[x], growth)),
//!                 1 => 1 + u8::from(below(struck[x], lightning)),
//!                 _ => 0,
//!             };
//!         }
//!     }
//! }
//!
//! // A forest of 64 × 2 at once, or its right half alone: the same cells.
//! let all = Slab { width: 64, height: 2, stride: 64, lattice_width: 64, step: 7, key: 42, ..Slab::default() };
//! let right = Slab { width: 32, x0: 32, ..all };
//! let (src, mut whole, mut half) = ([1; 128], [0; 128], [0; 128]);
//! step(&src, &mut whole, &all, 0.25, 0.01);
//! step(&src[32..], &mut half[32..], &right, 0.25, 0.01);
//! assert_eq!(whole[32..64], half[32..64]);
//! assert_eq!(whole[96..], half[96..]);
//! assert!(whole.contains(&1) && whole.contains(&2));
//! ```
//!
//! A cell that needs an unknown number of numbers, as a rejection sampler does, counts its draws on.
//!
//! Below the words is [`philox4x32_10`], for kernels that want 128 bits at once; [`Place`] makes its counters. Words and
//! places of one key overlap, and normals are made of places: a rule should use the one or the other, or give them draws
//! that differ.

mod normal;
mod philox;

pub(crate) use philox::counter_of_lane;
pub use philox::{Place, key_words, philox4x32_10};

use crate::lanes::isa::{Isa, Kernel, dispatch};
use crate::slab::Slab;

/// Words of one call.
const WORDS: usize = 4;
/// Calls side by side: more win nothing on long runs, and lose on short ones.
const LANES: usize = 16;

type Call = [u32; WORDS];

/// The noise of one step: a word for every item and draw.
///
/// ```
/// use quincunx_sdk::{lanes::isa::Isa, noise::Noise};
///
/// let noise = Noise { key: 42, step: 7 };
/// let mut words = [0; 5];
/// noise.fill(Isa::PORTABLE, 1001, 0, &mut words);
/// assert_eq!(words[2], noise.word(1003, 0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise {
    /// Which noise it is: from the host.
    pub key: u64,
    /// The step, modulo 2⁴⁸.
    pub step: u64,
}

impl Noise {
    /// What a rule draws from while it computes a slab; items are [`Slab::cell`].
    #[inline(always)]
    pub fn of(slab: &Slab) -> Noise {
        Noise { key: slab.key, step: slab.step }
    }

    /// The word of one item, modulo 2⁵⁰. It computes four words and drops three: for many items use [`Noise::fill`].
    ///
    /// Four items in a row share a call of [`philox4x32_10`]: item i has word i mod 4 of the call for block i / 4.
    #[inline(always)]
    pub fn word(self, item: u64, draw: u32) -> u32 {
        self.call(item / WORDS as u64, draw)[item as usize % WORDS]
    }

    /// The words of as many items as `out` is long, beginning with `first_item`: the same as [`Noise::word`] of each.
    ///
    /// Any first item and any length will do. Hundreds of words at once are worth a call.
    pub fn fill(self, isa: Isa, first_item: u64, draw: u32, out: &mut [u32]) {
        let (mut block, skip) = (first_item / WORDS as u64, first_item as usize % WORDS);
        let mut out = out;
        if skip > 0 {
            let (head, rest) = out.split_at_mut(out.len().min(WORDS - skip));
            head.copy_from_slice(&self.call(block, draw)[skip..][..head.len()]);
            (block, out) = (block + 1, rest);
        }
        let (mut calls, tail) = out.as_chunks_mut();
        while !calls.is_empty() {
            // In a kernel only the lower half of the block counts on.
            let room = (1 << 32) - u64::from(block as u32);
            let (now, later) = calls.split_at_mut(calls.len().min(room as usize));
            let after = block + now.len() as u64;
            dispatch(isa, Fill { noise: self, block, draw, out: now });
            (block, calls) = (after, later);
        }
        if !tail.is_empty() {
            tail.copy_from_slice(&self.call(block, draw)[..tail.len()]);
        }
    }

    #[inline(always)]
    fn call(self, block: u64, draw: u32) -> Call {
        philox4x32_10(Place { draw, item: block, step: self.step }.counter(), key_words(self.key))
    }
}

/// A run of whole calls that straddles no multiple of 2³² blocks.
struct Fill<'a> {
    noise: Noise,
    block: u64,
    draw: u32,
    out: &'a mut [Call],
}

impl Kernel for Fill<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let [draw, mut low, step, high] =
            Place { draw: self.draw, item: self.block, step: self.noise.step }.counter();
        let key = key_words(self.noise.key);
        let (whole, rest) = self.out.as_chunks_mut::<LANES>();
        for out in whole {
            side_by_side([draw, low, step, high], key, out);
            low = low.wrapping_add(LANES as u32);
        }
        if !rest.is_empty() {
            let mut out = [[0; WORDS]; LANES];
            side_by_side([draw, low, step, high], key, &mut out);
            rest.copy_from_slice(&out[..rest.len()]);
        }
    }
}

/// The calls of a counter and of those after it.
#[inline(always)]
fn side_by_side(counter: [u32; 4], key: [u32; 2], out: &mut [Call; LANES]) {
    let (mut front, mut back) = ([0u64; LANES], [0u64; LANES]);
    for lane in 0..LANES {
        let [a, b, c, d] = philox4x32_10(counter_of_lane(counter, lane), key).map(u64::from);
        (front[lane], back[lane]) = (a | b << 32, c | d << 32);
    }
    for lane in 0..LANES {
        let (f, b) = (front[lane], back[lane]);
        out[lane] = [f as u32, (f >> 32) as u32, b as u32, (b >> 32) as u32];
    }
}

/// The word as a number between 0 and 1, neither included: (word + ½) · 2⁻³², exactly.
///
/// ```
/// use quincunx_sdk::noise::uniform;
///
/// assert_eq!(uniform(1 << 31), 0.5 + 0.5 / 4294967296.0);
/// ```
#[inline(always)]
pub fn uniform(word: u32) -> f64 {
    (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0)
}

/// True with probability `p`: for ⌊p · 2³²⌋ of the 2³² words. Never if p is 0 (or below, or not a number), always if
/// it is 1 (or above).
///
/// ```
/// use quincunx_sdk::noise::below;
///
/// assert!(below(u32::MAX, 1.0) && !below(0, 0.0));
/// assert!(below(0x3fff_ffff, 0.25) && !below(0x4000_0000, 0.25));
/// ```
#[inline(always)]
pub fn below(word: u32, p: f64) -> bool {
    u64::from(word) < threshold(p)
}

/// The words below it are those for which [`below`] says yes: ⌊p · 2³²⌋, from 0 to 2³². To take it once for many words.
#[inline(always)]
pub fn threshold(p: f64) -> u64 {
    // The product is exact, and the conversion rounds down, takes NaN for 0, and never leaves 0 to 2⁶⁴ − 1.
    ((p * 4_294_967_296.0) as u64).min(1 << 32)
}

#[cfg(test)]
mod tests;
