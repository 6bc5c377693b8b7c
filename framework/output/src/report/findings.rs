//! What was found, in words and as points, above the numbers that it rests on.

use super::estimates::{self, Columns, Estimate};
use super::html::{Html, cell, number};
use super::layout::Layout;
use super::plot;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::record::Values;
use quincunx_core::section::{Findings, Section};

/// Rows that are shown at most.
const ROWS: usize = 128;

/// The last step of a table.
struct Last {
    /// What was found of the first.
    said: Option<String>,
    /// What is drawn of the others, if the table has that.
    estimates: Vec<Estimate>,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    /// When it was: "step 7".
    when: String,
}

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, findings: &Findings) {
    html.open_section(&section.title, &[section]);
    match last(recorded, findings) {
        Ok(Last { rows, .. }) if rows.is_empty() => {
            html.element("p", "class=\"note\"", "No rows were recorded.");
        }
        Ok(last) => show(html, section, findings, &last),
        Err(error) => html.problem(&error),
    }
    html.raw("</section>\n");
}

fn show(html: &mut Html, section: &Section, findings: &Findings, last: &Last) {
    if let Some(said) = &last.said {
        html.element("p", "class=\"lead\"", said);
    }
    estimates::draw(html, &section.title, &findings.name, &last.estimates);
    let headings: Vec<&str> = last.headings.iter().map(String::as_str).collect();
    plot::table(html, &headings, &last.rows[..last.rows.len().min(ROWS)]);
    let shown = match last.rows.len() {
        n if n > ROWS => format!("At {}. The first {ROWS} of {n} rows.", last.when),
        _ => format!("At {}.", last.when),
    };
    html.element("p", "class=\"note\"", &shown);
}

/// All columns but those that say when.
fn last(recorded: &Recorded, findings: &Findings) -> Result<Last, OutputError> {
    let layout = Layout::of(recorded, &findings.probe);
    let (step, name) = (layout.need("step")?, layout.need(&findings.name)?);
    let says = Some(&findings.says).filter(|says| !says.is_empty());
    let says = says.map(|says| layout.need(says)).transpose()?;
    let first = Some(&findings.first).filter(|first| !first.is_empty());
    let (drawn, shown) = (Columns::of(&layout), layout.shown(findings.drawn.as_ref())?);
    let columns = recorded.columns(&findings.probe).unwrap_or_default();
    let others = |place: &usize| !["step", "time", &findings.name].contains(&layout.name(*place));
    let places: Vec<usize> = std::iter::once(name).chain((0..columns.len()).filter(others)).collect();
    let headings = places.iter().map(|place| layout.name(*place).into()).collect();
    let mut last = Last { said: None, estimates: vec![], headings, rows: vec![], when: String::new() };
    let (mut axis, mut at) = (layout.axis(), (f64::NEG_INFINITY, 0.0));
    recorded.rows(&findings.probe, &mut |values| {
        for row in 0..values[0].len() {
            let now = values[step].number(row).unwrap_or_default();
            if now > at.0 {
                last.clear();
            }
            at = (now, axis.x(values, row));
            let (name, found) = (values[name].words(row), says.map(|says| values[says].words(row)));
            if first == Some(&name) {
                last.said = found;
                continue;
            }
            last.rows.push(places.iter().map(|place| words(&values[*place], row)).collect());
            let drawn = drawn.as_ref().filter(|_| shown.takes(values, row));
            let estimate = drawn.map(|of| of.read(values, row, name, found.unwrap_or_default()));
            last.estimates.extend(estimate);
        }
        Ok(())
    })?;
    last.when = format!("{} {}", axis.label(), number(at.1));
    Ok(last)
}

impl Last {
    /// What came before is not shown.
    fn clear(&mut self) {
        self.said = None;
        self.estimates.clear();
        self.rows.clear();
    }
}

/// A cell as a reader wants it.
fn words(values: &Values, row: usize) -> String {
    match values {
        Values::Text(_) => values.words(row),
        _ => cell(values.number(row)),
    }
}
