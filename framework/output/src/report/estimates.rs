//! Shares of several things: a point for each, with a line over what is likely, in the colour of what was found. No script
//! is needed to see them.

use super::html::{Html, escape, grouped, number};
use super::layout::Layout;
use super::panels::{Panels, Room, Side, TITLE, WIDTH, short, text};
use super::scale::Scale;
use quincunx_core::record::Values;
use std::collections::BTreeSet;

mod mark;

/// Rows that are drawn at most: a page must open.
const DRAWN: usize = 4096;
/// Different words that have colours of their own; of more than these none has.
const KINDS: usize = 6;
/// Letters of such words, and how wide each is in the legend, roughly.
const LETTERS: (usize, f64) = (40, 6.6);
/// Pixels of a line of the legend, and beside its words.
const LEGEND: (f64, f64) = (18.0, 34.0);

/// Where a table has what is drawn.
pub(super) struct Columns {
    estimate: usize,
    low: usize,
    high: usize,
}

/// What is drawn of a row.
pub(super) struct Estimate {
    name: String,
    /// What was found; may be empty.
    found: String,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
}

impl Columns {
    /// `None` if the table lacks one.
    pub fn of(layout: &Layout) -> Option<Self> {
        let [estimate, low, high] = ["estimate", "low", "high"].map(|name| layout.find(name));
        Some(Columns { estimate: estimate?, low: low?, high: high? })
    }

    pub fn read(&self, values: &[Values], row: usize, name: String, found: String) -> Estimate {
        let finite = |place: usize| values[place].number(row).filter(|x| x.is_finite());
        let interval = finite(self.low).zip(finite(self.high));
        Estimate { name, found, value: finite(self.estimate), interval }
    }
}

/// Draws them in their order, if any has a number; `name` says what they are.
pub(super) fn draw(html: &mut Html, title: &str, name: &str, all: &[Estimate]) {
    let drawn = &all[..all.len().min(DRAWN)];
    if drawn.iter().all(|row| row.value.is_none()) {
        return;
    }
    html.raw(&svg(title, name, drawn));
    html.element("p", "class=\"note\"", &caption(drawn, all.len()));
}

fn svg(title: &str, name: &str, rows: &[Estimate]) -> String {
    let kinds = kinds(rows);
    let y = Side::of("estimate".into(), &Scale::linear(0.0, 1.0), 5);
    let legend = legend(&kinds);
    let room = Room { whole: WIDTH, right: 0.0, above: legend.height.max(TITLE / 2.0) };
    let panels = Panels::new(1, &room, &y, |_| 260.0);
    let place = Place { width: panels.width / rows.len() as f64, height: panels.height };
    let drawn = rows.iter().enumerate().map(|(n, row)| place.row(n, row, &kinds));
    let inside = format!(
        "{}<g class=\"estimates\" stroke-width=\"{:.2}\">\n{}</g>",
        legend.svg,
        place.stroke(),
        drawn.collect::<String>()
    );
    let label = format!(
        "{title}: the estimate of each {name}, with the interval around it. The table below has the numbers."
    );
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let x = Side::fitting(name.into(), &names, panels.width);
    panels.svg(&label, (&x, &y), &[(String::new(), inside)], "")
}

fn caption(drawn: &[Estimate], all: usize) -> String {
    let gaps = match drawn.iter().any(|row| row.value.is_none()) {
        true => " Mark below the axis: there is no estimate.",
        false => "",
    };
    let shown = match all {
        n if n > DRAWN => {
            format!(" The first {} of {} are drawn.", grouped(DRAWN as u64), grouped(n as u64))
        }
        _ => String::new(),
    };
    format!("Point: the estimate. Line: from low to high.{gaps}{shown}")
}

/// The kinds of what was found, which have colours in this order.
fn kinds(rows: &[Estimate]) -> Vec<&str> {
    let kinds: BTreeSet<&str> = rows.iter().map(Estimate::kind).filter(|kind| !kind.is_empty()).collect();
    if kinds.len() > KINDS { vec![] } else { kinds.into_iter().collect() }
}

impl Estimate {
    /// What was found without what is told of it in brackets.
    fn kind(&self) -> &str {
        self.found.split_once(" (").map_or(&self.found, |(kind, _)| kind)
    }

    /// What pointing at it shows.
    fn hint(&self) -> String {
        let value = match (self.value, self.interval) {
            (None, _) => "no estimate".into(),
            (Some(value), None) => number(value),
            (Some(value), Some((low, high))) => {
                format!("{} ({} to {})", number(value), number(low), number(high))
            }
        };
        let comma = if self.found.is_empty() { "" } else { ", " };
        format!("{}: {value}{comma}{}", self.name, self.found)
    }
}

/// The room of a row, and how high the drawing is.
struct Place {
    width: f64,
    height: f64,
}

impl Place {
    /// How thick lines are: never so that they touch.
    fn stroke(&self) -> f64 {
        (0.3 * self.width).clamp(0.5, 1.5)
    }

    fn y(&self, share: f64) -> f64 {
        (1.0 - share.clamp(0.0, 1.0)) * self.height
    }

    fn row(&self, n: usize, row: &Estimate, kinds: &[&str]) -> String {
        let x = (n as f64 + 0.5) * self.width;
        let kind = kinds.iter().position(|kind| *kind == row.kind());
        let hint = escape(&row.hint());
        let Some(value) = row.value else {
            let class = kind.map_or("none".into(), |kind| format!("c{kind}"));
            let (bottom, width) = (self.height, self.width.min(4.0));
            return format!(
                "<path class=\"gap {class}\" stroke-width=\"{width:.2}\" d=\"M{x:.1} {bottom:.1}v5\">\
                 <title>{hint}</title></path>\n"
            );
        };
        let line = row
            .interval
            .map_or(String::new(), |(low, high)| format!("M{x:.1} {:.1}V{:.1}", self.y(low), self.y(high)));
        let kind = kind.unwrap_or(0);
        let mark = mark::of(kind, (x, self.y(value)), (0.3 * self.width).clamp(1.3, 4.0));
        format!("<path class=\"c{kind}\" d=\"{line}{mark}\"><title>{hint}</title></path>\n")
    }
}

/// What colours mean, above the drawing: its height in all, and its marks and words.
struct Legend {
    height: f64,
    svg: String,
}

/// In as many lines as it takes.
fn legend(kinds: &[&str]) -> Legend {
    let most = WIDTH - 2.0 * LEGEND.1 - LEGEND.0;
    let (mut places, mut right, mut line) = (vec![], 0.0, 0);
    for kind in kinds {
        let words = short(kind, LETTERS.0);
        let width = LEGEND.1 + LETTERS.1 * words.chars().count() as f64;
        if right > 0.0 && right + width > most {
            (right, line) = (0.0, line + 1);
        }
        places.push((right, line, words));
        right += width;
    }
    let lines = places.last().map_or(0, |(_, line, _)| line + 1);
    let one = |(kind, (x, line, words)): (usize, (f64, usize, String))| {
        let y = LEGEND.0 * (line as f64 - lines as f64) + 2.0;
        let mark = mark::of(kind, (x + 5.0, y - 4.0), 4.0);
        format!("<path class=\"c{kind}\" d=\"{mark}\"/>{}\n", text("title", x + 14.0, y, &words))
    };
    let svg = places.into_iter().enumerate().map(one).collect();
    Legend { height: LEGEND.0 * lines as f64 + 8.0, svg }
}
