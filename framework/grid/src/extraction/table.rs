//! A reading as a table: a row for the whole rule, one for the rate of flips, and one for each class.

use super::marked::Marks;
use super::rates::Rates;
use super::reading::Reading;
use super::tally::{Count, Tally};
use quincunx_core::record::{Column, Type, Values};

/// The row that all classes come to.
pub(crate) const RULE: &str = "rule";
/// The row that is of no class.
pub(crate) const FLIPS: &str = "flips";

/// The columns; two more where the right rule is known.
pub(crate) fn columns(is_marked: bool) -> Vec<Column> {
    let share = |name| Column::new(name, Type::Float64, "");
    let mut columns = vec![
        Column::new("class", Type::Text, "").whole(RULE),
        Column::new("seen", Type::Int64, "cells"),
        Column::new("alive", Type::Int64, "cells"),
        share("estimate"),
        share("low"),
        share("high"),
        Column::new("decision", Type::Text, ""),
    ];
    if is_marked {
        columns.extend([share("accuracy"), Column::new("wrong", Type::Int64, "neighbourhoods").nullable()]);
    }
    columns
}

/// Their cells, by what the right rule says of each neighbourhood, where it is known. Where all neighbourhoods were asked,
/// shares are what they are, and no estimates.
pub(crate) fn cells(reading: &Reading, is_all: bool, right: Option<&Tally>) -> Vec<Values> {
    let mut cells = found(reading, is_all);
    cells.extend(right.into_iter().flat_map(|rule| marks(reading, rule)));
    cells
}

/// A row of the table: name, counts, interval and words.
type Row = (String, Count, Option<(f64, f64)>, String);

fn found(reading: &Reading, is_all: bool) -> Vec<Values> {
    let interval = |count: Count| match is_all {
        true => count.share().map(|share| (share, share)),
        false => count.interval(),
    };
    let (seen, flips) = (reading.seen(), reading.contradictions);
    let rule: Row = (RULE.into(), seen, interval(seen), reading.rule());
    let flips: Row = (FLIPS.into(), flips, Some(limits(reading)), reading.source().into());
    let found = reading.found.iter();
    let found =
        found.map(|found| (found.class.name.clone(), found.count, interval(found.count), found.words()));
    let rows: Vec<Row> = [rule, flips].into_iter().chain(found).collect();
    let column = |of: fn(&Row) -> Option<f64>| Values::Float64(rows.iter().map(of).collect());
    let text = |of: fn(&Row) -> &String| Values::Text(rows.iter().map(|row| of(row).clone()).collect());
    vec![
        text(|row| &row.0),
        Values::Int64(rows.iter().map(|row| row.1.seen as i64).collect()),
        Values::Int64(rows.iter().map(|row| row.1.alive as i64).collect()),
        column(|row| row.1.share()),
        column(|row| row.2.map(|(low, _)| low)),
        column(|row| row.2.map(|(_, high)| high)),
        text(|row| &row.3),
    ]
}

/// Two columns more: how much was read as a rule has it. That is not asked of the rate of flips.
fn marks(reading: &Reading, rule: &Tally) -> [Values; 2] {
    let all = Marks::of(&reading.found, rule);
    let classes = reading.found.iter().map(|found| Some(Marks::of([found], rule)));
    let rows: Vec<Option<Marks>> = [Some(all), None].into_iter().chain(classes).collect();
    let accuracy = rows.iter().map(|marks| marks.map(Marks::accuracy)).collect();
    let wrong = rows.iter().map(|marks| marks.map(|marks| marks.wrong as i64)).collect();
    [Values::Float64(accuracy), Values::Int64OrNull(wrong)]
}

/// Between which rates targets are flipped; for what is clean, none.
fn limits(reading: &Reading) -> (f64, f64) {
    let Rates { born, dies, .. } = reading.rates;
    let low = if born.low < dies.low { born.low } else { dies.low };
    let high = if born.high > dies.high { born.high } else { dies.high };
    let seen = |p: f64| if p < 1e-200 { 0.0 } else { p };
    (seen(low), seen(high))
}
