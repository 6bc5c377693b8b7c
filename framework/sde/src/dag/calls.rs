//! Puts calls of procedures into a graph. The same procedure at the same place and time is called once.

use super::{Builder, Id, Node, Site};
use crate::expression::Symbol;
use crate::opaque::Call;

impl Builder<'_> {
    pub(super) fn called(&mut self, call: &Call) -> Id {
        let at: Vec<Id> = call.at.iter().map(|x| self.formula(x)).collect();
        let time = self.formula(&call.time);
        let number = self.site(call, &at, time);
        let mut last = None;
        if !self.dag.calls[number].direct {
            for (slot, x) in at.into_iter().enumerate() {
                last = Some(self.dag.insert(Node::Pass(number, slot, x, last)));
            }
        }
        let made = self.dag.insert(Node::Evaluate(number, time, last));
        self.dag.insert(Node::Taken(number, call.output, made))
    }

    /// The number of the call.
    fn site(&mut self, call: &Call, at: &[Id], time: Id) -> usize {
        let same = |(n, place): (usize, &(Vec<Id>, Id))| {
            place.0 == at && place.1 == time && self.dag.calls[n].of == call.of
        };
        if let Some(number) = self.places.iter().enumerate().position(same) {
            return number;
        }
        self.places.push((at.to_vec(), time));
        let stands = |(n, id): (usize, &Id)| self.dag.nodes[*id] == Node::Symbol(Symbol::Variable(n));
        let direct = at.iter().enumerate().all(stands);
        self.dag.calls.push(Site { of: call.of.clone(), inputs: at.len(), direct });
        self.places.len() - 1
    }
}
