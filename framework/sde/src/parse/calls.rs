//! Calls of functions.

use super::{ParseError, Parser, Piece, What};
use crate::expression::{Expr, Function1, Function2};
use crate::scope::{Scope, functions};
use crate::tokens::Token;
use quincunx_sdk::spelling::unknown;
use std::ops::Range;

impl Parser<'_> {
    pub(super) fn call(&mut self, name: &str, at: Range<usize>) -> Result<Piece, ParseError> {
        let Some((_, arity)) = functions().find(|(known, _)| *known == name) else {
            return ParseError::at(at, unknown_function(name, self.scope));
        };
        let open = self.advance()?;
        let arguments = self.arguments()?;
        let bytes = at.start..self.close(open)?.end;
        if arguments.len() != arity {
            let (s, found) = (if arity == 1 { "" } else { "s" }, arguments.len());
            let message = format!("`{name}` takes {arity} argument{s}, found {found}");
            return ParseError::at(bytes, message);
        }
        let depth = 2 + arguments.iter().map(|piece| piece.depth).max().unwrap_or(0);
        Ok(Piece { what: What::Value(called(name, arguments)?), bytes, depth })
    }

    fn arguments(&mut self) -> Result<Vec<Piece>, ParseError> {
        let mut arguments = Vec::new();
        while self.token != Token::Close {
            arguments.push(self.nested(|parser| parser.piece(0))?);
            match self.token {
                Token::Comma => self.advance()?,
                _ => break,
            };
        }
        Ok(arguments)
    }
}

/// The call of a function, with as many arguments as it takes.
fn called(name: &str, arguments: Vec<Piece>) -> Result<Expr, ParseError> {
    let mut arguments = arguments.into_iter();
    let mut next = move || match arguments.next() {
        Some(piece) => Ok(piece),
        None => ParseError::at(0..0, format!("`{name}` takes more arguments")),
    };
    let first = next()?;
    if name == "if" {
        return Ok(Expr::choose(first.truth()?, next()?.value()?, next()?.value()?));
    }
    let first = first.value()?;
    if let Some(f) = Function1::ALL.iter().find(|f| f.name() == name) {
        return Ok(Expr::unary(*f, first));
    }
    let second = next()?.value()?;
    match Function2::ALL.iter().find(|f| f.name() == name) {
        Some(f) => Ok(Expr::binary(*f, first, second)),
        None if name == "pow" => Ok(Expr::binary(Function2::Pow, first, second)),
        // clamp(x, low, high)
        None => {
            let above = Expr::binary(Function2::Max, first, second);
            Ok(Expr::binary(Function2::Min, above, next()?.value()?))
        }
    }
}

/// What others call our functions.
const ELSEWHERE: [(&str, &str); 12] = [
    ("ln", "`log`, which is natural"),
    ("log10", "`log(x)/log(10)`"),
    ("log2", "`log(x)/log(2)`"),
    ("arcsin", "`asin`"),
    ("arccos", "`acos`"),
    ("arctan", "`atan`"),
    ("arctan2", "`atan2`"),
    ("power", "`pow` or `x^y`"),
    ("fabs", "`abs`"),
    ("sgn", "`sign`"),
    ("ceil", "`-floor(-x)`"),
    ("where", "`if(condition, a, b)`"),
];

fn unknown_function(name: &str, scope: &Scope) -> String {
    if scope.look_up(name).is_some() {
        return format!("`{name}` is no function: say `{name}*(…)` to multiply");
    }
    match ELSEWHERE.iter().find(|(other, _)| *other == name) {
        Some((_, ours)) => format!("no function is named `{name}`: say {ours}"),
        None => unknown("function", name, functions().map(|(known, _)| known)),
    }
}
