//! Tables decide as the networks that they are made of.

use crate::likeness::{rotations, surrounded};
use crate::random::{Numbers, group};
use quincunx_model::inference::Inference;
use quincunx_model::network::Network;
use quincunx_model::rule::{Choices, Compile, NetworkRule};
use quincunx_model::table::Table;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::rule::Rule;

fn network(sides: &[usize], seed: u64) -> Network {
    let fields = vec![2; sides.len()];
    Network::new(&group(4, &fields, sides, seed), rotations(4), Interpolation::Ring).unwrap()
}

/// A threshold that about half of the decisions are above.
fn middle(inference: &Inference, cells: &[u8], side: usize) -> f32 {
    let mut logits = crate::likeness::bits(inference, cells, side, side);
    logits.sort_by(f32::total_cmp);
    logits[logits.len() / 2]
}

fn soup(side: usize, seed: u64) -> Vec<u8> {
    let mut numbers = Numbers(seed);
    (0..side * side).map(|_| u8::from(numbers.next() > 0.0)).collect()
}

/// Whether the network decides at all; some random ones give every cell the same logit.
fn decides_alike(sides: &[usize], seed: u64) -> bool {
    let isa = Isa::chosen().unwrap();
    let (network, size) = (network(sides, seed), 61);
    let cells = soup(size, seed);
    let inference = Inference::new(network.clone(), isa);
    let threshold = middle(&inference, &cells, size);
    let table = Table::of(&inference, threshold).unwrap();
    let choices = Choices { weights: "w".into(), group: "C4".into(), threshold, compile: Compile::Never };
    let rule = NetworkRule::new(network, isa, choices).unwrap();
    let (src, slab) = surrounded(&cells, size, size, rule.info().halo);
    let mut both = [vec![0; slab.stride * size], vec![0; slab.stride * size]];
    rule.step(&src, &mut both[0], &slab).unwrap();
    table.step(&src, &mut both[1], &slab);
    assert_eq!(both[0], both[1], "{sides:?}");
    // What is met is no closer than the closest of all; a decision at the threshold itself is told with its cells.
    let met = rule.predictor().unwrap().margin().met().unwrap();
    assert!(met.margin >= table.closest().margin && met.largest <= table.closest().largest);
    assert_eq!(met.margin, 0.0);
    assert_eq!(met.neighbourhood.len(), table.side() * table.side());
    assert!(met.is_within_rounding() && rule.remark().is_none());
    both[0].contains(&1)
}

#[test]
fn of_3_by_3_cells() {
    let decide = (0..20).filter(|seed| decides_alike(&[3, 1], *seed) & decides_alike(&[1, 3], *seed));
    assert!(decide.count() > 5);
}

#[test]
fn of_5_by_5_cells() {
    assert!(decides_alike(&[3, 3], 5));
    assert!(decides_alike(&[5], 6));
}

#[test]
fn a_table_of_more_is_refused() {
    let inference = Inference::new(network(&[3, 5], 1), Isa::PORTABLE);
    assert!(Table::of(&inference, 0.0).unwrap_err().contains("7×7"));
    let choices =
        Choices { weights: "w".into(), group: "C4".into(), threshold: 0.0, compile: Compile::Always };
    let refused = NetworkRule::new(network(&[3, 5], 1), Isa::PORTABLE, choices).unwrap_err();
    assert!(refused.contains("leave `compile` out"), "{refused}");
}
