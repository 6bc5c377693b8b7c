//! How often what is seen to become of a cell is not what became of it.

use super::tally::{Count, Tally};

/// What 1 in 10⁹ is to whoever adds logarithms of odds: no test is wrong more often.
pub(crate) const SURE: f64 = 20.723_265_836_946_41;

/// So rarely is what is clean not what it seems: never.
const NEVER: f64 = 1e-300;

/// Not one of so many cells contradicts another: at a rate of 16 % that happens less than once in 10⁹ times.
const REPEATS: u64 = 128;

/// Between which two numbers a probability lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate {
    pub low: f64,
    pub high: f64,
}

impl Rate {
    fn known(p: f64) -> Self {
        Rate { low: p.max(NEVER), high: p.max(NEVER) }
    }

    /// The logarithm of the odds against so many cells that are not what they seem, and others that are: at the rate at
    /// which they are the likeliest.
    fn log_likelihood(self, wrong: u64, right: u64) -> f64 {
        let (wrong, right) = (wrong as f64, right as f64);
        let p = (wrong / (wrong + right).max(1.0)).max(self.low).min(self.high).max(NEVER);
        wrong * libm::log(p) + right * libm::log1p(-p)
    }
}

/// Where rates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// They were told.
    Known,
    /// Not one cell contradicts another.
    Unanimous,
    /// From how often cells contradict each other.
    Estimated,
}

/// How often a dead cell seems alive, and a living one dead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rates {
    pub born: Rate,
    pub dies: Rate,
    pub source: Source,
}

impl Rates {
    /// What is seen is what is.
    pub const CLEAN: Rates = {
        let never = Rate { low: NEVER, high: NEVER };
        Rates { born: never, dies: never, source: Source::Known }
    };

    /// Known ones, that come to less than 1 together.
    pub fn known(born: f64, dies: f64) -> Self {
        Rates { born: Rate::known(born), dies: Rate::known(dies), source: Source::Known }
    }

    /// One rate, the same for dead and living cells, from transitions that may be disturbed.
    pub fn estimated(tally: &Tally) -> Self {
        let counts = || tally.counts().iter().filter(|count| count.seen > 0);
        let (kinds, all): (u64, Count) = (counts().count() as u64, counts().copied().sum());
        let contradict = counts().map(|count| count.fewer()).sum::<u64>();
        if contradict == 0 && all.seen - kinds >= REPEATS {
            return Rates { source: Source::Unanimous, ..Rates::CLEAN };
        }
        let rate = limits(contradict, all.seen, kinds);
        Rates { born: rate, dies: rate, source: Source::Estimated }
    }

    /// These or any lower ones.
    pub fn or_less(self) -> Self {
        let down = |rate: Rate| Rate { low: NEVER, ..rate };
        Rates { born: down(self.born), dies: down(self.dies), ..self }
    }

    /// By how much the logarithm of the odds of "alive" against "dead" grows with a cell that seems alive, and with one
    /// that seems dead. Rates that are higher than they are make it grow more slowly.
    pub fn weights(&self) -> [f64; 2] {
        let (born, dies) = (self.born.high, self.dies.high);
        [libm::log1p(-dies) - libm::log(born), libm::log(dies) - libm::log1p(-born)]
    }

    /// The logarithm of the odds of "alive" against "dead".
    pub fn odds(&self, count: Count) -> f64 {
        let [alive, dead] = self.weights();
        count.alive as f64 * alive + count.dead() as f64 * dead
    }

    /// The logarithm of the likelihood of what was seen, if the cell is alive and if it is dead: the greater of both.
    pub fn log_likelihood(&self, count: Count) -> f64 {
        let alive = self.dies.log_likelihood(count.dead(), count.alive);
        let dead = self.born.log_likelihood(count.alive, count.dead());
        if alive > dead { alive } else { dead }
    }
}

/// The rates p up to ½ that are not ruled out at 10⁻⁹, where the fewer targets of each of so many kinds contradict the
/// others.
///
/// Of the likelihood at the true rule and rate the mean over all rules and rates is more than 10⁹ times as much with a
/// probability of 10⁻⁹ at most, whenever one looks (Ville). The first is no more than pᵐ(1−p)ⁿ⁻ᵐ, for a rule may as well
/// make the fewer the true ones; the other is no less than 2⁻ᵏ ∫ pᵐ(1−p)ⁿ⁻ᵐ dp. So a kind that was seen once tells nothing,
/// and counts that are small make the rate uncertain, and not too low.
fn limits(fewer: u64, seen: u64, kinds: u64) -> Rate {
    let (m, n) = (fewer as f64, seen as f64);
    let mean = -(kinds as f64) * std::f64::consts::LN_2 - libm::log1p(n) - log_choose(seen, fewer);
    let likelihood = |p: f64| m * libm::log(p.max(NEVER)) + (n - m) * libm::log1p(-p);
    let is_in = |p: &f64| likelihood(*p) >= mean - SURE;
    let estimate = m / n.max(1.0);
    Rate { low: edge(estimate, 0.0, is_in), high: edge(estimate, 0.5, is_in) }
}

/// Where between a number that is in and another what is in ends.
fn edge(inside: f64, end: f64, is_in: impl Fn(&f64) -> bool) -> f64 {
    if is_in(&end) {
        return end;
    }
    let (mut inside, mut outside) = (inside, end);
    for _ in 0..60 {
        let middle = 0.5 * (inside + outside);
        *(if is_in(&middle) { &mut inside } else { &mut outside }) = middle;
    }
    outside
}

/// ln of n over k.
pub(crate) fn log_choose(n: u64, k: u64) -> f64 {
    let log_factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
    log_factorial(n) - log_factorial(k) - log_factorial(n - k)
}
