//! What is known of functions: sums of what a function of a sum is.

use super::sum::{Found, Sum};
use super::{Atom, Book};
use crate::expression::{Function1, Function2};
use quincunx_sdk::lanes::real::Real;

impl Book {
    pub(super) fn binary(&mut self, f: Function2, a: Sum, b: Sum) -> Found {
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

    pub(super) fn unary(&mut self, f: Function1, a: Sum) -> Found {
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
}
