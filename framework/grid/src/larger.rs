//! The stepper for Larger than Life: counts of large neighbourhoods by running sums, so that a cell costs the same
//! whatever the radius.
//!
//! A band of rows is swept from above. Of each row that enters the neighbourhoods below the sweep and of each that leaves
//! them above, every sum is told what it gains and loses: `square` and `diamond` know how. `decision` makes states
//! of the sums. A band begins one neighbourhood early, with nothing in it, so that no sum has to be computed afresh.

mod decision;
mod diamond;
mod number;
mod padded;
mod square;

use crate::lattice::Lattice;
use crate::stepper::{Stepper, by_shares, shares_of_work};
use decision::Decision;
use diamond::Diamond;
use number::Number;
use padded::Rows;
use quincunx_core::clock::Stopped;
use quincunx_sdk::form::{LargerThanLife, Neighbourhood};
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use rayon::ThreadPool;
use square::Square;
use std::convert::Infallible;

/// Steps a lattice by a rule of Larger than Life.
pub struct LargerStepper {
    rule: LargerThanLife,
    isa: Isa,
    /// The lattice as it will be; both change places after each generation.
    next: Vec<u8>,
}

impl LargerStepper {
    /// A stepper for a rule, compiled for an instruction set.
    pub fn new(rule: LargerThanLife, isa: Isa) -> Self {
        LargerStepper { rule, isa, next: vec![] }
    }

    fn step(&mut self, lattice: &mut Lattice, share: usize, pool: &ThreadPool) {
        match self.rule.neighbourhood.cells(self.rule.radius) < usize::from(u16::MAX) {
            true => self.step_with::<u16>(lattice, share, pool),
            false => self.step_with::<u32>(lattice, share, pool),
        }
    }

    fn step_with<N: Number>(&mut self, lattice: &mut Lattice, share: usize, pool: &ThreadPool) {
        let (rule, decision, isa) = (&self.rule, &Decision::<N>::of(&self.rule), self.isa);
        let Ok(()) = by_shares::<Infallible>(lattice, &mut self.next, share, pool, |src, first, dst| {
            let band = Band { src, dst, first: first as i64, radius: rule.radius.into() };
            match rule.neighbourhood {
                Neighbourhood::Moore => {
                    dispatch(isa, Sweep { sums: Square::new(&band), band, decision });
                }
                Neighbourhood::VonNeumann => {
                    dispatch(isa, Sweep { sums: Diamond::new(&band), band, decision });
                }
            }
            Ok(())
        });
    }
}

impl Stepper for LargerStepper {
    fn advance(
        &mut self,
        lattice: &mut Lattice,
        _: u64,
        generations: u64,
        pool: &ThreadPool,
    ) -> Result<(), Stopped> {
        self.next.resize(lattice.cells.len(), 0);
        // A share sums up two radii of rows before its first.
        let most = lattice.height() / (4 * usize::from(self.rule.radius)).max(1);
        let shares = shares_of_work(lattice, 1, pool).min(most).max(1);
        let share = lattice.height().div_ceil(shares);
        (0..generations).for_each(|_| self.step(lattice, share, pool));
        Ok(())
    }
}

/// Some rows of the lattice, one generation later; `dst` begins with row `first`.
struct Band<'a> {
    src: &'a Lattice,
    dst: &'a mut [u8],
    first: i64,
    radius: usize,
}

/// Running sums over the neighbourhoods of a row of cells.
trait Sums<N> {
    /// Moves them down by a row: `row` is the last that enters.
    fn enter(&mut self, rows: &Rows, row: i64);
    /// How many cells of each neighbourhood are in state 1.
    fn counts(&self) -> &[N];
}

struct Sweep<'a, N, S> {
    band: Band<'a>,
    sums: S,
    decision: &'a Decision<N>,
}

impl<N: Number, S: Sums<N>> Kernel for Sweep<'_, N, S> {
    type Out = ();

    #[inline(always)]
    fn run(mut self) {
        let Band { src, dst, first, radius } = self.band;
        let (width, reach) = (src.width(), radius as i64);
        let mut rows = Rows::new(src, radius);
        let end = first + (dst.len() / width) as i64;
        for row in first - reach..end + reach {
            rows.load(row);
            self.sums.enter(&rows, row);
            let centre = row - reach;
            if centre >= first {
                let before = &src.cells()[centre as usize * width..][..width];
                let after = &mut dst[(centre - first) as usize * width..][..width];
                self.decision.decide(self.sums.counts(), before, after);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use crate::topology::{Klein, Topology, Torus, Twist};
    use proptest::prelude::*;

    fn ranges(most: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
        let range = (0..=most as u32, 0..=most as u32).prop_map(|(a, b)| (a.min(b), a.max(b)));
        prop::collection::vec(range, 0..4)
    }

    fn rule() -> impl Strategy<Value = LargerThanLife> {
        let states = prop_oneof![Just(0u16), Just(2), 3u16..20, Just(256)];
        let of = |radius: u16, diamond: bool| {
            let neighbourhood = if diamond { Neighbourhood::VonNeumann } else { Neighbourhood::Moore };
            (
                Just(radius),
                ranges(neighbourhood.cells(radius)),
                ranges(neighbourhood.cells(radius)),
                Just(neighbourhood),
            )
        };
        let counts = (1u16..14, any::<bool>()).prop_flat_map(move |(radius, diamond)| of(radius, diamond));
        (counts, states, any::<bool>()).prop_map(
            |((radius, born, survive, neighbourhood), states, middle)| LargerThanLife {
                radius,
                states,
                middle,
                born,
                survive,
                neighbourhood,
            },
        )
    }

    fn topology() -> impl Strategy<Value = Topology> {
        prop::sample::select(vec![
            Topology::TORUS,
            Topology::Dead,
            Topology::Torus(Torus { shift: (3, 0) }),
            Topology::Torus(Torus { shift: (0, -2) }),
            Topology::Klein(Klein { twist: Twist::TopBottom, shift: 1 }),
            Topology::Klein(Klein { twist: Twist::LeftRight, shift: 0 }),
            Topology::CrossSurface,
        ])
    }

    fn soup(width: usize, height: usize, topology: Topology, states: usize, seed: u64) -> Lattice {
        let mut lattice = Lattice::new(width, height, topology).with_states(states);
        for (n, cell) in (seed..).zip(lattice.cells_mut()) {
            let random = (n ^ n >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let random = (random ^ random >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *cell = if random >> 63 == 1 { 1 } else { (random >> 32) as usize % states } as u8;
        }
        lattice
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn like_the_reference(
            (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..60, 1usize..60), (60usize..200, 1usize..20)],
            (rule, topology, seed) in (rule(), topology(), any::<u64>()),
            (generations, threads, shares) in (1u64..4, 1usize..4, 1usize..5),
        ) {
            let start = soup(width, height, topology, rule.states.max(2).into(), seed);
            let mut expected = start.clone();
            for _ in 0..generations {
                expected = reference::larger(&expected, &rule);
            }
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for isa in Isa::all() {
                let (mut found, mut shared) = (start.clone(), start.clone());
                let mut stepper = LargerStepper::new(rule.clone(), isa);
                stepper.advance(&mut found, 0, generations, &pool).unwrap();
                prop_assert!(found == expected, "{}", isa.name());
                (0..generations).for_each(|_| stepper.step(&mut shared, height.div_ceil(shares), &pool));
                prop_assert!(shared == expected, "{} in {shares} shares", isa.name());
            }
        }
    }

    #[test]
    fn the_farthest_look_of_all() {
        for neighbourhood in [Neighbourhood::Moore, Neighbourhood::VonNeumann] {
            let most = neighbourhood.cells(500) as u32;
            let (born, survive) = (vec![(most / 2, most)], vec![(most / 3, most / 2)]);
            let rule = LargerThanLife { radius: 500, states: 4, middle: false, born, survive, neighbourhood };
            let start = soup(9, 7, Topology::TORUS, 4, 5);
            let mut found = start.clone();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            LargerStepper::new(rule.clone(), Isa::PORTABLE).advance(&mut found, 0, 1, &pool).unwrap();
            assert!(found == reference::larger(&start, &rule));
        }
    }
}
