//! Moments of every combination of swept parameters: their means over time, and what is measured last over a parameter.

use super::fan::{caption, columns, fill};
use super::html::{Html, cell, number};
use super::layout::Layout;
use super::plot::{Plot, Style, table};
use super::variables::{DRAWINGS, Variables, heading, omitted};
use crate::decimate::Line;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::Fan;

/// Combinations that have a line at most.
const LINES: usize = 48;
/// Lines that have a place below the drawing.
const LISTED: usize = 12;

/// What is drawn of one combination.
#[derive(Default)]
struct Combination {
    /// The value of each swept parameter.
    at: Vec<f64>,
    /// The mean over time.
    course: Line,
    times: usize,
    /// The last of each column.
    last: Vec<Option<f64>>,
}

/// The combinations of one variable, in the order of the table.
#[derive(Default)]
struct Swept(Vec<Combination>);

impl Swept {
    /// Rows come combination by combination, time after time: the next one is mostly the one behind the last.
    fn at(&mut self, values: &[f64], hint: usize) -> usize {
        if self.0.get(hint).is_some_and(|found| found.at == values) {
            return hint;
        }
        self.0.iter().position(|found| found.at == values).unwrap_or_else(|| {
            self.0.push(Combination { at: values.to_vec(), ..Combination::default() });
            self.0.len() - 1
        })
    }
}

pub(super) fn draw(html: &mut Html, recorded: &Recorded, title: &str, fan: &Fan) {
    match gathered(recorded, fan) {
        Ok(gathered) if gathered.of.is_empty() => {
            html.element("p", "class=\"note\"", "No rows were recorded.")
        }
        Ok(gathered) => show(html, title, fan, gathered),
        Err(e) => html.problem(&e),
    }
}

struct Gathered {
    label: &'static str,
    unit: String,
    columns: Vec<&'static str>,
    of: Variables<Swept>,
}

fn gathered(recorded: &Recorded, fan: &Fan) -> Result<Gathered, OutputError> {
    let layout = Layout::of(recorded, &fan.probe);
    let var = layout.need("var")?;
    let columns = columns(&layout);
    let all = |names: &mut dyn Iterator<Item = &str>| {
        names.map(|name| layout.need(name)).collect::<Result<Vec<_>, _>>()
    };
    let (places, swept) =
        (all(&mut columns.iter().copied())?, all(&mut fan.swept.iter().map(String::as_str))?);
    let (mut axis, mut of, mut hint) = (layout.axis(), Variables::<Swept>::default(), 0);
    recorded.rows(&fan.probe, &mut |rows| {
        for row in 0..rows[0].len() {
            let values: Vec<f64> =
                swept.iter().map(|place| rows[*place].number(row).unwrap_or(f64::NAN)).collect();
            let found = of.entry(&rows[var], row);
            hint = found.at(&values, hint);
            let one = &mut found.0[hint];
            one.course.put(axis.x(rows, row), rows[places[0]].number(row));
            one.times += 1;
            one.last = places.iter().map(|place| rows[*place].number(row)).collect();
            hint = if hint + 1 < found.0.len() { hint + 1 } else { 0 };
        }
        Ok(())
    })?;
    Ok(Gathered { label: axis.label(), unit: layout.unit(places[0]).into(), columns, of })
}

fn show(html: &mut Html, title: &str, fan: &Fan, gathered: Gathered) {
    let Gathered { label, unit, columns, of } = gathered;
    let (several, all) = (of.len() > 1, of.len());
    let mut rows = Vec::new();
    for (name, Swept(combinations)) in of.into_iter().take(DRAWINGS) {
        let title = heading(html, title, &name, several);
        for one in combinations.iter().take(LINES) {
            let mut row = vec![if several {
                format!("{name} · {}", words(&fan.swept, &one.at))
            } else {
                words(&fan.swept, &one.at)
            }];
            row.extend(one.last.iter().map(|value| cell(*value)));
            rows.push(row);
        }
        let over = over_parameter(fan, &unit, &columns, &combinations);
        let total = combinations.len();
        if combinations.iter().any(|one| one.times > 1) {
            let mut plot = Plot { x: label.into(), unit: unit.clone(), ..Plot::default() };
            over_time(&mut plot, fan, combinations);
            plot.draw(html, &format!("{title}: the {} over {label}", columns[0]));
            let first = if total > LINES {
                format!(" The first {LINES} of {total} lines are drawn.")
            } else {
                String::new()
            };
            html.element("p", "class=\"note\"", &format!("The {} over {label}.{first}", columns[0]));
        }
        over.draw(html, &title);
        let bands = if over.bands.is_empty() { String::new() } else { format!(" {}", caption(&columns)) };
        html.element(
            "p",
            "class=\"note\"",
            &format!("What was measured last, over {}.{bands}", fan.swept[0]),
        );
    }
    omitted(html, all);
    let headings: Vec<_> = ["at the end"].into_iter().chain(columns).collect();
    table(html, &headings, &rows);
}

/// theta 0.5, sigma 1
fn words(names: &[String], values: &[f64]) -> String {
    let each = |(name, value): (&String, &f64)| format!("{name} {}", number(*value));
    names.iter().zip(values).map(each).collect::<Vec<_>>().join(", ")
}

fn over_time(plot: &mut Plot, fan: &Fan, combinations: Vec<Combination>) {
    let style = if combinations.len() > LISTED { Style::Thin } else { Style::Line };
    for (n, one) in combinations.into_iter().take(LINES).enumerate() {
        let label = words(&fan.swept, &one.at);
        plot.add(label, one.course, style, n);
    }
}

/// What was measured last, over the first parameter: with bands where no other is swept, else a line of means for each
/// combination of the others.
fn over_parameter(fan: &Fan, unit: &str, columns: &[&str], combinations: &[Combination]) -> Plot {
    let mut plot = Plot { x: fan.swept[0].clone(), unit: unit.into(), ..Plot::default() };
    if fan.swept.len() == 1 {
        let mut sorted: Vec<_> = combinations.iter().collect();
        sorted.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
        let line = |column: usize| {
            let mut line = Line::default();
            sorted.iter().for_each(|one| line.put(one.at[0], one.last[column]));
            line
        };
        fill(&mut plot, columns, (0..columns.len()).map(line).collect());
        return plot;
    }
    let mut others: Vec<(&[f64], Vec<&Combination>)> = vec![];
    for one in combinations {
        match others.iter_mut().find(|(known, _)| *known == &one.at[1..]) {
            Some((_, found)) => found.push(one),
            None => others.push((&one.at[1..], vec![one])),
        }
    }
    let style = if others.len() > LISTED { Style::Thin } else { Style::Line };
    for (n, (values, mut found)) in others.into_iter().take(LINES).enumerate() {
        found.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
        let mut line = Line::default();
        found.iter().for_each(|one| line.put(one.at[0], one.last[0]));
        plot.add(words(&fan.swept[1..], values), line, style, n);
    }
    plot
}
