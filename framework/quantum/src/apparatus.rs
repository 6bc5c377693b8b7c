//! The apparatus: a tree of magnets, fields, detectors and blocks, with the operators of its spin.
//!
//! It is an arena in depth-first order: parents stand before what follows them, so nothing recurses, however deep it is.

use crate::C64;
use crate::density::Density;
use crate::operator::Operator;
use crate::spin::Spin;

/// Probabilities as near to 0 or 1 are 0 or 1: they differ from it by what floats round.
pub const CERTAIN: f64 = 1e-14;

/// All that a beam meets.
#[derive(Clone, Debug)]
pub struct Apparatus {
    /// The spin of the atoms.
    pub spin: Spin,
    /// The state in which they arrive at node 0.
    pub state: Density,
    nodes: Vec<Node>,
}

/// One node of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is, in a few words: `Magnet Z`, `Precess X 90°`, `Depolarise 0.1`, or the name of an outcome.
    pub title: String,
    /// The node before it, and the arm that leads here; none for the first.
    pub parent: Option<(usize, usize)>,
    /// How many nodes are before it.
    pub depth: usize,
    /// Where it leads.
    pub leads: Leads,
}

/// What becomes of atoms at a node.
#[derive(Clone, Debug)]
pub enum Leads {
    /// They go on by one of these arms, from above to below.
    On(Vec<Arm>),
    /// They end.
    Out(End),
}

/// The way from a node to another one.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The outlet of a magnet as the scene has it, `+1/2` or `+1|-1`; empty where there is no choice.
    pub label: String,
    /// What becomes of the state.
    pub operation: Operation,
    /// The node that follows.
    pub to: usize,
}

/// A detector or a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// What the outcome is called. Several ends may share it.
    pub name: String,
    /// A detector, not a block.
    pub detected: bool,
}

/// What becomes of a density operator on an arm. Its trace becomes smaller by the probability of the arm.
#[derive(Clone, Debug)]
pub enum Operation {
    /// ρ → PρP, of one beam or of several that are brought together without being looked at.
    Projected(Operator),
    /// ρ → Σ PρP over beams that were looked at.
    Watched(Vec<Operator>),
    /// ρ → UρU†
    Unitary(Operator),
    /// ρ → (1 − p)ρ + p·tr ρ·1/d
    Depolarised(f64),
}

impl Operation {
    /// What becomes of a density operator. It need not be of trace 1.
    pub fn of(&self, state: &Operator) -> Operator {
        match self {
            Operation::Projected(operator) | Operation::Unitary(operator) => operator.sandwich(state),
            Operation::Watched(projectors) => {
                let zero = Operator::zero(state.dimension());
                projectors.iter().fold(zero, |sum, projector| &sum + &projector.sandwich(state))
            }
            Operation::Depolarised(p) => {
                let dimension = state.dimension();
                let mixed = Operator::identity(dimension).scaled(state.trace() * (*p / dimension as f64));
                &state.scaled(C64::new(1.0 - p, 0.0)) + &mixed
            }
        }
    }
}

impl Apparatus {
    /// An apparatus of these nodes, depth first: see [`Assembly`](crate::assembly::Assembly).
    pub(crate) fn of(spin: Spin, state: Density, nodes: Vec<Node>) -> Apparatus {
        Apparatus { spin, state, nodes }
    }

    /// All nodes, depth first. The first is what atoms meet first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The ends of atoms, depth first: index and name.
    pub fn ends(&self) -> impl Iterator<Item = (usize, &End)> {
        self.nodes.iter().enumerate().filter_map(|(n, node)| match &node.leads {
            Leads::Out(end) => Some((n, end)),
            Leads::On(_) => None,
        })
    }

    /// How likely each arm of a node is for atoms in a state of trace 1, and the state behind it, of trace 1 again; none
    /// where no atom comes. At an end there are no arms.
    pub fn part(&self, node: usize, state: &Operator) -> Vec<(f64, Option<Operator>)> {
        let Leads::On(arms) = &self.nodes[node].leads else { return vec![] };
        let states: Vec<Operator> = arms.iter().map(|arm| arm.operation.of(state)).collect();
        let traces: Vec<f64> = states.iter().map(|state| state.trace().re).collect();
        let normalised = |n: usize| states[n].scaled(C64::from(1.0 / traces[n]));
        let shares = settled(&traces).into_iter().enumerate();
        shares.map(|(n, p)| (p, (p > 0.0).then(|| normalised(n)))).collect()
    }

    /// The arms that lead to a node: `(node, arm)` from the first on.
    pub fn route(&self, node: usize) -> Vec<(usize, usize)> {
        let mut route = vec![];
        let mut at = node;
        while let Some((before, arm)) = self.nodes[at].parent {
            route.push((before, arm));
            at = before;
        }
        route.reverse();
        route
    }

    /// The route to a node in words: `Magnet Z: +1/2 → Magnet X: -1/2 → blocked`.
    pub fn route_in_words(&self, node: usize) -> String {
        let word = |(node, arm): (usize, usize)| match &self.nodes[node].leads {
            Leads::On(arms) if !arms[arm].label.is_empty() => {
                format!("{}: {} → ", self.nodes[node].title, arms[arm].label)
            }
            _ => format!("{} → ", self.nodes[node].title),
        };
        self.route(node).into_iter().map(word).collect::<String>() + &self.nodes[node].title
    }

    /// The bytes of memory that it takes.
    pub fn memory(&self) -> u64 {
        let operators = |arm: &Arm| match &arm.operation {
            Operation::Watched(projectors) => projectors.len() as u64,
            Operation::Depolarised(_) => 0,
            Operation::Projected(_) | Operation::Unitary(_) => 1,
        };
        let held = |node: &Node| match &node.leads {
            Leads::On(arms) => arms.iter().map(operators).sum(),
            Leads::Out(_) => 0,
        };
        let operator = (self.spin.dimension() * self.spin.dimension() * size_of::<C64>()) as u64;
        let nodes = (self.nodes.len() * size_of::<Node>()) as u64;
        nodes + operator * self.nodes.iter().map(held).sum::<u64>()
    }
}

/// Probabilities of all that can happen, with what is impossible at 0 and what is certain at 1.
fn settled(traces: &[f64]) -> Vec<f64> {
    let certain = traces.iter().position(|p| *p >= 1.0 - CERTAIN);
    let settle = |(n, p): (usize, &f64)| match certain {
        Some(certain) => f64::from(u8::from(n == certain)),
        None if *p <= CERTAIN => 0.0,
        None => *p,
    };
    traces.iter().enumerate().map(settle).collect()
}
