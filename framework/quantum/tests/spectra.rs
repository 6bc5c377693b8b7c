//! Spectral decompositions, with eigenvalues that are one and eigenvalues that are many.

use crate::random::{apart, basis, dimension, hermitian};
use proptest::collection::vec;
use proptest::prelude::*;
use quincunx_quantum::{C64, Ket, Operator, Spectrum};

/// P P′ = δ P, Σ P = 1, Σ a P = A.
fn decomposes(a: &Operator, spectrum: &Spectrum) -> Result<(), TestCaseError> {
    let d = a.dimension();
    let projectors: Vec<_> = spectrum.eigenspaces().iter().map(|space| space.projector()).collect();
    for (i, left) in projectors.iter().enumerate() {
        for (j, right) in projectors.iter().enumerate() {
            let expected = if i == j { left.clone() } else { Operator::zero(d) };
            prop_assert!(apart(&(left * right), &expected) < 1e-14 * 16.0);
        }
    }
    prop_assert!(apart(&spectrum.map(|_| C64::ONE), &Operator::identity(d)) < 1e-14);
    prop_assert!(apart(&spectrum.map(C64::from), a) < 1e-13);
    for space in spectrum.eigenspaces() {
        for ket in space.kets() {
            prop_assert!((a * ket - ket.scaled(C64::from(space.value()))).norm() < 1e-13);
        }
        prop_assert!((space.projector().trace().re - space.degeneracy() as f64).abs() < 1e-13);
    }
    prop_assert!(spectrum.values().is_sorted_by(|higher, lower| higher > lower));
    Ok(())
}

fn sparse() -> impl Strategy<Value = f64> {
    prop_oneof![4 => Just(0.0), 1 => Just(1.0), 1 => Just(-1.0)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_operators_decompose(a in dimension().prop_flat_map(hermitian)) {
        let spectrum = a.spectrum().unwrap();
        decomposes(&a, &spectrum)?;
        let sum: f64 = spectrum.eigenspaces().iter().map(|space| space.value() * space.degeneracy() as f64).sum();
        prop_assert!((sum - a.trace().re).abs() < 1e-13);
    }

    /// Eigenvalues that are 0, 1 or 2 in a random basis: found to the last digits, with their degeneracies.
    #[test]
    fn degenerate_eigenvalues_share_an_eigenspace(
        (basis, values) in dimension().prop_flat_map(|d| (basis(d), vec(0..3i32, d))),
    ) {
        let d = basis.dimension();
        let onto = |value: i32| {
            let those = basis.kets().iter().zip(&values).filter(|(_, own)| **own == value);
            those.fold(Operator::zero(d), |sum, (ket, _)| sum + ket * ket.bra())
        };
        let a = onto(1) + onto(2).scaled(C64::from(2.0));
        let spectrum = a.spectrum().unwrap();
        decomposes(&a, &spectrum)?;
        let present: Vec<i32> = (0..3).rev().filter(|value| values.contains(value)).collect();
        prop_assert_eq!(spectrum.eigenspaces().len(), present.len());
        for (space, value) in spectrum.eigenspaces().iter().zip(present) {
            prop_assert!((space.value() - f64::from(value)).abs() < 1e-13);
            prop_assert_eq!(space.degeneracy(), values.iter().filter(|own| **own == value).count());
            prop_assert!(apart(&space.projector(), &onto(value)) < 1e-13);
        }
    }

    /// Small whole entries, most of them 0: what textbooks ask, and where algorithms take their shortcuts.
    #[test]
    fn sparse_operators_decompose(
        a in dimension().prop_flat_map(|d| vec(vec((sparse(), sparse()), d), d)).prop_map(|rows| {
            let row = |row: Vec<(f64, f64)>| row.into_iter().map(|(re, im)| C64::new(re, im)).collect();
            let a = Operator::from_rows(&rows.into_iter().map(row).collect::<Vec<_>>()).unwrap();
            (&a + a.adjoint()).scaled(C64::from(0.5))
        }),
    ) {
        decomposes(&a, &a.spectrum().unwrap())?;
    }

    /// The size of an operator does not matter.
    #[test]
    fn eigenvalues_scale((a, power) in (dimension().prop_flat_map(hermitian), -200..200i32)) {
        let scale = libm::scalbn(1.0, power);
        let (one, other) = (a.spectrum().unwrap(), a.scaled(C64::from(scale)).spectrum().unwrap());
        prop_assert_eq!(one.values().len(), other.values().len());
        for (one, other) in one.values().into_iter().zip(other.values()) {
            prop_assert!((one * scale - other).abs() < 1e-13 * scale);
        }
    }
}

#[test]
fn the_simplest_spectra() {
    assert_eq!(Operator::identity(5).spectrum().unwrap().eigenspaces()[0].degeneracy(), 5);
    assert_eq!(Operator::zero(3).spectrum().unwrap().values(), [0.0]);
    let huge = Operator::identity(2).scaled(C64::from(1e308));
    let huge = huge.plus(&huge.tensor(&Operator::identity(1))).unwrap();
    assert!(huge.spectrum().is_err());
    let ket = Ket::new(vec![C64::new(0.6, 0.0), C64::new(0.0, 0.8)]).unwrap();
    assert!(
        apart(&(&ket * ket.bra()).spectrum().unwrap().eigenspaces()[0].projector(), &(&ket * ket.bra()))
            < 1e-15
    );
}
