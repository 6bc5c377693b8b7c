//! What speaks against a rule of some kind: bets on others, which win much only if it is wrong.
//!
//! Each is a number that is 1 in the mean, or less, if the rule is of that kind; so it is above 10⁹ in one of 10⁹ cases at
//! most, however long one has waited for it (J. Ville). Bets on independent things may be multiplied. All are logarithms.

use super::rates::{Rates, log_choose};
use super::tally::{Count, Tally};
use quincunx_core::neighbourhood::Class;

/// A bet on many things, of which few are expected to win: a share of 1/n is put on each of n, one after the other.
pub(crate) fn on_few(bets: impl ExactSizeIterator<Item = f64>) -> f64 {
    let share = 1.0 / bets.len().max(1) as f64;
    bets.fold(0.0, |sum, bet| sum + staked(share, bet))
}

/// ln(1 − share + share·eᵇᵉᵗ)
fn staked(share: f64, bet: f64) -> f64 {
    match bet > 0.0 {
        true => bet + libm::log(share + (1.0 - share) * libm::exp(-bet)),
        false => libm::log(1.0 - share + share * libm::exp(bet)),
    }
}

/// That some neighbourhoods of a class become something else than the others, whatever these become.
pub(crate) fn parts(class: &Class, tally: &Tally, rates: &Rates) -> f64 {
    let odds: Vec<f64> = class.members.iter().map(|n| rates.odds(tally.of(*n))).collect();
    let alive = on_few(odds.iter().map(|odds| -odds));
    let dead = on_few(odds.iter().copied());
    if alive < dead { alive } else { dead }
}

/// That cells of a class come alive with a probability of its own, which is no rate at which cells seem what they are not.
pub(crate) fn share(count: Count, rates: &Rates) -> f64 {
    // The mean of the likelihood over all probabilities.
    let mean = -libm::log1p(count.seen as f64) - log_choose(count.seen, count.alive);
    mean - rates.log_likelihood(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bet_on_few_gains_nearly_as_much_as_one_on_those_that_win() {
        assert_eq!(on_few([0.0; 7].into_iter()), 0.0);
        assert!((on_few([5.0].into_iter()) - 5.0).abs() < 1e-12);
        let mut bets = [-50.0; 100];
        assert!((on_few(bets.iter().copied()) - 100.0 * libm::log(0.99)).abs() < 1e-12);
        bets[7] = 2000.0;
        let won = on_few(bets.iter().copied());
        assert!((won - (2000.0 - libm::log(100.0) + 99.0 * libm::log(0.99))).abs() < 1e-9, "{won}");
    }

    /// The mean over all that may be seen of so many cells is no more than 1.
    #[test]
    fn bets_win_nothing_in_the_mean_if_there_is_nothing_to_win() {
        let rates = Rates::known(0.3, 0.1);
        for n in [1u64, 2, 7, 40] {
            for p in [0.3, 0.05, 0.9, 0.98] {
                let mean = |bet: &dyn Fn(Count) -> f64| {
                    let term = |alive: u64| {
                        let (a, d) = (alive as f64, (n - alive) as f64);
                        let chance = log_choose(n, alive) + a * libm::log(p) + d * libm::log(1.0 - p);
                        libm::exp(chance + bet(Count { seen: n, alive }))
                    };
                    (0..=n).map(term).fold(0.0, |sum, term| sum + term)
                };
                let against = if p < 0.5 { 1.0 } else { -1.0 };
                let odds = mean(&|count| against * rates.odds(count));
                assert!(odds < 1.0 + 1e-9, "{n} {p}: {odds}");
                if p == 0.3 || p == 0.9 {
                    let share = mean(&|count| share(count, &rates));
                    assert!(share < 1.0 + 1e-9, "{n} {p}: {share}");
                }
            }
        }
    }
}
