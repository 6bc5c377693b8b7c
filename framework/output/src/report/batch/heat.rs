//! Figures of heat maps: what was measured last by two varied paths, as colour.

use super::super::html::{escape, number};
use super::super::panels::{Panels, Room, Side, TITLE, WIDTH, short, text};
use super::super::scale::Scale;
use super::gather::Cell;
use super::spread::Spread;
use std::collections::BTreeMap;

/// Shades of colour; the style sheet has a class for each.
const SHADES: usize = 32;
/// Cells of a figure that say their value when pointed at.
const TOLD: usize = 1500;
/// The room for the bar of colours.
const BAR: f64 = 96.0;

/// The drawings of a figure.
pub(super) struct Figure<'a> {
    pub label: String,
    pub x: (String, &'a [String]),
    /// Whether columns are a list, not numbers.
    pub is_list: bool,
    pub y: (String, &'a [String]),
    /// Whether rows are a list from the top, not numbers from the bottom.
    pub from_top: bool,
    pub panels: &'a [String],
    pub cells: Vec<(Cell, &'a Spread)>,
    /// What the colours show.
    pub what: String,
}

/// The means of one drawing, by row and column.
type Means = BTreeMap<(u16, u16), f64>;

impl Figure<'_> {
    /// `None` if there is no number in it.
    pub fn svg(&self) -> Option<String> {
        let drawings = self.drawings();
        let mut values: Vec<f64> = drawings.iter().flat_map(|means| means.values().copied()).collect();
        values.sort_by(f64::total_cmp);
        let scale = Scale::linear(*values.first()?, *values.last()?);
        let (columns, rows) = (self.x.1.len(), self.y.1.len());
        let (most, highest) =
            if self.from_top { (rows, 300_f64.max(15.0 * rows as f64)) } else { (14, 300.0) };
        let height =
            |width: f64| (width / columns as f64 * rows as f64).clamp(18.0 * rows.min(12) as f64, highest);
        let y = Side::places(self.y.0.clone(), &self.rows(), most);
        let room = Room { whole: WIDTH, right: BAR, above: TITLE };
        let panels = Panels::new(self.panels.len(), &room, &y, height);
        let x = match self.is_list {
            true => Side::list(self.x.0.clone(), self.x.1),
            false => Side::places(self.x.0.clone(), self.x.1, (panels.width / 44.0) as usize),
        };
        let told = values.len() <= TOLD;
        let inside: Vec<_> = self
            .panels
            .iter()
            .zip(&drawings)
            .map(|(title, means)| {
                let (across, down) = (panels.width / columns as f64, panels.height / rows as f64);
                let hints = if told { self.hints(means) } else { String::new() };
                let cells = shaded(means, rows, &scale);
                let cells = format!(
                    "<g class=\"heat\" transform=\"scale({across:.4} {down:.4})\">{cells}{hints}</g>"
                );
                (title.clone(), cells)
            })
            .collect();
        Some(panels.svg(&self.label, (&x, &y), &inside, &bar(&scale, &self.what, panels.height)))
    }

    /// Labels of rows, from the bottom.
    fn rows(&self) -> Vec<String> {
        let mut labels = self.y.1.to_vec();
        if self.from_top {
            labels.reverse();
        }
        labels
    }

    /// Rows are counted from the bottom.
    fn drawings(&self) -> Vec<Means> {
        let mut drawings = vec![Means::new(); self.panels.len()];
        for ((panel, row, column), spread) in &self.cells {
            let row = if self.from_top { self.y.1.len() as u16 - 1 - row } else { *row };
            if let (Some(mean), Some(drawing)) = (spread.mean(), drawings.get_mut(usize::from(*panel))) {
                drawing.insert((row, *column), mean);
            }
        }
        drawings
    }

    /// What pointing at a cell shows.
    fn hints(&self, means: &Means) -> String {
        let rows = self.rows();
        let hint = |(&(row, column), mean): (&(u16, u16), &f64)| {
            let label =
                |labels: &[String], i: u16| escape(labels.get(usize::from(i)).map_or("", String::as_str));
            let down = self.y.1.len() - 1 - usize::from(row);
            format!(
                "<path d=\"M{column} {down}h1v1h-1z\"><title>{}, {}: {}</title></path>",
                label(self.x.1, column),
                label(&rows, row),
                number(*mean)
            )
        };
        means.iter().map(hint).collect()
    }
}

/// Cells of unit size, the first row at the bottom; those of one shade are one path.
fn shaded(means: &Means, rows: usize, scale: &Scale) -> String {
    let mut paths = vec![String::new(); SHADES];
    let shade = |mean: f64| ((scale.at(mean) * SHADES as f64) as usize).min(SHADES - 1);
    let mut cells = means.iter().peekable();
    while let Some((&(row, column), &mean)) = cells.next() {
        let (one, mut width) = (shade(mean), 1);
        let follows = |&(&(r, c), &mean): &(&(u16, u16), &f64), width| {
            r == row && c == column + width && shade(mean) == one
        };
        while cells.next_if(|next| follows(next, width)).is_some() {
            width += 1;
        }
        paths[one] += &format!("M{column} {}h{width}v1h-{width}z", rows - 1 - usize::from(row));
    }
    let path = |(shade, path): (usize, &String)| match path.is_empty() {
        true => String::new(),
        false => format!("<path class=\"h{shade}\" d=\"{path}\"/>"),
    };
    paths.iter().enumerate().map(path).collect()
}

/// Which colour is which number.
fn bar(scale: &Scale, what: &str, height: f64) -> String {
    let height = height.max(90.0);
    let mut bar = text("", 0.0, -7.0, &short(what, 15));
    bar += &format!("<g class=\"heat\" transform=\"scale(14 {:.4})\">", height / SHADES as f64);
    for shade in 0..SHADES {
        bar += &format!("<path class=\"h{shade}\" d=\"M0 {}h1v1h-1z\"/>", SHADES - 1 - shade);
    }
    bar += "</g>";
    for (x, words) in scale.ticks(5) {
        bar += &text("", 20.0, (1.0 - scale.at(x)) * height + 4.0, &words);
    }
    bar
}
