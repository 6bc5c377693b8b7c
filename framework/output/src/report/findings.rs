//! What was found, in words, above the numbers that it rests on.

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
        Ok(last) => show(html, &last),
        Err(error) => html.problem(&error),
    }
    html.raw("</section>\n");
}

fn show(html: &mut Html, last: &Last) {
    if let Some(said) = &last.said {
        html.element("p", "class=\"lead\"", said);
    }
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
    let (step, name, says) =
        (layout.need("step")?, layout.need(&findings.name)?, layout.need(&findings.says)?);
    let columns = recorded.columns(&findings.probe).unwrap_or_default();
    let others = |place: &usize| !["step", "time", &findings.name].contains(&layout.name(*place));
    let places: Vec<usize> = std::iter::once(name).chain((0..columns.len()).filter(others)).collect();
    let (mut axis, mut at, mut said, mut rows) = (layout.axis(), (f64::NEG_INFINITY, 0.0), None, vec![]);
    recorded.rows(&findings.probe, &mut |values| {
        for row in 0..values[0].len() {
            let now = values[step].number(row).unwrap_or_default();
            if now > at.0 {
                (said, rows) = (None, vec![]);
            }
            at = (now, axis.x(values, row));
            match values[name].words(row) == findings.first {
                true => said = Some(values[says].words(row)),
                false => rows.push(places.iter().map(|place| words(&values[*place], row)).collect()),
            }
        }
        Ok(())
    })?;
    let headings = places.iter().map(|place| layout.name(*place).into()).collect();
    Ok(Last { said, headings, rows, when: format!("{} {}", axis.label(), number(at.1)) })
}

/// A cell as a reader wants it.
fn words(values: &Values, row: usize) -> String {
    match values {
        Values::Text(_) => values.words(row),
        _ => cell(values.number(row)),
    }
}
