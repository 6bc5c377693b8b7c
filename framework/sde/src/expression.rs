//! Formulas as trees.

use crate::opaque::Call;
use std::sync::Arc;

/// What a formula may name besides numbers. The names themselves are in a [`Scope`](crate::scope::Scope).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A variable of the process, by its number.
    Variable(usize),
    /// A parameter of the process, by its number.
    Parameter(usize),
    /// Time.
    Time,
    /// A standard normal of this step, by its number. No text names it: solvers do.
    Noise(usize),
}

/// Lists the functions of one argument, or of two, with their names in a formula.
macro_rules! functions {
    ($(#[$doc:meta])* $Name:ident { $($(#[$each:meta])* $Variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Name { $($(#[$each])* $Variant,)+ }

        impl $Name {
            /// All of them.
            pub const ALL: &[$Name] = &[$($Name::$Variant,)+];

            /// As a formula writes it.
            pub fn name(self) -> &'static str {
                match self { $($Name::$Variant => $text,)+ }
            }
        }
    };
}

functions! {
    /// What takes one argument.
    Function1 {
        /// −x
        Neg = "-",
        /// Sine of radians.
        Sin = "sin",
        /// Cosine of radians.
        Cos = "cos",
        /// Tangent of radians.
        Tan = "tan",
        /// Inverse sine, in radians.
        Asin = "asin",
        /// Inverse cosine, in radians.
        Acos = "acos",
        /// Inverse tangent, in radians.
        Atan = "atan",
        /// Hyperbolic sine.
        Sinh = "sinh",
        /// Hyperbolic cosine.
        Cosh = "cosh",
        /// Hyperbolic tangent.
        Tanh = "tanh",
        /// eˣ
        Exp = "exp",
        /// Natural logarithm.
        Log = "log",
        /// Square root.
        Sqrt = "sqrt",
        /// Absolute value.
        Abs = "abs",
        /// −1, 0 or 1.
        Sign = "sign",
        /// The largest integer that is not above.
        Floor = "floor",
    }
}

functions! {
    /// What takes two arguments.
    Function2 {
        /// a + b
        Add = "+",
        /// a − b
        Sub = "-",
        /// a · b
        Mul = "*",
        /// a / b
        Div = "/",
        /// aᵇ
        Pow = "^",
        /// The angle of the point (b, a), in radians.
        Atan2 = "atan2",
        /// The smaller; NaN if either is.
        Min = "min",
        /// The larger; NaN if either is.
        Max = "max",
    }
}

functions! {
    /// How a condition compares.
    Comparison {
        /// a < b
        Less = "<",
        /// a ≤ b
        LessEqual = "<=",
        /// a > b
        Greater = ">",
        /// a ≥ b
        GreaterEqual = ">=",
        /// a = b
        Equal = "==",
        /// a ≠ b
        NotEqual = "!=",
    }
}

/// A formula. Subtrees are shared, so a clone is cheap.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A variable, a parameter, time or noise.
    Symbol(Symbol),
    /// A function of one argument.
    Unary(Function1, Arc<Expr>),
    /// A function of two arguments.
    Binary(Function2, Arc<Expr>, Arc<Expr>),
    /// The first formula where the condition holds, else the second.
    If(Arc<Condition>, Arc<Expr>, Arc<Expr>),
    /// What a procedure makes. No text names it: processes that execute have it for drift and noise.
    Call(Arc<Call>),
}

/// What holds or not.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// One formula compared with another; whatever is compared with NaN is unequal and nothing else.
    Compare(Comparison, Expr, Expr),
    /// Both hold.
    And(Arc<Condition>, Arc<Condition>),
    /// At least one holds.
    Or(Arc<Condition>, Arc<Condition>),
    /// It does not hold.
    Not(Arc<Condition>),
}

impl Expr {
    /// The variable of that number.
    pub const fn variable(number: usize) -> Expr {
        Expr::Symbol(Symbol::Variable(number))
    }

    /// The parameter of that number.
    pub const fn parameter(number: usize) -> Expr {
        Expr::Symbol(Symbol::Parameter(number))
    }

    /// The standard normal of that number.
    pub const fn noise(number: usize) -> Expr {
        Expr::Symbol(Symbol::Noise(number))
    }

    /// `f(a)`, as it stands. The negative of a number is a number.
    pub fn unary(f: Function1, a: Expr) -> Expr {
        match (f, a) {
            (Function1::Neg, Expr::Number(value)) => Expr::Number(-value),
            (f, a) => Expr::Unary(f, Arc::new(a)),
        }
    }

    /// `f(a, b)`, as it stands.
    pub fn binary(f: Function2, a: Expr, b: Expr) -> Expr {
        Expr::Binary(f, Arc::new(a), Arc::new(b))
    }

    /// `if(condition, a, b)`, as it stands.
    pub fn choose(condition: Condition, a: Expr, b: Expr) -> Expr {
        Expr::If(Arc::new(condition), Arc::new(a), Arc::new(b))
    }

    /// Its value, if it is a number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Expr::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is this number.
    pub fn is(&self, value: f64) -> bool {
        self.number() == Some(value)
    }

    /// Whether a symbol that `wanted` accepts stands anywhere in it.
    pub fn any_symbol(&self, wanted: &dyn Fn(Symbol) -> bool) -> bool {
        match self {
            Expr::Number(_) => false,
            Expr::Symbol(symbol) => wanted(*symbol),
            Expr::Unary(_, a) => a.any_symbol(wanted),
            Expr::Binary(_, a, b) => a.any_symbol(wanted) || b.any_symbol(wanted),
            Expr::If(c, a, b) => c.any_symbol(wanted) || a.any_symbol(wanted) || b.any_symbol(wanted),
            Expr::Call(call) => call.at.iter().chain([&call.time]).any(|a| a.any_symbol(wanted)),
        }
    }

    /// Whether `symbol` stands anywhere in it.
    pub fn contains(&self, symbol: Symbol) -> bool {
        self.any_symbol(&|other| other == symbol)
    }

    /// The formula with each symbol replaced by what `by` says; `None` leaves it.
    pub fn replace(&self, by: &dyn Fn(Symbol) -> Option<Expr>) -> Expr {
        match self {
            Expr::Number(_) => self.clone(),
            Expr::Symbol(symbol) => by(*symbol).unwrap_or_else(|| self.clone()),
            Expr::Unary(f, a) => Expr::unary(*f, a.replace(by)),
            Expr::Binary(f, a, b) => Expr::binary(*f, a.replace(by), b.replace(by)),
            Expr::If(c, a, b) => Expr::choose(c.replace(by), a.replace(by), b.replace(by)),
            Expr::Call(call) => call.moved(|a| a.replace(by)),
        }
    }
}

impl Condition {
    /// Whether a symbol that `wanted` accepts stands anywhere in it.
    pub fn any_symbol(&self, wanted: &dyn Fn(Symbol) -> bool) -> bool {
        match self {
            Condition::Compare(_, a, b) => a.any_symbol(wanted) || b.any_symbol(wanted),
            Condition::And(a, b) | Condition::Or(a, b) => a.any_symbol(wanted) || b.any_symbol(wanted),
            Condition::Not(a) => a.any_symbol(wanted),
        }
    }

    /// The condition with each symbol replaced by what `by` says; `None` leaves it.
    pub fn replace(&self, by: &dyn Fn(Symbol) -> Option<Expr>) -> Condition {
        match self {
            Condition::Compare(how, a, b) => Condition::Compare(*how, a.replace(by), b.replace(by)),
            Condition::And(a, b) => Condition::And(a.replace(by).into(), b.replace(by).into()),
            Condition::Or(a, b) => Condition::Or(a.replace(by).into(), b.replace(by).into()),
            Condition::Not(a) => Condition::Not(a.replace(by).into()),
        }
    }
}

impl From<f64> for Expr {
    fn from(value: f64) -> Expr {
        Expr::Number(value)
    }
}

impl From<Symbol> for Expr {
    fn from(symbol: Symbol) -> Expr {
        Expr::Symbol(symbol)
    }
}
