//! Which rule cells were moved by, read from what became of them.
//!
//! A [`tally`] counts, in [`pairs`] of generations, what became of each of the 512 neighbourhoods; [`rates`] say how often what is seen is not what was;
//! a [`reading`] asks for the coarsest [`alphabet`] against which no [`evidence`] speaks, and decides each of its classes,
//! if it can; and it is [`written`] as a rule.

mod alphabet;
mod evidence;
mod pairs;
mod rates;
mod reading;
mod tally;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use alphabet::Alphabet;
#[cfg(test)]
pub(crate) use alphabet::Class;
pub(crate) use pairs::Pairs;
pub(crate) use rates::Rates;
pub(crate) use reading::Reading;
pub(crate) use tally::{Count, Tally};
