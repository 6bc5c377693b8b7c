//! How far a predictor is from treating turned cells as it treats the cells.
//!
//! Where an element of its group maps the lattice to itself, whole fields are turned exactly, and "turn, then predict" is
//! held against "predict, then turn". A square lattice has no other symmetry. What filters do at other angles can still
//! be looked at: cell by cell, if only one layer looks around, or else in a disc between whose cells one has to
//! interpolate, which by itself is no small change.

use crate::piece::Plane;
use crate::topology::Topology;
use quincunx_core::streams::Streams;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::group::action::Action;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::predictor::{Closest, Predictor};
use quincunx_sdk::slab::Slab;
use rand_core::Rng;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::iter::zip;

mod resampled;

/// How an element was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Fields of cells on a torus, turned exactly: the element maps the lattice to itself.
    Field,
    /// The neighbourhood of one cell, whose square rings are shifted along themselves.
    Neighbourhood,
    /// A disc of real numbers, turned by bilinear interpolation.
    Disc,
}

/// How far "turn, then predict" is from "predict, then turn" for one element.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// What the element does.
    pub matrix: Matrix,
    /// How it was looked at.
    pub how: How,
    /// The largest difference of two logits.
    pub largest: f64,
    /// The mean of all differences.
    pub mean: f64,
    /// In a [`Disc`](How::Disc): by how much predictions change at most that are turned there and back.
    pub resampling: Option<f64>,
}

/// What was found for all elements of a predictor's group, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Equivariance {
    /// The group's name.
    pub group: String,
    /// One for each element.
    pub deviations: Vec<Deviation>,
    /// The largest size of a logit in the fields.
    pub largest_logit: f64,
}

impl Equivariance {
    /// What rounding may do to the difference of two logits: [`Closest::ROUNDING`] to each.
    pub fn rounding(&self) -> f64 {
        2.0 * f64::from(Closest::ROUNDING) * self.largest_logit
    }

    /// Whether the predictor is equivariant under an element: it maps the lattice to itself, and fields deviate by no
    /// more than rounding.
    pub fn holds(&self, deviation: &Deviation) -> bool {
        deviation.how == How::Field && deviation.largest <= self.rounding()
    }
}

/// Compares over so many random samples, which are the same in every run: fields of cells, each alive with probability
/// ½, on tori of twice the receptive field and at least 16 cells; as many times 64 neighbourhoods of such cells; and as
/// many discs.
///
/// # Errors
/// Those of the predictor.
pub fn measure(predictor: &dyn Predictor, samples: u32, pool: &ThreadPool) -> Result<Equivariance, Fault> {
    let comparison = Comparison::of(predictor);
    let one = |sample| comparison.sample(sample);
    let all = pool.install(|| (0..samples).into_par_iter().map(one).collect::<Result<Vec<_>, Fault>>())?;
    let group = predictor.group();
    let mut found = Equivariance { group: predictor.group_name(), deviations: vec![], largest_logit: 0.0 };
    for (element, matrix) in group.elements().iter().enumerate() {
        let mut sum = Differences::default();
        all.iter().for_each(|sample| sum.merge(&sample[element]));
        found.largest_logit = larger(found.largest_logit, sum.logit);
        let (how, mean) = (comparison.how(*matrix), sum.total / sum.count.max(1) as f64);
        let resampling = (how == How::Disc).then_some(sum.resampling);
        found.deviations.push(Deviation { matrix: *matrix, how, largest: sum.largest, mean, resampling });
    }
    Ok(found)
}

/// Some differences of logits.
#[derive(Clone, Debug, Default)]
struct Differences {
    largest: f64,
    total: f64,
    count: u64,
    /// The largest logit of a field.
    logit: f64,
    resampling: f64,
}

impl Differences {
    fn add(&mut self, a: f64, b: f64) {
        let difference = (a - b).abs();
        self.largest = larger(self.largest, difference);
        self.total += difference;
        self.count += 1;
    }

    fn merge(&mut self, other: &Differences) {
        self.largest = larger(self.largest, other.largest);
        self.total += other.total;
        self.count += other.count;
        self.logit = larger(self.logit, other.logit);
        self.resampling = larger(self.resampling, other.resampling);
    }
}

/// What is no number counts as larger than all others: it must not be lost.
fn larger(a: f64, b: f64) -> f64 {
    if b > a || b.is_nan() { b } else { a }
}

/// Neighbourhoods of a sample.
const NEIGHBOURHOODS: usize = 64;

/// What is compared, and how.
struct Comparison<'a> {
    predictor: &'a dyn Predictor,
    group: &'a FiniteGroup,
    /// How far a cell sees.
    halo: usize,
    /// What elements do to the neighbourhood of a cell, if only one layer looks around.
    rings: Option<Action>,
}

impl<'a> Comparison<'a> {
    fn of(predictor: &'a dyn Predictor) -> Self {
        let (group, sides) = (predictor.group(), predictor.sides());
        // A rule looks at the cells around it at least, even if it makes nothing of them.
        let halo = sides.iter().map(|side| side / 2).sum::<usize>().max(1);
        let one = sides.iter().filter(|side| **side > 1).count() <= 1;
        // Filters that are too large for it are looked at in a disc, too.
        let rings = one.then(|| Action::new(group, 2 * halo + 1, Interpolation::Ring).ok()).flatten();
        Comparison { predictor, group, halo, rings }
    }

    fn how(&self, matrix: Matrix) -> How {
        match (matrix.is_integral(), &self.rings) {
            (true, _) => How::Field,
            (false, Some(_)) => How::Neighbourhood,
            (false, None) => How::Disc,
        }
    }

    /// Differences for every element.
    fn sample(&self, sample: u32) -> Result<Vec<Differences>, Fault> {
        let mut all = vec![Differences::default(); self.group.order()];
        self.fields(sample, &mut all)?;
        if self.group.elements().iter().all(|element| element.is_integral()) {
            return Ok(all);
        }
        match &self.rings {
            Some(action) => self.neighbourhoods(sample, action, &mut all)?,
            None => self.discs(sample, &mut all)?,
        }
        Ok(all)
    }

    /// What an element takes from a place p to M·p goes around the torus.
    fn fields(&self, sample: u32, all: &mut [Differences]) -> Result<(), Fault> {
        let side = 16.max(2 * (2 * self.halo + 1));
        let cells = cells("fields", sample, side * side);
        let logits = self.logits(&cells, side)?;
        for (element, sum) in zip(self.group.elements(), all).filter(|(element, _)| element.is_integral()) {
            let places: Vec<usize> = (0..side * side).map(|place| moved(*element, place, side)).collect();
            let mut turned = vec![0; side * side];
            zip(&places, &cells).for_each(|(place, cell)| turned[*place] = *cell);
            let predicted = self.logits(&turned, side)?;
            for (place, logit) in zip(&places, &logits) {
                sum.add(f64::from(*logit), f64::from(predicted[*place]));
                sum.logit = larger(sum.logit, f64::from(logit.abs()));
            }
        }
        Ok(())
    }

    fn logits(&self, cells: &[u8], side: usize) -> Result<Vec<f32>, Fault> {
        let mut logits = vec![0.0; cells.len()];
        let piece = Plane { cells, width: side, topology: Topology::TORUS }.piece(0..side, self.halo, 0);
        piece.numbers(&mut logits, |src, dst, slab| self.predictor.logits(src, dst, slab))?;
        Ok(logits)
    }

    fn neighbourhoods(&self, sample: u32, action: &Action, all: &mut [Differences]) -> Result<(), Fault> {
        let count = action.side() * action.side();
        let cells = cells("neighbourhoods", sample, count * NEIGHBOURHOODS);
        for neighbourhood in cells.chunks(count) {
            let cells: Vec<f64> = neighbourhood.iter().map(|cell| f64::from(*cell)).collect();
            let logit = |element: usize| {
                let turned: Vec<f32> =
                    action.of(element).turned(&cells).iter().map(|cell| *cell as f32).collect();
                Ok::<_, Fault>(f64::from(self.predict(&turned, 1)?[0]))
            };
            let before = logit(0)?;
            for (element, sum) in all.iter_mut().enumerate() {
                if !self.group.element(element).is_integral() {
                    sum.add(before, logit(element)?);
                }
            }
        }
        Ok(())
    }

    /// Predictions for a square of so many cells a side, with all that they look at around it.
    fn predict(&self, values: &[f32], side: usize) -> Result<Vec<f32>, Fault> {
        let (stride, halo) = (side + 2 * self.halo, self.halo);
        let slab =
            Slab { width: side, height: side, stride, halo, lattice_width: side as u64, ..Slab::default() };
        let mut dst = vec![0.0; slab.target_len()];
        self.predictor.predict(values, &mut dst, &slab)?;
        Ok(dst.chunks(stride).flat_map(|row| row[..side].iter().copied()).collect())
    }
}

/// Random cells. Not the scene's seed, but the sample alone tells them apart.
fn cells(what: &str, sample: u32, count: usize) -> Vec<u8> {
    let mut random = Streams::new(0).pcg("equivariance", what, sample.into());
    (0..count).map(|_| (random.next_u64() >> 63) as u8).collect()
}

/// The place in a square torus to which a matrix of whole numbers takes another.
fn moved(matrix: Matrix, place: usize, side: usize) -> usize {
    let [x, y] = matrix.apply([(place % side) as f64, (place / side) as f64]);
    let around = |at: f64| (at as i64).rem_euclid(side as i64) as usize;
    around(y) * side + around(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deciding::Small;

    fn measured(predictor: &Small) -> Equivariance {
        let [one, three] = [1, 3].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            measure(predictor, 4, &pool).unwrap()
        });
        assert_eq!(one, three);
        one
    }

    fn how(found: &Equivariance) -> Vec<How> {
        found.deviations.iter().map(|deviation| deviation.how).collect()
    }

    #[test]
    fn what_is_equivariant_is_known_as_such() {
        let quarters = measured(&Small::turning(4, 2));
        assert_eq!(how(&quarters), [How::Field; 4]);
        assert!(quarters.deviations.iter().all(|deviation| quarters.holds(deviation)), "{quarters:?}");
        assert!(quarters.largest_logit > 0.1 && quarters.deviations[0].largest == 0.0);
        let hexagonal = measured(&Small::hexagonal());
        assert_eq!(hexagonal.deviations.len(), 6);
        assert!(hexagonal.deviations.iter().all(|deviation| hexagonal.holds(deviation)), "{hexagonal:?}");
    }

    #[test]
    fn what_is_not_is_not() {
        let unfair = measured(&Small::turning(4, 2).unfair());
        let holds: Vec<bool> = unfair.deviations.iter().map(|deviation| unfair.holds(deviation)).collect();
        assert_eq!(holds, [true, false, false, false]);
        assert!(unfair.deviations.iter().skip(1).all(|d| d.largest > d.mean && d.mean > 1e-3), "{unfair:?}");
    }

    #[test]
    fn eighths_of_a_turn_are_looked_at_cell_by_cell_if_one_layer_looks_around() {
        let fair = measured(&Small::turning(8, 1));
        let (field, turned) = (How::Field, How::Neighbourhood);
        assert_eq!(how(&fair), [field, turned, field, turned, field, turned, field, turned]);
        assert!(fair.deviations.iter().all(|deviation| deviation.largest <= fair.rounding()), "{fair:?}");
        assert!(!fair.holds(&fair.deviations[1]));
        let unfair = measured(&Small::turning(8, 1).unfair());
        assert!(unfair.deviations[1].mean > 1e-3, "{unfair:?}");
    }

    #[test]
    fn in_a_disc_resampling_alone_changes_much() {
        let found = measured(&Small::turning(8, 2));
        assert_eq!(how(&found)[..2], [How::Field, How::Disc]);
        let Deviation { largest, mean, resampling: Some(resampling), .. } = found.deviations[1] else {
            panic!("{found:?}")
        };
        assert!(largest > mean && mean > 1e-4 && resampling > 1e-4, "{found:?}");
        // A filter that is turned less well than by eighths is farther off.
        let unfair = measured(&Small::turning(8, 2).unfair());
        assert!(unfair.deviations[1].mean > 2.0 * mean, "{unfair:?} {found:?}");
        assert!(found.holds(&found.deviations[2]) && !unfair.holds(&unfair.deviations[2]));
    }
}
