//! The stepper for a byte a cell: several generations in one sweep over the rows.
//!
//! A sweep reads each row of the lattice once and writes each once, T generations later. Between the two it keeps, of
//! every generation, only the last three rows, which stay in the cache: large lattices are limited by arithmetic and
//! not by memory. Threads share the rows; each computes the T rows around its own share itself, so none waits.

use crate::lattice::{Edges, Lattice};
use crate::stepper::{MOST_GENERATIONS, Stepper, by_shares, shares, source_row};
use quincunx_core::clock::Stopped;
use quincunx_sdk::form::OuterTotalistic;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use rayon::ThreadPool;
use std::convert::Infallible;

/// The rows that a sweep keeps should take no more bytes than this.
const RING_BYTES: usize = 192 << 10;

/// A sum of nine cells, the middle one included, and how what lives on under it differs from the usual.
type Case = (u8, u8);

/// What lives on: bit 0 if a dead middle comes alive, bit 1 if a living one stays. `usual` holds for every sum but
/// those of the cases; it is chosen so that there are seven at most, and two for Life.
#[derive(Clone, Debug)]
struct Cases {
    usual: u8,
    others: Vec<Case>,
}

impl Cases {
    fn of(rule: OuterTotalistic) -> Self {
        let cost = |usual: &u8| Self::others(rule, *usual).len();
        let usual = (0..4).min_by_key(cost).unwrap_or(0);
        Cases { usual, others: Self::others(rule, usual) }
    }

    fn others(rule: OuterTotalistic, usual: u8) -> Vec<Case> {
        let differs = |sum: u8| {
            let born = u8::from(sum < 9 && rule.next(false, u32::from(sum)));
            let stays = u8::from(sum > 0 && rule.next(true, u32::from(sum) - 1));
            // Nine cells are alive only with a living middle, none only with a dead one.
            let possible = u8::from(sum < 9) | u8::from(sum > 0) << 1;
            (sum, ((born | stays << 1) ^ usual) & possible)
        };
        (0..=9).map(differs).filter(|case| case.1 != 0).collect()
    }
}

/// Steps a lattice by an outer-totalistic rule.
pub struct ByteStepper {
    cases: Cases,
    isa: Isa,
    /// The lattice as it will be; both change places after each sweep.
    next: Vec<u8>,
}

impl ByteStepper {
    /// A stepper for a rule, compiled for an instruction set.
    pub fn new(rule: OuterTotalistic, isa: Isa) -> Self {
        ByteStepper { cases: Cases::of(rule), isa, next: vec![] }
    }

    fn sweep(&mut self, lattice: &mut Lattice, generations: usize, share: usize, pool: &ThreadPool) {
        let (cases, isa) = (&self.cases, self.isa);
        let Ok(()) = by_shares::<Infallible>(lattice, &mut self.next, share, pool, |src, first, dst| {
            run(isa, cases, Band { src, dst, first, generations });
            Ok(())
        });
    }
}

impl Stepper for ByteStepper {
    fn advance(
        &mut self,
        lattice: &mut Lattice,
        _: u64,
        generations: u64,
        pool: &ThreadPool,
    ) -> Result<(), Stopped> {
        self.next.resize(lattice.cells.len(), 0);
        let share = lattice.height().div_ceil(shares(lattice, pool));
        let most = generations_in_a_sweep(lattice.width(), share);
        let mut left = generations;
        while left > 0 {
            let now = left.min(most as u64);
            self.sweep(lattice, now as usize, share, pool);
            left -= now;
        }
        Ok(())
    }
}

/// As many as the cache has room for, and few enough that the rows around a share do not count.
fn generations_in_a_sweep(width: usize, rows: usize) -> usize {
    let room = RING_BYTES / (3 * width) + 1;
    room.min(rows / 16).clamp(1, MOST_GENERATIONS)
}

/// Some rows of the lattice, `generations` later.
struct Band<'a> {
    src: &'a Lattice,
    dst: &'a mut [u8],
    /// The row that `dst` begins with.
    first: usize,
    generations: usize,
}

/// From a number of cases known at run time to the kernel that is compiled for that number: cases that stay in
/// registers are half as fast again as a loop over them.
fn run(isa: Isa, cases: &Cases, band: Band) {
    macro_rules! one_of {
        ($($k:literal)*) => {
            match cases.others.len() {
                $($k => {
                    let mut others = [(0, 0); $k];
                    others.copy_from_slice(&cases.others);
                    dispatch(isa, Sweep { band, usual: cases.usual, others });
                })*
                n => unreachable!("{n} cases of at most seven"),
            }
        };
    }
    one_of!(0 1 2 3 4 5 6 7)
}

struct Sweep<'a, const K: usize> {
    band: Band<'a>,
    usual: u8,
    others: [Case; K],
}

impl<const K: usize> Kernel for Sweep<'_, K> {
    type Out = ();

    /// In beat k, generation t gets its row first − (T − t) + k − 2(t − 1), from three rows of the generation before.
    #[inline(always)]
    fn run(self) {
        let Sweep { band: Band { src, dst, first, generations, .. }, usual, others } = self;
        let (width, rows) = (src.width(), dst.len() / src.width());
        let torus = src.edges() == Edges::Torus;
        let mut columns = vec![0; width + 2];
        let mut rings = vec![0; 3 * width * (generations - 1)];
        let outside = vec![0; width];
        for beat in 0..rows + 2 * generations - 2 {
            for t in 1..=generations.min(beat / 2 + 1) {
                let row = (first + beat + 2) as i64 - (generations + t) as i64;
                let (before, ring) = rings.split_at_mut(3 * width * (t - 1));
                let of_before = |row: i64| match t {
                    1 => source_row(src, row, &outside),
                    _ => &before[3 * width * (t - 2)..][ring_place(row) * width..][..width],
                };
                let out = match t == generations {
                    true => &mut dst[(row - first as i64) as usize * width..][..width],
                    false => &mut ring[ring_place(row) * width..][..width],
                };
                if !torus && !(0..src.height() as i64).contains(&row) {
                    out.fill(0);
                    continue;
                }
                let [up, middle, down] = [of_before(row - 1), of_before(row), of_before(row + 1)];
                column_sums(up, middle, down, torus, &mut columns);
                live(&columns, middle, usual, others, out);
            }
        }
    }
}

#[inline(always)]
fn ring_place(row: i64) -> usize {
    row.rem_euclid(3) as usize
}

/// Sums of three rows, with a column of the other side (or nothing) at either end.
#[inline(always)]
fn column_sums(up: &[u8], middle: &[u8], down: &[u8], torus: bool, out: &mut [u8]) {
    // Slices cut to one length: a check left on an index can keep a loop scalar, here and in `live`.
    let w = middle.len();
    let (up, down, sums) = (&up[..w], &down[..w], &mut out[1..][..w]);
    for x in 0..w {
        sums[x] = up[x] + middle[x] + down[x];
    }
    (out[0], out[w + 1]) = if torus { (out[w], out[1]) } else { (0, 0) };
}

/// From column sums and the row itself to the next row.
#[inline(always)]
fn live<const K: usize>(columns: &[u8], middle: &[u8], usual: u8, others: [Case; K], out: &mut [u8]) {
    let w = middle.len();
    let (left, here, right) = (&columns[..w], &columns[1..][..w], &columns[2..][..w]);
    let out = &mut out[..w];
    for x in 0..w {
        let sum = left[x] + here[x] + right[x];
        let mut lives = usual;
        for (s, differs) in others {
            lives ^= if sum == s { differs } else { 0 };
        }
        out[x] = u8::from(lives & (middle[x] + 1) != 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use proptest::prelude::*;

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn no_rule_has_more_than_seven_cases() {
        for masks in 0..1 << 18 {
            let rule = OuterTotalistic { born: (masks & 0x1ff) as u16, survive: (masks >> 9) as u16 };
            assert!(Cases::of(rule).others.len() <= 7, "{rule:?}");
        }
        assert_eq!(Cases::of(OuterTotalistic { born: 8, survive: 12 }).others.len(), 2);
    }

    fn lattice(width: usize, height: usize, edges: Edges, density: u32, seed: u32) -> Lattice {
        let mut lattice = Lattice::new(width, height, edges);
        let mut x = seed | 1;
        for cell in lattice.cells_mut() {
            x = x.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            *cell = u8::from(x >> 24 < density);
        }
        lattice
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn like_the_reference(
            (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..300, 1usize..80), Just((1, 1))],
            (born, survive) in (0u16..512, 0u16..512),
            (density, seed) in (0u32..=256, any::<u32>()),
            generations in 0u64..14,
            (torus, threads) in (any::<bool>(), 0usize..4),
        ) {
            let edges = if torus { Edges::Torus } else { Edges::Dead };
            let rule = OuterTotalistic { born, survive };
            let start = lattice(width, height, edges, density, seed);
            let mut expected = start.clone();
            for _ in 0..generations {
                expected = reference::step(&expected, rule);
            }
            let pool = pool([1, 2, 3, 7][threads]);
            for isa in Isa::all() {
                let mut found = start.clone();
                ByteStepper::new(rule, isa).advance(&mut found, 0, generations, &pool).unwrap();
                prop_assert!(found == expected, "{} differs", isa.name());
            }
        }

        /// A sweep of many generations at once, whatever the heuristics would choose.
        #[test]
        fn any_number_of_generations_in_a_sweep(
            (width, height) in (1usize..40, 1usize..40),
            (born, survive) in (0u16..512, 0u16..512),
            (generations, torus, first) in (1usize..20, any::<bool>(), 0usize..40),
        ) {
            let edges = if torus { Edges::Torus } else { Edges::Dead };
            let rule = OuterTotalistic { born, survive };
            let start = lattice(width, height, edges, 100, 5);
            let mut expected = start.clone();
            for _ in 0..generations {
                expected = reference::step(&expected, rule);
            }
            let first = first % height;
            let mut dst = vec![7; (height - first) * width];
            run(Isa::PORTABLE, &Cases::of(rule), Band { src: &start, dst: &mut dst, first, generations });
            prop_assert!(dst == expected.cells()[first * width..]);
        }
    }
}
