//! Text to formulas.
//!
//! `+ - * / ^`, functions, brackets and `if(condition, a, b)`. A power binds tighter than a minus before it, and groups
//! from the right: `-x^2` is `-(x^2)`, `x^y^z` is `x^(y^z)`.

mod calls;

use crate::display::level;
use crate::expression::{Comparison, Condition, Expr, Function1, Function2};
use crate::scope::{Scope, functions};
use crate::tokens::{self, Token};
use quincunx_sdk::spelling::unknown;
use std::ops::Range;
use std::sync::Arc;

/// How deep brackets, functions and signs may nest: what walks a formula walks it recursively.
pub const NESTING: usize = 256;
/// How deep a tree may be: a chain `a + b + c + …` nests nothing, and is a deep tree all the same.
pub const DEPTH: usize = 512;

/// Why a text is no formula.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// What was expected, as a fragment.
    pub message: String,
    /// The bytes of the text that are at fault.
    pub bytes: Range<usize>,
}

impl ParseError {
    pub(crate) fn at<T>(bytes: Range<usize>, message: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError { message: message.into(), bytes })
    }
}

/// Reads a formula that is a number.
///
/// ```
/// use quincunx_sde::{parse::parse, scope::Scope};
/// let scope = Scope::new(["x"], ["theta", "mu"]);
/// assert!(parse("theta * (mu - x)", &scope).is_ok());
/// let error = parse("tehta * (mu - x)", &scope).unwrap_err();
/// assert_eq!(error.message, "no variable or parameter is named `tehta`: did you mean `theta`?");
/// assert_eq!(error.bytes, 0..5);
/// ```
///
/// # Errors
/// What is wrong, with its place in the text.
pub fn parse(text: &str, scope: &Scope) -> Result<Expr, ParseError> {
    whole(text, scope, "x + 1")?.value()
}

/// Reads a formula that holds or does not, such as `x > 1 && t < 5`.
///
/// # Errors
/// What is wrong, with its place in the text.
pub fn parse_condition(text: &str, scope: &Scope) -> Result<Condition, ParseError> {
    whole(text, scope, "x > 1")?.truth()
}

fn whole(text: &str, scope: &Scope, such: &str) -> Result<Piece, ParseError> {
    if text.trim().is_empty() {
        return ParseError::at(
            0..text.len(),
            format!("the formula is empty: expected something like `{such}`"),
        );
    }
    let mut parser = Parser { text, scope, token: Token::End, bytes: 0..0, nesting: 0 };
    parser.advance()?;
    let piece = parser.piece(0)?;
    match parser.token {
        Token::End => Ok(piece),
        Token::Close => ParseError::at(parser.bytes, "this bracket was never opened"),
        Token::Comma => ParseError::at(parser.bytes, "a comma stands between a function's arguments only"),
        _ => ParseError::at(parser.bytes, "expected an operator"),
    }
}

/// What has been read: a number or a condition, and where.
struct Piece {
    what: What,
    bytes: Range<usize>,
    depth: usize,
}

enum What {
    Value(Expr),
    Truth(Condition),
}

impl Piece {
    fn value(self) -> Result<Expr, ParseError> {
        match self.what {
            What::Value(value) => Ok(value),
            What::Truth(_) => {
                ParseError::at(self.bytes, "expected a number, found a comparison: say `if(condition, a, b)`")
            }
        }
    }

    fn truth(self) -> Result<Condition, ParseError> {
        match self.what {
            What::Truth(truth) => Ok(truth),
            What::Value(_) => {
                ParseError::at(self.bytes, "expected a condition such as `x > 0`, found a number")
            }
        }
    }
}

/// An operator between two operands.
#[derive(Clone, Copy)]
enum Infix {
    Operator(Function2),
    Compare(Comparison),
    And,
    Or,
}

impl Infix {
    fn of(token: Token) -> Option<Infix> {
        match token {
            Token::Operator(f) => Some(Infix::Operator(f)),
            Token::Compare(how) => Some(Infix::Compare(how)),
            Token::And => Some(Infix::And),
            Token::Or => Some(Infix::Or),
            _ => None,
        }
    }

    /// How tightly it binds, and what its right operand must bind.
    fn levels(self) -> (u8, u8) {
        match self {
            Infix::Or => (level::OR, level::AND),
            Infix::And => (level::AND, level::COMPARE),
            Infix::Compare(_) => (level::COMPARE, level::SUM),
            Infix::Operator(Function2::Add | Function2::Sub) => (level::SUM, level::PRODUCT),
            Infix::Operator(Function2::Mul | Function2::Div) => (level::PRODUCT, level::MINUS),
            Infix::Operator(_) => (level::POWER, level::POWER),
        }
    }

    fn join(self, a: Piece, b: Piece) -> Result<What, ParseError> {
        Ok(match self {
            Infix::Operator(f) => What::Value(Expr::binary(f, a.value()?, b.value()?)),
            Infix::Compare(how) => match a.what {
                What::Truth(Condition::Compare(..)) => {
                    let message = "comparisons do not chain: say `a < b && b < c`";
                    return ParseError::at(a.bytes.start..b.bytes.end, message);
                }
                _ => What::Truth(Condition::Compare(how, a.value()?, b.value()?)),
            },
            Infix::And => What::Truth(Condition::And(Arc::new(a.truth()?), Arc::new(b.truth()?))),
            Infix::Or => What::Truth(Condition::Or(Arc::new(a.truth()?), Arc::new(b.truth()?))),
        })
    }
}

struct Parser<'a> {
    text: &'a str,
    scope: &'a Scope,
    /// The next token, not yet taken.
    token: Token,
    bytes: Range<usize>,
    nesting: usize,
}

impl<'a> Parser<'a> {
    /// Takes the next token: its place.
    fn advance(&mut self) -> Result<Range<usize>, ParseError> {
        let (token, bytes) = tokens::next(self.text, self.bytes.end)?;
        self.token = token;
        Ok(std::mem::replace(&mut self.bytes, bytes))
    }

    /// Reads as far as operators bind at least so tightly.
    fn piece(&mut self, least: u8) -> Result<Piece, ParseError> {
        let mut left = self.operand()?;
        loop {
            self.refuse_neighbour(&left)?;
            let Some(infix) = Infix::of(self.token) else { return Ok(left) };
            let (own, right) = infix.levels();
            if own < least {
                return Ok(left);
            }
            self.advance()?;
            let right = self.nested(|parser| parser.piece(right))?;
            left = self.joined(infix, left, right)?;
        }
    }

    fn joined(&self, infix: Infix, a: Piece, b: Piece) -> Result<Piece, ParseError> {
        let (bytes, depth) = (a.bytes.start..b.bytes.end, 1 + a.depth.max(b.depth));
        if depth > DEPTH {
            let message = format!("more than {DEPTH} operations in a chain: bracket them in groups");
            return ParseError::at(bytes, message);
        }
        Ok(Piece { what: infix.join(a, b)?, bytes, depth })
    }

    /// Runs `read` one level deeper.
    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Piece, ParseError>,
    ) -> Result<Piece, ParseError> {
        if self.nesting == NESTING {
            let message = format!("the formula nests deeper than {NESTING} levels");
            return ParseError::at(self.bytes.clone(), message);
        }
        self.nesting += 1;
        let piece = read(self);
        self.nesting -= 1;
        piece
    }

    /// Two operands without an operator, as in `2 x`.
    fn refuse_neighbour(&self, left: &Piece) -> Result<(), ParseError> {
        if !matches!(self.token, Token::Number(_) | Token::Name | Token::Open | Token::Not) {
            return Ok(());
        }
        let text = |bytes: Range<usize>| -> String {
            let whole = &self.text[bytes];
            if whole.chars().count() > 20 { "…".into() } else { whole.into() }
        };
        let bytes = left.bytes.start..self.bytes.end;
        let (a, b) = (text(left.bytes.clone()), text(self.bytes.clone()));
        let b = if self.token == Token::Open { "(…)".into() } else { b };
        ParseError::at(bytes, format!("no operator between `{a}` and `{b}`: say `{a}*{b}`"))
    }

    fn operand(&mut self) -> Result<Piece, ParseError> {
        match self.token {
            Token::Number(value) => {
                let bytes = self.advance()?;
                Ok(Piece { what: What::Value(Expr::Number(value)), bytes, depth: 1 })
            }
            Token::Name => self.name(),
            Token::Open => self.bracket(),
            Token::Operator(Function2::Sub) => self.prefix(level::MINUS, |operand| {
                Ok(What::Value(Expr::unary(Function1::Neg, operand.value()?)))
            }),
            Token::Operator(Function2::Add) => self.prefix(level::MINUS, |operand| Ok(operand.what)),
            Token::Not => self
                .prefix(level::COMPARE, |operand| Ok(What::Truth(Condition::Not(operand.truth()?.into())))),
            Token::End => {
                ParseError::at(self.bytes.clone(), "the formula ends where a number or a name is expected")
            }
            _ => {
                let found = &self.text[self.bytes.clone()];
                ParseError::at(self.bytes.clone(), format!("expected a number or a name, found `{found}`"))
            }
        }
    }

    fn prefix(
        &mut self,
        least: u8,
        make: impl FnOnce(Piece) -> Result<What, ParseError>,
    ) -> Result<Piece, ParseError> {
        let start = self.advance()?.start;
        let operand = self.nested(|parser| parser.piece(least))?;
        let (bytes, depth) = (start..operand.bytes.end, operand.depth + 1);
        Ok(Piece { what: make(operand)?, bytes, depth })
    }

    fn bracket(&mut self) -> Result<Piece, ParseError> {
        let open = self.advance()?;
        let inside = self.nested(|parser| parser.piece(0))?;
        if self.token == Token::Comma {
            return ParseError::at(self.bytes.clone(), "a comma stands between a function's arguments only");
        }
        let bytes = self.close(open)?;
        Ok(Piece { bytes, ..inside })
    }

    /// Takes the closing bracket of `open`: the place of both and what is between.
    fn close(&mut self, open: Range<usize>) -> Result<Range<usize>, ParseError> {
        match self.token {
            Token::Close => Ok(open.start..self.advance()?.end),
            Token::End => ParseError::at(open, "this bracket is never closed"),
            _ => ParseError::at(self.bytes.clone(), "expected an operator or `)`"),
        }
    }

    fn name(&mut self) -> Result<Piece, ParseError> {
        let bytes = self.advance()?;
        let name = &self.text[bytes.clone()];
        if self.token == Token::Open {
            return self.call(name, bytes);
        }
        match self.scope.look_up(name) {
            Some(what) => Ok(Piece { what: What::Value(what), bytes, depth: 1 }),
            None => ParseError::at(bytes, unknown_name(name, self.scope)),
        }
    }
}

fn unknown_name(name: &str, scope: &Scope) -> String {
    if functions().any(|(known, _)| known == name) {
        return format!("`{name}` is a function: say `{name}(…)`");
    }
    match name {
        "e" => "no variable or parameter is named `e`: say `exp(1)`".into(),
        _ => unknown("variable or parameter", name, scope.names()),
    }
}
