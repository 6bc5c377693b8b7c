//! From the filters that a group network stores to those that it means, and back for gradients.

use crate::network::Convolution;
use crate::weights::Layer;
use quincunx_sdk::group::action::{Action, TapMap};
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;

/// What a group makes of the filters of a layer: the filter from element s to element r of a field is the stored one of
/// r⁻¹s, turned by r. A lifting layer, which sees cells and not fields, has one stored filter for each input.
///
/// T. S. Cohen, M. Welling, "Group equivariant convolutional networks" (2016), eqs. 10 and 11.
#[derive(Clone, Debug)]
pub(crate) struct Expansion {
    action: Action,
    /// For r and s (in this order) the number of the stored filter.
    stored: Vec<usize>,
    /// Elements of the input.
    sources: usize,
}

impl Expansion {
    /// Of filters of a side; `from_group` tells whether they see fields.
    ///
    /// # Errors
    /// Those of [`Action::new`].
    pub fn new(
        group: &FiniteGroup,
        side: usize,
        how: Interpolation,
        from_group: bool,
    ) -> Result<Self, String> {
        let (action, order) = (Action::new(group, side, how)?, group.order());
        let sources = if from_group { order } else { 1 };
        let one = |r: usize, s: usize| if from_group { group.product(group.inverse(r), s) } else { 0 };
        let stored = (0..order).flat_map(|r| (0..sources).map(move |s| one(r, s))).collect();
        Ok(Expansion { action, stored, sources })
    }

    /// Elements of the input: 1 of cells.
    pub fn sources(&self) -> usize {
        self.sources
    }

    fn taps(&self) -> usize {
        self.action.side() * self.action.side()
    }

    /// A layer written out, with the bias of a field for each of its elements.
    pub fn written(&self, layer: &Layer, order: usize) -> Convolution {
        Convolution {
            side: layer.side,
            inputs: layer.inputs * self.sources,
            outputs: layer.outputs * order,
            weight: self.expand(layer),
            bias: layer.bias.iter().flat_map(|bias| vec![*bias; order]).collect(),
        }
    }

    /// All filters of a layer that is stored as `[fields][inputs][elements][taps]`: `[fields·n][inputs·elements][taps]`.
    fn expand(&self, layer: &Layer) -> Vec<f32> {
        let mut written = Vec::new();
        self.each(layer.inputs, layer.weight.len(), |at, map| {
            let stored = &layer.weight[at..][..self.taps()];
            let value = |(tap, weight): &(usize, f64)| weight * f64::from(stored[*tap]);
            let sum = |tap| map.sum(tap).iter().map(value).fold(0.0, |sum, term| sum + term);
            written.extend((0..self.taps()).map(|tap| sum(tap) as f32));
        });
        written
    }

    /// What a gradient by the filters of [`written`](Expansion::written) is by those that are stored.
    pub fn pull_back(&self, inputs: usize, gradient: &[f32], by_stored: &mut [f32]) {
        let mut filters = gradient.chunks(self.taps());
        let numbers = by_stored.len();
        self.each(inputs, numbers, |at, map| {
            let (by_stored, filter) = (&mut by_stored[at..][..self.taps()], filters.next().unwrap_or(&[]));
            for (tap, by) in filter.iter().enumerate() {
                for (from, weight) in map.sum(tap) {
                    by_stored[*from] += *weight as f32 * by;
                }
            }
        });
    }

    /// Visits all filters in the order in which they are written, each with the place of the stored one and what turns it.
    fn each(&self, inputs: usize, numbers: usize, mut visit: impl FnMut(usize, &TapMap)) {
        let (taps, order) = (self.taps(), self.stored.len() / self.sources);
        let field = inputs * self.sources * taps;
        for from in (0..numbers).step_by(field) {
            for r in 0..order {
                for input in 0..inputs {
                    for s in 0..self.sources {
                        let filter = input * self.sources + self.stored[r * self.sources + s];
                        visit(from + filter * taps, self.action.of(r));
                    }
                }
            }
        }
    }
}
