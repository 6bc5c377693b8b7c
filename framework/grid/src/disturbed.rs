//! Cells as they are seen through noise.

use crate::bits::Bits;
use quincunx_core::perturb::Disturbance;

/// Cells of two states at some step, disturbed; see [`Disturbance::meet`].
pub(crate) fn disturbed(cells: &Bits, noise: &Disturbance, step: u64, draw: u32) -> Bits {
    let (mut cells, width) = (cells.clone(), cells.width());
    let mut row = vec![0; width];
    for y in 0..cells.height() {
        cells.get_row(y, &mut row);
        noise.meet(step, draw, (y * width) as u64, &mut row);
        cells.put_row(y, &row);
    }
    cells
}
