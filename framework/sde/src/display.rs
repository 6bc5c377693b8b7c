//! Formulas as text that parses back to the same tree.

use crate::expression::{Comparison, Condition, Expr, Function1, Function2};
use crate::scope::Scope;
use std::f64::consts::PI;
use std::fmt::{Display, Formatter, Result};

/// How tightly things bind; what binds less than its place asks for goes into brackets.
pub(crate) mod level {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const COMPARE: u8 = 3;
    pub const SUM: u8 = 4;
    pub const PRODUCT: u8 = 5;
    pub const MINUS: u8 = 6;
    pub const POWER: u8 = 7;
    pub const ATOM: u8 = 8;
}

/// A formula with the names of its symbols; see [`Expr::text`].
struct Text<'a, W> {
    what: &'a W,
    scope: &'a Scope,
    /// What binds less needs brackets.
    least: u8,
}

impl Expr {
    /// The formula as text: parsed in the same scope, it is the same tree.
    ///
    /// ```
    /// use quincunx_sde::{parse::parse, scope::Scope};
    /// let scope = Scope::new(["x"], ["a"]);
    /// let formula = parse("(-x)^2 * (a - (1 - x))", &scope).unwrap();
    /// assert_eq!(formula.text(&scope).to_string(), "(-x)^2 * (a - (1 - x))");
    /// ```
    pub fn text<'a>(&'a self, scope: &'a Scope) -> impl Display + 'a {
        Text { what: self, scope, least: 0 }
    }

    fn level(&self) -> u8 {
        match self {
            Expr::Number(value) if value.is_sign_negative() => level::MINUS,
            Expr::Unary(Function1::Neg, _) => level::MINUS,
            Expr::Binary(Function2::Add | Function2::Sub, ..) => level::SUM,
            Expr::Binary(Function2::Mul | Function2::Div, ..) => level::PRODUCT,
            Expr::Binary(Function2::Pow, ..) => level::POWER,
            _ => level::ATOM,
        }
    }
}

impl Condition {
    /// The condition as text: parsed in the same scope, it is the same tree.
    pub fn text<'a>(&'a self, scope: &'a Scope) -> impl Display + 'a {
        Text { what: self, scope, least: 0 }
    }

    fn level(&self) -> u8 {
        match self {
            Condition::Or(..) => level::OR,
            Condition::And(..) => level::AND,
            Condition::Compare(..) | Condition::Not(_) => level::COMPARE,
        }
    }
}

impl<'a, W> Text<'a, W> {
    fn part<V>(&self, what: &'a V, least: u8) -> Text<'a, V> {
        Text { what, scope: self.scope, least }
    }
}

impl Display for Text<'_, Expr> {
    fn fmt(&self, f: &mut Formatter) -> Result {
        if self.what.level() < self.least {
            return write!(f, "({})", self.part(self.what, 0));
        }
        match self.what {
            Expr::Number(value) => number(*value, f),
            Expr::Symbol(symbol) => f.write_str(&self.scope.name(*symbol)),
            Expr::Unary(Function1::Neg, a) => write!(f, "-{}", self.part(&**a, level::MINUS)),
            Expr::Unary(function, a) => write!(f, "{}({})", function.name(), self.part(&**a, 0)),
            Expr::Binary(function, a, b) => self.binary(*function, a, b, f),
            Expr::If(c, a, b) => {
                write!(f, "if({}, {}, {})", self.part(&**c, 0), self.part(&**a, 0), self.part(&**b, 0))
            }
            Expr::Call(call) => write!(f, "output {} of {:?}", call.output, call.of),
        }
    }
}

impl<'a> Text<'a, Expr> {
    fn binary(&self, function: Function2, a: &'a Expr, b: &'a Expr, f: &mut Formatter) -> Result {
        let name = function.name();
        match self.what.level() {
            // Left to right: only the right side needs brackets around its equals. The power is the other way round,
            // and its exponent may begin with a minus.
            level::POWER => write!(f, "{}^{}", self.part(a, level::ATOM), self.part(b, level::MINUS)),
            level::ATOM => write!(f, "{name}({}, {})", self.part(a, 0), self.part(b, 0)),
            own => write!(f, "{} {name} {}", self.part(a, own), self.part(b, own + 1)),
        }
    }
}

impl Display for Text<'_, Condition> {
    fn fmt(&self, f: &mut Formatter) -> Result {
        if self.what.level() < self.least {
            return write!(f, "({})", self.part(self.what, 0));
        }
        match self.what {
            Condition::Compare(how, a, b) => self.compare(*how, a, b, f),
            Condition::And(a, b) => {
                write!(f, "{} && {}", self.part(&**a, level::AND), self.part(&**b, level::COMPARE))
            }
            Condition::Or(a, b) => {
                write!(f, "{} || {}", self.part(&**a, level::OR), self.part(&**b, level::AND))
            }
            Condition::Not(a) => write!(f, "!{}", self.part(&**a, level::ATOM)),
        }
    }
}

impl<'a> Text<'a, Condition> {
    fn compare(&self, how: Comparison, a: &'a Expr, b: &'a Expr, f: &mut Formatter) -> Result {
        write!(f, "{} {} {}", self.part(a, level::SUM), how.name(), self.part(b, level::SUM))
    }
}

/// The shortest digits that read back as the same number.
fn number(value: f64, f: &mut Formatter) -> Result {
    if value.abs() == PI {
        return f.write_str(if value < 0.0 { "-pi" } else { "pi" });
    }
    let digits = format!("{value:?}");
    f.write_str(digits.strip_suffix(".0").unwrap_or(&digits))
}
