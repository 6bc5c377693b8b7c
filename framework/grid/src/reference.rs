//! The slow and obvious steppers, from the definition: every fast one is tested against them.

use crate::lattice::Lattice;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::form::{Generations, LargerThanLife, MooreTable, OuterTotalistic};
use quincunx_sdk::rule::Rule;
use quincunx_sdk::slab::Slab;

/// One generation by numbers of neighbours.
pub fn step(lattice: &Lattice, rule: OuterTotalistic) -> Lattice {
    let mut next = Lattice::new(lattice.width(), lattice.height(), lattice.topology());
    for y in 0..lattice.height() {
        for x in 0..lattice.width() {
            let alive = cell(lattice, x as i64, y as i64);
            next.cells_mut()[y * lattice.width() + x] = u8::from(rule.next(alive, neighbours(lattice, x, y)));
        }
    }
    next
}

/// One generation by a table.
pub fn look_up(lattice: &Lattice, table: &MooreTable) -> Lattice {
    let mut next = lattice.clone();
    for (i, next) in next.cells_mut().iter_mut().enumerate() {
        let (x, y) = ((i % lattice.width()) as i64, (i / lattice.width()) as i64);
        let bit = |n: i64| u16::from(cell(lattice, x + n % 3 - 1, y + n / 3 - 1)) << n;
        *next = u8::from(table.next((0..9).map(bit).sum()));
    }
    next
}

/// How often each neighbourhood of nine cells was seen among the first cells of a lattice, and how often its middle was
/// alive in another.
pub fn transitions(before: &Lattice, after: &Lattice, most: usize) -> [(u64, u64); 512] {
    let mut seen = [(0, 0); 512];
    for (i, next) in after.cells().iter().enumerate().take(most) {
        let (x, y) = ((i % before.width()) as i64, (i / before.width()) as i64);
        let bit = |n: i64| usize::from(cell(before, x + n % 3 - 1, y + n / 3 - 1)) << n;
        let (all, alive) = &mut seen[(0..9).map(bit).sum::<usize>()];
        (*all, *alive) = (*all + 1, *alive + u64::from(*next));
    }
    seen
}

/// One generation of a rule whose cells die slowly: only those in state 1 count.
pub fn generations(lattice: &Lattice, rule: Generations) -> Lattice {
    let mut next = lattice.clone();
    for (i, next) in next.cells_mut().iter_mut().enumerate() {
        *next = rule.next(*next, neighbours(lattice, i % lattice.width(), i / lattice.width()));
    }
    next
}

/// One generation of a rule with a large neighbourhood. A cell that is reached in several ways counts as often.
pub fn larger(lattice: &Lattice, rule: &LargerThanLife) -> Lattice {
    let (mut next, reach) = (lattice.clone(), rule.radius as isize);
    let around = || (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)));
    let counted = |place: &(isize, isize)| rule.middle || *place != (0, 0);
    let near = |(dx, dy): &(isize, isize)| rule.neighbourhood.contains(rule.radius, *dx, *dy);
    for (i, next) in next.cells_mut().iter_mut().enumerate() {
        let (x, y) = ((i % lattice.width()) as i64, (i / lattice.width()) as i64);
        let one = |(dx, dy): (isize, isize)| u32::from(cell(lattice, x + dx as i64, y + dy as i64));
        *next = rule.next(*next, around().filter(near).filter(counted).map(one).sum());
    }
    next
}

/// One generation by a rule's own procedure, the whole lattice in one slab.
///
/// # Errors
/// What the rule says.
pub fn execute(lattice: &Lattice, rule: &dyn Rule, step: u64, key: u64) -> Result<Lattice, Fault> {
    let (width, height, halo) = (lattice.width(), lattice.height(), rule.info().halo);
    let stride = width + 2 * halo;
    let mut src = vec![];
    for y in -(halo as i64)..(height + halo) as i64 {
        src.extend((-(halo as i64)..(width + halo) as i64).map(|x| state(lattice, x, y)));
    }
    let lattice_width = width as u64;
    let slab = Slab { width, height, stride, halo, x0: 0, y0: 0, lattice_width, step, key };
    let mut dst = vec![0; slab.target_len()];
    rule.step(&src, &mut dst, &slab)?;
    let mut next = lattice.clone();
    for (y, row) in next.cells_mut().chunks_mut(width).enumerate() {
        row.copy_from_slice(&dst[y * stride..][..width]);
    }
    Ok(next)
}

/// How many of the eight places around a cell hold a living one.
fn neighbours(lattice: &Lattice, x: usize, y: usize) -> u32 {
    let around = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];
    around.iter().map(|(dx, dy)| u32::from(cell(lattice, x as i64 + dx, y as i64 + dy))).sum()
}

/// Whether the cell at a place is alive, which may lie outside of the lattice.
fn cell(lattice: &Lattice, x: i64, y: i64) -> bool {
    state(lattice, x, y) == 1
}

/// The state of the cell at a place, which may lie outside of the lattice.
fn state(lattice: &Lattice, x: i64, y: i64) -> u8 {
    let at = lattice.topology().at((lattice.width(), lattice.height()), x, y);
    at.map_or(0, |(x, y)| lattice.cells()[y * lattice.width() + x])
}
