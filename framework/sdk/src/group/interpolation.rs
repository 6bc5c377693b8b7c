//! What turned filters are where the lattice is not mapped to itself.

use super::matrix::{Matrix, snap};

crate::choice! {
    /// How a square filter is turned by other angles than multiples of 90°.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Interpolation {
        /// square rings of cells are shifted along themselves: exact for C8, whatever the filter
        Ring,
        /// the four cells around the place that each one comes from, with bilinear weights
        Bilinear,
    }
}

/// A tap of a filter, as a place around its centre.
pub(super) type Tap = [isize; 2];

/// Weights of taps that make one tap of the turned filter; taps outside the filter may be among them, and count as 0.
pub(super) fn weights(how: Interpolation, element: Matrix, inverse: Matrix, tap: Tap) -> Vec<(Tap, f64)> {
    let all = match how {
        Interpolation::Ring => ring(element, tap),
        Interpolation::Bilinear => bilinear(inverse, tap),
    };
    all.into_iter().filter(|(_, weight)| *weight != 0.0).collect()
}

/// The place that a tap comes from lies between four.
fn bilinear(inverse: Matrix, tap: Tap) -> Vec<(Tap, f64)> {
    let [x, y] = inverse.apply(tap.map(|at| at as f64)).map(snap);
    let [left, upper] = [x.floor(), y.floor()];
    let [right, lower] = [x - left, y - upper];
    let cells = [
        ([0, 0], (1.0 - right) * (1.0 - lower)),
        ([1, 0], right * (1.0 - lower)),
        ([0, 1], (1.0 - right) * lower),
        ([1, 1], right * lower),
    ];
    cells.map(|([dx, dy], weight)| ([left as isize + dx, upper as isize + dy], weight)).into()
}

/// A reflection mirrors first, which is exact, and then turns.
fn ring(element: Matrix, tap: Tap) -> Vec<(Tap, f64)> {
    if element.determinant() > 0.0 {
        return turned_ring(element, tap);
    }
    let turned = turned_ring(element * Matrix::MIRROR, tap);
    turned.into_iter().map(|([x, y], weight)| ([-x, y], weight)).collect()
}

/// Place p of a ring gives 1 − f to p + q and f to p + q + 1, where q + f places are its length times the turn.
fn turned_ring(rotation: Matrix, tap: Tap) -> Vec<(Tap, f64)> {
    let radius = tap[0].abs().max(tap[1].abs());
    if radius == 0 {
        return vec![(tap, 1.0)];
    }
    let shift = snap((8 * radius) as f64 * rotation.turn());
    let (whole, rest) = (shift.floor() as isize, shift - shift.floor());
    let from = place(tap) - whole;
    vec![(cell(radius, from), 1.0 - rest), (cell(radius, from - 1), rest)]
}

/// Where a cell is on its square ring, counter-clockwise from the middle of the right side.
fn place([x, y]: Tap) -> isize {
    let radius = x.abs().max(y.abs());
    if x == radius && y.abs() < radius {
        (-y).rem_euclid(8 * radius)
    } else if y == -radius {
        2 * radius - x
    } else if x == -radius {
        4 * radius + y
    } else {
        6 * radius + x
    }
}

/// The cell at a place of the ring of a radius.
fn cell(radius: isize, place: isize) -> Tap {
    let place = (place + radius).rem_euclid(8 * radius); // from the lower right corner
    let along = place % (2 * radius) - radius;
    match place / (2 * radius) {
        0 => [radius, -along],
        1 => [-along, -radius],
        2 => [-radius, along],
        _ => [along, radius],
    }
}
