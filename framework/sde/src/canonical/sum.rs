//! Sums of products of powers of atoms.

use std::collections::BTreeMap;

/// More terms than that are not looked at: the answer is then "not known to be zero".
pub(super) const TERMS: usize = 4000;

/// A product: powers of atoms, by number. Exponents are never 0.
pub(super) type Product = Vec<(usize, f64)>;

/// A coefficient with the sum of the magnitudes that went into it, by which cancellation to 0 is told from rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Coefficient {
    pub value: f64,
    pub size: f64,
}

/// A sum of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sum(pub BTreeMap<Key, Coefficient>);

/// A product that has an order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key(pub Product);

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

/// The formula has too many terms, or numbers that are not finite.
#[derive(Debug)]
pub(super) struct TooHard;

pub(super) type Found = Result<Sum, TooHard>;

impl Sum {
    pub(super) fn number(value: f64) -> Sum {
        let mut sum = Sum::default();
        sum.add(Key(Vec::new()), Coefficient { value, size: value.abs() });
        sum
    }

    pub(super) fn one(product: Product, value: f64) -> Sum {
        Sum(BTreeMap::from([(Key(product), Coefficient { value, size: value.abs() })]))
    }

    pub(super) fn add(&mut self, key: Key, by: Coefficient) {
        let known = self.0.entry(key.clone()).or_insert(Coefficient { value: 0.0, size: 0.0 });
        *known = Coefficient { value: known.value + by.value, size: known.size + by.size };
        if known.value.abs() <= 1e-13 * known.size {
            self.0.remove(&key);
        }
    }

    pub(super) fn plus(mut self, other: &Sum, factor: f64) -> Found {
        for (key, c) in &other.0 {
            self.add(key.clone(), Coefficient { value: factor * c.value, size: factor.abs() * c.size });
        }
        self.checked()
    }

    pub(super) fn checked(self) -> Found {
        let finite = self.0.values().all(|c| c.size.is_finite());
        if finite && self.0.len() <= TERMS { Ok(self) } else { Err(TooHard) }
    }

    /// Its value, if it has no atoms.
    pub(super) fn constant(&self) -> Option<f64> {
        match self.0.len() {
            0 => Some(0.0),
            1 => self.0.iter().next().filter(|(key, _)| key.0.is_empty()).map(|(_, c)| c.value),
            _ => None,
        }
    }

    /// Its only product, if it has one.
    pub(super) fn single(&self) -> Option<(&Product, f64)> {
        let (key, c) = self.0.iter().next().filter(|_| self.0.len() == 1)?;
        Some((&key.0, c.value))
    }

    /// The coefficient of its first product, and the sum divided by it: multiples of a sum share their brackets.
    pub(super) fn scaled(&self) -> (f64, Sum) {
        let Some(first) = self.0.values().next().map(|c| c.value) else { return (0.0, Sum::default()) };
        let over = |c: &Coefficient| Coefficient { value: c.value / first, size: c.size / first.abs() };
        (first, Sum(self.0.iter().map(|(key, c)| (key.clone(), over(c))).collect()))
    }

    /// As text, by which atoms are told apart.
    pub(super) fn text(&self) -> String {
        let product = |key: &Key| key.0.iter().map(|(atom, e)| format!("a{atom}^{e:?}")).collect::<String>();
        self.0.iter().map(|(key, c)| format!("+{:?}{}", c.value, product(key))).collect()
    }

    pub(super) fn atoms(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.0.keys().flat_map(|key| key.0.iter().copied())
    }

    /// The sign of its first coefficient.
    pub(super) fn single_sign(&self) -> f64 {
        self.0.values().next().map_or(1.0, |c| c.value.signum())
    }
}
