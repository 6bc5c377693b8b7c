//! The fast network against the slow one.

use crate::random::{Numbers, group, plain, shapes};
use proptest::prelude::*;
use quincunx_model::inference::Inference;
use quincunx_model::network::Network;
use quincunx_model::reference::{Field, forward};
use quincunx_model::weights::Weights;
use quincunx_sdk::group::Group;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::point::Symmetry;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::slab::Slab;

/// What double and single precision may differ by, relative to the largest number.
pub const TOLERANCE: f64 = 2e-6;

pub fn rotations(order: usize) -> FiniteGroup {
    let rotations = Symmetry { rotations: order as u32, mirrors: false };
    FiniteGroup::generated_by(&rotations.generators()).unwrap()
}

/// A field with `reach` cells around it, as a torus has them.
pub fn surrounded<T: Copy>(cells: &[T], width: usize, height: usize, reach: usize) -> (Vec<T>, Slab) {
    let stride = width + 2 * reach;
    let at = |place: usize, length: usize| (place + reach * length - reach) % length;
    let mut src = vec![];
    for y in 0..height + 2 * reach {
        src.extend((0..stride).map(|x| cells[at(y, height) * width + at(x, width)]));
    }
    (src, Slab { width, height, stride, halo: reach, lattice_width: width as u64, ..Slab::default() })
}

/// Features channel by channel, and logits.
pub fn reals(inference: &Inference, cells: &[f32], width: usize, height: usize) -> (Vec<Vec<f32>>, Vec<f32>) {
    let layers = &inference.network().layers;
    let count = layers.len() - 1;
    let channels = if count == 0 { 1 } else { layers[count - 1].outputs };
    let (src, slab) = surrounded(cells, width, height, inference.network().reach());
    let (mut features, mut logits) = (vec![vec![]; channels], vec![]);
    inference.reals(&src, &slab, |[x, y], row, found| {
        assert_eq!(y * width + x, logits.len(), "fields of these tests are one strip");
        logits.extend_from_slice(found);
        // Of a head that sees more than one cell these are those of another place.
        for cell in row.chunks(channels.next_multiple_of(16)).take(width) {
            features.iter_mut().zip(cell).for_each(|(channel, x)| channel.push(*x));
        }
    });
    (features, logits)
}

pub fn bits(inference: &Inference, cells: &[u8], width: usize, height: usize) -> Vec<f32> {
    let (src, slab) = surrounded(cells, width, height, inference.network().reach());
    let mut logits = vec![f32::NAN; width * height];
    inference.cells(&src, &slab, |[x, y], row| logits[y * width + x..][..row.len()].copy_from_slice(row));
    logits
}

/// The largest difference, relative to a size.
pub fn difference(found: &[f32], expected: &[f64], size: f64) -> f64 {
    assert_eq!(found.len(), expected.len());
    let apart = found.iter().zip(expected).map(|(a, b)| (f64::from(*a) - b).abs());
    apart.fold(0.0, f64::max) / size.max(1e-30) // where all is 0, so is the difference
}

pub fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |largest: f64, x| x.abs().max(largest))
}

/// The network in which nothing cancels: of a sum that nearly does no more is known than of its terms.
fn absolute(weights: &Weights) -> Weights {
    let mut weights = weights.clone();
    for layer in &mut weights.layers {
        layer.weight.iter_mut().chain(&mut layer.bias).for_each(|w| *w = w.abs());
    }
    weights
}

fn compare(
    weights: &Weights,
    order: usize,
    how: Interpolation,
    (width, height): (usize, usize),
) -> Result<(), TestCaseError> {
    let network = Network::new(weights, rotations(order), how).unwrap();
    let mut numbers = Numbers(7);
    let values: Vec<f32> = (0..width * height).map(|_| numbers.next().abs() as f32).collect();
    let cells: Vec<u8> = (0..width * height).map(|_| u8::from(numbers.next() > 0.2)).collect();
    let wide = |values: &[f32]| {
        let channels = vec![values.iter().map(|x| f64::from(*x)).collect()];
        Field { width, height, channels }
    };
    let (features, logits) = forward(weights, order, how, &wide(&values));
    let (_, of_cells) =
        forward(weights, order, how, &wide(&cells.iter().map(|c| f32::from(*c)).collect::<Vec<_>>()));
    let [seen_size, size] = {
        let (features, logits) = forward(&absolute(weights), order, how, &wide(&vec![1.0; width * height]));
        [features, logits].map(|field| largest(&field.channels.concat()))
    };
    let mut all: Vec<(Vec<u32>, Vec<u32>)> = vec![];
    for isa in Isa::all() {
        let inference = Inference::new(network.clone(), isa);
        let (seen, found) = reals(&inference, &values, width, height);
        let near = |found: &[f32], expected: &[f64], size: f64| {
            let apart = difference(found, expected, size);
            prop_assert!(apart < TOLERANCE, "{}: {apart:e}", isa.name());
            Ok(())
        };
        near(&found, &logits.channels[0], size)?;
        if network.layers.last().unwrap().side == 1 && network.layers.len() > 1 {
            near(&seen.concat(), &features.channels.concat(), seen_size)?;
        }
        let decided = bits(&inference, &cells, width, height);
        near(&decided, &of_cells.channels[0], size)?;
        all.push((
            found.iter().map(|x| x.to_bits()).collect(),
            decided.iter().map(|x| x.to_bits()).collect(),
        ));
    }
    prop_assert!(all.iter().all(|bits| bits == &all[0]), "the bits depend on the instruction set");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn networks_over_rotations((sides, fields, seed) in shapes(), order in prop_oneof![Just(1usize), Just(2), Just(3), Just(4), Just(6), Just(8)],
        bilinear in any::<bool>(), width in 1usize..24, height in 1usize..9) {
        let how = if bilinear { Interpolation::Bilinear } else { Interpolation::Ring };
        compare(&group(order, &fields, &sides, seed), order, how, (width, height))?;
    }

    #[test]
    fn plain_lists((sides, channels, seed) in shapes(), wide in any::<bool>(), width in 1usize..24, height in 1usize..9) {
        let scale = if wide { 20 } else { 1 };
        let channels: Vec<usize> = channels.iter().skip(1).map(|c| scale * c).collect();
        compare(&plain(&channels, &sides, seed), 1, Interpolation::Ring, (width, height))?;
    }
}

/// As networks are trained: many fields, weights of either sign.
#[test]
fn networks_of_a_usual_size_are_near_without_allowance() {
    for (order, sides) in [(4, [3, 3, 1]), (8, [3, 3, 3]), (8, [5, 3, 1]), (1, [3, 5, 3])] {
        let weights = group(order, &[16; 3], &sides, 11);
        let inference = Inference::new(
            Network::new(&weights, rotations(order), Interpolation::Ring).unwrap(),
            Isa::chosen().unwrap(),
        );
        let (width, height) = (13, 9);
        let mut numbers = Numbers(2);
        let values: Vec<f32> = (0..width * height).map(|_| numbers.next().abs() as f32).collect();
        let field = Field { width, height, channels: vec![values.iter().map(|x| f64::from(*x)).collect()] };
        let (features, logits) = forward(&weights, order, Interpolation::Ring, &field);
        let (seen, found) = reals(&inference, &values, width, height);
        let (features, logits) = (features.channels.concat(), &logits.channels[0]);
        assert!(difference(&seen.concat(), &features, largest(&features)) < TOLERANCE);
        assert!(difference(&found, logits, largest(logits)) < TOLERANCE);
    }
}
