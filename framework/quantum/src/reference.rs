//! The slow and obvious twin of the sampler: an atom walks through the apparatus by itself.

use crate::apparatus::{Apparatus, Leads};

/// The node at which an atom ends, by its number in units of 2⁻⁶⁴.
///
/// At every node its state is projected, Born's rule gives the probability of each arm, and the number says which it takes;
/// what is left of the number, as a share of that arm, is spent at the next. (The fast way adds up the probabilities of
/// whole routes instead.)
pub fn walk(apparatus: &Apparatus, number: u64) -> usize {
    let mut left = number as f64 / 18_446_744_073_709_551_616.0;
    let (mut node, mut state) = (0, apparatus.state.operator().clone());
    while let Leads::On(arms) = &apparatus.nodes()[node].leads {
        let parts = apparatus.part(node, &state);
        let mut possible = arms.iter().zip(parts).filter_map(|(arm, (p, state))| Some((arm.to, p, state?)));
        let Some(mut taken) = possible.next() else { break };
        for other in possible {
            if left < taken.1 {
                break;
            }
            left -= taken.1;
            taken = other;
        }
        left /= taken.1;
        (node, state) = (taken.0, taken.2);
    }
    node
}
