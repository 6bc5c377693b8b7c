//! Rules of Generations: cells that do not survive die slowly, state by state.

use super::counts::{Counts, Decision, Moore, Three, count};
use super::sweep::{AROUND, BLOCK, ROWS, Rule};
use quincunx_sdk::form::{Generations, OuterTotalistic};

/// A rule of Generations on `P` planes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ageing<const P: usize> {
    decision: Decision,
    /// The last state, digit by digit, in words of equal bits.
    last: [u64; P],
}

impl<const P: usize> Ageing<P> {
    pub fn new(rule: Generations) -> Self {
        let Generations { born, survive, states } = rule;
        let last = std::array::from_fn(|p| u64::from((states - 1) >> p & 1).wrapping_neg());
        Ageing { decision: Decision::of(OuterTotalistic { born, survive }), last }
    }

    /// The next state of 64 cells.
    #[inline(always)]
    fn next(&self, state: [u64; P], alive: u64, count: [u64; 4]) -> [u64; P] {
        let (mut any, mut last) = (0, u64::MAX);
        for p in 0..P {
            any |= state[p];
            last &= !(state[p] ^ self.last[p]);
        }
        let lives = self.decision.next(count, alive) & (alive | !any);
        // All others but the dead grow older by one; after the last state there is nothing.
        let (mut carry, mut next) = (any & !lives, [0; P]);
        for p in 0..P {
            next[p] = (state[p] ^ carry) & !last;
            carry &= state[p];
        }
        next[0] |= lives;
        next
    }
}

/// Which of 64 cells are in state 1.
#[inline(always)]
fn alive<const P: usize>(state: [u64; P]) -> u64 {
    let mut others = 0;
    for word in &state[1..] {
        others |= word;
    }
    state[0] & !others
}

impl<const P: usize> Rule<P> for Ageing<P> {
    fn mirrors(&self) -> bool {
        true
    }

    #[inline(always)]
    fn rows(&self, src: [[&[u64]; P]; AROUND], mut dst: [[&mut [u64]; P]; ROWS]) {
        let rule = *self;
        for block in 0..dst[0][0].len() / BLOCK {
            let at = block * BLOCK;
            let mut words = [[&[0; BLOCK + 2]; P]; AROUND];
            for (words, row) in words.iter_mut().flatten().zip(src.iter().flatten()) {
                let Some(some) = row[at..].first_chunk() else { return };
                *words = some;
            }
            let mut out = [[[0; BLOCK]; P]; ROWS];
            for i in 0..BLOCK {
                let mut rows = [Three::default(); AROUND];
                for (row, words) in rows.iter_mut().zip(words) {
                    let at = |i: usize| alive(words.map(|plane| plane[i]));
                    *row = Three::of(at(i), at(i + 1), at(i + 2));
                }
                for r in 0..ROWS {
                    let [up, here, down] = [rows[r], rows[r + 1], rows[r + 2]];
                    let count = count::<Moore>(Moore::above(up), Moore::beside(here), Moore::below(down));
                    let next = rule.next(words[r + 1].map(|plane| plane[i + 1]), here.here, count);
                    for p in 0..P {
                        out[r][p][i] = next[p];
                    }
                }
            }
            for (out, row) in out.iter().flatten().zip(dst.iter_mut().flatten()) {
                row[at..at + BLOCK].copy_from_slice(out);
            }
        }
    }
}
