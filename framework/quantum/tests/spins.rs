//! Angular momentum: its commutators, its spectra, its eigenstates.

use crate::random::{apart, axis, spin};
use proptest::prelude::*;
use quincunx_quantum::{C64, M, Operator, Spin};

const I: C64 = C64::new(0.0, 1.0);

fn spins() -> impl Iterator<Item = Spin> {
    (1..=15).map(|twice| Spin::of_twice(twice).unwrap())
}

#[test]
fn components_do_not_commute() {
    for spin in spins() {
        let (x, y, z) = (spin.jx(), spin.jy(), spin.jz());
        for (a, b, c) in [(&x, &y, &z), (&y, &z, &x), (&z, &x, &y)] {
            assert!(apart(&a.commutator(b).unwrap(), &c.scaled(I)) < 2e-14, "spin {spin}");
        }
        let j = f64::from(spin.twice()) / 2.0;
        let squared = &x * &x + &y * &y + &z * &z;
        let expected = Operator::identity(spin.dimension()).scaled(C64::from(j * (j + 1.0)));
        assert!(apart(&squared, &expected) < 3e-14, "spin {spin}");
        assert!(apart(&spin.raising(), &(&x + y.scaled(I))) < 1e-15, "spin {spin}");
        assert!(apart(&spin.lowering(), &(&x - y.scaled(I))) < 1e-15, "spin {spin}");
    }
}

#[test]
fn ladders_end() {
    for spin in spins() {
        let top = spin.eigenket([0.0, 0.0, 1.0], spin.ms()[0]);
        assert_eq!((spin.raising() * &top).norm(), 0.0);
        let mut ket = top;
        for m in &spin.ms()[1..] {
            ket = (spin.lowering() * ket).normalised().unwrap();
            assert_eq!(ket, spin.eigenket([0.0, 0.0, 1.0], *m));
        }
        assert_eq!((spin.lowering() * ket).norm(), 0.0);
    }
}

#[test]
fn right_angles_are_exact() {
    let half: Spin = "1/2".parse().unwrap();
    let up: M = "+1/2".parse().unwrap();
    for (axis, other) in [([1.0, 0.0, 0.0], [0.0, 0.0, 1.0]), ([0.0, 1.0, 0.0], [1.0, 0.0, 0.0])] {
        let chance = (half.projector(axis, up) * half.projector(other, up)).trace();
        assert_eq!(chance, C64::from(0.5));
        let turned = half.rotation_by_degrees(axis, 180.0).sandwich(&half.projector(other, up));
        assert_eq!(turned, half.projector(other, "-1/2".parse().unwrap()));
    }
    for spin in spins() {
        let standard = quincunx_quantum::Basis::standard(spin.dimension());
        assert_eq!(spin.basis([0.0, 0.0, 1.0]), standard);
        assert!(spin.basis([0.0, 0.0, -1.0]).kets().iter().eq(standard.kets().iter().rev()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// n·J|n, m⟩ = m|n, m⟩, orthonormal, with the first component that is not 0 positive.
    #[test]
    fn eigenstates_belong_to_their_axis((spin, axis) in (spin(), axis())) {
        let j = spin.j(axis);
        let basis = spin.basis(axis);
        prop_assert!(apart(&basis.resolution(), &Operator::identity(spin.dimension())) < 1e-14);
        for (m, ket) in spin.ms().into_iter().zip(basis.kets()) {
            prop_assert!((&j * ket - ket.scaled(C64::from(m.value()))).norm() < 1e-14);
            prop_assert_eq!(ket, &spin.eigenket(axis, m));
            let first = ket.components().iter().find(|c| c.norm_sqr() > 0.0).unwrap();
            prop_assert!(first.re > 0.0 && first.im.abs() < 1e-300);
            prop_assert!(apart(&spin.projector(axis, m), &(ket * ket.bra())) < 1e-15);
        }
    }

    /// The spectrum of n·J is m, from +j down to −j, and its eigenspaces those of the closed form.
    #[test]
    fn spectra_are_the_ms((spin, axis) in (spin(), axis())) {
        let spectrum = spin.j(axis).spectrum().unwrap();
        prop_assert_eq!(spectrum.values().len(), spin.dimension());
        for (m, space) in spin.ms().into_iter().zip(spectrum.eigenspaces()) {
            prop_assert!((space.value() - m.value()).abs() < 1e-13);
            prop_assert!(apart(&space.projector(), &spin.projector(axis, m)) < 1e-13);
        }
    }

    /// ⟨n, m|n′, m⟩ of spin 1/2: cos² of half the angle between the axes.
    #[test]
    fn two_magnets((one, other) in (axis(), axis())) {
        let half: Spin = "1/2".parse().unwrap();
        let up: M = "+1/2".parse().unwrap();
        let cos: f64 = one.iter().zip(other).map(|(a, b)| a * b).sum();
        let found = half.eigenket(one, up).inner(&half.eigenket(other, up)).unwrap().norm_sqr();
        prop_assert!((found - (1.0 + cos) / 2.0).abs() < 2e-15);
    }
}

#[test]
fn spins_and_ms_as_they_are_written() {
    for (spin, text) in spins()
        .zip(["1/2", "1", "3/2", "2", "5/2", "3", "7/2", "4", "9/2", "5", "11/2", "6", "13/2", "7", "15/2"])
    {
        assert_eq!((spin.to_string().as_str(), text.parse()), (text, Ok(spin)));
        for m in spin.ms() {
            assert_eq!(m.to_string().parse(), Ok(m));
        }
    }
    assert_eq!("1/2".parse::<M>().unwrap().to_string(), "+1/2");
    for text in
        ["", "0", "8", "17/2", "2/2", "1/3", "0.5", "-1/2", "+1", "01", "1/2 ", "255/2", "99999999999"]
    {
        assert!(text.parse::<Spin>().is_err(), "{text}");
    }
    for text in ["", "+", "-", "+0", "-0", "++1", "2/2", "0/2", "1.5", "½", "−1/2", "00", "1/", "/2", "999"]
    {
        assert!(text.parse::<M>().is_err(), "{text}");
    }
}
