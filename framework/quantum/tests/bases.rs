//! Representations, and what does not depend on them.

use crate::random::{apart, basis, dimension, ket, operator};
use proptest::prelude::*;
use quincunx_quantum::{Basis, Operator};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Σ|a⟩⟨a| = 1.
    #[test]
    fn the_identity_is_resolved(basis in dimension().prop_flat_map(basis)) {
        let identity = Operator::identity(basis.dimension());
        prop_assert!(apart(&basis.resolution(), &identity) < 1e-14);
        let sum = basis.kets().iter().map(|a| a * a.bra()).reduce(|sum, term| sum + term).unwrap();
        prop_assert!(apart(&sum, &identity) < 1e-14);
        prop_assert!(basis.unitary().is_unitary(1e-14));
    }

    /// Columns and matrices say the same as kets and operators, and there and back is where it began.
    #[test]
    fn representations_are_faithful(
        (basis, a, b, ket) in dimension().prop_flat_map(|d| (basis(d), operator(d), operator(d), ket(d))),
    ) {
        let (column, matrix) = (basis.column(&ket).unwrap(), basis.matrix(&a).unwrap());
        prop_assert!((&matrix * &column - basis.column(&(&a * &ket)).unwrap()).norm() < 1e-13);
        prop_assert!(apart(&(&matrix * basis.matrix(&b).unwrap()), &basis.matrix(&(&a * &b)).unwrap()) < 1e-12);
        prop_assert!((basis.ket(&column).unwrap() - &ket).norm() < 1e-13);
        prop_assert!(apart(&basis.operator(&matrix).unwrap(), &a) < 1e-13);
        // ⟨a|A|a′⟩, one by one.
        for (i, left) in basis.kets().iter().enumerate() {
            for (j, right) in basis.kets().iter().enumerate() {
                prop_assert!((matrix.entry(i, j) - left.bra() * (&a * right)).norm_sqr() < 1e-26);
            }
        }
    }

    /// The trace, the norm and the spectrum are the same in all bases.
    #[test]
    fn what_a_change_of_basis_leaves(
        (from, to, a, ket) in dimension().prop_flat_map(|d| (basis(d), basis(d), operator(d), ket(d))),
    ) {
        let change = to.change(&from).unwrap();
        prop_assert!(change.is_unitary(1e-14));
        let (before, after) = (from.matrix(&a).unwrap(), to.matrix(&a).unwrap());
        prop_assert!(apart(&change.sandwich(&before), &after) < 1e-13);
        prop_assert!((before.trace() - after.trace()).norm_sqr() < 1e-26);
        let (seen, then) = (from.column(&ket).unwrap(), to.column(&ket).unwrap());
        prop_assert!((&change * &seen - &then).norm() < 1e-13);
        prop_assert!((seen.norm() - then.norm()).abs() < 1e-13);
    }
}

#[test]
fn the_standard_basis_changes_nothing() {
    let standard = Basis::standard(3);
    assert_eq!(standard.unitary(), Operator::identity(3));
    assert_eq!(standard.change(&standard).unwrap(), Operator::identity(3));
}
