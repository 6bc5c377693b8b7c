//! Formulas as sums of products, in which equal formulas look equal.
//!
//! A [`Sum`] is a map from products of powers of *atoms* to coefficients. Atoms are symbols, and functions of sums that
//! nothing is known about. What is known: eᵃ⁺ᵇ = eᵃeᵇ, sin² + cos² = 1, |a| = sign(a)·a, hyperbolic functions are made of
//! exponentials, odd and even functions, and √ is a power. A sum in a denominator is an atom until [`Book::is_zero`]
//! multiplies with it.

mod functions;
mod powers;
mod sum;

use crate::expression::{Condition, Expr, Symbol};
use std::collections::{BTreeSet, HashMap};
use sum::{Found, Sum, TooHard};

/// What an atom is, as far as the rules must know.
#[derive(Clone, Debug)]
enum Atom {
    Symbol(Symbol),
    /// A sum that stands in brackets, under a power that is not a whole number or is negative.
    Bracket(Sum),
    /// e to this product, whose coefficient is 1: the coefficient is the atom's exponent.
    Exp,
    /// The logarithm of this sum.
    Log(Sum),
    /// The cosine, with the number of the sine of the same argument.
    Cos(usize),
    /// −1, 0 or 1.
    Sign,
    /// Nothing is known.
    Other,
}

/// All atoms, and which symbols each depends on.
#[derive(Default)]
pub(crate) struct Book {
    atoms: Vec<Atom>,
    symbols: Vec<BTreeSet<Symbol>>,
    /// Whether the atom, or one in it, jumps.
    jumps: Vec<bool>,
    numbers: HashMap<String, usize>,
}

impl Book {
    /// Whether a formula is 0 for all values of its symbols, as far as the rules tell.
    pub(crate) fn is_zero(&mut self, formula: &Expr) -> bool {
        self.cleared(formula).is_ok_and(|sum| sum.0.is_empty())
    }

    /// The variables that a formula depends on, whatever it is written like.
    pub(crate) fn dependencies(&mut self, formula: &Expr) -> BTreeSet<Symbol> {
        let Ok(sum) = self.sum(formula) else { return symbols_of(formula) };
        let symbols = self.symbols_in(&sum);
        if sum.atoms().any(|(atom, _)| self.jumps[atom]) {
            return symbols; // its slope may be 0 everywhere, and yet it depends
        }
        let flat = |book: &mut Book, symbol| book.is_zero(&crate::differentiate::derivative(formula, symbol));
        symbols.into_iter().filter(|symbol| !flat(self, *symbol)).collect()
    }

    /// The formula as a sum, times whatever denominators it has.
    fn cleared(&mut self, formula: &Expr) -> Found {
        let mut sum = self.sum(formula)?;
        // Each pass removes one denominator, and may bring those inside of it.
        for _ in 0..100 {
            let Some((atom, exponent)) = self.denominator(&sum) else { return Ok(sum) };
            sum = self.times(&sum, &Sum::one(vec![(atom, -exponent)], 1.0))?;
        }
        Err(TooHard)
    }

    /// The atom with a rule for its positive powers that divides most often.
    fn denominator(&self, sum: &Sum) -> Option<(usize, f64)> {
        let ruled = |atom: usize| matches!(self.atoms[atom], Atom::Bracket(_) | Atom::Cos(_));
        let below = sum.atoms().filter(|(atom, exponent)| *exponent < 0.0 && ruled(*atom));
        below.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn symbols_in(&self, sum: &Sum) -> BTreeSet<Symbol> {
        sum.atoms().flat_map(|(atom, _)| self.symbols[atom].iter().copied()).collect()
    }

    /// The number of an atom that is told apart by `text` and depends on `inside`.
    fn atom(&mut self, text: String, atom: Atom, inside: &[&Sum], jumps: bool) -> usize {
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let mut symbols: BTreeSet<Symbol> = inside.iter().flat_map(|sum| self.symbols_in(sum)).collect();
        if let Atom::Symbol(symbol) = atom {
            symbols.insert(symbol);
        }
        let inner = inside.iter().any(|sum| sum.atoms().any(|(atom, _)| self.jumps[atom]));
        self.atoms.push(atom);
        self.symbols.push(symbols);
        self.jumps.push(jumps || inner);
        self.numbers.insert(text, self.atoms.len() - 1);
        self.atoms.len() - 1
    }

    fn sum(&mut self, formula: &Expr) -> Found {
        match formula {
            Expr::Number(value) => Sum::number(*value).checked(),
            Expr::Symbol(symbol) => {
                let atom = self.atom(format!("{symbol:?}"), Atom::Symbol(*symbol), &[], false);
                Ok(Sum::one(vec![(atom, 1.0)], 1.0))
            }
            Expr::Unary(f, a) => {
                let a = self.sum(a)?;
                self.unary(*f, a)
            }
            Expr::Binary(f, a, b) => {
                let (a, b) = (self.sum(a)?, self.sum(b)?);
                self.binary(*f, a, b)
            }
            Expr::Call(_) => Err(TooHard),
            Expr::If(c, a, b) => {
                let (a, b) = (self.sum(a)?, self.sum(b)?);
                if a == b {
                    return Ok(a);
                }
                let mut inside = Vec::new();
                let c = self.condition(c, &mut inside)?;
                let text = format!("if({c},{},{})", a.text(), b.text());
                let inside: Vec<&Sum> = inside.iter().chain([&a, &b]).collect();
                let atom = self.atom(text, Atom::Other, &inside, true);
                Ok(Sum::one(vec![(atom, 1.0)], 1.0))
            }
        }
    }

    fn condition(&mut self, condition: &Condition, inside: &mut Vec<Sum>) -> Result<String, TooHard> {
        Ok(match condition {
            Condition::Compare(how, a, b) => {
                let difference = self.sum(a)?.plus(&self.sum(b)?, -1.0)?;
                inside.push(difference.clone());
                format!("{}{}0", difference.text(), how.name())
            }
            Condition::And(a, b) => {
                format!("({}&{})", self.condition(a, inside)?, self.condition(b, inside)?)
            }
            Condition::Or(a, b) => format!("({}|{})", self.condition(a, inside)?, self.condition(b, inside)?),
            Condition::Not(a) => format!("!{}", self.condition(a, inside)?),
        })
    }
}

fn symbols_of(formula: &Expr) -> BTreeSet<Symbol> {
    let found = std::cell::RefCell::new(BTreeSet::new());
    formula.any_symbol(&|symbol| {
        found.borrow_mut().insert(symbol);
        false
    });
    found.into_inner()
}
