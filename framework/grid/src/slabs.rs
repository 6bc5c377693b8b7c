//! The stepper for a rule that executes: it hands the rule slabs of whole rows, several generations in one sweep.
//!
//! A sweep reads each row of the lattice once and writes each once, T generations later. Between the two it keeps, of
//! every generation, a window: the rows that the next generation still needs, and a chunk of those that are new.
//! Threads share the rows; each computes the rows around its own share itself, so none waits.

use crate::lattice::Lattice;
use crate::stepper::{MOST_GENERATIONS, Stepper, by_shares, shares, shares_of_work};
use crate::window::{self, Sheet, Window};
use quincunx_core::clock::Stopped;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::rule::{Info, Rule};
use rayon::ThreadPool;
use std::sync::Arc;

/// The windows of a sweep should take no more bytes than this.
const WINDOW_BYTES: usize = 896 << 10;
/// The new rows of a window should take about as many bytes as this.
const CHUNK_BYTES: usize = 32 << 10;

/// Nanoseconds of work with a cell from which on memory does not count, but rows that are computed twice do.
const COSTLY: u32 = 8;
/// The new rows of a costly rule's window should take no more bytes than this.
const MOST_CHUNK_BYTES: usize = 1 << 20;

/// Steps a lattice by a rule's own procedure.
pub struct SlabStepper {
    rule: Arc<dyn Rule>,
    info: Info,
    isa: Isa,
    key: u64,
    /// The lattice as it will be; both change places after each sweep.
    next: Vec<u8>,
}

/// How a lattice is swept. It never changes a result.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// Rows of a thread's share.
    share: usize,
    /// Rows of a call.
    chunk: usize,
    generations: usize,
}

impl Plan {
    fn of(lattice: &Lattice, info: &Info, pool: &ThreadPool) -> Self {
        if info.work >= COSTLY {
            return Self::costly(lattice, info, pool);
        }
        let halo = info.halo;
        let share = lattice.height().div_ceil(shares(lattice, pool));
        let stride = window::stride(lattice.width(), halo);
        let chunk = (CHUNK_BYTES / stride).max(2 * halo).min(share);
        let room = WINDOW_BYTES / (window::room(chunk, halo) * stride);
        let generations = room.min(share / (16 * halo)).clamp(1, MOST_GENERATIONS);
        Plan { share, chunk, generations }
    }

    /// One generation, so that no row is computed twice, and a share in one call if it has room: a rule that looks far in
    /// several layers has work of its own around each slab.
    fn costly(lattice: &Lattice, info: &Info, pool: &ThreadPool) -> Self {
        let share = lattice.height().div_ceil(shares_of_work(lattice, info.work, pool));
        let most = MOST_CHUNK_BYTES / window::stride(lattice.width(), info.halo);
        let chunk = (share + 2 * info.halo).min(most.max(2 * info.halo));
        Plan { share, chunk, generations: 1 }
    }
}

impl SlabStepper {
    /// A stepper for a rule that draws with `key`.
    pub fn new(rule: Arc<dyn Rule>, isa: Isa, key: u64) -> Self {
        let info = rule.info();
        SlabStepper { rule, info, isa, key, next: vec![] }
    }

    fn sweeps(
        &mut self,
        lattice: &mut Lattice,
        from: u64,
        generations: u64,
        plan: Plan,
        pool: &ThreadPool,
    ) -> Result<(), Stopped> {
        let mut done = 0;
        while done < generations {
            let now = (generations - done).min(plan.generations as u64);
            let swept = self.sweep(lattice, from + done, now as usize, plan, pool);
            swept.map_err(|fault| Stopped { done, fault })?;
            done += now;
        }
        Ok(())
    }

    /// The lattice changes only if the whole sweep goes well.
    fn sweep(
        &mut self,
        lattice: &mut Lattice,
        from: u64,
        generations: usize,
        plan: Plan,
        pool: &ThreadPool,
    ) -> Result<(), Fault> {
        let (rule, info, isa, key) = (&*self.rule, &self.info, self.isa, self.key);
        by_shares(lattice, &mut self.next, plan.share, pool, |lattice, first, dst| {
            let band = Band { dst, first: first as i64, from, generations, chunk: plan.chunk };
            run(&Sheet { lattice, rule, info, isa, key }, band)
        })
    }
}

impl Stepper for SlabStepper {
    /// What failed is done again row by row and generation by generation, so that what is kept and told is that of the
    /// first wrong row, whatever the threads and sweeps were.
    fn advance(
        &mut self,
        lattice: &mut Lattice,
        from: u64,
        generations: u64,
        pool: &ThreadPool,
    ) -> Result<(), Stopped> {
        self.next.resize(lattice.cells.len(), 0);
        let plan = Plan::of(lattice, &self.info, pool);
        let goes_on =
            Sheet { lattice, rule: &*self.rule, info: &self.info, isa: self.isa, key: self.key }.goes_on();
        let plan = if goes_on { plan } else { Plan { generations: 1, ..plan } };
        let Err(Stopped { done, .. }) = self.sweeps(lattice, from, generations, plan, pool) else {
            return Ok(());
        };
        let slow = Plan { share: lattice.height(), chunk: 1, generations: 1 };
        let again = self.sweeps(lattice, from + done, generations - done, slow, pool);
        again.map_err(|stopped| Stopped { done: done + stopped.done, ..stopped })
    }
}

/// Some rows of the lattice, `generations` after `from`.
struct Band<'a> {
    dst: &'a mut [u8],
    /// The row that `dst` begins with.
    first: i64,
    from: u64,
    generations: usize,
    chunk: usize,
}

/// A window for every generation, the first filled from the lattice, the last emptied into `dst`. In a beat a chunk of
/// rows goes in, and each window gives to the next what it has the rows around for.
fn run(sheet: &Sheet, band: Band) -> Result<(), Fault> {
    let Band { mut dst, first, from, generations, chunk } = band;
    let (width, halo) = (sheet.lattice.width(), sheet.info.halo);
    let reach = (generations * halo) as i64;
    let end = first + (dst.len() / width) as i64 + reach;
    let start = |t: usize| first - reach + (t * halo) as i64;
    let mut windows: Vec<_> = (0..=generations).map(|t| Window::new(sheet, start(t), chunk)).collect();
    while !dst.is_empty() {
        let rows = (end - windows[0].end()).min(chunk as i64) as usize;
        windows[0].load(sheet, rows);
        for (step, t) in (from..).zip(0..generations) {
            let (before, after) = windows.split_at_mut(t + 1);
            before[t].step(sheet, step, &mut after[0])?;
        }
        windows[generations].unload(sheet, &mut dst);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use crate::topology::Topology;
    use proptest::prelude::*;
    use quincunx_sdk::slab::Slab;

    fn mix(n: u64) -> u64 {
        let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb)
    }

    /// All cells around, weighed by where they are; and, if it is stochastic, what key, step and cell say.
    #[derive(Clone, Debug)]
    struct Stir {
        info: Info,
        /// Where it writes a state that it does not have: cell and step.
        wrong: Option<(u64, u64)>,
    }

    impl Rule for Stir {
        fn info(&self) -> Info {
            self.info.clone()
        }

        fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
            let Info { states, halo, stochastic, .. } = self.info;
            dst.fill(255); // what lies between the rows is nobody's
            for y in 0..slab.height {
                for x in 0..slab.width {
                    let mut sum = 0;
                    for dy in 0..=2 * halo {
                        let row = slab.source(src, (y + dy) as isize - halo as isize);
                        let around = &row[x..][..2 * halo + 1];
                        sum +=
                            around.iter().zip(1 + dy as u64..).map(|(c, w)| u64::from(*c) * w).sum::<u64>();
                    }
                    let noise = mix(slab.key ^ mix(slab.step ^ mix(slab.cell(x, y))));
                    let sum = if stochastic { sum + noise % 5 } else { sum };
                    let wrong = self.wrong == Some((slab.cell(x, y), slab.step));
                    slab.target(dst, y)[x] = if wrong { states as u8 } else { (sum % states as u64) as u8 };
                }
            }
            Ok(())
        }
    }

    fn lattice(width: usize, height: usize, edges: Topology, states: usize, seed: u64) -> Lattice {
        let mut lattice = Lattice::new(width, height, edges).with_states(states);
        for (n, cell) in (0..).zip(lattice.cells_mut()) {
            *cell = (mix(n ^ seed << 20) % states as u64) as u8;
        }
        lattice
    }

    fn sizes() -> impl Strategy<Value = (usize, usize)> {
        prop_oneof![
            Just((1, 1)),
            (Just(1), 1usize..40),
            (1usize..40, Just(1)),
            (1usize..5, 1usize..5),
            (1usize..60, 1usize..60)
        ]
    }

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn costly_rules_are_shared_out_early_and_in_whole_shares() {
        let pool = pool(4);
        let plan = |side: usize, work: u32, halo: usize| {
            let info = Info { work, halo, ..Info::default() };
            let Plan { share, chunk, generations } =
                Plan::of(&Lattice::new(side, side, Topology::TORUS), &info, &pool);
            (side.div_ceil(share), chunk, generations)
        };
        assert_eq!(plan(64, 1000, 2), (4, 16 + 4, 1));
        assert_eq!(plan(64, 50, 1), (2, 32 + 2, 1)); // 205 µs
        assert_eq!(plan(64, 10, 1), (1, 64 + 2, 1));
        assert_eq!(plan(8, 1000, 1), (1, 8 + 2, 1));
        assert_eq!(plan(1 << 14, 8, 3), (4, 63, 1)); // a MiB at a time
        assert!(plan(64, 1, 1).2 > 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn like_the_reference(
            (width, height) in sizes(),
            (halo, states, stochastic) in (1usize..5, prop_oneof![Just(2usize), 3usize..20, Just(256)], any::<bool>()),
            (torus, seed, from, generations) in (any::<bool>(), any::<u64>(), 0u64..1000, 0u64..10),
            (threads, shares) in (prop::sample::select(vec![1usize, 2, 3, 7]), 1usize..8),
            (chunk, sweep, work) in (1usize..20, 1usize..13, prop::sample::select(vec![1u32, 8, 1000, u32::MAX])),
        ) {
            let edges = if torus { Topology::TORUS } else { Topology::Dead };
            let info = Info { states, halo, stochastic, work, ..Info::default() };
            let rule = Arc::new(Stir { info, wrong: None });
            let start = lattice(width, height, edges, states, seed);
            let mut expected = start.clone();
            for step in from..from + generations {
                expected = reference::execute(&expected, rule.as_ref(), step, seed).unwrap();
            }
            for isa in Isa::all() {
                let (mut found, mut again, pool) = (start.clone(), start.clone(), pool(threads));
                let mut stepper = SlabStepper::new(rule.clone(), isa, seed);
                stepper.advance(&mut found, from, generations, &pool).unwrap();
                prop_assert!(found == expected);
                // Whatever the plan.
                let plan = Plan { share: height.div_ceil(shares), chunk, generations: sweep };
                stepper.next.resize(again.cells.len(), 0);
                stepper.sweeps(&mut again, from, generations, plan, &pool).unwrap();
                prop_assert!(again == expected, "{plan:?}");
            }
        }

        #[test]
        fn a_wrong_state_stops_before_its_generation(
            (width, height) in (1usize..50, 1usize..90),
            (cell, step, work) in (any::<usize>(), 0u64..10, prop::sample::select(vec![1u32, 5000])),
        ) {
            let info = Info { states: 14, work, ..Info::default() };
            let cell = cell % (width * height);
            let rule = Stir { info, wrong: Some((cell as u64, 100 + step)) };
            let mut found = lattice(width, height, Topology::TORUS, 14, 3);
            let mut expected = found.clone();
            for step in 100..100 + step {
                expected = reference::execute(&expected, &rule, step, 3).unwrap();
            }
            let mut stepper = SlabStepper::new(Arc::new(rule), Isa::PORTABLE, 3);
            let stopped = stepper.advance(&mut found, 100, 10, &pool(2)).unwrap_err();
            let (x, y) = (cell % width, cell / width);
            let message = format!("wrote the state 14 at ({x}, {y}), and the rule has 14 states");
            prop_assert_eq!(stopped, Stopped { done: step, fault: message.into() });
            prop_assert!(found == expected);
        }
    }
}
