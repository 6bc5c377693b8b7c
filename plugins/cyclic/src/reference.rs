//! The rule as one would write it down: slow and obvious, to test the fast one against.

use crate::cyclic::Cyclic;
use quincunx_sdk::slab::Slab;

/// What the cell (x, y) of a slab becomes.
pub fn next(rule: &Cyclic, src: &[u8], slab: &Slab, x: usize, y: usize) -> u8 {
    let range = isize::from(rule.range);
    let at = |dx: isize, dy: isize| {
        slab.source(src, y as isize + dy)[(slab.halo as isize + x as isize + dx) as usize]
    };
    let cell = at(0, 0);
    let successor = ((u16::from(cell) + 1) % u16::from(rule.states)) as u8;
    let mut eaters = 0;
    for dy in -range..=range {
        // The cell itself is not its own successor, so it need not be left out.
        eaters += (-range..=range).filter(|&dx| at(dx, dy) == successor).count();
    }
    if eaters >= usize::from(rule.threshold) { successor } else { cell }
}
