//! What becomes of each class of neighbourhoods, as far as that can be said.

use super::evidence::{on_few, parts, share};
use super::rates::{Rates, SURE, Source};
use super::tally::{Count, Tally};
use crate::notation::table::from_numbers;
use quincunx_core::neighbourhood::{Alphabet, Class};
use quincunx_sdk::form::MooreTable;

/// Targets of which at least so many contradict the others of their neighbourhood follow no rule that could be told.
const TOO_MANY: f64 = 0.4;

/// What is known of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The cell lives in the next generation: it is born, or survives.
    Alive,
    /// It does not.
    Dead,
    /// Too few were seen, or they contradict each other too much.
    Undecided,
    /// It is not one thing that becomes of it.
    Mixed,
}

/// A class, what was seen of it, and what is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub class: Class,
    pub count: Count,
    pub decision: Decision,
}

/// A rule as it was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub alphabet: Alphabet,
    pub rates: Rates,
    /// Whether the data are those of no rule of this alphabet.
    pub refuted: bool,
    pub found: Vec<Found>,
    /// How many of the 512 neighbourhoods were not seen.
    pub unseen: usize,
    /// How many of all targets are the fewer of their neighbourhood.
    pub contradictions: Count,
}

impl Reading {
    /// By the coarsest alphabet of some that explains what was seen; by the finest of them if none does.
    pub fn of(tally: &Tally, alphabets: &[Alphabet], rates: Rates) -> Self {
        let mut readings = alphabets.iter().map(|alphabet| Reading::by(*alphabet, tally, rates));
        let mut last = readings.next().unwrap_or_else(|| Reading::by(Alphabet::Map, tally, rates));
        for next in readings {
            if !last.refuted {
                break;
            }
            last = next;
        }
        last
    }

    fn by(alphabet: Alphabet, tally: &Tally, rates: Rates) -> Self {
        let classes = alphabet.classes();
        let counts: Vec<Count> =
            classes.iter().map(|class| class.members.iter().map(|n| tally.of(*n)).sum()).collect();
        let parts: Vec<f64> = classes.iter().map(|class| parts(class, tally, &rates)).collect();
        let shares = counts.iter().map(|count| share(*count, &rates));
        let noise = rates.source == Source::Estimated && rates.born.low > TOO_MANY;
        let refuted = noise || on_few(parts.iter().copied()) >= SURE || on_few(shares) >= SURE;
        let (bound, most) = (SURE + libm::log(classes.len() as f64), rates.or_less());
        let found = classes.into_iter().zip(counts).zip(parts).map(|((class, count), parts)| {
            let mixed = parts >= bound || share(count, &most) >= bound;
            Found { class, count, decision: decision(rates.odds(count), mixed, bound) }
        });
        let found = found.collect();
        let unseen = tally.counts().iter().filter(|count| count.seen == 0).count();
        let all = tally.counts().iter();
        let contradictions = all.map(|count| Count { seen: count.seen, alive: count.fewer() }).sum();
        Reading { alphabet, rates, refuted, found, unseen, contradictions }
    }

    /// All transitions that were seen.
    pub fn seen(&self) -> Count {
        self.found.iter().map(|found| found.count).sum()
    }

    /// The table of the classes that are known to become alive.
    pub fn table(&self) -> MooreTable {
        let alive = self.found.iter().filter(|found| found.decision == Decision::Alive);
        let mut table = [false; 512];
        alive.flat_map(|found| &found.class.members).for_each(|n| table[usize::from(*n)] = true);
        from_numbers(|n| table[usize::from(n)])
    }

    /// The classes of which something is known, or not.
    pub fn classes(&self, decision: Decision) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(move |found| found.decision == decision)
    }

    /// The classes that contradict themselves, those that do most first.
    pub fn mixed(&self) -> Vec<&Found> {
        let mut all: Vec<&Found> = self.classes(Decision::Mixed).collect();
        let share = |found: &Found| found.count.fewer() as f64 / found.count.seen as f64;
        all.sort_by(|a, b| share(b).total_cmp(&share(a)));
        all
    }
}

/// Logarithms of the odds of "alive", and of a bound: if the odds are as great, the other is true in one of so many cases
/// at most (A. Wald).
fn decision(odds: f64, mixed: bool, bound: f64) -> Decision {
    match odds {
        _ if mixed => Decision::Mixed,
        odds if odds >= bound => Decision::Alive,
        odds if odds <= -bound => Decision::Dead,
        _ => Decision::Undecided,
    }
}
