//! A mean and the quantiles around it over time.

use super::html::{Html, cell, number};
use super::layout::Layout;
use super::plot::{Plot, Style, dashed, table};
use super::swept;
use super::variables::{DRAWINGS, Variables, heading, omitted};
use crate::decimate::Line;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Fan, Section};

/// The columns between which bands lie: the first and the last of them, and the two inside.
const EDGES: [&str; 4] = ["q05", "q25", "q75", "q95"];

/// What is drawn of one variable: its last x, and a line for each column.
#[derive(Default)]
struct Spread {
    last: f64,
    lines: Vec<Line>,
}

/// The columns that are drawn, and the variables with them.
struct Spreads {
    label: &'static str,
    unit: String,
    /// The line in the middle, then the edges of bands from the lowest to the highest.
    columns: Vec<&'static str>,
    of: Variables<Spread>,
}

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, fan: &Fan) {
    html.open_section(&section.title, &[section]);
    if !fan.swept.is_empty() {
        swept::draw(html, recorded, &section.title, fan);
        return html.raw("</section>\n");
    }
    match spreads(recorded, &fan.probe) {
        Ok(spreads) if spreads.of.is_empty() => {
            html.element("p", "class=\"note\"", "No rows were recorded.");
        }
        Ok(spreads) => draw(html, &section.title, fan, spreads),
        Err(e) => html.problem(&e),
    }
    html.raw("</section>\n");
}

fn draw(html: &mut Html, title: &str, fan: &Fan, spreads: Spreads) {
    let Spreads { label, unit, columns, of } = spreads;
    let (several, all) = (of.len() > 1, of.len());
    let mut rows = Vec::new();
    for (name, spread) in of.into_iter().take(DRAWINGS) {
        let (title, exact) =
            (heading(html, title, &name, several), || fan.exact.iter().filter(|e| e.of == name));
        let mut row = vec![name.clone(), number(spread.last)];
        row.extend(spread.lines.iter().map(|line| cell(line.last)));
        rows.push(row);
        let mut plot = Plot { x: label.into(), unit: unit.clone(), ..Plot::default() };
        fill(&mut plot, &columns, spread.lines);
        exact().for_each(|exact| plot.add_exact(exact));
        plot.draw(html, &title);
        html.element("p", "class=\"note\"", &(caption(&columns) + &dashed(exact())));
    }
    omitted(html, all);
    let headings: Vec<_> = ["at the end", label].into_iter().chain(columns).collect();
    table(html, &headings, &rows);
}

/// Edges first, so that the line in the middle lies on its bands. The first edge and the last are a pair, and so on.
pub(super) fn fill(plot: &mut Plot, columns: &[&str], lines: Vec<Line>) {
    let mut lines = columns.iter().zip(lines);
    let middle = lines.next();
    lines.for_each(|(name, line)| _ = plot.add(name.to_string(), line, Style::Edge, 0));
    let edges = plot.series.len();
    plot.bands.extend((0..edges / 2).map(|low| (edges - 1 - low, low)));
    if let Some((name, line)) = middle {
        plot.add(name.to_string(), line, Style::Line, 0);
    }
}

pub(super) fn caption(columns: &[&str]) -> String {
    let middle = if columns.first() == Some(&"mean") { "mean" } else { "median" };
    let bands = match columns.len() {
        5 => {
            "Bands: half of all lies in the dark one (q25 to q75), nine tenths in the light one (q05 to q95)."
                .into()
        }
        3 => format!("Band: {} to {}.", columns[1], columns[2]),
        _ => String::new(),
    };
    format!("Line: {middle}. {bands}").trim_end().into()
}

/// The line in the middle, then the edges that are there.
pub(super) fn columns(layout: &Layout) -> Vec<&'static str> {
    let middle = if layout.find("mean").is_some() { "mean" } else { "q50" };
    let pairs = EDGES.into_iter().zip(EDGES.into_iter().rev());
    let edges = pairs.filter(|(edge, other)| layout.find(edge).is_some() && layout.find(other).is_some());
    [middle].into_iter().chain(edges.map(|(edge, _)| edge)).collect()
}

fn spreads(recorded: &Recorded, probe: &str) -> Result<Spreads, OutputError> {
    let layout = Layout::of(recorded, probe);
    let var = layout.need("var")?;
    let columns = columns(&layout);
    let places = columns.iter().map(|name| layout.need(name)).collect::<Result<Vec<_>, _>>()?;
    let mut axis = layout.axis();
    let mut of = Variables::<Spread>::default();
    recorded.rows(probe, &mut |rows| {
        for row in 0..rows[0].len() {
            let spread = of.entry(&rows[var], row);
            spread.last = axis.x(rows, row);
            spread.lines.resize_with(places.len(), Line::default);
            for (line, &place) in spread.lines.iter_mut().zip(&places) {
                line.put(spread.last, rows[place].number(row));
            }
        }
        Ok(())
    })?;
    Ok(Spreads { label: axis.label(), unit: layout.unit(places[0]).into(), columns, of })
}
