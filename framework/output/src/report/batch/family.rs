//! Curves over one path, one for each value of another: what a heat map shows as colour, as lines that can be read off.

use super::super::html::Html;
use super::super::panels::WIDTH;
use super::arrange::Levels;
use super::figures::{category, in_order, legend};
use super::lines::{At, Figure, Line};
use super::probe::Section;
use super::spread::Spread;

/// More lines than these are a heat map and nothing else.
const LINES: usize = 8;

/// Which of the two sides of a heat map lies along the axis of curves, and which one has a line for each value.
struct Sides<'s> {
    along: &'s Levels,
    lines: &'s Levels,
    is_turned: bool,
}

impl Section<'_> {
    /// Draws the curves, where one side is a number with many values and the other one has few.
    pub(super) fn family(&self, html: &mut Html, figure: usize, title: &str, x: &Levels, y: &Levels) {
        let suits = |along: &Levels, lines: &Levels| {
            self.points.axes[along.axis].is_number
                && lines.xs.len() <= LINES
                && along.xs.len() > lines.xs.len()
        };
        let sides = match (suits(x, y), suits(y, x)) {
            (true, _) => Sides { along: x, lines: y, is_turned: false },
            (_, true) => Sides { along: y, lines: x, is_turned: true },
            _ => return,
        };
        let axis = &self.points.axes[sides.along.axis];
        let titles = self.arrangement.panels.titles.iter().enumerate();
        let drawn = Figure {
            label: format!(
                "{title} over {}, a line for each value. The table below has the numbers.",
                axis.name
            ),
            x: axis.label(),
            labels: None,
            y: self.name(figure).1,
            width: WIDTH,
            panels: titles
                .map(|(panel, title)| (title.clone(), self.curves(figure, panel, &sides)))
                .collect(),
        };
        if let Some(svg) = drawn.svg() {
            let name = &self.points.axes[sides.lines.axis].name;
            let words: Vec<_> =
                sides.lines.labels.iter().map(|value| format!("{name}\u{a0}{value}")).collect();
            legend(html, words.iter().enumerate().map(|(i, words)| (self.shade(i, &sides), &**words)));
            html.raw(&svg);
        }
    }

    fn curves(&self, figure: usize, panel: usize, sides: &Sides) -> Vec<Line> {
        let empty = || sides.along.xs.iter().map(|&x| At { x, spread: Spread::default() }).collect();
        let line =
            |i| Line { class: self.shade(i, sides), points: empty(), is_joined: true, is_marked: true };
        let mut lines: Vec<Line> = (0..sides.lines.xs.len()).map(line).collect();
        for ((of, row, column), spread) in self.cells.of(figure) {
            let (row, column) = (usize::from(row), usize::from(column));
            let (line, place) = if sides.is_turned { (column, row) } else { (row, column) };
            if usize::from(of) == panel {
                lines[line].points[place].spread = *spread;
            }
        }
        lines
    }

    /// The class of a line's colour.
    fn shade(&self, i: usize, sides: &Sides) -> String {
        match self.points.axes[sides.lines.axis].is_number {
            true => in_order(i, sides.lines.xs.len()),
            false => category(i),
        }
    }
}
