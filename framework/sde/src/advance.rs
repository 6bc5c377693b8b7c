//! Takes paths from step to step, block by block: a block stays in the fastest cache for all steps of a leg.

use crate::LANES;
use crate::interpret::Machine;
use crate::laws::{Draws, Transition};
use crate::paths::{Paths, settle};
use crate::program::Program;
use crate::rows::Rows;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::noise::Noise;
use rayon::ThreadPool;
use rayon::prelude::*;

/// Blocks that a thread takes at a time: 4096 paths.
const BLOCKS: usize = 16;

/// What is done in a step.
#[derive(Clone, Debug)]
pub enum Method {
    /// A program computes the variables from themselves, time and this many normals.
    Program(Program, usize),
    /// A number is drawn, for the one variable that there is.
    Law(Transition),
}

/// Steps of all paths.
#[derive(Clone, Copy, Debug)]
pub struct Stride<'a> {
    /// What a step is.
    pub method: &'a Method,
    /// How long it is.
    pub dt: f64,
    /// Which noise it draws from.
    pub key: u64,
    /// The first step.
    pub from: u64,
    /// How many.
    pub steps: u64,
}

/// Does the steps. Where a path is no longer finite it is lost. The answer is the step at which the last path was lost, if
/// none is left.
pub fn advance<T: Real>(paths: &mut Paths<T>, stride: Stride, isa: Isa, pool: &ThreadPool) -> Option<u64> {
    let (variables, last) = (paths.variables().max(1), paths.paths());
    let real = |block: usize| (last - block * LANES).min(LANES);
    let pieces = paths.blocks.par_chunks_mut(BLOCKS * variables).enumerate();
    let ends: Vec<End> = pool.install(|| {
        pieces
            .map(|(piece, blocks)| {
                let each = blocks.chunks_mut(variables).enumerate();
                let numbered = each.map(|(n, block)| (piece * BLOCKS + n, block));
                numbered.map(|(n, block)| one(n, block, real(n), stride, isa)).fold(End::None, End::and)
            })
            .collect()
    });
    match ends.into_iter().fold(End::None, End::and) {
        End::All(step) => Some(step),
        _ => None,
    }
}

/// Whether the paths of some blocks are all lost.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// There are no paths.
    None,
    /// Some are left.
    Alive,
    /// All are lost, the last at this step.
    All(u64),
}

impl End {
    fn and(self, other: End) -> End {
        match (self, other) {
            (End::None, end) | (end, End::None) => end,
            (End::All(one), End::All(two)) => End::All(one.max(two)),
            _ => End::Alive,
        }
    }
}

fn one<T: Real>(number: usize, block: &mut [[T; LANES]], real: usize, stride: Stride, isa: Isa) -> End {
    let before = block.to_vec();
    let first = (number * LANES) as u64;
    dispatch(isa, Block { block, first, stride });
    let left =
        |block: &[[T; LANES]]| block.first().is_some_and(|row| row[..real].iter().any(|x| !x.is_nan()));
    if left(block) || real == 0 {
        return End::Alive;
    }
    if !left(&before) {
        return End::All(stride.from);
    }
    // It happens once in the life of a block: to find the step, the steps are done again one by one.
    let mut again = before;
    for step in stride.from..stride.from + stride.steps {
        dispatch(isa, Block { block: &mut again, first, stride: Stride { from: step, steps: 1, ..stride } });
        if !left(&again) {
            return End::All(step + 1);
        }
    }
    End::Alive
}

struct Block<'a, T> {
    block: &'a mut [[T; LANES]],
    first: u64,
    stride: Stride<'a>,
}

impl<T: Real> Kernel for Block<'_, T> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        match self.stride.method {
            Method::Program(program, normals) => self.compute(program, *normals),
            Method::Law(law) => self.draw(law),
        }
    }
}

impl<T: Real> Block<'_, T> {
    #[inline(always)]
    fn compute(self, program: &Program, normals: usize) {
        let Block { block, first, stride: Stride { dt, key, from, steps, .. } } = self;
        let mut machine = Machine::<T>::new(program);
        let mut noise = Normals::new(key, first, normals, from + steps);
        let (mut x, mut new) = (Rows::<T>::new(block.len()), Rows::<T>::new(block.len()));
        x.copy_from_slice(block);
        for step in from..from + steps {
            machine.at(step as f64 * dt);
            machine.run(&x, noise.of(step), &mut new);
            std::mem::swap(&mut x, &mut new);
        }
        block.copy_from_slice(&x);
        settle(block);
    }

    #[inline(always)]
    fn draw(self, law: &Transition) {
        let Block { block, first, stride: Stride { key, from, steps, .. } } = self;
        for step in from..from + steps {
            for (path, x) in (first..).zip(block.iter_mut().flatten()) {
                let next = law.from(x.wide()).sample(&mut Draws::new(key, path, step));
                *x = if x.is_nan() { *x } else { T::of(next) };
            }
        }
        settle(block);
    }
}

/// The normals of a block of paths, made for several steps at once: normal j of a step is number step·r + j of its path,
/// where r is how many a step takes, and a call of Philox gives several in a row.
struct Normals<T> {
    key: u64,
    first_path: u64,
    per_step: usize,
    /// The number after the last that is needed.
    end: u64,
    /// The number of the first row, a multiple of those of a call.
    start: u64,
    rows: Rows<T>,
    filled: usize,
}

impl<T: Real> Normals<T> {
    #[inline(always)]
    fn new(key: u64, first_path: u64, per_step: usize, end_step: u64) -> Self {
        // As many steps as whole calls of Philox are enough for.
        let steps = T::NORMALS / gcd(per_step, T::NORMALS);
        let calls = (per_step * steps).div_ceil(T::NORMALS) + 1;
        let rows = Rows::new(if per_step == 0 { 0 } else { calls * T::NORMALS });
        let end = end_step * per_step as u64;
        Normals { key, first_path, per_step, end, start: 0, rows, filled: 0 }
    }

    /// The normals of a step, a row for each.
    #[inline(always)]
    fn of(&mut self, step: u64) -> &[[T; LANES]] {
        let (number, per_call) = (step * self.per_step as u64, T::NORMALS as u64);
        if number < self.start || number + self.per_step as u64 > self.start + self.filled as u64 {
            self.start = number / per_call * per_call;
            let most = self.rows.len() as u64 - per_call;
            // A whole number of steps from here, but none that is not needed.
            let wanted = (number + most).min(self.end).saturating_sub(self.start);
            let calls = wanted.div_ceil(per_call).min(self.rows.len() as u64 / per_call);
            for (call, rows) in
                (self.start / per_call..).zip(self.rows.chunks_mut(T::NORMALS)).take(calls as usize)
            {
                Noise { key: self.key, step: call }.normals(self.first_path, 0, rows);
            }
            self.filled = calls as usize * T::NORMALS;
        }
        let at = (number - self.start) as usize;
        &self.rows[at..at + self.per_step]
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
