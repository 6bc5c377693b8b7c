//! The names that a formula may use.

use crate::expression::{Expr, Function1, Function2, Symbol};
use std::f64::consts::PI;

/// Names of variables and parameters, each at its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The variables of the process.
    pub variables: Vec<String>,
    /// Its parameters.
    pub params: Vec<String>,
}

/// Columns of tables, and what every formula knows: nothing in a scene may be called so.
const TAKEN: [(&str, &str); 5] = [
    ("step", "a column of every table"),
    ("time", "a column of every table"),
    ("path", "a column of tables"),
    ("t", "time in every formula"),
    ("pi", "a number in every formula"),
];

impl Scope {
    /// A scope of these names.
    pub fn new<'n>(
        variables: impl IntoIterator<Item = &'n str>,
        params: impl IntoIterator<Item = &'n str>,
    ) -> Scope {
        Scope {
            variables: variables.into_iter().map(String::from).collect(),
            params: params.into_iter().map(String::from).collect(),
        }
    }

    /// What `name` stands for.
    pub fn look_up(&self, name: &str) -> Option<Expr> {
        let at = |names: &[String]| names.iter().position(|known| known == name);
        match name {
            "pi" => Some(Expr::Number(PI)),
            "t" => Some(Symbol::Time.into()),
            _ => at(&self.variables).map(Expr::variable).or_else(|| at(&self.params).map(Expr::parameter)),
        }
    }

    /// Every name that is not a function's, variables first.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.variables.iter().chain(&self.params).map(String::as_str).chain(["t", "pi"])
    }

    /// The name of a symbol; noise, which no text can name, is `z0`, `z1`, ….
    pub fn name(&self, symbol: Symbol) -> String {
        let known = |names: &[String], n: usize, letter| {
            names.get(n).cloned().unwrap_or_else(|| format!("{letter}{n}"))
        };
        match symbol {
            Symbol::Variable(n) => known(&self.variables, n, 'x'),
            Symbol::Parameter(n) => known(&self.params, n, 'p'),
            Symbol::Time => "t".into(),
            Symbol::Noise(n) => format!("z{n}"),
        }
    }
}

/// Every function that a formula may call, with the number of its arguments.
pub fn functions() -> impl Iterator<Item = (&'static str, usize)> + Clone {
    let one = Function1::ALL.iter().skip(1).map(|f| (f.name(), 1));
    let two = Function2::ALL.iter().filter(|f| f.name().len() > 1).map(|f| (f.name(), 2));
    one.chain(two).chain([("pow", 2), ("clamp", 3), ("if", 3)])
}

/// Why a scene may not call a variable or a parameter `name`; `None` if it may.
///
/// ```
/// use quincunx_sde::scope::reserved;
/// assert_eq!(reserved("x"), None);
/// assert!(reserved("step").unwrap().contains("a column of every table"));
/// assert!(reserved("sin").unwrap().contains("a function"));
/// assert!(reserved("2x").unwrap().contains("a letter"));
/// ```
pub fn reserved(name: &str) -> Option<String> {
    if let Some((_, what)) = TAKEN.iter().find(|(taken, _)| *taken == name) {
        return Some(format!("the name `{name}` is {what}: choose another"));
    }
    if functions().any(|(function, _)| function == name) {
        return Some(format!("the name `{name}` is a function in every formula: choose another"));
    }
    let plain = name.chars().all(part_of_name) && name.starts_with(begins_name);
    (!plain).then(|| {
        format!("the name `{name}` cannot stand in a formula: a letter, then letters, digits and `_`")
    })
}

/// Whether a name may begin so.
pub(crate) fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a name may go on so.
pub(crate) fn part_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
