//! Which rule cells were moved by, read from what became of them.
//!
//! A [`tally`] counts what became of each of the 512 neighbourhoods in [`pairs`] of generations, or becomes of them by a
//! rule that is [`asked`]; [`rates`] say how often what is seen is not what was; a [`reading`] asks for the coarsest
//! [`Alphabet`](quincunx_core::neighbourhood::Alphabet) against which no [`evidence`] speaks, and decides each of its
//! classes, if it can; it is [`written`] as a rule in that alphabet's [`notation`] and told as a [`table`], and [`marked`] where the
//! right one is known.

mod asked;
mod evidence;
mod marked;
mod notation;
mod pairs;
mod rates;
mod reading;
pub(crate) mod table;
mod tally;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use asked::Asked;
pub(crate) use pairs::Pairs;
pub(crate) use rates::Rates;
pub(crate) use reading::Reading;
pub(crate) use tally::{Count, Tally};
