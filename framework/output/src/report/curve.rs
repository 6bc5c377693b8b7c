//! Lines over steps.

use super::html::{Html, escape, number};
use crate::decimate::{Line, Point};
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Body, Curve, Section};
use serde::Serialize;

/// One line of a plot, as the script takes it.
#[derive(Serialize)]
struct Series {
    label: String,
    x: Vec<f64>,
    y: Vec<Option<f64>>,
}

#[derive(Serialize)]
struct Plot {
    unit: String,
    series: Vec<Series>,
}

/// Sections that share a drawing: the drawing, and what a reader without it needs.
pub(super) fn section(html: &mut Html, recorded: &Recorded, title: &str, sections: &[&Section]) {
    html.open_section(title, sections);
    let mut plot = Plot { unit: String::new(), series: Vec::new() };
    let mut summary = String::new();
    let has_units =
        sections.iter().any(|s| matches!(&s.body, Body::Curve(Curve { unit, .. }) if !unit.is_empty()));
    for section in sections {
        let Body::Curve(Curve { probe, columns, unit, .. }) = &section.body else { continue };
        if plot.unit.is_empty() {
            plot.unit.clone_from(unit);
        }
        match lines(recorded, probe, columns) {
            Ok(lines) => {
                for (column, line) in columns.iter().zip(lines) {
                    let label = if sections.len() > 1 {
                        format!("{} · {column}", section.title)
                    } else {
                        column.clone()
                    };
                    summary.push_str(&row(&label, has_units.then_some(unit), &line));
                    plot.series.push(series(label, line.points()));
                }
            }
            Err(e) => html.problem(&e),
        }
    }
    match plot.series.iter().any(|series| !series.x.is_empty()) {
        true => draw(html, title, &plot, &summary, has_units),
        false => html.element("p", "class=\"note\"", "No rows were recorded."),
    }
    html.raw("</section>\n");
}

fn draw(html: &mut Html, title: &str, plot: &Plot, summary: &str, has_units: bool) {
    let label = format!("{title}: lines over steps. The table below has the last values and the ranges.");
    html.raw(&format!("<div class=\"plot\" role=\"img\" aria-label=\"{}\">", escape(&label)));
    html.data(plot);
    html.raw("<noscript><p class=\"note\">The drawing needs JavaScript.</p></noscript></div>\n");
    html.raw("<p class=\"note hint\">Drag to zoom; double-click to see all again.</p>\n");
    html.raw(
        "<div class=\"wide\"><table><thead><tr><th scope=\"col\">column</th><th scope=\"col\">last</th>",
    );
    html.raw("<th scope=\"col\">smallest</th><th scope=\"col\">largest</th>");
    html.raw(if has_units { "<th scope=\"col\">unit</th></tr></thead>" } else { "</tr></thead>" });
    html.raw(&format!("<tbody>{summary}</tbody></table></div>\n"));
}

fn row(label: &str, unit: Option<&String>, line: &Line) -> String {
    let cell = |value: Option<f64>| format!("<td>{}</td>", value.map_or("–".into(), number));
    let (low, high) = line.range.unzip();
    let label = escape(label);
    let unit = unit.map_or(String::new(), |unit| format!("<td>{}</td>", escape(unit)));
    format!("<tr><th scope=\"row\">{label}</th>{}{}{}{unit}</tr>", cell(line.last), cell(low), cell(high))
}

fn series(label: String, points: Vec<Point>) -> Series {
    let (x, y) = points.into_iter().unzip();
    Series { label, x, y }
}

/// The named columns over the first one.
fn lines(recorded: &Recorded, probe: &str, columns: &[String]) -> Result<Vec<Line>, OutputError> {
    let declared = recorded.columns(probe).unwrap_or_default();
    let place = |name: &String| {
        let place = declared.iter().position(|column| column.name == *name);
        place.ok_or_else(|| OutputError::mismatch(probe, format!("its table has no column `{name}`")))
    };
    let places = columns.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let mut lines: Vec<Line> = columns.iter().map(|_| Line::default()).collect();
    recorded.rows(probe, &mut |rows| {
        for i in 0..rows[0].len() {
            let x = rows[0].number(i).unwrap_or_default();
            lines.iter_mut().zip(&places).for_each(|(line, &at)| line.put(x, rows[at].number(i)));
        }
        Ok(())
    })?;
    Ok(lines)
}
