//! Which varied path lies along which side of a figure, and which values of it have a place.

use super::axes::{Axis, Points};
use super::value::Value;
use std::collections::BTreeMap;

/// Lines of one drawing.
const LINES: usize = 8;
/// Drawings of one figure.
const PANELS: usize = 12;
/// Places along a curve.
const CURVE: usize = 240;
/// Texts that have a place along an axis.
const TEXTS: usize = 30;
/// Places along each side of a heat map, by how many there are.
const HEAT: [usize; 3] = [96, 64, 40];

/// Places along one side of a drawing. Numbers that are too many for it share places with their neighbours.
#[derive(Debug)]
pub(super) struct Levels {
    pub axis: usize,
    /// Where each stands: the mean of its values, or a text's number.
    pub xs: Vec<f64>,
    pub labels: Vec<String>,
    /// Values that share places, or have none.
    pub merged: bool,
    pub left_out: usize,
    of: Vec<Option<u16>>,
}

impl Levels {
    fn new(axis: usize, of: &Axis, most: usize) -> Self {
        let drawn: Vec<usize> = (0..of.values.len()).filter(|&i| of.values[i].is_drawn()).collect();
        let mut levels = Levels {
            axis,
            xs: Vec::new(),
            labels: Vec::new(),
            merged: of.is_number && drawn.len() > most,
            left_out: 0,
            of: vec![None; of.values.len()],
        };
        let places = drawn.len().min(if of.is_number { most } else { TEXTS });
        levels.left_out = if of.is_number { 0 } else { drawn.len() - places };
        for place in 0..places {
            let share = match of.is_number {
                true => &drawn[place * drawn.len() / places..(place + 1) * drawn.len() / places],
                false => &drawn[place..=place],
            };
            share.iter().for_each(|&code| levels.of[code] = Some(place as u16));
            let x = match share.iter().map(|&code| of.values[code].number()).collect::<Option<Vec<f64>>>() {
                Some(xs) => xs.iter().map(|x| x / xs.len() as f64).sum(),
                None => place as f64,
            };
            levels.xs.push(x);
            let only = (share.len() == 1).then(|| of.values[share[0]].label());
            levels.labels.push(only.unwrap_or_else(|| Value::Number(x).label()));
        }
        levels
    }

    pub fn place(&self, codes: &[Option<u32>]) -> Option<u16> {
        self.of[codes[self.axis]? as usize]
    }
}

/// Combinations of values that have a drawing or a line of their own, evenly chosen.
#[derive(Debug)]
pub(super) struct Chosen {
    axes: Vec<usize>,
    of: BTreeMap<Vec<u32>, usize>,
    pub titles: Vec<String>,
    /// How many there are in all.
    pub all: usize,
}

impl Chosen {
    fn new(points: &Points, axes: &[usize], most: usize) -> Self {
        let mut all: Vec<_> = points.combinations(axes).into_iter().collect();
        all.retain(|codes| {
            axes.iter().zip(codes).all(|(&i, &code)| points.axes[i].values[code as usize].is_drawn())
        });
        let count = all.len();
        let chosen: Vec<_> = evenly(count, most).into_iter().map(|i| all[i].clone()).collect();
        let title = |codes: &Vec<u32>| {
            let one = |(&axis, &code): (&usize, &u32)| {
                let axis = &points.axes[axis];
                let unit = if axis.unit.is_empty() { String::new() } else { format!("\u{a0}{}", axis.unit) };
                format!("{}\u{a0}{}{unit}", axis.name, axis.values[code as usize].label())
            };
            axes.iter().zip(codes).map(one).collect::<Vec<_>>().join(" · ")
        };
        Chosen {
            axes: axes.to_vec(),
            titles: chosen.iter().map(title).collect(),
            of: chosen.into_iter().zip(0..).collect(),
            all: count,
        }
    }

    pub fn len(&self) -> usize {
        self.of.len()
    }

    pub fn place(&self, codes: &[Option<u32>]) -> Option<usize> {
        let codes = self.axes.iter().map(|&axis| codes[axis]).collect::<Option<Vec<u32>>>()?;
        self.of.get(&codes).copied()
    }
}

/// At most so many of `count` things, the first and the last among them.
fn evenly(count: usize, most: usize) -> Vec<usize> {
    match count {
        0 => Vec::new(),
        _ if count <= most => (0..count).collect(),
        _ => (0..most).map(|i| i * (count - 1) / (most - 1)).collect(),
    }
}

/// How the figures of a batch are laid out.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// Along the horizontal side of what was measured last, and along the vertical one of a heat map.
    pub x: Option<Levels>,
    pub y: Option<Levels>,
    /// The drawings of it.
    pub panels: Chosen,
    /// The lines over time, and their drawings.
    pub lines: Chosen,
    pub line_panels: Chosen,
    /// Whether the lines are values of a number, which have an order.
    pub in_order: bool,
}

impl Arrangement {
    pub fn of(points: &Points) -> Self {
        let drawn = points.drawn();
        // Of two sides, a number lies along the horizontal one.
        let sides = match drawn[..] {
            [a, b, ..] if !points.axes[a].is_number && points.axes[b].is_number => vec![b, a],
            _ => drawn.iter().copied().take(2).collect(),
        };
        let panels = Chosen::new(points, drawn.get(2..).unwrap_or_default(), PANELS);
        let most = match (sides.len(), panels.len()) {
            (2, 0 | 1) => HEAT[0],
            (2, 2) => HEAT[1],
            (2, _) => HEAT[2],
            _ => CURVE,
        };
        let side = |i: usize| sides.get(i).map(|&axis| Levels::new(axis, &points.axes[axis], most));
        let (first, others) = drawn.split_at(drawn.len().min(1));
        Arrangement {
            x: side(0),
            y: side(1),
            panels,
            lines: Chosen::new(points, first, LINES),
            line_panels: Chosen::new(points, others, PANELS),
            in_order: first.iter().all(|&axis| points.axes[axis].is_number),
        }
    }

    /// The cell of a point: drawing, row and column.
    pub fn cell(&self, codes: &[Option<u32>]) -> Option<(u16, u16, u16)> {
        let side = |levels: &Option<Levels>| match levels {
            Some(levels) => levels.place(codes),
            None => Some(0),
        };
        Some((self.panels.place(codes)? as u16, side(&self.y)?, side(&self.x)?))
    }

    /// The line of a point, counted through all drawings.
    pub fn line(&self, codes: &[Option<u32>]) -> Option<usize> {
        Some(self.line_panels.place(codes)? * self.lines.len() + self.lines.place(codes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_are_among_the_chosen() {
        assert_eq!(evenly(3, 8), [0, 1, 2]);
        assert_eq!(evenly(100, 8), [0, 14, 28, 42, 56, 70, 84, 99]);
        assert!(evenly(0, 8).is_empty());
    }
}
