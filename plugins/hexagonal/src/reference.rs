//! The rule as one would write it down for cells that lie among six: slow and obvious, to test the table against.

use crate::notation::Counts;

/// A generation on a torus of `cells.len() / width` rows.
pub fn step(rule: Counts, cells: &[bool], width: usize) -> Vec<bool> {
    let height = cells.len() / width;
    let alive = |x: usize, y: usize| cells[y % height * width + x % width];
    let mut next = vec![];
    for y in 0..height {
        for x in 0..width {
            let (left, right, above, below) = (x + width - 1, x + 1, y + height - 1, y + 1);
            let six = [(left, y), (right, y), (x, above), (x, below), (left, above), (right, below)];
            let neighbours = six.into_iter().filter(|(x, y)| alive(*x, *y)).count();
            next.push(rule.next(alive(x, y), neighbours));
        }
    }
    next
}
