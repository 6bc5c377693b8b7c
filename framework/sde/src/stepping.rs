//! Takes blocks of paths on with a solver's procedure.

use crate::LANES;
use crate::advance::{Failed, Mover, Normals, Riders, Stride};
use crate::executed::{Executed, integral};
use crate::interpret::Machine;
use crate::lent::Lent;
use crate::paths::settle;
use crate::rows::Rows;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::solver::Step;

/// A block of paths in f64 and what its steps need.
pub(crate) struct Stepping<'p, T> {
    executed: &'p Executed,
    noise: Normals<T>,
    process: Lent<'p>,
    project: Option<Machine<'p, f64>>,
    /// Swept parameters stand behind the variables.
    x: Rows<f64>,
    projected: Rows<f64>,
    dw: Rows<f64>,
    dz: Rows<f64>,
    scratch: Vec<f64>,
    sound: [bool; LANES],
    /// What riders see: `x` in the precision of the ensemble.
    shown: Rows<T>,
}

impl<'p, T: Real> Stepping<'p, T> {
    #[inline(always)]
    pub fn new(executed: &'p Executed, key: u64, rows: usize, isa: Isa) -> Self {
        Stepping {
            executed,
            noise: Normals::new(key, executed.noises()),
            process: Lent::new(&executed.evaluating, executed.variables, rows, isa),
            project: executed.projecting.as_ref().map(Machine::new),
            x: Rows::new(rows),
            projected: Rows::new(executed.variables),
            dw: Rows::new(executed.wieners),
            dz: Rows::new(if executed.dz { executed.wieners } else { 0 }),
            scratch: vec![0.0; executed.scratch],
            sound: [true; LANES],
            shown: Rows::new(rows),
        }
    }

    /// The increments of a step, from its normals.
    #[inline(always)]
    fn increments(&mut self, step: u64, dt: f64, real: usize) {
        let (wieners, root) = (self.executed.wieners, dt.sqrt());
        let normals = self.noise.of(step);
        for (row, z) in self.dw.iter_mut().zip(normals) {
            row.iter_mut().zip(z).for_each(|(dw, z)| *dw = root * z.wide());
        }
        let second = normals.iter().skip(wieners);
        for ((row, dw), zeta) in self.dz.iter_mut().zip(self.dw.iter()).zip(second) {
            for ((dz, dw), zeta) in row.iter_mut().zip(dw).zip(zeta) {
                *dz = integral(*dw, zeta.wide(), dt);
            }
        }
        follow(&mut self.dw, real);
        follow(&mut self.dz, real);
    }

    #[inline(always)]
    fn step(&mut self, step: u64, dt: f64, real: usize) -> Result<(), Fault> {
        let (variables, wieners) = (self.executed.variables, self.executed.wieners);
        self.increments(step, dt, real);
        self.see();
        let (dw, dz) = (self.dw.as_flattened(), self.dz.as_flattened());
        let handed = Step { t: step as f64 * dt, dt, paths: LANES, variables, wieners, dw, dz };
        let x = self.x[..variables].as_flattened_mut();
        let stepped = self.executed.solver.step(&self.process, handed, x, &mut self.scratch);
        // Of a process that fails inside of a solver the process is to blame.
        stepped.map_err(|fault| self.process.fault().unwrap_or(fault))?;
        self.see();
        if let Some(machine) = &mut self.project {
            machine.at(step as f64 * dt);
            machine.run(&self.x, &[], &mut self.projected);
            if let Some(fault) = machine.fault() {
                return Err(fault);
            }
            self.x[..variables].copy_from_slice(&self.projected);
        }
        self.lose();
        Ok(())
    }

    /// Looks which paths are finite in all variables.
    #[inline(always)]
    fn see(&mut self) {
        for row in &self.x[..self.executed.variables] {
            self.sound.iter_mut().zip(row).for_each(|(sound, x)| *sound &= T::of(*x).finite());
        }
    }

    fn show(&mut self, riders: &mut Riders<T>, step: u64) {
        if !riders.is_empty() {
            self.shown.iter_mut().zip(self.x.iter()).for_each(|(to, from)| *to = from.map(T::of));
            riders.see(&self.shown, step);
        }
    }

    /// What was not finite stays so, and numbers have the precision of the ensemble.
    #[inline(always)]
    fn lose(&mut self) {
        for row in &mut self.x[..self.executed.variables] {
            for (x, sound) in row.iter_mut().zip(&self.sound) {
                *x = if *sound { T::of(*x).wide() } else { f64::NAN };
            }
        }
    }
}

/// Lanes that are nobody's follow the last path, so that nothing goes wrong there alone.
#[inline(always)]
fn follow(rows: &mut [[f64; LANES]], real: usize) {
    for row in rows {
        let last = row[real.clamp(1, LANES) - 1];
        row[real.min(LANES)..].fill(last);
    }
}

impl<T: Real> Mover<T> for Stepping<'_, T> {
    #[inline(always)]
    fn go(
        &mut self,
        block: &mut [[T; LANES]],
        first: u64,
        real: usize,
        stride: Stride,
        riders: &mut Riders<T>,
    ) -> Result<(), Failed> {
        let (variables, end) = (block.len(), stride.from + stride.steps);
        for (row, from) in self.x.iter_mut().zip(block.iter()) {
            *row = from.map(Real::wide);
        }
        follow(&mut self.x[..variables], real);
        stride.combinations.put(first, &mut self.x[variables..]);
        self.process.begin(real, &self.x[variables..]);
        if let Some(machine) = &mut self.project {
            machine.real(real);
        }
        self.noise.begin(first, end);
        self.sound = [true; LANES];
        for step in stride.from..end {
            self.step(step, stride.dt, real).map_err(|fault| Failed { step, fault })?;
            self.show(riders, step + 1);
        }
        for (row, from) in block.iter_mut().zip(self.x.iter()) {
            *row = from.map(T::of);
        }
        settle(block);
        Ok(())
    }
}
