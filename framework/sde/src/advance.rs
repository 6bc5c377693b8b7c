//! Takes paths from step to step, block by block: a block stays in the fastest cache for all steps of a leg.

use crate::LANES;
use crate::combinations::Combinations;
use crate::executed::Executed;
use crate::interpret::Machine;
use crate::laws::{Draws, Transition};
use crate::paths::{Paths, settle};
use crate::program::Program;
use crate::riders::{AnyRider, Precision, Seat, Seats, by_piece};
use crate::rows::Rows;
use crate::stepping::Stepping;
use quincunx_core::clock::Stopped;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::noise::Noise;
use rayon::ThreadPool;
use rayon::prelude::*;

/// Blocks that a thread takes at a time: 4096 paths.
pub(crate) const BLOCKS: usize = 16;

/// What is done in a step.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // an ensemble has one
pub enum Method {
    /// A program computes the variables from themselves, time and normals.
    Program(Program),
    /// A number is drawn, for the one variable that there is: by a law for each combination of parameters.
    Law(Vec<Transition>),
    /// A solver's procedure makes the variables from themselves, time and increments.
    Executed(Executed),
}

impl Method {
    /// Whether a procedure has a part in it, which may fail.
    pub(crate) fn fails(&self) -> bool {
        match self {
            Method::Program(program) => program.procedures() > 0,
            Method::Law(_) => false,
            Method::Executed(_) => true,
        }
    }
}

/// Steps of all paths.
#[derive(Clone, Copy, Debug)]
pub struct Stride<'a> {
    /// What a step is.
    pub method: &'a Method,
    /// Which parameters the paths have.
    pub combinations: &'a Combinations,
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
///
/// # Errors
/// The first step at which a procedure fails, and of several that of the first path: whatever the threads are. The paths
/// are then those before that step.
pub fn advance<T: Real>(
    paths: &mut Paths<T>,
    stride: Stride,
    isa: Isa,
    pool: &ThreadPool,
) -> Result<Option<u64>, Stopped> {
    attempt(paths, stride, |paths, stride, _| all(paths, stride, vec![], isa, pool))
}

/// The same with riders, which see the state after each step.
///
/// # Errors
/// Those of [`advance`]; riders have then seen as many steps as were done.
pub fn ride<T: Precision>(
    paths: &mut Paths<T>,
    stride: Stride,
    riders: &mut [&mut AnyRider],
    isa: Isa,
    pool: &ThreadPool,
) -> Result<Option<u64>, Stopped> {
    if stride.method.fails() {
        riders.iter_mut().for_each(|rider| rider.remember());
    }
    attempt(paths, stride, |paths, stride, again| {
        if again {
            riders.iter_mut().for_each(|rider| rider.recall());
        }
        all(paths, stride, by_piece(riders), isa, pool)
    })
}

/// Does steps, and what failed again as far as it goes.
fn attempt<T: Real>(
    paths: &mut Paths<T>,
    mut stride: Stride,
    mut all: impl FnMut(&mut Paths<T>, Stride, bool) -> Result<Option<u64>, Failed>,
) -> Result<Option<u64>, Stopped> {
    if !stride.method.fails() {
        return Ok(all(paths, stride, false).unwrap_or(None));
    }
    let (before, mut stopped) = (paths.blocks.clone(), None);
    loop {
        match (all(paths, stride, stopped.is_some()), stopped) {
            (Ok(lost), None) => return Ok(lost),
            (Ok(_), Some(stopped)) => return Err(stopped),
            (Err(failed), _) => {
                paths.blocks.clone_from(&before);
                stride.steps = failed.step - stride.from;
                stopped = Some(Stopped { done: stride.steps, fault: failed.fault });
            }
        }
    }
}

/// Does the steps; riders have the seats of one piece after the other.
fn all<T: Real>(
    paths: &mut Paths<T>,
    stride: Stride,
    mut seats: Vec<Seats<T>>,
    isa: Isa,
    pool: &ThreadPool,
) -> Result<Option<u64>, Failed> {
    let (variables, last) = (paths.variables().max(1), paths.paths());
    seats.resize_with(paths.blocks.len().div_ceil(BLOCKS * variables), Vec::new);
    // Each piece for itself: else the last thread is left with a quarter of them.
    let pieces = paths.blocks.par_chunks_mut(BLOCKS * variables).zip(seats).enumerate().with_max_len(1);
    let ends: Vec<Result<End, Failed>> = pool.install(|| {
        let piece = |(n, (blocks, seats))| Piece {
            blocks,
            seats,
            variables,
            first: n * BLOCKS * LANES,
            last,
            stride,
            isa,
        };
        pieces.map(|numbered| dispatch(isa, piece(numbered))).collect()
    });
    let end = ends.into_iter().reduce(first_of).unwrap_or(Ok(End::None))?;
    Ok(match end {
        End::All(step) => Some(step),
        _ => None,
    })
}

/// What became of blocks, of which the first stand before the second.
fn first_of(one: Result<End, Failed>, two: Result<End, Failed>) -> Result<End, Failed> {
    match (one, two) {
        (Ok(one), Ok(two)) => Ok(one.and(two)),
        (Err(one), Err(two)) => Err(if two.step < one.step { two } else { one }),
        (Err(failed), Ok(_)) | (Ok(_), Err(failed)) => Err(failed),
    }
}

/// A procedure failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failed {
    /// At this step.
    pub step: u64,
    pub fault: Fault,
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

/// Some blocks, and what is needed to take each from step to step.
struct Piece<'a, T> {
    blocks: &'a mut [[T; LANES]],
    seats: Seats<'a, T>,
    variables: usize,
    /// The first path.
    first: usize,
    /// How many paths there are in all.
    last: usize,
    stride: Stride<'a>,
    isa: Isa,
}

impl<T: Real> Kernel for Piece<'_, T> {
    type Out = Result<End, Failed>;

    #[inline(always)]
    fn run(self) -> Result<End, Failed> {
        match self.stride.method {
            Method::Program(program) => {
                let (key, rows) = (self.stride.key, self.variables + self.stride.combinations.swept().len());
                self.each(&mut Computing {
                    machine: Machine::new(program),
                    noise: Normals::new(key, program.noises()),
                    now: Rows::new(rows),
                    next: Rows::new(rows),
                })
            }
            Method::Law(laws) => {
                let rows = self.variables + self.stride.combinations.swept().len();
                self.each(&mut Drawing { laws, shown: Rows::new(rows) })
            }
            Method::Executed(executed) => {
                let (key, rows, isa) =
                    (self.stride.key, self.variables + self.stride.combinations.swept().len(), self.isa);
                self.each(&mut Stepping::new(executed, key, rows, isa))
            }
        }
    }
}

/// Takes a block of paths some steps on.
pub(crate) trait Mover<T> {
    /// The block begins with the path `first`, and `real` of its lanes are paths. Riders see each step.
    fn go(
        &mut self,
        block: &mut [[T; LANES]],
        first: u64,
        real: usize,
        stride: Stride,
        riders: &mut Riders<T>,
    ) -> Result<(), Failed>;
}

/// What sees the steps of one block.
pub(crate) struct Riders<'s, 'a, T> {
    seats: &'s mut [Box<dyn Seat<T> + 'a>],
    /// The number of the block in its piece.
    block: usize,
}

impl<T: Real> Riders<'_, '_, T> {
    /// Whether there is nobody to show it to.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }

    /// Shows them the variables after a step, and swept parameters behind them.
    #[inline(always)]
    pub fn see(&mut self, rows: &[[T; LANES]], step: u64) {
        self.seats.iter_mut().for_each(|seat| seat.see(self.block, rows, step));
    }
}

impl<T: Real> Piece<'_, T> {
    #[inline(always)]
    fn each(self, mover: &mut impl Mover<T>) -> Result<End, Failed> {
        let Piece { blocks, mut seats, variables, first, last, stride, .. } = self;
        let (mut end, mut before) = (Ok(End::None), Rows::<T>::new(variables));
        for (n, block) in blocks.chunks_mut(variables).enumerate() {
            let first = first + n * LANES;
            let real = (last - first).min(LANES);
            before.copy_from_slice(block);
            let riders = &mut Riders { seats: &mut seats, block: n };
            let gone = mover.go(block, first as u64, real, stride, riders);
            let ended = gone.map(|()| match (left(block, real), left(&before, real)) {
                (true, _) => End::Alive,
                (false, false) => End::All(stride.from),
                // It happens once in the life of a block: to find the step, the steps are done again one by one.
                (false, true) => End::All(lost_at(&mut before, real, first as u64, stride, mover)),
            });
            end = first_of(end, ended);
        }
        end
    }
}

/// Whether any path of a block is left.
fn left<T: Real>(block: &[[T; LANES]], real: usize) -> bool {
    block.first().is_some_and(|row| row[..real].iter().any(|x| !x.is_nan()))
}

/// The step after which none is left.
#[inline(always)]
fn lost_at<T: Real>(
    block: &mut [[T; LANES]],
    real: usize,
    first: u64,
    stride: Stride,
    mover: &mut impl Mover<T>,
) -> u64 {
    let mut step = stride.from;
    while left(block, real) && step < stride.from + stride.steps {
        let one = Stride { from: step, steps: 1, ..stride };
        // What rides has seen these steps.
        let gone = mover.go(block, first, real, one, &mut Riders { seats: &mut [], block: 0 });
        step += if gone.is_ok() { 1 } else { stride.steps }; // it went well before
    }
    step
}

/// Steps that are a program.
struct Computing<'p, T> {
    machine: Machine<'p, T>,
    noise: Normals<T>,
    /// The block, where vectors straddle no cache line, and what it becomes; swept parameters behind the variables.
    now: Rows<T>,
    next: Rows<T>,
}

impl<T: Real> Mover<T> for Computing<'_, T> {
    #[inline(always)]
    fn go(
        &mut self,
        block: &mut [[T; LANES]],
        first: u64,
        real: usize,
        stride: Stride,
        riders: &mut Riders<T>,
    ) -> Result<(), Failed> {
        let end = stride.from + stride.steps;
        let variables = block.len();
        self.now[..variables].copy_from_slice(block);
        stride.combinations.put(first, &mut self.now[variables..]);
        stride.combinations.put(first, &mut self.next[variables..]);
        self.noise.begin(first, end);
        self.machine.real(real);
        for step in stride.from..end {
            self.machine.at(step as f64 * stride.dt);
            self.machine.run(&self.now, self.noise.of(step), &mut self.next);
            if let Some(fault) = self.machine.fault() {
                return Err(Failed { step, fault });
            }
            std::mem::swap(&mut self.now, &mut self.next);
            riders.see(&self.now, step + 1);
        }
        block.copy_from_slice(&self.now[..variables]);
        settle(block);
        Ok(())
    }
}

/// Steps that are drawn from a law.
struct Drawing<'p, T> {
    laws: &'p [Transition],
    /// What riders see: the block, and swept parameters behind it.
    shown: Rows<T>,
}

impl<T: Real> Mover<T> for Drawing<'_, T> {
    #[inline(always)]
    fn go(
        &mut self,
        block: &mut [[T; LANES]],
        first: u64,
        _: usize,
        stride: Stride,
        riders: &mut Riders<T>,
    ) -> Result<(), Failed> {
        stride.combinations.put(first, &mut self.shown[block.len()..]);
        for step in stride.from..stride.from + stride.steps {
            for (path, x) in (first..).zip(block.iter_mut().flatten()) {
                let law = &self.laws[stride.combinations.at(path) as usize % self.laws.len()];
                let next = law.from(x.wide()).sample(&mut Draws::new(stride.key, path, step));
                *x = if x.is_nan() { *x } else { T::of(next) };
            }
            if !riders.is_empty() {
                self.shown[..block.len()].copy_from_slice(block);
                riders.see(&self.shown, step + 1);
            }
        }
        settle(block);
        Ok(())
    }
}

/// The normals of a block of paths, made for several steps at once: normal j of a step is number step·r + j of its path,
/// where r is how many a step takes, and a call of Philox gives several in a row.
pub(crate) struct Normals<T> {
    key: u64,
    per_step: usize,
    first_path: u64,
    /// The number after the last that is needed.
    end: u64,
    /// The number of the first row, a multiple of those of a call.
    start: u64,
    rows: Rows<T>,
    filled: usize,
}

impl<T: Real> Normals<T> {
    #[inline(always)]
    pub fn new(key: u64, per_step: usize) -> Self {
        // As many steps as whole calls of Philox are enough for, and a call more: a leg may begin within one.
        let steps = T::NORMALS / gcd(per_step, T::NORMALS);
        let calls = (per_step * steps).div_ceil(T::NORMALS) + 1;
        let rows = Rows::new(if per_step == 0 { 0 } else { calls * T::NORMALS });
        Normals { key, per_step, first_path: 0, end: 0, start: 0, rows, filled: 0 }
    }

    /// Turns to another block, from its first path on, for steps before `end`.
    #[inline(always)]
    pub fn begin(&mut self, first_path: u64, end: u64) {
        (self.first_path, self.end, self.filled) = (first_path, end * self.per_step as u64, 0);
    }

    /// The normals of a step, a row for each.
    #[inline(always)]
    pub fn of(&mut self, step: u64) -> &[[T; LANES]] {
        let number = step * self.per_step as u64;
        if number < self.start || number + self.per_step as u64 > self.start + self.filled as u64 {
            self.fill(number);
        }
        let at = (number - self.start) as usize;
        &self.rows[at..at + self.per_step]
    }

    /// Rows from the call on that normal `number` is in: a whole number of steps, but none that is not needed.
    #[inline(always)]
    fn fill(&mut self, number: u64) {
        let per_call = T::NORMALS as u64;
        self.start = number / per_call * per_call;
        let most = self.rows.len() as u64 - per_call;
        let wanted = (number + most).min(self.end).saturating_sub(self.start);
        let calls = wanted.div_ceil(per_call).min(self.rows.len() as u64 / per_call) as usize;
        let rows = self.rows.chunks_mut(T::NORMALS).take(calls);
        for (call, rows) in (self.start / per_call..).zip(rows) {
            Noise { key: self.key, step: call }.normals(self.first_path, 0, rows);
        }
        self.filled = calls * T::NORMALS;
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
