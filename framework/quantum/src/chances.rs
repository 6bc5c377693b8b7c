//! How likely atoms reach each node of an apparatus, and in what state: exactly, from density operators.

use crate::apparatus::{Apparatus, Leads};
use crate::operator::Operator;

/// What is known of the atoms that arrive at each node, in the order of the apparatus.
#[derive(Clone, Debug)]
pub struct Chances(Vec<Arrival>);

/// The atoms that arrive at a node.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// How likely an atom from the oven comes here.
    pub probability: f64,
    /// The density operator of those that do, of trace 1; none where none does.
    pub state: Option<Operator>,
}

impl Chances {
    /// Follows the beam through an apparatus. At every node the state has trace 1, so that nothing underflows, however
    /// unlikely it is.
    pub fn of(apparatus: &Apparatus) -> Chances {
        let never = Arrival { probability: 0.0, state: None };
        let mut arrivals = vec![never; apparatus.nodes().len()];
        arrivals[0] = Arrival { probability: 1.0, state: Some(apparatus.state.operator().clone()) };
        for (n, node) in apparatus.nodes().iter().enumerate() {
            let Arrival { probability, state: Some(state) } = &arrivals[n] else { continue };
            let Leads::On(arms) = &node.leads else { continue };
            let (before, parts) = (*probability, apparatus.part(n, state));
            for (arm, (p, state)) in arms.iter().zip(parts) {
                arrivals[arm.to] = Arrival { probability: before * p, state };
            }
        }
        Chances(arrivals)
    }

    /// What arrives at a node.
    pub fn at(&self, node: usize) -> &Arrival {
        &self.0[node]
    }
}
