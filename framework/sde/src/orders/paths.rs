//! Errors at time 1 on coupled paths: steps of every length are driven by the same noise as what they are compared with.

use super::blocks::Run;
use super::fit::{Fit, Point};
use super::{Compiled, Measured, Sense, Step, Subject};
use crate::process::Process;
use crate::solvers::Solver;
use rayon::prelude::*;

/// Paths are put into so many groups, to see how far they differ.
const GROUPS: usize = 16;

/// The variables at time 1, from W of each Wiener process at that time.
pub type Solution = fn(&[f64]) -> Vec<f64>;

/// What steps are compared with.
#[derive(Clone, Copy, Debug)]
pub enum Right {
    /// The solution.
    Known(Solution),
    /// 2ˡᵉᵛᵉˡ steps of a solver.
    Fine(u32, &'static dyn Solver),
}

/// A function of the variables at time 1 whose average is taken, by name.
pub type Functional = (&'static str, fn(&[f64]) -> f64);

/// Paths from one start to time 1.
#[derive(Clone, Debug)]
pub struct Coupled {
    /// What they follow.
    pub process: Process,
    /// The value of each variable at time 0.
    pub start: Vec<f64>,
    /// The number of steps is 2 to these powers.
    pub levels: Vec<u32>,
    /// How many blocks of paths there are.
    pub blocks: usize,
    /// What they should be.
    pub right: Right,
    /// What is averaged. Without anything it is the squared distance, for strong orders.
    pub functionals: Vec<Functional>,
}

impl Coupled {
    /// Errors of a subject and their order: one of the paths, or one for each functional.
    ///
    /// # Errors
    /// A fragment: why there are no steps.
    pub fn measured(&self, subject: &dyn Subject) -> Result<Vec<Measured>, String> {
        let steps = self.levels.iter().map(|level| subject.ready(&self.process, length(*level)));
        let steps: Vec<Box<dyn Step + '_>> = steps.collect::<Result<_, _>>()?;
        let sums = self.sums(&steps)?;
        let one = |n: usize| {
            let groups: Vec<&[f64]> = sums.iter().map(|group| &group[n][..]).collect();
            self.fitted(n, &groups)
        };
        Ok((0..self.functionals.len().max(1)).map(one).collect())
    }

    /// In which sense errors are measured.
    fn sense(&self) -> Sense {
        if self.functionals.is_empty() { Sense::Strong } else { Sense::Weak }
    }

    /// Averages over each group of blocks: by functional and level.
    fn sums(&self, steps: &[Box<dyn Step + '_>]) -> Result<Vec<Vec<Vec<f64>>>, String> {
        let solver = match &self.right {
            Right::Fine(level, solver) => Some((*level, Compiled::new(*solver))),
            Right::Known(_) => None,
        };
        let fine = match &solver {
            Some((level, subject)) => Some((*level, subject.ready(&self.process, length(*level))?)),
            None => None,
        };
        let run = Run::new(self, steps, fine)?;
        let blocks: Vec<_> = (0..self.blocks).into_par_iter().map(|block| run.block(block)).collect();
        Ok(blocks.chunks(self.blocks.div_ceil(GROUPS).max(1)).map(mean).collect())
    }

    fn fitted(&self, n: usize, groups: &[&[f64]]) -> Measured {
        let points = self.points(groups);
        let without = |left_out: usize| {
            let others = groups.iter().enumerate().filter(|(group, _)| *group != left_out);
            self.points(&others.map(|(_, group)| *group).collect::<Vec<_>>())
        };
        let fit = match groups.len() {
            1 => Fit::of(&points),
            many => Fit::of_groups(&points, &(0..many).map(without).collect::<Vec<_>>()),
        };
        let problem = self.functionals.get(n).map_or("paths", |functional| functional.0).to_string();
        Measured { problem, points, fit }
    }

    /// The error at each level, from averages over groups.
    fn points(&self, groups: &[&[f64]]) -> Vec<Point> {
        let one = |(n, level): (usize, &u32)| {
            let sum = groups.iter().fold(0.0, |sum, group| sum + group[n]);
            let mean = sum / groups.len() as f64;
            let error = if self.sense() == Sense::Strong { mean.sqrt() } else { mean.abs() };
            Point { dt: length(*level), error }
        };
        self.levels.iter().enumerate().map(one).collect()
    }
}

/// The time of a step.
fn length(level: u32) -> f64 {
    1.0 / f64::from(1u32 << level)
}

/// Averages of blocks.
fn mean(blocks: &[Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
    let mut total = blocks[0].clone();
    for block in &blocks[1..] {
        let pairs = total.iter_mut().flatten().zip(block.iter().flatten());
        pairs.for_each(|(total, one)| *total += one);
    }
    total.iter_mut().flatten().for_each(|total| *total /= blocks.len() as f64);
    total
}
