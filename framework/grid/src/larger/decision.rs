//! From counts to states.

use super::number::Number;
use quincunx_sdk::form::LargerThanLife;

/// What becomes of a cell with each count.
pub(super) struct Decision<N> {
    /// Counts of births, each as its first and how many follow.
    born: Vec<(N, N)>,
    /// Counts of survival, the cell itself included.
    survive: Vec<(N, N)>,
    /// The last state.
    last: u8,
}

/// Cells that are decided together.
const LANES: usize = 64;

impl<N: Number> Decision<N> {
    pub fn of(rule: &LargerThanLife) -> Self {
        let itself = u32::from(!rule.middle);
        let shifted = |ranges: &[(u32, u32)], by: u32| {
            ranges.iter().map(|(low, high)| (N::of(low + by), N::of(high - low))).collect()
        };
        let last = (rule.states.max(2) - 1).min(255) as u8;
        Decision { born: shifted(&rule.born, 0), survive: shifted(&rule.survive, itself), last }
    }

    /// The next states of a row.
    #[inline(always)]
    pub fn decide(&self, counts: &[N], before: &[u8], after: &mut [u8]) {
        let groups = counts.chunks(LANES).zip(before.chunks(LANES)).zip(after.chunks_mut(LANES));
        for ((counts, before), after) in groups {
            match (counts.try_into(), before.try_into(), <&mut [u8; LANES]>::try_from(&mut *after)) {
                (Ok(counts), Ok(before), Ok(after)) => self.decide_lanes(counts, before, after),
                _ => self.decide_few(counts, before, after),
            }
        }
    }

    /// The last of a row, with others beside them.
    #[inline(always)]
    fn decide_few(&self, counts: &[N], before: &[u8], after: &mut [u8]) {
        let n = counts.len();
        let (mut all, mut states, mut next) = ([N::default(); LANES], [0; LANES], [0; LANES]);
        all[..n].copy_from_slice(counts);
        states[..n].copy_from_slice(before);
        self.decide_lanes(&all, &states, &mut next);
        after.copy_from_slice(&next[..n]);
    }

    #[inline(always)]
    fn decide_lanes(&self, counts: &[N; LANES], states: &[u8; LANES], next: &mut [u8; LANES]) {
        let (born, stays) = (within(&self.born, counts), within(&self.survive, counts));
        let last = self.last;
        // Without branches: states are as good as random.
        for x in 0..LANES {
            let state = states[x];
            let lives = (all_if(state == 0) & born[x]) | (all_if(state == 1) & stays[x]);
            let older = state.wrapping_add(1) & !all_if(state == 0) & !all_if(state == last);
            next[x] = lives | (older & lives.wrapping_sub(1));
        }
    }
}

#[inline(always)]
fn all_if(holds: bool) -> u8 {
    u8::from(holds).wrapping_neg()
}

#[inline(always)]
fn within<N: Number>(ranges: &[(N, N)], counts: &[N; LANES]) -> [u8; LANES] {
    let mut within = [0; LANES];
    for &(first, more) in ranges {
        for x in 0..LANES {
            within[x] |= u8::from(counts[x].above(first) <= more);
        }
    }
    within
}
