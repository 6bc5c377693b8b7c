//! What happened, in a sentence.

use super::Outcome;
use crate::report::html::{grouped, number};

/// Outcomes that the sentence names.
const NAMED: usize = 4;

/// How many had which outcome, and how far from what was expected; nothing if nothing was counted.
pub(super) fn said(all: &[Outcome], unit: &str) -> Option<String> {
    let total: f64 = all.iter().map(|outcome| outcome.count).sum();
    let mut found: Vec<&Outcome> = all.iter().filter(|outcome| outcome.count > 0.0).collect();
    found.sort_by(|a, b| b.count.total_cmp(&a.count));
    let share = |count: f64| number((10_000.0 * count / total).round() / 100.0);
    let mut named: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|outcome| format!("{} “{}” ({} %)", number(outcome.count), outcome.name, share(outcome.count)))
        .collect();
    if found.len() > NAMED {
        let others = found[NAMED..].iter().map(|outcome| outcome.count).sum::<f64>();
        named.push(format!(
            "{} one of {} others ({} %)",
            number(others),
            grouped((found.len() - NAMED) as u64),
            share(others)
        ));
    }
    let last = named.pop()?;
    let list = if named.is_empty() { last } else { format!("{} and {last}", named.join(", ")) };
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let sure = all.iter().all(|outcome| outcome.expected == Some(outcome.count));
    let judged = match furthest(all) {
        Some(furthest) => format!(". {furthest}"),
        None if sure => ", as it had to be.".into(),
        None => ".".into(),
    };
    Some(format!("Of {}{unit}, {list}{judged}", number(total)))
}

/// What differs most from what was expected, and whether chance does that.
pub(super) fn furthest(all: &[Outcome]) -> Option<String> {
    let off = all.iter().filter_map(|outcome| Some((outcome.off()?.abs(), &outcome.name)));
    let (by, name) = off.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    let chance = match by {
        ..3.0 => "no more than chance does",
        3.0..4.5 => "as chance seldom does",
        _ => "more than chance does",
    };
    Some(format!("Furthest from what was expected is “{name}”, by {by:.2} standard errors, {chance}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &str, count: f64, expected: f64, error: f64) -> Outcome {
        Outcome { name: name.into(), count, expected: Some(expected), error: Some(error) }
    }

    #[test]
    fn what_happened_reads_well() {
        let two = [outcome("up", 620.0, 500.0, 20.0), outcome("down", 380.0, 500.0, 20.0)];
        let expected = "Of 1,000 atoms, 620 “up” (62 %) and 380 “down” (38 %). Furthest from what was expected is “down”, by \
                        6.00 standard errors, more than chance does.";
        assert_eq!(said(&two, "atoms").unwrap(), expected);
        let sure = [outcome("up", 3.0, 3.0, 0.0), outcome("down", 0.0, 0.0, 0.0)];
        assert_eq!(said(&sure, "").unwrap(), "Of 3, 3 “up” (100 %), as it had to be.");
        let many: Vec<_> = (0..7).map(|n| outcome(&n.to_string(), 1.0, 1.0, 1.0)).collect();
        assert!(said(&many, "").unwrap().contains("1 “3” (14.29 %) and 3 one of 3 others (42.86 %)."));
        assert_eq!(said(&[], ""), None);
    }
}
