//! Formulas as one graph: each subformula stands in it once, and constants are folded.
//!
//! The rewriting here changes a result by a few roundings at most. What is uniform over paths (constants and what
//! depends on time alone) is drawn out of products, so that it is multiplied once a step and not once a path:
//! `(theta*(mu - x))*dt` is `(theta*dt)*(mu - x)`.

use crate::expression::{Comparison, Condition, Expr, Function1, Function2, Symbol};
use crate::scalar;
use std::collections::HashMap;

/// The number of a node.
pub(crate) type Id = usize;

/// a·b with an addition, rounded once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fused {
    /// a·b + c
    MulAdd,
    /// c − a·b
    NegMulAdd,
    /// a·b − c
    MulSub,
}

/// One operation on nodes. A condition is 1 or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// The bits of an f64.
    Constant(u64),
    Symbol(Symbol),
    Unary(Function1, Id),
    Binary(Function2, Id, Id),
    Compare(Comparison, Id, Id),
    /// The first is a condition.
    Select(Id, Id, Id),
    Fused(Fused, Id, Id, Id),
}

impl Node {
    /// The nodes that it works on.
    pub(crate) fn operands(self) -> impl DoubleEndedIterator<Item = Id> + Clone {
        let (ids, count) = match self {
            Node::Constant(_) | Node::Symbol(_) => ([0; 3], 0),
            Node::Unary(_, a) => ([a, 0, 0], 1),
            Node::Binary(_, a, b) | Node::Compare(_, a, b) => ([a, b, 0], 2),
            Node::Select(a, b, c) | Node::Fused(_, a, b, c) => ([a, b, c], 3),
        };
        ids.into_iter().take(count)
    }

    /// The same operation on other nodes.
    pub(crate) fn renumbered(self, mut to: impl FnMut(Id) -> Id) -> Node {
        match self {
            Node::Constant(_) | Node::Symbol(_) => self,
            Node::Unary(f, a) => Node::Unary(f, to(a)),
            Node::Binary(f, a, b) => Node::Binary(f, to(a), to(b)),
            Node::Compare(how, a, b) => Node::Compare(how, to(a), to(b)),
            Node::Select(a, b, c) => Node::Select(to(a), to(b), to(c)),
            Node::Fused(f, a, b, c) => Node::Fused(f, to(a), to(b), to(c)),
        }
    }
}

/// Nodes, each after those that it works on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dag {
    pub nodes: Vec<Node>,
    /// Whether a node is the same for all paths.
    pub uniform: Vec<bool>,
    numbers: HashMap<Node, Id>,
}

impl Dag {
    /// The number of a node, which is made if there is none.
    pub(crate) fn insert(&mut self, node: Node) -> Id {
        if let Some(id) = self.numbers.get(&node) {
            return *id;
        }
        let uniform = match node {
            Node::Constant(_) | Node::Symbol(Symbol::Time) => true,
            Node::Symbol(_) => false,
            _ => node.operands().all(|id| self.uniform[id]),
        };
        self.nodes.push(node);
        self.uniform.push(uniform);
        self.numbers.insert(node, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// The number of a constant: there is one NaN.
    pub(crate) fn constant(&mut self, value: f64) -> Id {
        let value = if value.is_nan() { f64::NAN } else { value };
        self.insert(Node::Constant(value.to_bits()))
    }

    /// The value of a constant.
    pub(crate) fn value(&self, id: Id) -> Option<f64> {
        match self.nodes[id] {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
}

/// Puts formulas into a graph.
pub(crate) struct Builder<'a> {
    pub dag: Dag,
    params: &'a [f64],
    /// What has been put in, by where it stands in memory: shared subtrees are walked once.
    seen: HashMap<*const Expr, Id>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(params: &'a [f64]) -> Builder<'a> {
        Builder { dag: Dag::default(), params, seen: HashMap::new() }
    }

    /// Puts a formula in, which must live as long as the builder is used.
    pub(crate) fn formula(&mut self, formula: &Expr) -> Id {
        let place: *const Expr = formula;
        if let Some(id) = self.seen.get(&place) {
            return *id;
        }
        let id = match formula {
            Expr::Number(value) => self.dag.constant(*value),
            Expr::Symbol(Symbol::Parameter(n)) => {
                self.dag.constant(self.params.get(*n).copied().unwrap_or(f64::NAN))
            }
            Expr::Symbol(symbol) => self.dag.insert(Node::Symbol(*symbol)),
            Expr::Unary(f, a) => {
                let a = self.formula(a);
                self.unary(*f, a)
            }
            Expr::Binary(f, a, b) => {
                let (a, b) = (self.formula(a), self.formula(b));
                self.binary(*f, a, b)
            }
            Expr::If(c, a, b) => {
                let (c, a, b) = (self.condition(c), self.formula(a), self.formula(b));
                self.select(c, a, b)
            }
        };
        self.seen.insert(place, id);
        id
    }

    /// 1 where it holds, else 0: `&&` is a product, `||` the larger, `!` what is left to 1.
    fn condition(&mut self, condition: &Condition) -> Id {
        match condition {
            Condition::Compare(how, a, b) => {
                let (a, b) = (self.formula(a), self.formula(b));
                match (self.dag.value(a), self.dag.value(b)) {
                    (Some(a), Some(b)) => self.dag.constant(f64::from(u8::from(scalar::compare(*how, a, b)))),
                    _ => self.dag.insert(Node::Compare(*how, a, b)),
                }
            }
            Condition::And(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                self.binary(Function2::Mul, a, b)
            }
            Condition::Or(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                self.binary(Function2::Max, a, b)
            }
            Condition::Not(a) => {
                let (one, a) = (self.dag.constant(1.0), self.condition(a));
                self.binary(Function2::Sub, one, a)
            }
        }
    }

    fn select(&mut self, condition: Id, a: Id, b: Id) -> Id {
        match self.dag.value(condition) {
            Some(0.0) => b,
            Some(_) => a,
            None if a == b => a,
            None => self.dag.insert(Node::Select(condition, a, b)),
        }
    }

    fn unary(&mut self, f: Function1, a: Id) -> Id {
        if let Some(value) = self.dag.value(a) {
            return self.dag.constant(scalar::unary(f, value));
        }
        match (f, self.dag.nodes[a]) {
            (Function1::Neg, Node::Unary(Function1::Neg, inner)) => inner,
            (Function1::Neg, Node::Binary(Function2::Mul, c, b)) if self.dag.value(c).is_some() => {
                let c = self.unary(Function1::Neg, c);
                self.binary(Function2::Mul, c, b)
            }
            _ => self.dag.insert(Node::Unary(f, a)),
        }
    }

    fn binary(&mut self, f: Function2, a: Id, b: Id) -> Id {
        if let (Some(a), Some(b)) = (self.dag.value(a), self.dag.value(b)) {
            return self.dag.constant(scalar::binary(f, a, b));
        }
        match f {
            Function2::Add => self.sum(a, b),
            Function2::Sub => self.difference(a, b),
            Function2::Mul => self.product(a, b),
            Function2::Div => self.quotient(a, b),
            Function2::Pow => self.power(a, b),
            _ => self.dag.insert(Node::Binary(f, a, b)),
        }
    }

    fn is(&self, id: Id, value: f64) -> bool {
        self.dag.value(id) == Some(value)
    }

    /// What a node is the negative of.
    fn negated(&self, id: Id) -> Option<Id> {
        match self.dag.nodes[id] {
            Node::Unary(Function1::Neg, inner) => Some(inner),
            _ => None,
        }
    }

    fn sum(&mut self, a: Id, b: Id) -> Id {
        match (self.negated(a), self.negated(b)) {
            _ if self.is(a, 0.0) => b,
            _ if self.is(b, 0.0) => a,
            (_, Some(b)) => self.difference(a, b),
            (Some(a), None) => self.difference(b, a),
            // In one order, so that a + b and b + a are one node.
            _ => self.dag.insert(Node::Binary(Function2::Add, a.min(b), a.max(b))),
        }
    }

    fn difference(&mut self, a: Id, b: Id) -> Id {
        if let Some(b) = self.negated(b) {
            return self.sum(a, b);
        }
        match self.dag.value(b) {
            Some(0.0) => a,
            Some(value) => {
                let minus = self.dag.constant(-value);
                self.sum(a, minus)
            }
            None if self.is(a, 0.0) => self.unary(Function1::Neg, b),
            None => self.dag.insert(Node::Binary(Function2::Sub, a, b)),
        }
    }

    /// A product with what is uniform in front.
    fn product(&mut self, a: Id, b: Id) -> Id {
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
    fn factored(&self, id: Id) -> Option<(Id, Id)> {
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

    fn quotient(&mut self, a: Id, b: Id) -> Id {
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
    fn power(&mut self, a: Id, b: Id) -> Id {
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
