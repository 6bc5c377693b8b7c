//! The last row of a table in numbers: for what is found once, or not at all.

use super::html::{Html, cell};
use super::layout::Layout;
use super::plot::table;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Last, Section};

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, last: &Last) {
    html.open_section(&section.title, &[section]);
    match row(recorded, last) {
        Ok((_, None)) => html.element("p", "class=\"note\"", &last.otherwise),
        Ok((headings, Some(row))) => {
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            table(html, &headings, &[row]);
        }
        Err(e) => html.problem(&e),
    }
    html.raw("</section>\n");
}

/// The names of the columns with their units, and their last numbers, when they were measured first.
fn row(recorded: &Recorded, last: &Last) -> Result<(Vec<String>, Option<Vec<String>>), OutputError> {
    let layout = Layout::of(recorded, &last.probe);
    let places = last.columns.iter().map(|name| layout.need(name)).collect::<Result<Vec<_>, _>>()?;
    let shown = layout.shown(last.rows.as_ref())?;
    let (mut axis, mut found) = (layout.axis(), None);
    recorded.rows(&last.probe, &mut |rows| {
        if let Some(row) = (0..rows[0].len()).rfind(|row| shown.takes(rows, *row)) {
            let numbers = places.iter().map(|place| rows[*place].number(row));
            found = Some([Some(axis.x(rows, row))].into_iter().chain(numbers).map(cell).collect());
        }
        Ok(())
    })?;
    let heading = |place: &usize| match layout.unit(*place) {
        "" => layout.name(*place).to_string(),
        unit => format!("{} ({unit})", layout.name(*place)),
    };
    Ok(([axis.label().to_string()].into_iter().chain(places.iter().map(heading)).collect(), found))
}
