//! Products, quotients and powers, with what is uniform over paths drawn out.

use super::builder::Builder;
use super::{Id, Node};
use crate::expression::{Function1, Function2};

impl Builder<'_> {
    /// A product with what is uniform in front.
    pub(super) fn product(&mut self, a: Id, b: Id) -> Id {
        if let Some((a, b)) = self.negated(a).map(|a| (a, b)).or(self.negated(b).map(|b| (a, b))) {
            let product = self.binary(Function2::Mul, a, b);
            return self.unary(Function1::Neg, product);
        }
        match (self.factored(a), self.factored(b)) {
            (None, None) => self.dag.insert(Node::Binary(Function2::Mul, a.min(b), a.max(b))),
            (Some((u, rest)), None) if u != rest => self.out_of_product(u, rest, b),
            (None, Some((u, rest))) if u != rest => self.out_of_product(u, rest, a),
            (Some((u, left)), Some((v, right))) => self.both_factored((a, u, left), (b, v, right)),
            _ => self.plain_product(a, b),
        }
    }

    /// Splits `u·rest` with a uniform u; a node that is uniform itself is `(id, id)`.
    pub(super) fn factored(&self, id: Id) -> Option<(Id, Id)> {
        match self.dag.nodes[id] {
            _ if self.dag.uniform[id] => Some((id, id)),
            Node::Binary(Function2::Mul, u, rest) if self.dag.uniform[u] => Some((u, rest)),
            _ => None,
        }
    }

    fn out_of_product(&mut self, u: Id, rest: Id, other: Id) -> Id {
        let rest = self.product(rest, other);
        self.plain_product(u, rest)
    }

    fn both_factored(&mut self, (a, u, left): (Id, Id, Id), (b, v, right): (Id, Id, Id)) -> Id {
        let Some(both) = self.merged(u, v) else { return self.plain_product(a, b) };
        match (u == left, v == right) {
            (true, true) => both,
            (true, false) => self.plain_product(both, right),
            (false, true) => self.plain_product(both, left),
            (false, false) => {
                let rest = self.product(left, right);
                self.plain_product(both, rest)
            }
        }
    }

    /// u·v, unless two constants leave the range in which a product loses no bits.
    fn merged(&mut self, u: Id, v: Id) -> Option<Id> {
        match (self.dag.value(u), self.dag.value(v)) {
            (Some(u), Some(v)) => {
                let product = u * v;
                (product.is_normal() || product == 0.0 && (u == 0.0 || v == 0.0))
                    .then(|| self.dag.constant(product))
            }
            _ => Some(self.plain_product(u, v)),
        }
    }

    /// A product, with a uniform factor in front and a uniform numerator drawn out.
    fn plain_product(&mut self, a: Id, b: Id) -> Id {
        let uniform = &self.dag.uniform;
        let (a, b) = match (uniform[a], uniform[b]) {
            (false, true) => (b, a),
            (true, false) => (a, b),
            _ => (a.min(b), a.max(b)),
        };
        if let (Some(a), Some(b)) = (self.dag.value(a), self.dag.value(b)) {
            return self.dag.constant(a * b);
        }
        match (self.dag.value(a), self.dag.nodes[b]) {
            (Some(1.0), _) => b,
            (Some(-1.0), _) => self.dag.insert(Node::Unary(Function1::Neg, b)),
            (_, Node::Binary(Function2::Div, v, below)) if self.dag.uniform[a] && self.dag.uniform[v] => {
                match self.merged(a, v) {
                    Some(above) => self.dag.insert(Node::Binary(Function2::Div, above, below)),
                    None => self.dag.insert(Node::Binary(Function2::Mul, a, b)),
                }
            }
            _ => self.dag.insert(Node::Binary(Function2::Mul, a, b)),
        }
    }

    pub(super) fn quotient(&mut self, a: Id, b: Id) -> Id {
        match self.dag.value(b) {
            // A multiplication is several times as fast, and rounds once more.
            Some(value) if (1.0 / value).is_normal() => {
                let over = self.dag.constant(1.0 / value);
                return self.product(over, a);
            }
            _ => {}
        }
        if let (Some((u, rest)), false) = (self.factored(a), self.dag.uniform[b])
            && u != rest
        {
            let rest = self.quotient(rest, b);
            return self.plain_product(u, rest);
        }
        self.dag.insert(Node::Binary(Function2::Div, a, b))
    }

    /// Small whole and half powers by multiplications and a root.
    pub(super) fn power(&mut self, a: Id, b: Id) -> Id {
        let plain = |builder: &mut Self| builder.dag.insert(Node::Binary(Function2::Pow, a, b));
        let Some(exponent) = self.dag.value(b) else { return plain(self) };
        if exponent.abs() > 16.0 || (2.0 * exponent).fract() != 0.0 {
            return plain(self);
        }
        let whole = exponent.abs().floor();
        let mut result = self.whole_power(a, whole as u32);
        if whole != exponent.abs() {
            let root = self.unary(Function1::Sqrt, a);
            result = result.map(|result| self.product(result, root)).or(Some(root));
        }
        match result {
            None => self.dag.constant(1.0),
            Some(result) if exponent < 0.0 => {
                let one = self.dag.constant(1.0);
                self.quotient(one, result)
            }
            Some(result) => result,
        }
    }

    /// aⁿ by repeated squaring; `None` for n = 0.
    fn whole_power(&mut self, a: Id, n: u32) -> Option<Id> {
        match n {
            0 => None,
            1 => Some(a),
            n => {
                let half = self.whole_power(a, n / 2)?;
                let square = self.product(half, half);
                Some(if n % 2 == 1 { self.product(square, a) } else { square })
            }
        }
    }
}
