//! The slow and obvious network in double precision, word for word what its format says; every fast path is tested
//! against it.
//!
//! It is for rotations alone, and it turns filters by itself.

use crate::weights::{Layer, Layout, Weights};
use quincunx_sdk::group::interpolation::Interpolation;
use std::f64::consts::TAU;

/// A field of real values whose opposite edges are joined, channel by channel, each row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Cells in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// All values of a channel.
    pub channels: Vec<Vec<f64>>,
}

/// What a network makes of a field: what the last convolution but the head gives, and the logits.
pub fn forward(weights: &Weights, order: usize, how: Interpolation, cells: &Field) -> (Field, Field) {
    let (mut field, count) = (cells.clone(), weights.layers.len() - 1);
    for (number, layer) in weights.layers[..count].iter().enumerate() {
        field = match weights.layout {
            Layout::Group { .. } if number == 0 => lifted(layer, order, how, &field),
            Layout::Group { .. } => group_convolved(layer, order, how, &field),
            Layout::Expanded { .. } | Layout::Plain => convolved(layer, &field),
        };
        field.channels.iter_mut().flatten().for_each(|x| *x = x.max(0.0));
    }
    let head = &weights.layers[count];
    let logits = match weights.layout {
        Layout::Plain => convolved(head, &field),
        _ => convolved(head, &mean(order, &field)),
    };
    (field, logits)
}

/// Output element r of a field: the stored filter, turned by r.
fn lifted(layer: &Layer, order: usize, how: Interpolation, field: &Field) -> Field {
    let taps = layer.side * layer.side;
    let mut channels = vec![];
    for (f, bias) in layer.bias.iter().enumerate() {
        for r in 0..order {
            let filter = turn(&filter(layer, f * taps), layer.side, r, order, how);
            let mut out = vec![f64::from(*bias); field.width * field.height];
            correlate(field, 0, &filter, layer.side, &mut out);
            channels.push(out);
        }
    }
    Field { channels, ..*field }
}

/// From input element s to output element r: the stored filter of (s − r) mod n, turned by r.
fn group_convolved(layer: &Layer, n: usize, how: Interpolation, field: &Field) -> Field {
    let taps = layer.side * layer.side;
    let mut channels = vec![];
    for (f, bias) in layer.bias.iter().enumerate() {
        for r in 0..n {
            let mut out = vec![f64::from(*bias); field.width * field.height];
            for g in 0..layer.inputs {
                for s in 0..n {
                    let stored = filter(layer, ((f * layer.inputs + g) * n + (s + n - r) % n) * taps);
                    let turned = turn(&stored, layer.side, r, n, how);
                    correlate(field, g * n + s, &turned, layer.side, &mut out);
                }
            }
            channels.push(out);
        }
    }
    Field { channels, ..*field }
}

/// All filters as they are stored.
fn convolved(layer: &Layer, field: &Field) -> Field {
    let taps = layer.side * layer.side;
    let one = |(o, bias): (usize, &f32)| {
        let mut out = vec![f64::from(*bias); field.width * field.height];
        for i in 0..layer.inputs {
            correlate(field, i, &filter(layer, (o * layer.inputs + i) * taps), layer.side, &mut out);
        }
        out
    };
    Field { channels: layer.bias.iter().enumerate().map(one).collect(), ..*field }
}

/// The mean over the n elements of each field.
fn mean(n: usize, field: &Field) -> Field {
    let one = |elements: &[Vec<f64>]| {
        let sum = |i: usize| elements.iter().map(|element| element[i]).fold(0.0, |sum, x| sum + x);
        (0..field.width * field.height).map(|i| sum(i) / n as f64).collect()
    };
    Field { channels: field.channels.chunks(n).map(one).collect(), ..*field }
}

fn filter(layer: &Layer, start: usize) -> Vec<f64> {
    layer.weight[start..][..layer.side * layer.side].iter().map(|w| f64::from(*w)).collect()
}

/// Adds the cross-correlation of a channel with a filter, periodic.
fn correlate(field: &Field, channel: usize, filter: &[f64], side: usize, out: &mut [f64]) {
    let (w, h, reach) = (field.width, field.height, side / 2);
    let wrapped = |at: usize, by: usize, length: usize| (at + by + reach * length - reach) % length;
    for y in 0..h {
        for x in 0..w {
            for (dy, row) in filter.chunks(side).enumerate() {
                for (dx, weight) in row.iter().enumerate() {
                    let from = wrapped(y, dy, h) * w + wrapped(x, dx, w);
                    out[y * w + x] += weight * field.channels[channel][from];
                }
            }
        }
    }
}

/// A filter turned counter-clockwise by r/n of a full turn, as seen with y downwards.
fn turn(filter: &[f64], side: usize, r: usize, n: usize, how: Interpolation) -> Vec<f64> {
    let reach = (side / 2) as isize;
    if (4 * r).is_multiple_of(n) {
        let quarter = |filter: Vec<f64>| {
            // From the right to the top: what comes to (x, y) was at (−y, x).
            let at = |(x, y): (isize, isize)| filter[((x + reach) as usize) * side + (reach - y) as usize];
            places(reach).map(at).collect::<Vec<f64>>()
        };
        return (0..4 * r / n).fold(filter.to_vec(), |filter, _| quarter(filter));
    }
    match how {
        Interpolation::Ring => turn_rings(filter, side, r as f64 / n as f64),
        Interpolation::Bilinear => turn_bilinear(filter, side, r as f64 / n as f64),
    }
}

fn places(reach: isize) -> impl Iterator<Item = (isize, isize)> {
    (-reach..=reach).flat_map(move |y| (-reach..=reach).map(move |x| (x, y)))
}

/// The cells of a square ring, counter-clockwise from the middle of the right side.
fn ring(radius: isize) -> Vec<(isize, isize)> {
    let (mut x, mut y) = (radius, 0);
    let mut cells = vec![];
    while cells.len() < 8 * radius as usize {
        cells.push((x, y));
        match () {
            () if x == radius && y > -radius => y -= 1,
            () if y == -radius && x > -radius => x -= 1,
            () if x == -radius && y < radius => y += 1,
            () => x += 1,
        }
    }
    cells
}

/// Each ring is shifted along itself by q + f places.
fn turn_rings(filter: &[f64], side: usize, part: f64) -> Vec<f64> {
    let reach = (side / 2) as isize;
    let at = |(x, y): (isize, isize)| (y + reach) as usize * side + (x + reach) as usize;
    let mut turned = vec![0.0; side * side];
    turned[at((0, 0))] = filter[at((0, 0))];
    for radius in 1..=reach {
        let cells = ring(radius);
        let shift = cells.len() as f64 * part;
        let (q, f) = (shift.floor() as usize, shift.fract());
        for (p, cell) in cells.iter().enumerate() {
            turned[at(cells[(p + q) % cells.len()])] += (1.0 - f) * filter[at(*cell)];
            turned[at(cells[(p + q + 1) % cells.len()])] += f * filter[at(*cell)];
        }
    }
    turned
}

/// The turned filter at p is the sum of the four cells around p turned clockwise.
fn turn_bilinear(filter: &[f64], side: usize, part: f64) -> Vec<f64> {
    let reach = (side / 2) as isize;
    let (cos, sin) = (libm::cos(TAU * part), libm::sin(TAU * part));
    let cell = |x: f64, y: f64| {
        let inside = x.abs() <= reach as f64 && y.abs() <= reach as f64;
        if inside {
            filter[(y as isize + reach) as usize * side + (x as isize + reach) as usize]
        } else {
            0.0
        }
    };
    let at = |(x, y): (isize, isize)| {
        // With y downwards, clockwise is from the right to the bottom.
        let (x, y) = (x as f64, y as f64);
        let (x, y) = (cos * x - sin * y, sin * x + cos * y);
        let (left, top) = (x.floor(), y.floor());
        let (u, v) = (x - left, y - top);
        (1.0 - u) * (1.0 - v) * cell(left, top)
            + u * (1.0 - v) * cell(left + 1.0, top)
            + (1.0 - u) * v * cell(left, top + 1.0)
            + u * v * cell(left + 1.0, top + 1.0)
    };
    places(reach).map(at).collect()
}
