//! Random networks and fields.

use proptest::prelude::*;
use quincunx_model::weights::{Layer, Layout, Weights};

/// Numbers around zero, the same for the same seed.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (n >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    pub fn many(&mut self, count: usize, scale: f64) -> Vec<f32> {
        (0..count).map(|_| (scale * self.next()) as f32).collect()
    }
}

/// A layer whose outputs are about as large as its inputs.
fn layer(numbers: &mut Numbers, [outputs, inputs, elements, side]: [usize; 4], biases: usize) -> Layer {
    let terms = inputs * elements * side * side;
    let weight = numbers.many(outputs * terms, (6.0 / terms as f64).sqrt());
    Layer { name: String::new(), side, outputs, inputs, elements, weight, bias: numbers.many(biases, 0.1) }
}

/// A network in the layout of a group, of these sides and widths.
pub fn group(order: usize, fields: &[usize], sides: &[usize], seed: u64) -> Weights {
    let mut numbers = Numbers(seed);
    let mut layers = vec![];
    for (i, (side, outputs)) in sides.iter().zip(fields).enumerate() {
        let [inputs, elements] = if i == 0 { [1, 1] } else { [fields[i - 1], order] };
        layers.push(layer(&mut numbers, [*outputs, inputs, elements, *side], *outputs));
    }
    layers.push(layer(&mut numbers, [1, *fields.last().unwrap(), 1, 1], 1));
    weights(layers, Layout::Group { order: (sides.len() > 1).then_some(order) })
}

/// A plain list of convolutions, the last with a filter of its own.
pub fn plain(channels: &[usize], sides: &[usize], seed: u64) -> Weights {
    let mut numbers = Numbers(seed);
    let inputs = std::iter::once(&1).chain(channels);
    let outputs = channels.iter().chain(&[1]);
    let layers = sides.iter().zip(inputs.zip(outputs));
    let layers = layers.map(|(side, (i, o))| layer(&mut numbers, [*o, *i, 1, *side], *o));
    weights(layers.collect(), Layout::Plain)
}

fn weights(layers: Vec<Layer>, layout: Layout) -> Weights {
    let parameters = layers.iter().map(|layer| layer.weight.len() + layer.bias.len()).sum();
    Weights { layers, layout, parameters }
}

/// Sides and widths of one to five layers, and a seed.
pub fn shapes() -> impl Strategy<Value = (Vec<usize>, Vec<usize>, u64)> {
    let side = prop_oneof![3 => Just(3usize), 2 => Just(1), 1 => Just(5)];
    let layer = (side, 1usize..4);
    (prop::collection::vec(layer, 1..=5), any::<u64>()).prop_map(|(layers, seed)| {
        (layers.iter().map(|l| l.0).collect(), layers.iter().map(|l| l.1).collect(), seed)
    })
}
