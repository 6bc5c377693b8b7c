//! Puts formulas into a graph, with constants folded.

use super::{Dag, Id, Node};
use crate::expression::{Condition, Expr, Function1, Function2, Symbol};
use crate::program::Parameter;
use crate::scalar;
use std::collections::HashMap;

/// Puts formulas into a graph.
pub(crate) struct Builder<'a> {
    pub dag: Dag,
    params: &'a [Parameter],
    /// What has been put in, by where it stands in memory: shared subtrees are walked once.
    seen: HashMap<*const Expr, Id>,
    /// Where and when each call is made.
    pub(super) places: Vec<(Vec<Id>, Id)>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(params: &'a [Parameter]) -> Builder<'a> {
        Builder { dag: Dag::default(), params, seen: HashMap::new(), places: vec![] }
    }

    /// Puts a formula in, which must live as long as the builder is used.
    pub(crate) fn formula(&mut self, formula: &Expr) -> Id {
        let place: *const Expr = formula;
        if let Some(id) = self.seen.get(&place) {
            return *id;
        }
        let id = match formula {
            Expr::Number(value) => self.dag.constant(*value),
            Expr::Symbol(Symbol::Parameter(n)) => match self.params.get(*n) {
                Some(Parameter::Row(row)) => self.dag.insert(Node::Symbol(Symbol::Variable(*row))),
                Some(Parameter::Value(value)) => self.dag.constant(*value),
                None => self.dag.constant(f64::NAN),
            },
            Expr::Symbol(symbol) => self.dag.insert(Node::Symbol(*symbol)),
            Expr::Unary(f, a) => {
                let a = self.formula(a);
                self.unary(*f, a)
            }
            Expr::Binary(f, a, b) => {
                let (a, b) = (self.formula(a), self.formula(b));
                self.binary(*f, a, b)
            }
            Expr::Call(call) => self.called(call),
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

    pub(super) fn unary(&mut self, f: Function1, a: Id) -> Id {
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

    pub(super) fn binary(&mut self, f: Function2, a: Id, b: Id) -> Id {
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

    pub(super) fn is(&self, id: Id, value: f64) -> bool {
        self.dag.value(id) == Some(value)
    }

    /// What a node is the negative of.
    pub(super) fn negated(&self, id: Id) -> Option<Id> {
        match self.dag.nodes[id] {
            Node::Unary(Function1::Neg, inner) => Some(inner),
            _ => None,
        }
    }

    pub(super) fn sum(&mut self, a: Id, b: Id) -> Id {
        match (self.negated(a), self.negated(b)) {
            _ if self.is(a, 0.0) => b,
            _ if self.is(b, 0.0) => a,
            (_, Some(b)) => self.difference(a, b),
            (Some(a), None) => self.difference(b, a),
            // In one order, so that a + b and b + a are one node.
            _ => self.dag.insert(Node::Binary(Function2::Add, a.min(b), a.max(b))),
        }
    }

    pub(super) fn difference(&mut self, a: Id, b: Id) -> Id {
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
}
