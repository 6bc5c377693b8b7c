//! Rules in text: every usual notation, and names.
//!
//! [`parse`] finds out by how a text looks which notation it is in, and gives the tightest description of the rule;
//! [`canonical`] writes the simplest text for a description.

use quincunx_sdk::form::{Form, OuterTotalistic};
use std::ops::Range;

pub(crate) mod elementary;
mod halves;
pub(crate) mod hensel;
mod larger;
pub(crate) mod map;
mod named;
mod neighbours;
pub mod suffix;
pub(crate) mod table;

pub use named::{NAMED, Named};
pub use suffix::split_suffix;

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotationError {
    /// What was expected.
    pub message: String,
    /// The bytes of the text that are at fault.
    pub offset: Range<usize>,
}

fn fault<T>(offset: Range<usize>, message: impl Into<String>) -> Result<T, NotationError> {
    Err(NotationError { message: message.into(), offset })
}

/// A way to write a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Births and survivals by counts, of eight neighbours or by their letter of six or four: `B3/S23`, `23/3`,
    /// `B2/S34H`; with Hensel's letters: `B2-a/S12`; with a number of states: `345/2/4`.
    Halves,
    /// The same of six neighbours, with or without the letter H.
    Hexagonal,
    /// The same of four neighbours, with or without the letter V.
    VonNeumann,
    /// `MAP` and a table in base64.
    Map,
    /// `R5,C0,M1,S34..58,B34..45,NM` or `5,34,45,34,58`.
    Larger,
    /// `W110`.
    Elementary,
}

impl Notation {
    /// Reads a rule that is in this notation.
    ///
    /// # Errors
    /// What is wrong, with its place in the text.
    pub fn read(self, text: &str) -> Result<Form, NotationError> {
        let trimmed = text.trim();
        let start = text.find(trimmed).unwrap_or(0);
        without_suffix(trimmed).and_then(|()| self.form(trimmed)).map_err(|error| NotationError {
            offset: error.offset.start + start..error.offset.end + start,
            ..error
        })
    }

    fn form(self, text: &str) -> Result<Form, NotationError> {
        match self {
            Notation::Halves => halves::read(text, neighbours::Neighbours::Moore)?.form(),
            Notation::Hexagonal => counting(text, neighbours::Neighbours::Hexagonal),
            Notation::VonNeumann => counting(text, neighbours::Neighbours::VonNeumann),
            Notation::Map => map::read(text).map(table::described),
            Notation::Larger => larger::read(text).map(larger::form),
            Notation::Elementary => elementary::read(text).map(elementary::table).map(table::described),
        }
    }

    /// The notation that a text looks like, if it has a sign that no name has.
    fn of(text: &str) -> Option<Self> {
        let mut letters = text.chars().map(|c| c.to_ascii_uppercase());
        let (first, second) = (letters.next()?, letters.next());
        let digits_or_slash = |c: char| c.is_ascii_digit() || c == '/';
        match (first, second) {
            ('M', _) if text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("map")) => {
                Some(Notation::Map)
            }
            ('W', Some('0'..='9')) => Some(Notation::Elementary),
            ('R', Some('0'..='9')) => Some(Notation::Larger),
            ('0'..='9', _) if text.contains(',') => Some(Notation::Larger),
            (first, _) if digits_or_slash(first) => Some(Notation::Halves),
            ('B' | 'S', None | Some('B' | 'S' | '_')) => Some(Notation::Halves),
            ('B' | 'S', Some(second)) if digits_or_slash(second) => Some(Notation::Halves),
            _ => None,
        }
    }
}

fn counting(text: &str, wanted: neighbours::Neighbours) -> Result<Form, NotationError> {
    let spelled = halves::read(text, wanted)?;
    match spelled.neighbours() == wanted {
        true => spelled.form(),
        false => {
            let message =
                format!("expected the letter {}, or none, at the end of this rule", wanted.letter());
            fault(text.len() - 1..text.len(), message)
        }
    }
}

/// In a scene the surface is said elsewhere.
fn without_suffix(text: &str) -> Result<(), NotationError> {
    let (rule, Some(suffix)) = split_suffix(text)? else { return Ok(()) };
    fault(rule.len()..text.len(), format!("the surface is said by fields of the grid: {}", suffix.fields()))
}

/// Reads a rule in any usual spelling, or by its name.
///
/// ```
/// use quincunx_grid::notation::{canonical, parse};
/// for text in ["B36/S23", "b36s23", "23/36", "S23/B36", "HighLife", "high-life"] {
///     assert_eq!(parse(text).map(|form| canonical(&form)).as_deref(), Ok("B36/S23"));
/// }
/// for text in ["B2/S34H", "B2-a/S12", "345/2/4", "W110", "R5,C0,M1,S34..58,B34..45,NM"] {
///     assert_eq!(parse(text).map(|form| canonical(&form)).as_deref(), Ok(text));
/// }
/// assert!(parse("B39/S23").unwrap_err().message.contains("9"));
/// ```
///
/// # Errors
/// What is wrong, with its place in the text.
pub fn parse(text: &str) -> Result<Form, NotationError> {
    let trimmed = text.trim();
    match (named::find(text), Notation::of(trimmed)) {
        (Some(named), _) => parse_notation(named.rule),
        (None, Some(notation)) => notation.read(text),
        (None, None) => {
            let start = text.find(trimmed).unwrap_or(0);
            named::unknown(text, start..start + trimmed.len())
        }
    }
}

fn parse_notation(text: &str) -> Result<Form, NotationError> {
    Notation::of(text).unwrap_or(Notation::Halves).read(text)
}

/// A Life-like rule in any usual spelling.
///
/// # Errors
/// What is wrong, or that the rule is none of these.
pub fn life_like(text: &str) -> Result<OuterTotalistic, NotationError> {
    match parse(text)? {
        Form::OuterTotalistic(rule) => Ok(rule),
        _ => fault(
            0..text.len(),
            "expected a rule that counts all eight neighbours and has two states: B3/S23",
        ),
    }
}

/// A rule as pattern files write it: the simplest text that says the same.
pub fn canonical(form: &Form) -> String {
    match form {
        Form::OuterTotalistic(rule) => rule.notation(),
        Form::MooreTable(table) => table::notation(table),
        Form::Generations(rule) => rule.notation(),
        Form::LargerThanLife(rule) => rule.notation(),
        other => other.text(),
    }
}

#[cfg(test)]
mod tests;
