//! Rules of Generations: cells that do not survive die slowly, state by state.

use super::counts::{Counts, Decision, Moore, Three, count};
use super::sweep::{AROUND, BLOCK, ROWS, Rule};
use crate::topology::Twist;
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
        for (digit, of_last) in state.iter().zip(&self.last) {
            any |= digit;
            last &= !(digit ^ of_last);
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

/// Words of a block and those before and after it.
type Wide = [u64; BLOCK + 2];

/// Which cells are in state 1.
#[inline(always)]
fn alive<const P: usize>(planes: &[&Wide; P]) -> Wide {
    let (mut others, mut alive) = ([0; BLOCK + 2], [0; BLOCK + 2]);
    for plane in &planes[1..] {
        for i in 0..BLOCK + 2 {
            others[i] |= plane[i];
        }
    }
    for i in 0..BLOCK + 2 {
        alive[i] = planes[0][i] & !others[i];
    }
    alive
}

impl<const P: usize> Rule<P> for Ageing<P> {
    type Scratch = ();

    fn mirrors(&self, _: Twist) -> bool {
        true
    }

    /// In short loops over the words of a block, for long ones are not compiled to vectors.
    #[inline(always)]
    fn rows(&self, (): &mut (), src: [[&[u64]; P]; AROUND], dst: [[&mut [u64]; P]; ROWS]) {
        let rule = *self;
        for block in 0..dst[0][0].len() / BLOCK {
            let at = block * BLOCK;
            let mut words = [[&[0; BLOCK + 2]; P]; AROUND];
            let (mut above, mut beside) = ([[[0; 2]; BLOCK]; AROUND], [[[0; 2]; BLOCK]; AROUND]);
            let mut living = [[0; BLOCK + 2]; AROUND];
            for r in 0..AROUND {
                for p in 0..P {
                    let Some(some) = src[r][p][at..].first_chunk() else { return };
                    words[r][p] = some;
                }
                living[r] = alive(&words[r]);
                for i in 0..BLOCK {
                    let row = Three::of(living[r][i], living[r][i + 1], living[r][i + 2]);
                    (above[r][i], beside[r][i]) = (Moore::above(row), Moore::beside(row));
                }
            }
            for r in 0..ROWS {
                let mut out = [[0; BLOCK]; P];
                for i in 0..BLOCK {
                    let count = count::<Moore>(above[r][i], beside[r + 1][i], above[r + 2][i]);
                    let mut state = [0; P];
                    for p in 0..P {
                        state[p] = words[r + 1][p][i + 1];
                    }
                    let next = rule.next(state, living[r + 1][i + 1], count);
                    for p in 0..P {
                        out[p][i] = next[p];
                    }
                }
                for p in 0..P {
                    dst[r][p][at..at + BLOCK].copy_from_slice(&out[p]);
                }
            }
        }
    }
}
