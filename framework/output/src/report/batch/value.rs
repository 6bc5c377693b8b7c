//! A value of what varies, in an order that every machine has.

use super::super::html::number;
use quincunx_core::record::Values;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What a point has for one varied path.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Null.
    Missing,
    Number(f64),
    Text(String),
}

impl Value {
    pub fn of(cells: &Values, row: usize) -> Self {
        match cells {
            Values::Text(texts) => Value::Text(texts.get(row).cloned().unwrap_or_default()),
            // −0 and 0 are one place on an axis.
            numbers => numbers.number(row).map_or(Value::Missing, |x| Value::Number(x + 0.0)),
        }
    }

    /// Whether it has a place on an axis.
    pub fn is_drawn(&self) -> bool {
        match self {
            Value::Missing => false,
            Value::Number(x) => x.is_finite(),
            Value::Text(_) => true,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(x) => Some(*x),
            _ => None,
        }
    }

    /// As a reader wants it; an empty text is quoted, or nothing would be seen.
    pub fn label(&self) -> String {
        match self {
            Value::Missing => "–".into(),
            Value::Number(x) => words(*x),
            Value::Text(text) if text.is_empty() => "“”".into(),
            Value::Text(text) => text.clone(),
        }
    }
}

/// A number without the zeros that say nothing.
pub(super) fn words(x: f64) -> String {
    match number(x).split_once('e') {
        Some((digits, power)) if digits.contains('.') => {
            format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => number(x),
    }
}

/// Labels of four digits, or of more if some would be the same.
pub(super) fn labels(values: &[Value]) -> Vec<String> {
    let short = |value: &Value| match value {
        Value::Number(x) if x.trunc() != *x => words(format!("{x:.3e}").parse().unwrap_or(*x)),
        other => other.label(),
    };
    let labels: Vec<String> = values.iter().map(short).collect();
    match labels.iter().collect::<BTreeSet<_>>().len() == values.len() {
        true => labels,
        false => values.iter().map(Value::label).collect(),
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |value: &Value| match value {
            Value::Missing => 0,
            Value::Number(_) => 1,
            Value::Text(_) => 2,
        };
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Value {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_as_short_as_they_can_be_told_apart() {
        let labelled = |numbers: &[f64]| {
            labels(&numbers.iter().map(|x| Value::Number(*x)).collect::<Vec<_>>()).join(" ")
        };
        assert_eq!(labelled(&[0.1 + 0.2, 2.371_37, 65_536.0, 1e-7, 9.9e-6]), "0.3 2.371 65,536 1e-7 9.9e-6");
        assert_eq!(labelled(&[1.000_01, 1.000_02]), "1.00001 1.00002");
    }
}
