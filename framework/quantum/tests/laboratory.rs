//! Beams from the texts of scenes, and what is known of their counts.

use quincunx_core::domain::Domain;
use quincunx_core::object::{Object, World};
use quincunx_core::registry::Registry;
use quincunx_quantum::beam::BeamObject;
use quincunx_quantum::components::Beam;
use quincunx_quantum::domain::QuantumDomain;
use quincunx_quantum::{M, Spin};
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Kinds, Role};
use std::any::Any;

/// A million atoms, as a scene has them.
pub fn beam(spin: &str, state: &str, path: &str) -> Beam {
    let text = format!("Beam(atoms: 1_000_000, spin: \"{spin}\", state: {state}, path: {path})");
    let mut registry = Registry::default();
    QuantumDomain.register(&mut registry);
    // As deep as scenes may be, and no test's thread has the stack of the program.
    let read = || {
        let kind = registry.of_role(World::NAME).iter().find(|kind| kind.name == "Beam").unwrap();
        let mut cx = Cx::new(&registry, &NoFiles);
        let made = kind.read(&Part::read(&text, "test").unwrap(), &mut cx);
        let made = made.unwrap_or_else(|| panic!("{:?}", cx.errors));
        let object: Box<dyn Object> = *made.it.downcast().ok().unwrap();
        let object: &dyn Any = object.as_ref();
        object.downcast_ref::<BeamObject>().unwrap().apparatus.clone()
    };
    let apparatus = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(16 << 20);
        thread.spawn_scoped(scope, read).unwrap().join().unwrap()
    });
    Beam::new(apparatus, 1_000_000, 1922, Isa::chosen().unwrap())
}

/// The spin j, by 2j.
pub fn spin(twice: usize) -> String {
    Spin::of_twice(twice as u8).unwrap().to_string()
}

/// All m of the spin j, by 2j, from above.
pub fn ms(twice: usize) -> Vec<String> {
    Spin::of_twice(twice as u8).unwrap().ms().iter().map(M::to_string).collect()
}

/// The exact probability of each end.
pub fn ends(beam: &Beam) -> Vec<f64> {
    beam.apparatus.ends().map(|(node, _)| beam.chances.at(node).probability).collect()
}

/// The exact probability of all ends of a name.
pub fn probability(beam: &Beam, outcome: &str) -> f64 {
    let named = beam.apparatus.ends().zip(ends(beam)).filter(|((_, end), _)| end.name == outcome);
    named.fold(0.0, |sum, (_, p)| sum + p)
}

/// Pearson's statistic of a beam that has been sent, and its degrees of freedom: ends that expect fewer than 5 are one.
pub fn chi_square(beam: &Beam) -> (f64, usize) {
    let atoms = beam.atoms as f64;
    let (mut statistic, mut cells, mut rare) = (0.0, 0usize, (0.0, 0.0));
    for (p, count) in ends(beam).into_iter().zip(&beam.counts).filter(|(p, _)| *p > 0.0) {
        let (expected, count) = (atoms * p, *count as f64);
        if expected < 5.0 {
            rare = (rare.0 + expected, rare.1 + count);
            continue;
        }
        statistic += (count - expected) * (count - expected) / expected;
        cells += 1;
    }
    if rare.0 >= 5.0 {
        statistic += (rare.1 - rare.0) * (rare.1 - rare.0) / rare.0;
        cells += 1;
    }
    (statistic, cells.saturating_sub(1))
}

/// How likely a statistic is as large, by the law of chi-square: Q(k/2, x/2), from its series or its continued fraction.
pub fn p_value(statistic: f64, freedom: usize) -> f64 {
    let (a, x) = (freedom as f64 / 2.0, statistic / 2.0);
    if freedom == 0 || x == 0.0 {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for n in 1..2000 {
            term *= x / (a + f64::from(n));
            sum += term;
        }
        return 1.0 - front * sum;
    }
    // From its end to its beginning.
    let fraction = (1..2000).rev().fold(0.0, |below, n| {
        let n = f64::from(n);
        n * (n - a) / (x + 2.0 * n + 1.0 - a - below)
    });
    front / (x + 1.0 - a - fraction)
}

#[test]
fn p_values_are_those_of_tables() {
    for (statistic, freedom, p) in [
        (3.841_458_8, 1, 0.05),
        (18.307_038, 10, 0.05),
        (2.0, 2, 0.367_879_44),
        (124.342_11, 100, 0.05),
        (0.554_298, 5, 0.99),
    ] {
        assert!((p_value(statistic, freedom) - p).abs() < 1e-6, "{statistic}, {freedom}");
    }
}
