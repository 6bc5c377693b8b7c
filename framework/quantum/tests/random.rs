//! Random kets, operators and bases of random dimension.

use proptest::collection::vec;
use proptest::prelude::*;
use quincunx_quantum::{Basis, C64, Density, Ket, Operator, Spin};

/// Dimensions, mostly small.
pub fn dimension() -> impl Strategy<Value = usize> {
    prop_oneof![2 => 1..=4usize, 1 => 5..=16usize]
}

pub fn number() -> impl Strategy<Value = C64> {
    (-1.0..1.0, -1.0..1.0).prop_map(|(re, im)| C64::new(re, im))
}

pub fn ket(dimension: usize) -> impl Strategy<Value = Ket> {
    vec(number(), dimension).prop_map(|components| Ket::new(components).unwrap())
}

pub fn state(dimension: usize) -> impl Strategy<Value = Ket> {
    ket(dimension).prop_filter_map("a direction", |ket| ket.normalised().ok())
}

pub fn operator(dimension: usize) -> impl Strategy<Value = Operator> {
    vec(vec(number(), dimension), dimension).prop_map(|rows| Operator::from_rows(&rows).unwrap())
}

pub fn hermitian(dimension: usize) -> impl Strategy<Value = Operator> {
    operator(dimension).prop_map(|a| (&a + a.adjoint()).scaled(C64::from(0.5)))
}

/// Random kets made orthonormal, by Gram and Schmidt, and once more for what rounding left.
pub fn basis(dimension: usize) -> impl Strategy<Value = Basis> {
    let made = |kets: Vec<Ket>| Basis::new(orthonormal(&orthonormal(&kets)?)?).ok();
    vec(ket(dimension), dimension).prop_filter_map("independent kets", made)
}

fn orthonormal(kets: &[Ket]) -> Option<Vec<Ket>> {
    let mut basis: Vec<Ket> = Vec::new();
    for ket in kets {
        let part = |along: &Ket| along.scaled(along.inner(ket).unwrap());
        let rest = basis.iter().fold(ket.clone(), |rest, along| rest - part(along));
        basis.push(rest.normalised().ok().filter(|_| rest.norm() > 1e-3)?);
    }
    Some(basis)
}

/// A mixture of a few random states.
pub fn density(dimension: usize) -> impl Strategy<Value = Density> {
    vec((0.01..1.0, state(dimension)), 1..4).prop_map(|parts| {
        let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
        let part = |(weight, ket): &(f64, Ket)| (weight / total, Density::pure(ket).unwrap());
        Density::mixture(&parts.iter().map(part).collect::<Vec<_>>()).unwrap()
    })
}

pub fn spin() -> impl Strategy<Value = Spin> {
    (1..=15u8).prop_map(|twice| Spin::of_twice(twice).unwrap())
}

/// Vectors of length 1, some of them near the poles or on them.
pub fn axis() -> impl Strategy<Value = [f64; 3]> {
    let size = prop_oneof![3 => Just(1.0), 1 => Just(1e-7), 1 => Just(0.0)];
    let vector = (-1.0..1.0, -1.0..1.0, -1.0..1.0, size).prop_map(|(x, y, z, size)| [x * size, y * size, z]);
    vector.prop_filter_map("a direction", |[x, y, z]: [f64; 3]| {
        let length = (x * x + y * y + z * z).sqrt();
        (length > 1e-3).then(|| [x / length, y / length, z / length])
    })
}

/// How far apart two operators are, entry by entry.
pub fn apart(a: &Operator, b: &Operator) -> f64 {
    a.distance(b).unwrap()
}
