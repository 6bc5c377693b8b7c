//! Networks over groups that are not all rotations, whose elements do not commute.

use crate::likeness::{TOLERANCE, surrounded};
use crate::random::{Numbers, group};
use quincunx_model::inference::Inference;
use quincunx_model::network::Network;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::lanes::isa::Isa;

const SIDE: usize = 9;

/// What was at p comes to M·p, modulo the side.
fn turned(field: &[f32], matrix: Matrix) -> Vec<f32> {
    let mut out = vec![0.0; field.len()];
    for (i, value) in field.iter().enumerate() {
        let [x, y] = matrix.apply([(i % SIDE) as f64, (i / SIDE) as f64]);
        let [x, y] = [x, y].map(|at| (at as i64).rem_euclid(SIDE as i64) as usize);
        out[y * SIDE + x] = *value;
    }
    out
}

fn logits(inference: &Inference, field: &[f32]) -> Vec<f32> {
    let (src, slab) = surrounded(field, SIDE, SIDE, inference.network().reach());
    let mut logits = vec![0.0; field.len()];
    inference.reals(&src, &slab, |[x, y], _, row| logits[y * SIDE + x..][..row.len()].copy_from_slice(row));
    logits
}

/// In a group that does not commute, filters of s⁻¹r or sr⁻¹ in place of r⁻¹s would not do.
fn turns_with_its_field(generators: &[Matrix], order: usize) {
    let closed = FiniteGroup::generated_by(generators).unwrap();
    assert_eq!(closed.order(), order);
    for (sides, seed) in [([3, 3], 1), ([3, 5], 2), ([5, 1], 3)] {
        let weights = group(order, &[3, 2], &sides, seed);
        let network = Network::new(&weights, closed.clone(), Interpolation::Ring).unwrap();
        let inference = Inference::new(network, Isa::chosen().unwrap());
        let mut numbers = Numbers(seed);
        let field: Vec<f32> = (0..SIDE * SIDE).map(|_| numbers.next() as f32).collect();
        let predicted = logits(&inference, &field);
        let largest = predicted.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
        let varies = predicted.iter().any(|x| (x - predicted[0]).abs() > 0.1 * largest);
        assert!(varies, "{predicted:?}");
        for element in closed.elements() {
            let [one, two] = [turned(&predicted, *element), logits(&inference, &turned(&field, *element))];
            let apart = one.iter().zip(&two).fold(0.0f32, |apart, (a, b)| apart.max((a - b).abs()));
            assert!(f64::from(apart / largest) < 2.0 * TOLERANCE, "{element}: {apart} of {largest}");
        }
    }
}

#[test]
fn d4() {
    turns_with_its_field(&[Matrix::rotation(1, 4), Matrix::MIRROR], 8);
}

#[test]
fn d6_of_the_hexagonal_lattice() {
    let generators = [Matrix([[1.0, -1.0], [1.0, 0.0]]), Matrix([[0.0, 1.0], [1.0, 0.0]])];
    turns_with_its_field(&generators, 12);
}
