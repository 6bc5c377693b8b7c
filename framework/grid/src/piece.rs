//! Rows of a lattice with what lies around them, as a predictor reads them.

use crate::topology::Topology;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::slab::Slab;
use std::ops::Range;

/// A lattice of anything, row by row; outside of dead edges is the default.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane<'a, T> {
    pub cells: &'a [T],
    pub width: usize,
    pub topology: Topology,
}

/// Some whole rows of it, with a halo.
pub(crate) struct Piece<T> {
    src: Vec<T>,
    slab: Slab,
}

impl<T: Copy + Default> Plane<'_, T> {
    /// Rows with so many cells around, of the generation of a step.
    pub fn piece(&self, rows: Range<usize>, halo: usize, step: u64) -> Piece<T> {
        let (width, height, reach) = (self.width, rows.len(), halo as i64);
        let stride = width + 2 * halo;
        let mut src = Vec::with_capacity((height + 2 * halo) * stride);
        for y in rows.start as i64 - reach..rows.end as i64 + reach {
            src.extend((-reach..width as i64 + reach).map(|x| self.cell(x, y)));
        }
        let (y0, lattice_width) = (rows.start as u64, width as u64);
        Piece { src, slab: Slab { width, height, stride, halo, x0: 0, y0, lattice_width, step, key: 0 } }
    }

    /// A cell, which may lie beyond the edges.
    fn cell(&self, x: i64, y: i64) -> T {
        let (width, height) = (self.width, self.cells.len() / self.width);
        match (0..width as i64).contains(&x) && (0..height as i64).contains(&y) {
            true => self.cells[y as usize * width + x as usize],
            false => {
                let at = self.topology.at((width, height), x, y);
                at.map_or_else(T::default, |(x, y)| self.cells[y * width + x])
            }
        }
    }
}

impl<T> Piece<T> {
    /// A number for each of its cells, row by row without anything between.
    pub fn numbers(
        &self,
        out: &mut [f32],
        predict: impl FnOnce(&[T], &mut [f32], &Slab) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let Slab { width, stride, .. } = self.slab;
        let mut dst = vec![0.0; self.slab.target_len()];
        predict(&self.src, &mut dst, &self.slab)?;
        for (out, row) in out.chunks_mut(width).zip(dst.chunks(stride)) {
            out.copy_from_slice(&row[..width]);
        }
        Ok(())
    }
}
