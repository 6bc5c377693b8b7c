//! Which varied path lies along which side of a figure, and which values of it have a place.

use super::axes::{Axis, Points};
use super::value::{Value, labels};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of one drawing.
const LINES: usize = 8;
/// Drawings of one figure.
const PANELS: usize = 12;
/// Places along a curve.
const CURVE: usize = 240;
/// Texts that have a place along an axis.
const TEXTS: usize = 24;
/// Places along each side of a heat map, by how many there are.
const HEAT: [usize; 3] = [128, 64, 40];

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
        // Of equal numbers of values, or some would be nearer to the mean of all than others.
        let share = if of.is_number { drawn.len().div_ceil(most).max(1) } else { 1 };
        let most = if of.is_number { most } else { TEXTS };
        levels.left_out = if of.is_number { 0 } else { drawn.len().saturating_sub(most) };
        let mut values = Vec::new();
        for (place, codes) in drawn.chunks(share).take(most).enumerate() {
            codes.iter().for_each(|&code| levels.of[code] = Some(place as u16));
            values.push(
                match codes.iter().map(|&code| of.values[code].number()).collect::<Option<Vec<f64>>>() {
                    Some(xs) => Value::Number(xs.iter().map(|x| x / xs.len() as f64).sum()),
                    None => of.values[codes[0]].clone(),
                },
            );
        }
        let x = |(place, value): (usize, &Value)| value.number().unwrap_or(place as f64);
        levels.xs = values.iter().enumerate().map(x).collect();
        levels.labels = labels(&values);
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
        let titles = titles(points, axes, &chosen);
        Chosen { axes: axes.to_vec(), titles, of: chosen.into_iter().zip(0..).collect(), all: count }
    }

    pub fn len(&self) -> usize {
        self.of.len()
    }

    pub fn place(&self, codes: &[Option<u32>]) -> Option<usize> {
        let codes = self.axes.iter().map(|&axis| codes[axis]).collect::<Option<Vec<u32>>>()?;
        self.of.get(&codes).copied()
    }
}

/// The names and values of each combination.
fn titles(points: &Points, axes: &[usize], chosen: &[Vec<u32>]) -> Vec<String> {
    let mut titles = vec![Vec::new(); chosen.len()];
    for (place, axis) in axes.iter().map(|&axis| &points.axes[axis]).enumerate() {
        let codes: BTreeSet<u32> = chosen.iter().map(|codes| codes[place]).collect();
        let values: Vec<_> = codes.iter().map(|&code| axis.values[code as usize].clone()).collect();
        let words: BTreeMap<u32, String> = codes.into_iter().zip(labels(&values)).collect();
        let unit = if axis.unit.is_empty() { String::new() } else { format!("\u{a0}{}", axis.unit) };
        for (title, codes) in titles.iter_mut().zip(chosen) {
            title.push(format!("{}\u{a0}{}{unit}", axis.name, words[&codes[place]]));
        }
    }
    titles.into_iter().map(|title| title.join(" · ")).collect()
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
