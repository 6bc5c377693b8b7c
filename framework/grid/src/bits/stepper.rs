//! The stepper for cells kept as bits.

use super::Bits;
use super::load::Ends;
use super::sweep::{Rule, Sweep, ring_bytes};
use crate::stepper::{MOST_GENERATIONS, Stepper};
use crate::topology::{Klein, Topology};
use quincunx_core::clock::Stopped;
use quincunx_sdk::lanes::isa::{Isa, dispatch};
use rayon::ThreadPool;
use rayon::prelude::*;

/// The rings of a sweep should take no more bytes than this.
const RING_BYTES: usize = 768 << 10;
/// Cell updates for which a thread is woken: each needs about a hundred microseconds of work.
const WORTH_A_THREAD: usize = if cfg!(test) { 1 << 10 } else { 1 << 23 };

/// Steps cells by a rule on `P` planes.
pub(crate) struct BitStepper<R, const P: usize> {
    rule: R,
    isa: Isa,
    /// The words as they will be; both change places after each sweep.
    next: Vec<u64>,
}

impl<R: Rule<P>, const P: usize> BitStepper<R, P> {
    pub fn new(rule: R, isa: Isa) -> Self {
        BitStepper { rule, isa, next: vec![] }
    }

    /// As many generations as the cache has room for, and few enough that the rows around a share do not count. It is
    /// one where the cells beyond an edge do not become what they are a picture of.
    fn generations_in_a_sweep(&self, bits: &Bits, share: usize) -> usize {
        let pictured = match bits.topology() {
            Topology::Klein(Klein { twist, .. }) => self.rule.mirrors(twist),
            _ => true,
        };
        match pictured && Ends::of(bits) != Ends::LookedUp {
            true => (RING_BYTES / ring_bytes(bits)).min(share / 8).clamp(1, MOST_GENERATIONS),
            false => 1,
        }
    }

    fn sweep(&mut self, bits: &mut Bits, generations: usize, share: usize, pool: &ThreadPool) {
        let (rule, isa, src, words) = (&self.rule, self.isa, &*bits, share * bits.words_in_row());
        let sweep = |(n, dst)| dispatch(isa, Sweep { rule, src, dst, first: n * share, generations });
        match share == src.height() {
            true => sweep((0, &mut self.next)),
            false => pool.install(|| self.next.par_chunks_mut(words).enumerate().for_each(sweep)),
        }
        std::mem::swap(&mut bits.words, &mut self.next);
    }
}

impl<R: Rule<P> + Send, const P: usize> Stepper<Bits> for BitStepper<R, P> {
    fn advance(
        &mut self,
        bits: &mut Bits,
        _: u64,
        generations: u64,
        pool: &ThreadPool,
    ) -> Result<(), Stopped> {
        self.next.resize(bits.words.len(), 0);
        let work = bits.width().saturating_mul(bits.height()).saturating_mul(MOST_GENERATIONS);
        let shares = pool.current_num_threads().min(work / WORTH_A_THREAD).max(1);
        let share = bits.height().div_ceil(shares);
        let most = self.generations_in_a_sweep(bits, share) as u64;
        let mut left = generations;
        while left > 0 {
            let now = left.min(most);
            self.sweep(bits, now as usize, share, pool);
            left -= now;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bits::counts::Neighbourhood;
    use crate::lattice::Lattice;
    use crate::method::Method;
    use crate::reference;
    use crate::topology::{Torus, Twist};
    use proptest::prelude::*;
    use quincunx_sdk::form::{Generations, MooreTable, OuterTotalistic};

    /// What a step of the slow and obvious stepper makes of a lattice.
    fn step(lattice: &Lattice, method: &Method) -> Lattice {
        match method {
            Method::Counts(Neighbourhood::Moore, masks) => reference::step(lattice, *masks),
            Method::Counts(cells, masks) => reference::look_up(lattice, &cells.table(*masks)),
            Method::Table(table) => reference::look_up(lattice, table),
            Method::Generations(rule) => reference::generations(lattice, *rule),
            other => panic!("{other:?} has no bits"),
        }
    }

    fn mix(n: u64) -> u64 {
        let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ n >> 31
    }

    fn method() -> impl Strategy<Value = Method> {
        let masks = || (0u16..512, 0u16..512).prop_map(|(born, survive)| OuterTotalistic { born, survive });
        let table = |seed: u64| {
            MooreTable::from_fn(|rows| {
                mix(rows.iter().flatten().fold(seed, |n, cell| 2 * n + u64::from(*cell))) & 1 == 1
            })
        };
        let states = prop_oneof![3u16..20, 250u16..=256];
        prop_oneof![
            (0usize..3, masks()).prop_map(|(n, masks)| Method::Counts(Neighbourhood::ALL[n], masks)),
            any::<u64>().prop_map(move |seed| Method::Table(table(seed))),
            (masks(), states).prop_map(|(OuterTotalistic { born, survive }, states)| {
                Method::Generations(Generations { born, survive, states })
            }),
        ]
    }

    fn topology() -> impl Strategy<Value = Topology> {
        let (twists, shift) = ([Twist::TopBottom, Twist::LeftRight], -40i32..40);
        prop_oneof![
            3 => Just(Topology::TORUS),
            2 => Just(Topology::Dead),
            2 => (any::<bool>(), shift.clone()).prop_map(|(right, shift)| {
                Topology::Torus(Torus { shift: if right { (shift, 0) } else { (0, shift) } })
            }),
            2 => (0usize..2, shift).prop_map(move |(n, shift)| Topology::Klein(Klein { twist: twists[n], shift })),
            1 => Just(Topology::CrossSurface),
            1 => Just(Topology::Sphere),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn like_the_reference(
            (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..=300, 1usize..=300), (500usize..700, 1usize..40)],
            (method, topology) in (method(), topology()),
            (density, seed) in (1u64..256, any::<u64>()),
            generations in 0u64..11,
            threads in 1usize..4,
        ) {
            let height = if topology == Topology::Sphere { width.min(300) } else { height };
            let width = if topology == Topology::Sphere { height } else { width };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let start = method.store((width, height), topology, Isa::PORTABLE, 0).states();
            let mut expected = Lattice::new(width, height, topology).with_states(start);
            for (n, cell) in (seed..).zip(expected.cells_mut()) {
                let random = mix(n);
                *cell = if random >> 56 < density { (random % start as u64) as u8 } else { 0 };
            }
            let start = expected.clone();
            for _ in 0..generations {
                expected = step(&expected, &method);
            }
            for isa in Isa::all() {
                let mut store = method.store((width, height), topology, isa, 0);
                start.cells().chunks(width).enumerate().for_each(|(y, row)| store.put_row(y, row));
                store.advance(0, generations, &pool).unwrap();
                prop_assert!(*store.lattice() == expected, "{} {topology:?} {method:?}", isa.name());
                prop_assert_eq!(store.alive(isa), expected.alive(isa));
            }
        }
    }
}
