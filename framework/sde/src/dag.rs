//! Formulas as one graph: each subformula stands in it once, and constants are folded.
//!
//! The rewriting here changes a result by a few roundings at most. What is uniform over paths (constants and what
//! depends on time alone) is drawn out of products, so that it is multiplied once a step and not once a path:
//! `(theta*(mu - x))*dt` is `(theta*dt)*(mu - x)`.

mod builder;
mod calls;
mod collect;
mod products;

pub(crate) use builder::Builder;
pub(crate) use collect::collected;

use crate::expression::{Comparison, Function1, Function2, Symbol};
use crate::opaque::Opaque;
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
    /// Hands a number to a call as its variable of that number, after the one that was handed before.
    Pass(usize, usize, Id, Option<Id>),
    /// Makes a call at a time, after the last variable was handed over, if any had to be.
    Evaluate(usize, Id, Option<Id>),
    /// A number that a call has made.
    Taken(usize, usize, Id),
}

/// A procedure, called once a step at one place of the graph.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub of: Opaque,
    /// How many variables it is handed.
    pub inputs: usize,
    /// Whether these are the variables as they stand: then nothing is passed.
    pub direct: bool,
}

impl Node {
    /// The nodes that it works on.
    pub(crate) fn operands(self) -> impl DoubleEndedIterator<Item = Id> + Clone {
        let (ids, count) = match self {
            Node::Constant(_) | Node::Symbol(_) => ([0; 3], 0),
            Node::Unary(_, a)
            | Node::Pass(_, _, a, None)
            | Node::Evaluate(_, a, None)
            | Node::Taken(_, _, a) => ([a, 0, 0], 1),
            Node::Binary(_, a, b)
            | Node::Compare(_, a, b)
            | Node::Pass(_, _, a, Some(b))
            | Node::Evaluate(_, a, Some(b)) => ([a, b, 0], 2),
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
            Node::Pass(call, slot, a, before) => Node::Pass(call, slot, to(a), before.map(to)),
            Node::Evaluate(call, time, last) => Node::Evaluate(call, to(time), last.map(to)),
            Node::Taken(call, output, from) => Node::Taken(call, output, to(from)),
        }
    }

    /// Whether it stands for something done, and not for a number.
    pub(crate) fn acts(self) -> bool {
        matches!(self, Node::Pass(..) | Node::Evaluate(..))
    }
}

/// Nodes, each after those that it works on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dag {
    pub nodes: Vec<Node>,
    /// Whether a node is the same for all paths.
    pub uniform: Vec<bool>,
    pub calls: Vec<Site>,
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
            Node::Symbol(_) | Node::Pass(..) | Node::Evaluate(..) | Node::Taken(..) => false,
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
