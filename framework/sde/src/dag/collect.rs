//! Sums with like terms collected: u·y + v·y is (u + v)·y, and u·(f·a) + v·(f·b) is f·(u·a + v·b).
//!
//! Steps of higher order take a process apart into many such terms. Where nothing can be collected a sum stays as it
//! stands, and no product is ever multiplied out: x − y loses no digits, and u·x − u·y would.

use super::{Builder, Dag, Id, Node};
use crate::expression::{Function1, Function2};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Sums of more terms stay as they stand.
const MOST_TERMS: usize = 1024;

/// Products of more factors are looked into so far.
const MOST_FACTORS: usize = 16;

/// u·y, where u is the same for all paths.
#[derive(Clone, Copy, Debug)]
struct Term {
    factor: Id,
    of: Id,
    /// Whether nobody else has what it is a multiple of.
    own: bool,
}

/// The graph with its sums collected.
pub(crate) fn collected(dag: &Dag, outputs: &[Id], uses: &[usize]) -> (Dag, Vec<Id>) {
    let mut new = Collector { old: dag, uses, new: Builder::new(&[]), numbers: vec![0; dag.nodes.len()] };
    new.new.dag.calls = dag.calls.clone();
    let exposed = exposed(dag, outputs);
    let inner = inner_sums(dag, uses);
    for id in (0..dag.nodes.len()).filter(|id| uses[*id] > 0) {
        new.numbers[id] = match sum(dag.nodes[id]) {
            Some(_) if !inner[id] && !dag.uniform[id] => new.sum(id, exposed[id]),
            _ => new.same(id),
        };
    }
    let outputs = outputs.iter().map(|id| new.numbers[*id]).collect();
    (new.new.dag, outputs)
}

/// What is added, and whether the second is subtracted.
fn sum(node: Node) -> Option<(Id, Id, bool)> {
    match node {
        Node::Binary(Function2::Add, a, b) => Some((a, b, false)),
        Node::Binary(Function2::Sub, a, b) => Some((a, b, true)),
        _ => None,
    }
}

/// Sums that are nothing but a part of another.
fn inner_sums(dag: &Dag, uses: &[usize]) -> Vec<bool> {
    let mut inner = vec![false; dag.nodes.len()];
    for (a, b, _) in
        dag.nodes.iter().enumerate().filter(|(id, _)| uses[*id] > 0).filter_map(|(_, node)| sum(*node))
    {
        for id in [a, b] {
            inner[id] = uses[id] == 1 && sum(dag.nodes[id]).is_some() && !dag.uniform[id];
        }
    }
    inner
}

/// What an output is up to something small: from step to step it keeps its digits.
///
/// In x + u·x, where u is small, the factor 1 + u would be off by the same rounding in every step, and in f32 by a
/// visible part of u.
fn exposed(dag: &Dag, outputs: &[Id]) -> Vec<bool> {
    const SMALL: f64 = 0.25;
    let mut exposed = vec![false; dag.nodes.len()];
    outputs.iter().for_each(|id| exposed[*id] = true);
    for id in (0..dag.nodes.len()).rev() {
        match dag.nodes[id] {
            _ if !exposed[id] => {}
            Node::Binary(Function2::Mul, u, a) if dag.uniform[u] => {
                exposed[a] |= dag.value(u).is_none_or(|u| u.abs() >= SMALL);
            }
            Node::Binary(Function2::Mul, ..) => {}
            node => node.operands().for_each(|operand| exposed[operand] = true),
        }
    }
    exposed
}

struct Collector<'a> {
    old: &'a Dag,
    uses: &'a [usize],
    new: Builder<'a>,
    numbers: Vec<Id>,
}

impl Collector<'_> {
    /// The same node, on what its operands have become.
    fn same(&mut self, id: Id) -> Id {
        match self.old.nodes[id] {
            Node::Unary(f, a) => self.new.unary(f, self.numbers[a]),
            Node::Binary(f, a, b) => self.new.binary(f, self.numbers[a], self.numbers[b]),
            node => self.new.dag.insert(node.renumbered(|operand| self.numbers[operand])),
        }
    }

    fn sum(&mut self, id: Id, exposed: bool) -> Id {
        let leaves = self.leaves(id);
        if leaves.len() > MOST_TERMS {
            return self.same(id);
        }
        let (mut terms, mut apart) = (vec![], vec![]);
        for (leaf, minus) in &leaves {
            let term = self.term(*leaf, *minus);
            let whole = self.new.dag.value(term.factor).is_some_and(|u| u.abs() == 1.0);
            if whole && exposed { apart.push(term) } else { terms.push(term) }
        }
        self.collect(&mut terms);
        if apart.len() + terms.len() == leaves.len() {
            return self.same(id);
        }
        apart.extend(terms);
        self.total(&apart)
    }

    /// What a sum adds up, in order, and whether it is subtracted.
    fn leaves(&self, id: Id) -> Vec<(Id, bool)> {
        let (mut leaves, mut open) = (vec![], vec![(id, false)]);
        while let Some((at, minus)) = open.pop() {
            match sum(self.old.nodes[at]) {
                Some((a, b, less)) if at == id || self.uses[at] == 1 && !self.old.uniform[at] => {
                    open.extend([(b, minus != less), (a, minus)]);
                }
                _ => leaves.push((at, minus)),
            }
        }
        leaves
    }

    fn term(&mut self, leaf: Id, minus: bool) -> Term {
        let one = self.new.dag.constant(1.0);
        let id = self.numbers[leaf];
        let (id, minus) = self.new.negated(id).map_or((id, minus), |inner| (inner, !minus));
        let (factor, of) = match self.new.factored(id) {
            Some((u, rest)) if u == rest => (u, one),
            Some(both) => both,
            None => (one, id),
        };
        let factor = if minus { self.new.unary(Function1::Neg, factor) } else { factor };
        let multiplied = match self.old.nodes[leaf] {
            Node::Binary(Function2::Mul, u, rest) if self.old.uniform[u] => rest,
            _ => leaf,
        };
        Term { factor, of, own: self.uses[leaf] == 1 && self.uses[multiplied] == 1 }
    }

    fn collect(&mut self, terms: &mut Vec<Term>) {
        self.merge(terms);
        while let Some(shared) = self.shared(terms) {
            self.draw_out(shared, terms);
        }
    }

    /// Adds up the factors of what occurs more than once.
    fn merge(&mut self, terms: &mut Vec<Term>) {
        let (mut merged, mut places): (Vec<Term>, HashMap<Id, usize>) = (vec![], HashMap::new());
        for term in terms.drain(..) {
            match places.get(&term.of) {
                Some(place) => merged[*place].factor = self.new.sum(merged[*place].factor, term.factor),
                None => {
                    places.insert(term.of, merged.len());
                    merged.push(term);
                }
            }
        }
        *terms = merged;
    }

    /// What most terms are products of, if there are at least two.
    fn shared(&self, terms: &[Term]) -> Option<Id> {
        let mut counts: HashMap<Id, usize> = HashMap::new();
        for term in terms {
            let mut factors = self.factors(term);
            factors.sort_unstable();
            factors.dedup();
            factors.into_iter().for_each(|factor| *counts.entry(factor).or_default() += 1);
        }
        let most = counts.into_iter().filter(|(_, count)| *count > 1);
        most.max_by_key(|(factor, count)| (*count, Reverse(*factor))).map(|(factor, _)| factor)
    }

    /// What a term is a product of, besides what is the same for all paths.
    fn factors(&self, term: &Term) -> Vec<Id> {
        let (mut factors, mut open) = (vec![], vec![term.of]);
        while let Some(id) = open.pop() {
            match self.new.dag.nodes[id] {
                _ if self.new.dag.uniform[id] => {}
                Node::Binary(Function2::Mul, a, b) if term.own && factors.len() < MOST_FACTORS => {
                    open.extend([b, a])
                }
                _ => factors.push(id),
            }
        }
        factors
    }

    /// Makes one product of all terms that have a factor.
    fn draw_out(&mut self, shared: Id, terms: &mut Vec<Term>) {
        let one = self.new.dag.constant(1.0);
        let (mut inner, mut place) = (vec![], None);
        let mut left: Vec<Term> = vec![];
        for term in terms.drain(..) {
            let mut factors = self.factors(&term);
            match factors.iter().position(|factor| *factor == shared) {
                Some(at) => {
                    factors.remove(at);
                    let of = factors.into_iter().reduce(|a, b| self.new.product(a, b)).unwrap_or(one);
                    inner.push(Term { of, ..term });
                    place.get_or_insert(left.len());
                }
                None => left.push(term),
            }
        }
        self.collect(&mut inner);
        let sum = self.total(&inner);
        let of = self.new.product(shared, sum);
        left.insert(place.unwrap_or(0), Term { factor: one, of, own: false });
        *terms = left;
    }

    /// The sum of terms, of which the first is added last.
    fn total(&mut self, terms: &[Term]) -> Id {
        let zero = self.new.dag.constant(0.0);
        terms.iter().rev().fold(zero, |sum, term| {
            let product = self.new.product(term.factor, term.of);
            self.new.binary(Function2::Add, product, sum)
        })
    }
}
