//! Counts of outcomes beside what was expected: no script is needed to see them.

use super::html::{Html, escape, grouped, number};
use super::layout::Layout;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Bars, Section};

/// Outcomes that are shown at most.
const OUTCOMES: usize = 100;
/// How many standard errors an error bar shows to either side.
const BAR: f64 = 1.96;

struct Outcome {
    name: String,
    count: f64,
    expected: Option<f64>,
    error: Option<f64>,
}

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, bars: &Bars) {
    html.open_section(&section.title, &[section]);
    match outcomes(recorded, &bars.probe) {
        Ok((_, all)) if all.is_empty() => html.element("p", "class=\"note\"", "No rows were recorded."),
        Ok((when, all)) => show(html, &bars.unit, &when, &all),
        Err(e) => html.problem(&e),
    }
    html.raw("</section>\n");
}

fn show(html: &mut Html, unit: &str, when: &str, all: &[Outcome]) {
    let end = |o: &Outcome| o.count.max(o.expected.unwrap_or(0.0) + BAR * o.error.unwrap_or(0.0));
    let widest = all.iter().map(end).fold(0.0, f64::max);
    let percent = |x: f64| if widest > 0.0 { (100.0 * x / widest).clamp(0.0, 100.0) } else { 0.0 };
    html.raw("<div class=\"wide\"><table class=\"bars\"><thead><tr><th scope=\"col\">outcome</th><th></th>");
    html.raw("<th scope=\"col\">count</th><th scope=\"col\">expected</th><th scope=\"col\">deviation</th></tr></thead><tbody>\n");
    for outcome in all.iter().take(OUTCOMES) {
        html.raw(&format!("<tr><th scope=\"row\">{}</th><td class=\"bar\">", escape(&outcome.name)));
        html.raw(&format!("<b style=\"width:{:.3}%\"></b>", percent(outcome.count)));
        if let Some(expected) = outcome.expected {
            let error = BAR * outcome.error.unwrap_or(0.0);
            let (low, high) = (percent(expected - error), percent(expected + error));
            html.raw(&format!("<s style=\"left:{low:.3}%;width:{:.3}%\"></s>", high - low));
            html.raw(&format!("<u style=\"left:{:.3}%\"></u>", percent(expected)));
        }
        let expected = outcome.expected.map_or("–".into(), |x| number((10.0 * x).round() / 10.0));
        html.raw(&format!(
            "</td><td>{}</td><td>{expected}</td><td>{}</td></tr>\n",
            number(outcome.count),
            deviation(outcome)
        ));
    }
    html.raw("</tbody></table></div>\n");
    let shown = match all.len() {
        n if n > OUTCOMES => format!(" The first {OUTCOMES} of {} outcomes.", grouped(n as u64)),
        _ => String::new(),
    };
    let counted = if unit.is_empty() { "Counts".into() } else { format!("Counts of {unit}") };
    let caption = format!(
        "{counted} at {when}.{shown} Line across: what is expected, with 1.96 standard errors to either side. σ: standard errors."
    );
    html.element("p", "class=\"note\"", &caption);
}

/// By how many standard errors the count differs; nothing where it cannot.
fn deviation(outcome: &Outcome) -> String {
    let by = outcome.expected.zip(outcome.error.filter(|error| *error > 0.0));
    by.map_or("–".into(), |(expected, error)| {
        format!("{:+.2} σ", (outcome.count - expected) / error).replace('-', "−")
    })
}

/// The rows of the last step, and when it was.
fn outcomes(recorded: &Recorded, probe: &str) -> Result<(String, Vec<Outcome>), OutputError> {
    let layout = Layout::of(recorded, probe);
    let (step, outcome, count) = (layout.need("step")?, layout.need("outcome")?, layout.need("count")?);
    let (expected, error) = (layout.need("expected")?, layout.need("standard_error")?);
    let (mut axis, mut last, mut all) = (layout.axis(), (f64::NEG_INFINITY, 0.0), Vec::new());
    recorded.rows(probe, &mut |rows| {
        for row in 0..rows[0].len() {
            let finite = |place: usize| rows[place].number(row).filter(|x| x.is_finite());
            let at = finite(step).unwrap_or_default();
            if at > last.0 {
                all.clear();
            }
            last = (at, axis.x(rows, row));
            all.push(Outcome {
                name: rows[outcome].words(row),
                count: finite(count).unwrap_or_default(),
                expected: finite(expected),
                error: finite(error),
            });
        }
        Ok(())
    })?;
    Ok((format!("{} {}", axis.label(), number(last.1)), all))
}
