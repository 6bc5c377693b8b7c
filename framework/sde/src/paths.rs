//! The paths of an ensemble, as they lie in memory.

use crate::LANES;
use crate::statistics::Column;
use quincunx_sdk::lanes::real::Real;

/// Blocks of [`LANES`] paths; in each, one variable stands behind the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Paths<T> {
    pub(crate) blocks: Vec<[T; LANES]>,
    variables: usize,
    paths: usize,
}

impl<T: Real> Paths<T> {
    /// Paths at 0.
    pub fn new(paths: usize, variables: usize) -> Self {
        Paths { blocks: vec![[T::ZERO; LANES]; paths.div_ceil(LANES) * variables], variables, paths }
    }

    /// How many paths there are.
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// How many variables each has.
    pub fn variables(&self) -> usize {
        self.variables
    }

    /// The value of one variable of one path.
    ///
    /// # Panics
    /// If there is no such path or variable.
    pub fn value(&self, path: usize, variable: usize) -> T {
        self.blocks[path / LANES * self.variables + variable][path % LANES]
    }

    /// Sets the value of one variable of one path.
    ///
    /// # Panics
    /// If there is no such path or variable.
    pub fn set(&mut self, path: usize, variable: usize, value: T) {
        self.blocks[path / LANES * self.variables + variable][path % LANES] = value;
    }

    /// One variable of all paths.
    pub fn column(&self, variable: usize) -> Column<'_, T> {
        Column::new(&self.blocks, variable, self.variables, self.paths)
    }

    /// How many paths are lost.
    pub fn lost(&self) -> usize {
        (0..self.paths).filter(|path| self.value(*path, 0).is_nan()).count()
    }

    /// How many lanes of a block are paths.
    pub(crate) fn real(&self, block: usize) -> usize {
        (self.paths - block * LANES).min(LANES)
    }

    /// Makes lost what is not finite in any variable.
    pub(crate) fn settle(&mut self) {
        self.blocks.chunks_mut(self.variables.max(1)).for_each(settle);
    }
}

/// Of a path that is not finite in one variable none is kept.
pub(crate) fn settle<T: Real>(block: &mut [[T; LANES]]) {
    let mut sound = [true; LANES];
    for row in block.iter() {
        for (sound, x) in sound.iter_mut().zip(row) {
            *sound &= x.finite();
        }
    }
    for row in block {
        for (sound, x) in sound.iter().zip(row) {
            *x = if *sound { *x } else { T::NAN };
        }
    }
}
