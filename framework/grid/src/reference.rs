//! The slow and obvious stepper, from the definition: every fast one is tested against it.

use crate::lattice::{Edges, Lattice};
use quincunx_sdk::form::OuterTotalistic;

/// One generation.
pub fn step(lattice: &Lattice, rule: OuterTotalistic) -> Lattice {
    let mut next = Lattice::new(lattice.width(), lattice.height(), lattice.edges());
    for y in 0..lattice.height() {
        for x in 0..lattice.width() {
            let alive = cell(lattice, x as i64, y as i64);
            next.cells_mut()[y * lattice.width() + x] = u8::from(rule.next(alive, neighbours(lattice, x, y)));
        }
    }
    next
}

/// How many of the eight places around a cell hold a living one.
fn neighbours(lattice: &Lattice, x: usize, y: usize) -> u32 {
    let around = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];
    around.iter().map(|(dx, dy)| u32::from(cell(lattice, x as i64 + dx, y as i64 + dy))).sum()
}

/// Whether the cell at a place is alive, which may lie outside of the lattice.
fn cell(lattice: &Lattice, x: i64, y: i64) -> bool {
    let (width, height) = (lattice.width() as i64, lattice.height() as i64);
    let inside = (0..width).contains(&x) && (0..height).contains(&y);
    if lattice.edges() == Edges::Dead && !inside {
        return false;
    }
    lattice.cells()[(y.rem_euclid(height) * width + x.rem_euclid(width)) as usize] == 1
}
