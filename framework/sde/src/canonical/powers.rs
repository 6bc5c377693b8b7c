//! Products and powers of sums, and what is known of powers of atoms.

use super::sum::{Coefficient, Found, Product, Sum, TERMS, TooHard};
use super::{Atom, Book};
use quincunx_sdk::lanes::real::Real;
use std::collections::BTreeMap;

impl Book {
    pub(super) fn power(&mut self, a: Sum, exponent: f64) -> Found {
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

    pub(super) fn times(&mut self, a: &Sum, b: &Sum) -> Found {
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
