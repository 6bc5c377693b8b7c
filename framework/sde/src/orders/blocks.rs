//! Blocks of coupled paths, taken to time 1 by steps of every length.

use super::Step;
use super::paths::{Coupled, Right, Solution};
use super::wiener::Wiener;
use crate::interpret::LANES;
use crate::rows::Rows;

/// Which noise is drawn. Any will do; what is measured must not change from run to run.
const KEY: u64 = 0x6f72_6465_7273;

/// All that a block of paths needs.
pub(super) struct Run<'a> {
    coupled: &'a Coupled,
    steps: &'a [Box<dyn Step + 'a>],
    fine: Option<(u32, Box<dyn Step + 'a>)>,
    integrals: bool,
}

impl<'a> Run<'a> {
    /// Steps of each level, and those that they are compared with.
    pub fn new(
        coupled: &'a Coupled,
        steps: &'a [Box<dyn Step + 'a>],
        fine: Option<(u32, Box<dyn Step + 'a>)>,
    ) -> Result<Self, String> {
        let all = steps.iter().chain(fine.iter().map(|(_, step)| step));
        let (most, wieners) = (all.map(|step| step.normals()).max().unwrap_or(0), coupled.process.wieners());
        match most > 2 * wieners {
            true => Err(format!("{most} normals a step are more than two for each Wiener process")),
            false => Ok(Run { coupled, steps, fine, integrals: most > wieners }),
        }
    }

    /// Averages over the paths of a block: by functional and level.
    pub fn block(&self, block: usize) -> Vec<Vec<f64>> {
        let Coupled { process, levels, functionals, .. } = self.coupled;
        let finest = levels.iter().copied().chain(self.fine.iter().map(|fine| fine.0)).max().unwrap_or(0);
        let first = (block * LANES) as u64;
        let mut wiener = Wiener::new(finest, process.wieners(), self.integrals, KEY, first);
        let right = self.right(&wiener);
        let mut means = vec![vec![0.0; levels.len()]; functionals.len().max(1)];
        for level in (0..=finest).rev() {
            if let Some(n) = levels.iter().position(|one| *one == level) {
                let x = self.walk(&*self.steps[n], &wiener);
                means.iter_mut().enumerate().for_each(|(f, row)| row[n] = self.difference(f, &x, &right));
            }
            wiener.join();
        }
        means
    }

    /// What the variables should be at time 1.
    fn right(&self, wiener: &Wiener) -> Rows<f64> {
        match (&self.fine, self.coupled.right) {
            (Some((_, step)), _) => self.walk(&**step, wiener),
            (None, Right::Known(known)) => self.known(known, &wiener.end()),
            (None, Right::Fine(..)) => Rows::new(0), // `fine` is made of it
        }
    }

    /// The solution of each path, from W at time 1.
    fn known(&self, known: Solution, ends: &[[f64; LANES]]) -> Rows<f64> {
        let mut right = Rows::new(self.coupled.start.len());
        for lane in 0..LANES {
            let w: Vec<f64> = ends.iter().map(|end| end[lane]).collect();
            right.iter_mut().zip(known(&w)).for_each(|(row, x)| row[lane] = x);
        }
        right
    }

    /// The variables at time 1.
    fn walk(&self, step: &dyn Step, wiener: &Wiener) -> Rows<f64> {
        let start = &self.coupled.start;
        let (mut x, mut next) = (Rows::new(start.len()), Rows::new(start.len()));
        x.iter_mut().zip(start).for_each(|(row, start)| row.fill(*start));
        let mut normals = Rows::new(wiener.per_step());
        for n in 0..wiener.steps() {
            wiener.normals(n, &mut normals);
            step.take(n as f64 * wiener.dt(), &x, &normals, &mut next);
            std::mem::swap(&mut x, &mut next);
        }
        x
    }

    /// The average over a block of a functional's difference, or of the squared distance.
    fn difference(&self, functional: usize, x: &Rows<f64>, right: &Rows<f64>) -> f64 {
        let (mut one, mut two) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let mut sum = 0.0;
        for lane in 0..LANES {
            one.iter_mut().zip(x.iter()).for_each(|(to, row)| *to = row[lane]);
            two.iter_mut().zip(right.iter()).for_each(|(to, row)| *to = row[lane]);
            sum += match self.coupled.functionals.get(functional) {
                Some((_, f)) => f(&one) - f(&two),
                None => one.iter().zip(&two).fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b)),
            };
        }
        sum / LANES as f64
    }
}
