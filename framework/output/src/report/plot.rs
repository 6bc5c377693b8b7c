//! Drawings as the script takes them.

use super::html::{Html, escape};
use crate::decimate::Line;
use quincunx_core::section::Exact;
use serde::Serialize;

/// Lines, and bands between two of them.
#[derive(Default, Serialize)]
pub(super) struct Plot {
    /// What lies along the horizontal axis.
    pub x: String,
    pub unit: String,
    pub series: Vec<Series>,
    /// The upper and the lower edge of each band, as places in `series`.
    pub bands: Vec<(usize, usize)>,
}

#[derive(Serialize)]
pub(super) struct Series {
    pub label: String,
    pub x: Vec<f64>,
    pub y: Vec<Option<f64>>,
    pub style: Style,
    /// The place of its colour in the palette.
    pub colour: usize,
}

#[derive(Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Style {
    Line,
    /// One of very many, which are not listed below the drawing.
    Thin,
    /// The edge of a band, which is not drawn itself.
    Edge,
    Exact,
    /// Steps: each value holds from its place on.
    Step,
}

impl Plot {
    /// Adds a line, and hands back its place.
    pub fn add(&mut self, label: String, line: Line, style: Style, colour: usize) -> usize {
        let mut points = line.points();
        // Values of a swept parameter may come in any order.
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (x, y) = points.into_iter().unzip();
        self.series.push(Series { label, x, y, style, colour });
        self.series.len() - 1
    }

    pub fn add_exact(&mut self, exact: &Exact) {
        let (x, y) = exact.points.iter().copied().unzip();
        self.series.push(Series { label: exact.name.clone(), x, y, style: Style::Exact, colour: 0 });
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.style == Style::Exact || series.x.is_empty())
    }

    pub fn draw(&self, html: &mut Html, title: &str) {
        let label = format!("{title}, over {}. The table below has the numbers.", self.x);
        html.drawing("plot", &label, self);
        html.raw("<p class=\"note hint\">Drag to zoom; double-click to see all again.</p>\n");
    }
}

/// What the dashed lines of a drawing are, as the end of its caption.
pub(super) fn dashed<'a>(exact: impl Iterator<Item = &'a Exact>) -> String {
    let mut names: Vec<_> = exact.map(|exact| exact.name.as_str()).collect();
    names.dedup();
    if names.is_empty() { String::new() } else { format!(" Dashed: {}.", names.join(", ")) }
}

/// A table with a heading for each column; the first cell of a row is its heading.
pub(super) fn table(html: &mut Html, headings: &[&str], rows: &[Vec<String>]) {
    html.raw("<div class=\"wide\"><table><thead><tr>");
    headings.iter().for_each(|heading| html.raw(&format!("<th scope=\"col\">{}</th>", escape(heading))));
    html.raw("</tr></thead><tbody>\n");
    for row in rows {
        let cell = |(i, text): (usize, &String)| match i {
            0 => format!("<th scope=\"row\">{}</th>", escape(text)),
            _ => format!("<td>{}</td>", escape(text)),
        };
        html.raw(&format!("<tr>{}</tr>\n", row.iter().enumerate().map(cell).collect::<String>()));
    }
    html.raw("</tbody></table></div>\n");
}
