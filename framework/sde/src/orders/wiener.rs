//! Wiener processes of a block of paths up to time 1, in steps that can be joined to longer ones.

use crate::interpret::LANES;
use crate::rows::Rows;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::noise::Noise;

/// dw and dz of every step: of a step first a row of dw for each process, then, if they are wanted, one of dz, where
/// dz = ∫ (W_{t+s} − W_t) ds.
pub(super) struct Wiener {
    rows: Rows<f64>,
    processes: usize,
    integrals: bool,
    steps: usize,
}

impl Wiener {
    /// Of the block of paths that begins with `first`, with 2ˡᵉᵛᵉˡ steps.
    pub fn new(level: u32, processes: usize, integrals: bool, key: u64, first: u64) -> Self {
        let steps = 1 << level;
        let per_step = if integrals { 2 * processes } else { processes };
        let mut rows = Rows::new((steps * per_step).next_multiple_of(f64::NORMALS));
        dispatch(Isa::chosen().unwrap_or(Isa::PORTABLE), Drawing { rows: &mut rows, key, first });
        let mut wiener = Wiener { rows, processes, integrals, steps };
        wiener.scale();
        wiener
    }

    /// The length of a step.
    pub fn dt(&self) -> f64 {
        1.0 / self.steps as f64
    }

    /// How many steps there are.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// How many rows of normals a step has.
    pub fn per_step(&self) -> usize {
        if self.integrals { 2 * self.processes } else { self.processes }
    }

    /// Makes dw and dz of standard normals z and ζ: √dt z, and ½ dt (dw + √dt ζ/√3).
    fn scale(&mut self) {
        let (dt, per_step, processes) = (self.dt(), self.per_step(), self.processes);
        for step in self.rows.chunks_exact_mut(per_step.max(1)).take(self.steps) {
            let (dw, dz) = step.split_at_mut(processes);
            dw.as_flattened_mut().iter_mut().for_each(|dw| *dw *= dt.sqrt());
            for (dz, dw) in dz.as_flattened_mut().iter_mut().zip(dw.as_flattened()) {
                *dz = 0.5 * dt * (dw + dt.sqrt() * *dz / 3f64.sqrt());
            }
        }
    }

    /// The standard normals of a step.
    pub fn normals(&self, step: usize, out: &mut [[f64; LANES]]) {
        let (dt, per_step) = (self.dt(), self.per_step());
        let (dw, dz) = self.rows[step * per_step..][..per_step].split_at(self.processes);
        let (z, zeta) = out.split_at_mut(self.processes);
        for (z, dw) in z.as_flattened_mut().iter_mut().zip(dw.as_flattened()) {
            *z = dw / dt.sqrt();
        }
        let integrals = dz.as_flattened().iter().zip(dw.as_flattened());
        for (zeta, (dz, dw)) in zeta.as_flattened_mut().iter_mut().zip(integrals) {
            *zeta = 3f64.sqrt() * (2.0 * dz / dt - dw) / dt.sqrt();
        }
    }

    /// Joins every two steps: dw + dw′, and dz + dz′ + dt dw.
    pub fn join(&mut self) {
        let (dt, per_step, processes) = (self.dt(), self.per_step(), self.processes);
        self.steps /= 2;
        for step in 0..self.steps {
            let first = 2 * step * per_step;
            // From the last, because dz needs dw of the first step as it was.
            for row in (0..per_step).rev() {
                let (one, two) = (self.rows[first + row], self.rows[first + per_step + row]);
                let (dw, reach) = match row.checked_sub(processes) {
                    Some(process) => (self.rows[first + process], dt),
                    None => (one, 0.0),
                };
                let sum = |lane| one[lane] + two[lane] + reach * dw[lane];
                self.rows[step * per_step + row] = std::array::from_fn(sum);
            }
        }
    }

    /// W of each process at time 1.
    pub fn end(&self) -> Vec<[f64; LANES]> {
        let of = |process: usize| {
            let mut end = [0.0; LANES];
            for step in 0..self.steps {
                let dw = &self.rows[step * self.per_step() + process];
                end.iter_mut().zip(dw).for_each(|(end, dw)| *end += dw);
            }
            end
        };
        (0..self.processes).map(of).collect()
    }
}

/// Fills rows with standard normals: row n has number n of each path.
struct Drawing<'a> {
    rows: &'a mut [[f64; LANES]],
    key: u64,
    first: u64,
}

impl Kernel for Drawing<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        for (call, rows) in (0..).zip(self.rows.chunks_mut(f64::NORMALS)) {
            Noise { key: self.key, step: call }.normals(self.first, 0, rows);
        }
    }
}
