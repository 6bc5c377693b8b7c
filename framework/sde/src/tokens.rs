//! A formula cut into tokens.

use crate::expression::{Comparison, Function2};
use crate::parse::ParseError;
use crate::scope::{begins_name, part_of_name};
use std::ops::Range;

/// The smallest part of a formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    Name,
    Operator(Function2),
    Compare(Comparison),
    And,
    Or,
    Not,
    Open,
    Close,
    Comma,
    End,
}

/// Signs that are tokens, longer ones first.
const SIGNS: [(&str, Token); 19] = [
    ("<=", Token::Compare(Comparison::LessEqual)),
    (">=", Token::Compare(Comparison::GreaterEqual)),
    ("==", Token::Compare(Comparison::Equal)),
    ("!=", Token::Compare(Comparison::NotEqual)),
    ("&&", Token::And),
    ("||", Token::Or),
    ("<", Token::Compare(Comparison::Less)),
    (">", Token::Compare(Comparison::Greater)),
    ("!", Token::Not),
    ("+", Token::Operator(Function2::Add)),
    ("-", Token::Operator(Function2::Sub)),
    ("\u{2212}", Token::Operator(Function2::Sub)),
    ("*", Token::Operator(Function2::Mul)),
    ("\u{b7}", Token::Operator(Function2::Mul)),
    ("/", Token::Operator(Function2::Div)),
    ("^", Token::Operator(Function2::Pow)),
    ("(", Token::Open),
    (")", Token::Close),
    (",", Token::Comma),
];

/// What people write in other languages, and what it is here.
const FOREIGN: [(&str, &str); 10] = [
    ("**", "a power is written `^`"),
    ("=", "`=` does not compare: say `==`"),
    ("&", "`&` is written `&&`"),
    ("|", "`|` is written `||`, and an absolute value `abs(…)`"),
    ("[", "only round brackets group"),
    ("]", "only round brackets group"),
    ("{", "only round brackets group"),
    ("}", "only round brackets group"),
    ("%", "there is no `%`: say `x - y*floor(x/y)`"),
    ("?", "there is no `?`: say `if(condition, a, b)`"),
];

/// The next token at or after byte `from`, with its place.
///
/// # Errors
/// If nothing in a formula begins so.
pub(crate) fn next(text: &str, from: usize) -> Result<(Token, Range<usize>), ParseError> {
    let rest = text[from..].trim_start();
    let start = text.len() - rest.len();
    let Some(first) = rest.chars().next() else { return Ok((Token::End, start..start)) };
    if first.is_ascii_digit() || rest.starts_with('.') {
        return number(rest, start);
    }
    if begins_name(first) {
        let length = rest.find(|c| !part_of_name(c)).unwrap_or(rest.len());
        return Ok((Token::Name, start..start + length));
    }
    sign(rest, start, first)
}

fn sign(rest: &str, start: usize, first: char) -> Result<(Token, Range<usize>), ParseError> {
    let foreign = |sign: &str| FOREIGN.iter().find(|(foreign, _)| sign.starts_with(foreign));
    let known = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
    match (foreign(rest), known) {
        // `==` begins with `=`, and `&&` with `&`; but `**` is never meant as `*`.
        (Some(("**", hint)), _) => ParseError::at(start..start + 2, *hint),
        (_, Some((sign, token))) => Ok((*token, start..start + sign.len())),
        (Some((sign, hint)), None) => ParseError::at(start..start + sign.len(), *hint),
        (None, None) => ParseError::at(
            start..start + first.len_utf8(),
            format!("nothing in a formula is written {first:?}"),
        ),
    }
}

/// Digits, with a point and an exponent or without.
fn number(rest: &str, start: usize) -> Result<(Token, Range<usize>), ParseError> {
    let digits = |from: usize| from + rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if rest[end..].starts_with('.') {
        end = digits(end + 1);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let from = end + 1 + usize::from(rest[end + 1..].starts_with(['+', '-']));
        end = if digits(from) > from { digits(from) } else { end };
    }
    let place = start..start + end;
    match rest[..end].parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), place)),
        Ok(_) => ParseError::at(place, "the number is too large: at most about 1.8e308"),
        Err(_) => ParseError::at(place, "expected digits beside the point"),
    }
}
