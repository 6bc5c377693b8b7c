//! Rotations against Wigner's formula, and against each other.

use quincunx_quantum::wigner::small_d;
use quincunx_quantum::{C64, Operator, Spin};

fn spins() -> impl Iterator<Item = Spin> {
    (1..=15).map(|twice| Spin::of_twice(twice).unwrap())
}

#[test]
fn rotations_about_y_are_wigners_small_d() {
    let mut most: f64 = 0.0;
    for spin in spins() {
        for step in -50..=50 {
            let beta = 0.13 * f64::from(step);
            let turned = spin.rotation([0.0, 1.0, 0.0], beta);
            for (i, left) in spin.ms().into_iter().enumerate() {
                for (j, right) in spin.ms().into_iter().enumerate() {
                    let entry = turned.entry(i, j);
                    most = most.max((entry.re - small_d(spin, left, right, beta)).abs()).max(entry.im.abs());
                }
            }
        }
    }
    println!("{most}");
    assert!(most < 1e-14, "{most}");
}

#[test]
fn eigenstates_belong_to_their_axes() {
    let mut most: f64 = 0.0;
    let axes = [
        [0.0, 0.0, 1.0],
        [0.0, 0.0, -1.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.3, -0.4, 0.2],
        [1e-9, 1e-9, -1.0],
        [3.0, 4.0, 1e-5],
    ];
    for spin in spins() {
        for axis in axes {
            let length = axis.iter().map(|x: &f64| x * x).sum::<f64>().sqrt();
            for m in spin.ms() {
                let ket = spin.eigenket(axis, m);
                let off =
                    spin.j(axis.map(|x| x / length)).on(&ket).unwrap() - ket.scaled(C64::from(m.value()));
                most = most.max(off.norm()).max((ket.norm() - 1.0).abs());
            }
            let sum = spin
                .ms()
                .into_iter()
                .map(|m| spin.projector(axis, m))
                .fold(Operator::zero(spin.dimension()), |a, b| a + b);
            most = most.max(sum.distance(&Operator::identity(spin.dimension())).unwrap());
        }
    }
    println!("{most}");
    assert!(most < 1e-14, "{most}");
}
