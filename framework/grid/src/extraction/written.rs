//! A reading in words.

use super::notation::{notation, simplest, words};
use super::rates::Source;
use super::reading::{Decision, Found, Reading};
use super::tally::Count;
use quincunx_core::interval::wilson;

/// Classes that are named, of many.
const NAMED: usize = 12;
/// Classes that are named to show why there is no rule.
const SHOWN: usize = 3;

impl Reading {
    /// The rule in its notation, with what is not known of it; or why there is none.
    pub fn rule(&self) -> String {
        match self.refuted {
            true => format!("no {}: {}", words(self.alphabet), self.reason()),
            false if self.found.iter().all(|found| found.decision == Decision::Undecided) => {
                "nothing is decided".into()
            }
            false => self.notation(),
        }
    }

    fn notation(&self) -> String {
        let (table, undecided) = (self.table(), names(self.classes(Decision::Undecided)));
        let unseen = match self.unseen {
            0 => String::new(),
            n => format!("{n} of 512 neighbourhoods were not seen"),
        };
        match (undecided.is_empty(), unseen.is_empty()) {
            (true, true) => simplest(self.alphabet, &table),
            (true, false) => format!("{} ({unseen})", simplest(self.alphabet, &table)),
            (false, true) => format!("{} (undecided: {undecided})", notation(self.alphabet, &table)),
            (false, false) => {
                format!("{} (undecided: {undecided}; {unseen})", notation(self.alphabet, &table))
            }
        }
    }

    fn reason(&self) -> String {
        let mixed = self.mixed();
        if mixed.is_empty() {
            let percent = |share: f64| format!("{:.1} %", 100.0 * share);
            let (found, told) = (self.contradictions.share().unwrap_or_default(), self.rates.born.high);
            let told = match self.rates.source {
                Source::Known => format!(", and {} should", percent(told)),
                _ => String::new(),
            };
            let found = percent(found);
            return format!("{found} of the targets contradict the others of their neighbourhood{told}");
        }
        let of = |found: &&Found| {
            let Count { seen, alive } = found.count;
            format!("{} became alive {alive} of {seen} times", found.class.name)
        };
        mixed.iter().take(SHOWN).map(of).collect::<Vec<_>>().join(", ")
    }

    /// Where the rates come from.
    pub fn source(&self) -> &'static str {
        match self.rates.source {
            Source::Known => "known",
            Source::Unanimous => "none contradicts another",
            Source::Estimated => "estimated",
        }
    }
}

/// Some names, and how many more there are.
fn names<'a>(found: impl Iterator<Item = &'a Found>) -> String {
    let names: Vec<&str> = found.map(|found| found.class.name.as_str()).collect();
    match names.len() {
        n if n > NAMED => format!("{} and {} more", names[..NAMED].join(", "), n - NAMED),
        _ => names.join(", "),
    }
}

impl Found {
    /// What is known of it, in words.
    pub fn words(&self) -> String {
        match self.decision {
            Decision::Alive => "alive".into(),
            Decision::Dead => "dead".into(),
            Decision::Mixed => "mixed".into(),
            Decision::Undecided => format!("undecided ({} seen)", self.count.seen),
        }
    }
}

impl Count {
    /// How many of those that were seen are alive; none if there were none.
    pub fn share(self) -> Option<f64> {
        (self.seen > 0).then(|| self.alive as f64 / self.seen as f64)
    }

    /// E. B. Wilson's interval at 95 % around that.
    pub fn interval(self) -> Option<(f64, f64)> {
        wilson(self.alive, self.seen)
    }
}
