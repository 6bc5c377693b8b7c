//! Cells as they are seen through noise.

use crate::bits::{Bits, pack_row};
use quincunx_core::perturb::Disturbance;
use rayon::ThreadPool;
use rayon::prelude::*;

/// Cells of two states at some step, disturbed; see [`Disturbance::meet`]. The threads of the pool never change the result.
pub(crate) fn disturbed(cells: &Bits, noise: &Disturbance, step: u64, draw: u32, pool: &ThreadPool) -> Bits {
    let (mut seen, width) = (cells.clone(), cells.width());
    let words = seen.words_in_row();
    let rows = seen.words.par_chunks_mut(words).enumerate();
    pool.install(|| {
        rows.for_each_init(
            || vec![0; width],
            |row, (y, words)| {
                cells.get_row(y, row);
                noise.meet(step, draw, (y * width) as u64, row);
                pack_row(row, 1, words);
            },
        );
    });
    seen
}
