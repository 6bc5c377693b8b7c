//! Counts of outcomes beside what was expected: no script is needed to see them.

mod said;

use super::html::{Html, escape, grouped, number};
use super::layout::Layout;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Bars, Body, Section};

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

impl Outcome {
    fn off(&self) -> Option<f64> {
        let (expected, error) = self.expected.zip(self.error.filter(|error| *error > 0.0))?;
        Some((self.count - expected) / error)
    }
}

/// Counts that no other shares a drawing with, or all that share one.
pub(super) fn section(html: &mut Html, recorded: &Recorded, title: &str, sections: &[&Section]) {
    html.open_section(title, sections);
    let bars = sections.iter().filter_map(|section| match &section.body {
        Body::Bars(bars) => Some(bars),
        _ => None,
    });
    let (mut all, mut last) = (vec![], None);
    for bars in bars {
        match outcomes(recorded, bars) {
            Ok((when, own)) => {
                let of = if sections.len() > 1 {
                    format!("{}: ", counted(recorded, &bars.probe))
                } else {
                    String::new()
                };
                all.extend(own.into_iter().map(|one| Outcome { name: of.clone() + &one.name, ..one }));
                last = Some((when, bars));
            }
            Err(e) => html.problem(&e),
        }
    }
    match last {
        Some((when, bars)) if all.is_empty() && bars.positive => {
            html.element("p", "", &format!("None at {when}."));
        }
        Some(_) if all.is_empty() => html.element("p", "class=\"note\"", "No rows were recorded."),
        Some((when, bars)) => {
            let said = if sections.len() > 1 { said::furthest(&all) } else { said::said(&all, &bars.unit) };
            said.into_iter().for_each(|said| html.element("p", "", &said));
            show(html, bars, &when, &all);
        }
        None => {}
    }
    html.raw("</section>\n");
}

/// What was counted: the object, unless another probe counts there, too.
fn counted<'a>(recorded: &'a Recorded, probe: &'a str) -> &'a str {
    let probes = &recorded.manifest().probes;
    let of = probes.iter().find(|other| other.name == probe).map_or(probe, |own| &own.of);
    if probes.iter().filter(|other| other.of == of).count() == 1 { of } else { probe }
}

fn show(html: &mut Html, bars: &Bars, when: &str, all: &[Outcome]) {
    let judged = all.iter().any(|outcome| outcome.expected.is_some());
    let end = |o: &Outcome| o.count.max(o.expected.unwrap_or(0.0) + BAR * o.error.unwrap_or(0.0));
    let widest = all.iter().map(end).fold(0.0, f64::max);
    let percent = |x: f64| if widest > 0.0 { (100.0 * x / widest).clamp(0.0, 100.0) } else { 0.0 };
    html.raw(&format!(
        "<div class=\"wide\"><table class=\"bars\"><thead><tr><th scope=\"col\">{}</th><th></th><th scope=\"col\">count</th>",
        escape(bars.outcome())
    ));
    if judged {
        html.raw("<th scope=\"col\">expected</th><th></th><th scope=\"col\">deviation</th>");
    }
    html.raw("</tr></thead><tbody>\n");
    for outcome in all.iter().take(OUTCOMES) {
        html.raw(&format!("<tr><th scope=\"row\">{}</th><td class=\"bar\">", escape(&outcome.name)));
        html.raw(&format!("<b style=\"width:{:.3}%\"></b>", percent(outcome.count)));
        if let Some(expected) = outcome.expected {
            let error = BAR * outcome.error.unwrap_or(0.0);
            let (low, high) = (percent(expected - error), percent(expected + error));
            html.raw(&format!("<s style=\"left:{low:.3}%;width:{:.3}%\"></s>", high - low));
            html.raw(&format!("<u style=\"left:{:.3}%\"></u>", percent(expected)));
        }
        html.raw(&format!("</td><td>{}</td>", number(outcome.count)));
        if judged {
            let expected = outcome.expected.map_or("–".into(), |x| number((10.0 * x).round() / 10.0));
            let (dot, deviation) = (dot(outcome), deviation(outcome));
            html.raw(&format!("<td>{expected}</td><td class=\"off\">{dot}</td><td>{deviation}</td>"));
        }
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
    let shown = match all.len() {
        n if n > OUTCOMES => format!(" The first {OUTCOMES} of {} outcomes.", grouped(n as u64)),
        _ => String::new(),
    };
    let counted = if bars.unit.is_empty() { "Counts".into() } else { format!("Counts of {}", bars.unit) };
    let legend = match judged {
        true => {
            " Line across: what is expected, with 1.96 standard errors to either side. \
             Dot: how many standard errors σ the count is off, from −4 to 4; shaded up to 1.96."
        }
        false => "",
    };
    let caption = format!("{counted} at {when}.{shown}{legend}");
    html.element("p", "class=\"note\"", &caption);
}

/// How many standard errors the count is off; nothing where it cannot be.
fn deviation(outcome: &Outcome) -> String {
    outcome.off().map_or("–".into(), |off| format!("{off:+.2} σ").replace('-', "−"))
}

/// The same as a place between −4 and 4.
fn dot(outcome: &Outcome) -> String {
    let place = |off: f64| 50.0 + 12.5 * off.clamp(-4.0, 4.0);
    outcome.off().map_or(String::new(), |off| format!("<i style=\"left:{:.1}%\"></i>", place(off)))
}

/// The rows of the last step, and when it was.
fn outcomes(recorded: &Recorded, bars: &Bars) -> Result<(String, Vec<Outcome>), OutputError> {
    let (probe, layout) = (&bars.probe, Layout::of(recorded, &bars.probe));
    let (step, outcome, count) =
        (layout.need("step")?, layout.need(bars.outcome())?, layout.need(bars.count())?);
    let shown = layout.shown(bars.rows.as_ref())?;
    let (expected, error) = (layout.find("expected"), layout.find("standard_error"));
    let (mut axis, mut last, mut all) = (layout.axis(), (f64::NEG_INFINITY, 0.0), Vec::new());
    recorded.rows(probe, &mut |rows| {
        for row in 0..rows[0].len() {
            let finite = |place: usize| rows[place].number(row).filter(|x| x.is_finite());
            let at = finite(step).unwrap_or_default();
            if at > last.0 {
                all.clear();
            }
            last = (at, axis.x(rows, row));
            let counted = finite(count).unwrap_or_default();
            if !shown.takes(rows, row) || bars.positive && counted == 0.0 {
                continue;
            }
            all.push(Outcome {
                name: rows[outcome].words(row),
                count: counted,
                expected: expected.and_then(finite),
                error: error.and_then(finite),
            });
        }
        Ok(())
    })?;
    Ok((format!("{} {}", axis.label(), number(last.1)), all))
}
