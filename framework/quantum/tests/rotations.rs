//! Rotations against Wigner's formula, and against each other.

use crate::random::{apart, axis, spin};
use proptest::prelude::*;
use quincunx_quantum::angle::cos_sin;
use quincunx_quantum::wigner::small_d;
use quincunx_quantum::{C64, Operator, Spin};

#[test]
fn rotations_about_y_are_wigners_small_d() {
    for spin in (1..=15).map(|twice| Spin::of_twice(twice).unwrap()) {
        for step in -50..=50 {
            let beta = 0.13 * f64::from(step);
            let turned = spin.rotation([0.0, 1.0, 0.0], beta);
            for (i, left) in spin.ms().into_iter().enumerate() {
                for (j, right) in spin.ms().into_iter().enumerate() {
                    let off = turned.entry(i, j) - C64::from(small_d(spin, left, right, beta));
                    assert!(off.norm_sqr() < 1e-28, "spin {spin}, {left}, {right}, {beta}: off by {off}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// exp(−i a n·J), from the spectrum of n·J: another way to the same operator.
    #[test]
    fn rotations_are_exponentials((spin, axis, angle) in (spin(), axis(), -10.0..10.0)) {
        let turned = spin.rotation(axis, angle);
        prop_assert!(turned.is_unitary(1e-14));
        let phase = |m: f64| C64::new(libm::cos(m * angle), -libm::sin(m * angle));
        // m is known; what the eigenvalues are off by would be multiplied with the angle.
        let exact = spin.j(axis).spectrum().unwrap().map(|m| phase(libm::round(2.0 * m) / 2.0));
        prop_assert!(apart(&turned, &exact) < 1e-13);
        let degrees = spin.rotation_by_degrees(axis, angle.to_degrees());
        prop_assert!(apart(&degrees, &turned) < 1e-13);
    }

    /// Any rotation is one about z, one about y, and one about z: exp(−iαJ_z) exp(−iβJ_y) exp(−iγJ_z), of which the
    /// middle one is Wigner's.
    #[test]
    fn eulers_angles((spin, a, b, c) in (spin(), -4.0..4.0, -4.0..4.0, -4.0..4.0)) {
        let half: Spin = "1/2".parse().unwrap();
        let (y, z) = ([0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
        let euler = |spin: Spin| spin.rotation(z, a) * spin.rotation(y, b) * spin.rotation(z, c);
        // The axis and the angle of the same rotation, from its matrix cos(a/2) − i sin(a/2) n·σ for spin 1/2.
        let two = euler(half);
        let sines = [-two.entry(1, 0).im, two.entry(1, 0).re, -two.entry(0, 0).im];
        let sine = sines.iter().map(|x| x * x).sum::<f64>().sqrt();
        prop_assume!(sine > 1e-3);
        let angle = 2.0 * libm::atan2(sine, two.entry(0, 0).re);
        let turned = spin.rotation(sines, angle);
        prop_assert!(apart(&turned, &euler(spin)) < 1e-13);
        for (i, left) in spin.ms().into_iter().enumerate() {
            for (j, right) in spin.ms().into_iter().enumerate() {
                let turn = -(left.value() * a + right.value() * c);
                let entry = C64::new(libm::cos(turn), libm::sin(turn)) * small_d(spin, left, right, b);
                prop_assert!((turned.entry(i, j) - entry).norm_sqr() < 1e-26);
            }
        }
    }

    /// Turning the apparatus turns the operators: U (n·J) U† = (Rn)·J, where R turns vectors right-handed about the axis.
    #[test]
    fn vectors_turn_right_handed((spin, axis, n, angle) in (spin(), axis(), axis(), -400.0..400.0)) {
        let (cos, sin) = cos_sin(angle);
        let along: f64 = axis.iter().zip(n).map(|(a, b)| a * b).sum();
        let cross = |i: usize, j: usize| axis[i] * n[j] - axis[j] * n[i];
        let across = [cross(1, 2), cross(2, 0), cross(0, 1)];
        let turned = [0, 1, 2].map(|i| n[i] * cos + across[i] * sin + axis[i] * along * (1.0 - cos)); // Rodrigues
        let operator = spin.rotation_by_degrees(axis, angle).sandwich(&spin.j(n));
        prop_assert!(apart(&operator, &spin.j(turned)) < 1e-13);
    }

    /// A whole turn is 1 for whole spins and −1 for the others, exactly; a turn and its reverse is none.
    #[test]
    fn whole_turns((spin, axis, angle) in (spin(), axis(), -400.0..400.0)) {
        let sign = if spin.twice().is_multiple_of(2) { 1.0 } else { -1.0 };
        let identity = Operator::identity(spin.dimension());
        prop_assert_eq!(spin.rotation_by_degrees(axis, 360.0), identity.scaled(C64::from(sign)));
        let back = spin.rotation_by_degrees(axis, angle) * spin.rotation_by_degrees(axis, -angle);
        prop_assert!(apart(&back, &identity) < 1e-14);
    }

    /// Degrees, to the last digits, exact at multiples of 90°.
    #[test]
    fn degrees(degrees in -1000.0..1000.0f64, right in -100..100i32) {
        let (cos, sin) = cos_sin(degrees);
        let radians = degrees.to_radians();
        prop_assert!((cos - libm::cos(radians)).abs() < 1e-14 && (sin - libm::sin(radians)).abs() < 1e-14);
        let exact = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
        prop_assert_eq!(cos_sin(90.0 * f64::from(right)), exact[right.rem_euclid(4) as usize]);
    }
}
