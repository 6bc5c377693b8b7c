//! A number for each path, and its mean over the paths of each combination of parameters.

use crate::LANES;
use crate::components::Ensemble;
use crate::statistics::Column;
use crate::statistics::moments::Moments;
use rayon::prelude::*;

/// A number for each path of an ensemble; not a number on paths that do not count.
pub(crate) struct PerPath(Vec<[f64; LANES]>);

impl PerPath {
    /// What `value` says of each lane of each block, unless the path is lost or it is not finite.
    pub fn new(of: &Ensemble, value: impl Fn(usize, usize) -> f64 + Sync) -> Self {
        let paths = of.store.paths();
        let mut values = vec![[f64::NAN; LANES]; paths.div_ceil(LANES)];
        let fill = |(block, row): (usize, &mut [f64; LANES])| {
            for (lane, to) in row.iter_mut().enumerate().take(paths - block * LANES) {
                let sound = !of.store.value(block * LANES + lane, 0).is_nan();
                *to = Some(value(block, lane)).filter(|x| sound && x.is_finite()).unwrap_or(f64::NAN);
            }
        };
        of.pool.install(|| values.par_iter_mut().enumerate().for_each(fill));
        PerPath(values)
    }

    /// The number of a path.
    pub fn at(&self, block: usize, lane: usize) -> f64 {
        self.0[block][lane]
    }

    /// The moments over the paths of each combination.
    pub fn moments(&self, of: &Ensemble) -> Vec<Moments> {
        let column = Column::new(&self.0, 0, 1, of.store.paths());
        let part = |combination| Moments::of(column.part(of.combinations.of(combination)), of.isa, &of.pool);
        (0..of.combinations.count()).map(part).collect()
    }
}
