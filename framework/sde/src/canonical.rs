//! Formulas as sums of products, in which equal formulas look equal.
//!
//! A [`Sum`] is a map from products of powers of *atoms* to coefficients. Atoms are symbols, and functions of sums that
//! nothing is known about. What is known: eᵃ⁺ᵇ = eᵃeᵇ, sin² + cos² = 1, |a| = sign(a)·a, hyperbolic functions are made of
//! exponentials, odd and even functions, and √ is a power. A sum in a denominator is an atom until [`Book::is_zero`]
//! multiplies with it.

use crate::expression::{Condition, Expr, Function1, Function2, Symbol};
use quincunx_sdk::lanes::real::Real;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More terms than that are not looked at: the answer is then "not known to be zero".
const TERMS: usize = 4000;

/// A product: powers of atoms, by number. Exponents are never 0.
type Product = Vec<(usize, f64)>;

/// A coefficient with the sum of the magnitudes that went into it, by which cancellation to 0 is told from rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Coefficient {
    value: f64,
    size: f64,
}

/// A sum of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sum(BTreeMap<Key, Coefficient>);

/// A product that has an order.
#[derive(Clone, Debug, PartialEq)]
struct Key(Product);

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> std::cmp::Ordering {
        let pairs = self.0.iter().zip(&other.0);
        let differs = pairs.map(|(a, b)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).find(|order| order.is_ne());
        differs.unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

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

/// The formula has too many terms, or numbers that are not finite.
#[derive(Debug)]
pub(crate) struct TooHard;

type Found = Result<Sum, TooHard>;

/// All atoms, and which symbols each depends on.
#[derive(Default)]
pub(crate) struct Book {
    atoms: Vec<Atom>,
    symbols: Vec<BTreeSet<Symbol>>,
    /// Whether the atom, or one in it, jumps.
    jumps: Vec<bool>,
    numbers: HashMap<String, usize>,
}

impl Sum {
    fn number(value: f64) -> Sum {
        let mut sum = Sum::default();
        sum.add(Key(Vec::new()), Coefficient { value, size: value.abs() });
        sum
    }

    fn one(product: Product, value: f64) -> Sum {
        Sum(BTreeMap::from([(Key(product), Coefficient { value, size: value.abs() })]))
    }

    fn add(&mut self, key: Key, by: Coefficient) {
        let known = self.0.entry(key.clone()).or_insert(Coefficient { value: 0.0, size: 0.0 });
        *known = Coefficient { value: known.value + by.value, size: known.size + by.size };
        if known.value.abs() <= 1e-13 * known.size {
            self.0.remove(&key);
        }
    }

    fn plus(mut self, other: &Sum, factor: f64) -> Found {
        for (key, c) in &other.0 {
            self.add(key.clone(), Coefficient { value: factor * c.value, size: factor.abs() * c.size });
        }
        self.checked()
    }

    fn checked(self) -> Found {
        let finite = self.0.values().all(|c| c.size.is_finite());
        if finite && self.0.len() <= TERMS { Ok(self) } else { Err(TooHard) }
    }

    /// Its value, if it has no atoms.
    fn constant(&self) -> Option<f64> {
        match self.0.len() {
            0 => Some(0.0),
            1 => self.0.iter().next().filter(|(key, _)| key.0.is_empty()).map(|(_, c)| c.value),
            _ => None,
        }
    }

    /// Its only product, if it has one.
    fn single(&self) -> Option<(&Product, f64)> {
        let (key, c) = self.0.iter().next().filter(|_| self.0.len() == 1)?;
        Some((&key.0, c.value))
    }

    /// The coefficient of its first product, and the sum divided by it: multiples of a sum share their brackets.
    fn scaled(&self) -> (f64, Sum) {
        let Some(first) = self.0.values().next().map(|c| c.value) else { return (0.0, Sum::default()) };
        let over = |c: &Coefficient| Coefficient { value: c.value / first, size: c.size / first.abs() };
        (first, Sum(self.0.iter().map(|(key, c)| (key.clone(), over(c))).collect()))
    }

    /// As text, by which atoms are told apart.
    fn text(&self) -> String {
        let product = |key: &Key| key.0.iter().map(|(atom, e)| format!("a{atom}^{e:?}")).collect::<String>();
        self.0.iter().map(|(key, c)| format!("+{:?}{}", c.value, product(key))).collect()
    }

    fn atoms(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.0.keys().flat_map(|key| key.0.iter().copied())
    }
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

    fn binary(&mut self, f: Function2, a: Sum, b: Sum) -> Found {
        match f {
            Function2::Add => a.plus(&b, 1.0),
            Function2::Sub => a.plus(&b, -1.0),
            Function2::Mul => self.times(&a, &b),
            Function2::Div => {
                let over = self.power(b, -1.0)?;
                self.times(&a, &over)
            }
            Function2::Pow => match b.constant() {
                Some(exponent) => self.power(a, exponent),
                None => {
                    let log = self.unary(Function1::Log, a)?;
                    let product = self.times(&log, &b)?;
                    self.exp(&product)
                }
            },
            Function2::Atan2 | Function2::Min | Function2::Max => {
                let text = format!("{}({},{})", f.name(), a.text(), b.text());
                let atom = self.atom(text, Atom::Other, &[&a, &b], f != Function2::Atan2);
                Ok(Sum::one(vec![(atom, 1.0)], 1.0))
            }
        }
    }

    fn unary(&mut self, f: Function1, a: Sum) -> Found {
        if let (Some(value), false) = (a.constant(), f == Function1::Neg) {
            return Sum::number(crate::scalar::unary(f, value)).checked();
        }
        match f {
            Function1::Neg => Sum::default().plus(&a, -1.0),
            Function1::Exp => self.exp(&a),
            Function1::Sqrt => self.power(a, 0.5),
            Function1::Log => self.log(a),
            Function1::Abs => {
                let sign = self.unary(Function1::Sign, a.clone())?;
                self.times(&sign, &a)
            }
            Function1::Sinh => self.hyperbolic(&a, -0.5),
            Function1::Cosh => self.hyperbolic(&a, 0.5),
            Function1::Tanh => {
                let (sinh, cosh) = (self.hyperbolic(&a, -0.5)?, self.hyperbolic(&a, 0.5)?);
                self.binary(Function2::Div, sinh, cosh)
            }
            Function1::Tan => {
                let (sin, cos) = (self.unary(Function1::Sin, a.clone())?, self.unary(Function1::Cos, a)?);
                self.binary(Function2::Div, sin, cos)
            }
            _ => self.opaque(f, a),
        }
    }

    /// A function that stays an atom; of an odd or even one the argument begins with a positive coefficient.
    fn opaque(&mut self, f: Function1, a: Sum) -> Found {
        let turned = a.single_sign() < 0.0;
        let (neither, even) = (matches!(f, Function1::Floor | Function1::Acos), f == Function1::Cos);
        let plain = neither || !turned;
        let a = if plain { a } else { Sum::default().plus(&a, -1.0)? };
        let number = |book: &mut Book, f: Function1, atom| {
            let jumps = matches!(f, Function1::Sign | Function1::Floor);
            book.atom(format!("{}({})", f.name(), a.text()), atom, &[&a], jumps)
        };
        let atom = match f {
            Function1::Cos => {
                let sin = number(self, Function1::Sin, Atom::Other);
                number(self, f, Atom::Cos(sin))
            }
            Function1::Sign => number(self, f, Atom::Sign),
            _ => number(self, f, Atom::Other),
        };
        Ok(Sum::one(vec![(atom, 1.0)], if plain || even { 1.0 } else { -1.0 }))
    }

    /// e to a sum: the product of e to its terms.
    fn exp(&mut self, a: &Sum) -> Found {
        let mut whole = Sum::number(1.0);
        for (key, c) in &a.0 {
            let factor = match (&key.0[..], key.0.first().map(|(atom, _)| self.atoms[*atom].clone())) {
                ([], _) => Sum::number(Real::exp(c.value)),
                ([(_, 1.0)], Some(Atom::Log(inside))) => self.power(inside, c.value)?,
                _ => {
                    let inside = Sum::one(key.0.clone(), 1.0);
                    let atom = self.atom(format!("exp({})", inside.text()), Atom::Exp, &[&inside], false);
                    Sum::one(vec![(atom, c.value)], 1.0)
                }
            };
            whole = self.times(&whole, &factor)?;
        }
        whole.checked()
    }

    fn log(&mut self, a: Sum) -> Found {
        let atom = self.atom(format!("log({})", a.text()), Atom::Log(a.clone()), &[&a], false);
        Ok(Sum::one(vec![(atom, 1.0)], 1.0))
    }

    /// (eᵃ ± e⁻ᵃ)/2
    fn hyperbolic(&mut self, a: &Sum, second: f64) -> Found {
        let minus = Sum::default().plus(a, -1.0)?;
        let (up, down) = (self.exp(a)?, self.exp(&minus)?);
        Sum::default().plus(&up, 0.5)?.plus(&down, second)
    }

    fn power(&mut self, a: Sum, exponent: f64) -> Found {
        let whole = exponent.fract() == 0.0;
        if let Some(value) = a.constant() {
            return Sum::number(Real::pow(value, exponent)).checked();
        }
        if whole && (0.0..33.0).contains(&exponent) {
            let mut result = Sum::number(1.0);
            for _ in 0..exponent as usize {
                result = self.times(&result, &a)?;
            }
            return Ok(result);
        }
        if let Some((product, c)) = a.single()
            && (whole || (c > 0.0 && self.may_take_roots(product)))
        {
            let product = product.iter().map(|(atom, e)| (*atom, e * exponent)).collect();
            return self.times(&Sum::one(product, Real::pow(c, exponent)), &Sum::number(1.0));
        }
        self.bracket(a, exponent)
    }

    /// (ab)ᵉ = aᵉbᵉ and (aᵉ)ᶠ = aᵉᶠ hold for fractions only of what is positive: of single atoms, which are then taken to
    /// be so, and of exponentials.
    fn may_take_roots(&self, product: &Product) -> bool {
        let positive = |(atom, _): &(usize, f64)| matches!(self.atoms[*atom], Atom::Exp);
        let open = product.iter().filter(|power| !positive(power)).count();
        open == 0 || (open == 1 && product.iter().all(|power| positive(power) || power.1 == 1.0))
    }

    fn bracket(&mut self, a: Sum, exponent: f64) -> Found {
        let (first, a) = match a.scaled() {
            (first, scaled) if first > 0.0 || exponent.fract() == 0.0 => (first, scaled),
            _ => (1.0, a),
        };
        let atom = self.atom(format!("({})", a.text()), Atom::Bracket(a.clone()), &[&a], false);
        self.times(&Sum::one(vec![(atom, exponent)], Real::pow(first, exponent)), &Sum::number(1.0))
    }

    fn times(&mut self, a: &Sum, b: &Sum) -> Found {
        if a.0.len() * b.0.len() > TERMS {
            return Err(TooHard);
        }
        let mut result = Sum::default();
        for (ka, ca) in &a.0 {
            for (kb, cb) in &b.0 {
                let c = Coefficient { value: ca.value * cb.value, size: ca.size * cb.size };
                let product = self.reduced(&ka.0, &kb.0)?;
                for (key, by) in product.0 {
                    result.add(key, Coefficient { value: c.value * by.value, size: c.size * by.size });
                }
            }
        }
        result.checked()
    }

    /// The product of two products, with the rules for powers of atoms applied.
    fn reduced(&mut self, a: &Product, b: &Product) -> Found {
        let mut powers: BTreeMap<usize, f64> = a.iter().copied().collect();
        for (atom, exponent) in b {
            *powers.entry(*atom).or_insert(0.0) += exponent;
        }
        powers.retain(|_, exponent| *exponent != 0.0);
        for (atom, exponent) in powers.clone() {
            let Some((left, factor)) = self.rule(atom, exponent)? else { continue };
            match left {
                0.0 => powers.remove(&atom),
                left => powers.insert(atom, left),
            };
            let rest = Sum::one(powers.into_iter().collect(), 1.0);
            return self.times(&rest, &factor);
        }
        Ok(Sum::one(powers.into_iter().collect(), 1.0))
    }

    /// What is known of a power of an atom: the power that stays, and what it is to be multiplied with.
    fn rule(&mut self, atom: usize, exponent: f64) -> Result<Option<(f64, Sum)>, TooHard> {
        let whole = exponent.fract() == 0.0;
        Ok(match self.atoms[atom].clone() {
            Atom::Bracket(inside) if (1.0..33.0).contains(&exponent) => {
                Some((exponent.fract(), self.power(inside, exponent.floor())?))
            }
            Atom::Cos(sin) if whole && exponent >= 2.0 => {
                let square = Sum::number(1.0).plus(&Sum::one(vec![(sin, 2.0)], 1.0), -1.0)?;
                Some((exponent - 2.0, square))
            }
            Atom::Sign if whole && exponent != 1.0 => Some((exponent.abs() % 2.0, Sum::number(1.0))),
            _ => None,
        })
    }
}

impl Sum {
    /// The sign of its first coefficient.
    fn single_sign(&self) -> f64 {
        self.0.values().next().map_or(1.0, |c| c.value.signum())
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
