//! A formula that is evaluated at every step, and what is kept of it.

use super::{Riding, Seat, Tally};
use crate::LANES;
use crate::advance::BLOCKS;
use crate::components::{Ensemble, Store};
use crate::expression::Expr;
use crate::interpret::Machine;
use crate::paths::Paths;
use crate::program::Program;
use crate::rows::Rows;
use quincunx_core::memory;
use quincunx_core::probe::Rider;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use std::io::{self, Read, Write};

/// A formula, and a tally of it for each block of an ensemble.
pub(crate) struct Ride<A> {
    program: Program,
    /// The first step that counts.
    first: u64,
    dt: f64,
    isa: Isa,
    /// In the order of the blocks.
    pub tallies: Vec<A>,
    /// What they were before steps that may fail.
    before: Vec<A>,
}

impl<A: Tally> Ride<A> {
    /// A ride that counts from a step on, and begins with the same tally in each block.
    ///
    /// # Errors
    /// If there is not so much memory.
    pub fn new(formula: Expr, first: u64, of: &Ensemble, tally: &A) -> Result<Self, String> {
        let blocks = of.store.paths().div_ceil(LANES);
        memory::ask_for(tally.bytes().saturating_mul(blocks as u64))?;
        let params = of.combinations.parameters(of.process.variables());
        let program = Program::swept(&[formula], &params);
        Ok(Ride {
            program,
            first,
            dt: of.dt,
            isa: of.isa,
            tallies: vec![tally.clone(); blocks],
            before: vec![],
        })
    }

    /// How many steps have counted at a step.
    pub fn steps(&self, step: u64) -> u64 {
        (step + 1).saturating_sub(self.first)
    }

    fn seats<T: Real>(&mut self) -> impl Iterator<Item = At<'_, T, A>> {
        let Ride { program, first, dt, isa, tallies, .. } = self;
        tallies.chunks_mut(BLOCKS).map(|tallies| At {
            machine: Machine::new(program),
            out: Rows::new(1),
            tallies,
            first: *first,
            dt: *dt,
            isa: *isa,
        })
    }

    fn whole<T: Real>(&mut self, paths: &Paths<T>, of: &Ensemble, step: u64) {
        let variables = paths.variables();
        let mut rows = Rows::new(variables + of.combinations.swept().len());
        let mut blocks = paths.blocks.chunks(variables.max(1)).enumerate();
        for mut seat in self.seats::<T>() {
            for (n, block) in blocks.by_ref().take(seat.tallies.len()) {
                rows[..variables].copy_from_slice(block);
                of.combinations.put((n * LANES) as u64, &mut rows[variables..]);
                seat.see(n % BLOCKS, &rows, step);
            }
        }
    }

    /// Writes what is kept.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::with_capacity(1 << 16, out);
        self.tallies.iter().try_for_each(|tally| tally.write(&mut out))?;
        out.flush()
    }

    /// Takes over what was kept.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.tallies.iter_mut().try_for_each(|tally| tally.read(from))
    }
}

impl<A: Tally> Rider<Ensemble> for Ride<A> {
    fn see(&mut self, of: &Ensemble, step: u64) {
        match &of.store {
            Store::F32(paths) => self.whole(paths, of, step),
            Store::F64(paths) => self.whole(paths, of, step),
        }
    }
}

impl<A: Tally> Riding for Ride<A> {
    fn singles(&mut self) -> Vec<Box<dyn Seat<f32> + '_>> {
        self.seats().map(|seat| Box::new(seat) as Box<dyn Seat<f32>>).collect()
    }

    fn doubles(&mut self) -> Vec<Box<dyn Seat<f64> + '_>> {
        self.seats().map(|seat| Box::new(seat) as Box<dyn Seat<f64>>).collect()
    }

    fn remember(&mut self) {
        self.before.clone_from(&self.tallies);
    }

    fn recall(&mut self) {
        self.tallies.clone_from(&self.before);
    }
}

/// The seat in one piece.
struct At<'r, T, A> {
    machine: Machine<'r, T>,
    out: Rows<T>,
    tallies: &'r mut [A],
    first: u64,
    dt: f64,
    isa: Isa,
}

impl<T: Real, A: Tally> Seat<T> for At<'_, T, A> {
    fn see(&mut self, block: usize, rows: &[[T; LANES]], step: u64) {
        let Some(n) = step.checked_sub(self.first) else { return };
        let (isa, time) = (self.isa, step as f64 * self.dt);
        let At { machine, out, tallies, .. } = self;
        if let Some(tally) = tallies.get_mut(block).filter(|tally| !tally.complete()) {
            dispatch(isa, See { machine, out, tally, rows, time, n });
        }
    }
}

/// A step of one block.
struct See<'s, 'r, T, A> {
    machine: &'s mut Machine<'r, T>,
    out: &'s mut [[T; LANES]],
    tally: &'s mut A,
    rows: &'s [[T; LANES]],
    time: f64,
    n: u64,
}

impl<T: Real, A: Tally> Kernel for See<'_, '_, T, A> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        self.machine.at(self.time);
        self.machine.run(self.rows, &[], self.out);
        self.tally.see(&self.out[0], self.n);
    }
}
