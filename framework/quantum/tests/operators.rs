//! Kets and operators: what holds for all of them.

use crate::random::{apart, dimension, ket, number, operator};
use proptest::prelude::*;
use quincunx_quantum::{C64, Operator};

/// Rounding of sums of up to 16³ products of numbers below 1.5.
const NEAR: f64 = 1e-12;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// ⟨α|β⟩ = ⟨β|α⟩*, ⟨α|α⟩ is real and not negative, and |⟨α|β⟩|² ≤ ⟨α|α⟩⟨β|β⟩.
    #[test]
    fn inner_products_are_hermitian_and_positive((a, b) in dimension().prop_flat_map(|d| (ket(d), ket(d)))) {
        let ab = a.inner(&b).unwrap();
        prop_assert_eq!(ab, b.inner(&a).unwrap().conj());
        let (aa, bb) = (a.inner(&a).unwrap(), b.inner(&b).unwrap());
        prop_assert!(aa.im == 0.0 && aa.re >= 0.0);
        prop_assert!((aa.re.sqrt() - a.norm()).abs() < 1e-15 * a.norm());
        prop_assert!(ab.norm_sqr() <= aa.re * bb.re * (1.0 + 1e-13));
    }

    /// Linear in the ket and antilinear in the bra.
    #[test]
    fn inner_products_are_linear((a, b, c, x) in dimension().prop_flat_map(|d| (ket(d), ket(d), ket(d), number()))) {
        let right = a.bra() * (b.scaled(x) + &c);
        prop_assert!((right - (x * (a.bra() * &b) + a.bra() * &c)).norm_sqr() < NEAR * NEAR);
        let left = (a.scaled(x) + &c).bra() * &b;
        prop_assert!((left - (x.conj() * (a.bra() * &b) + c.bra() * &b)).norm_sqr() < NEAR * NEAR);
    }

    /// (|α⟩⟨β|)|γ⟩ = |α⟩⟨β|γ⟩, (|α⟩⟨β|)† = |β⟩⟨α|, and its trace is ⟨β|α⟩.
    #[test]
    fn outer_products_associate((a, b, c) in dimension().prop_flat_map(|d| (ket(d), ket(d), ket(d)))) {
        let outer = &a * b.bra();
        prop_assert!((&outer * &c - a.scaled(b.bra() * &c)).norm() < NEAR);
        prop_assert_eq!(outer.adjoint(), &b * a.bra());
        prop_assert!((outer.trace() - b.bra() * &a).norm_sqr() < NEAR * NEAR);
    }

    /// ⟨α|A|β⟩ = ⟨β|A†|α⟩*, whichever of them A meets first.
    #[test]
    fn the_adjoint_acts_to_the_left((a, b, x) in dimension().prop_flat_map(|d| (ket(d), ket(d), operator(d)))) {
        let right = a.bra() * (&x * &b);
        prop_assert!((right - (b.bra() * (x.adjoint() * &a)).conj()).norm_sqr() < NEAR * NEAR);
        prop_assert!((right - (a.bra() * &x) * &b).norm_sqr() < NEAR * NEAR);
        prop_assert_eq!(x.adjoint().adjoint(), x);
    }

    /// (AB)† = B†A†, tr AB = tr BA, A(BC) = (AB)C.
    #[test]
    fn products((a, b, c) in dimension().prop_flat_map(|d| (operator(d), operator(d), operator(d)))) {
        prop_assert!(apart(&(&a * &b).adjoint(), &(b.adjoint() * a.adjoint())) < NEAR);
        prop_assert!(((&a * &b).trace() - (&b * &a).trace()).norm_sqr() < NEAR * NEAR);
        prop_assert!(apart(&(&a * (&b * &c)), &((&a * &b) * &c)) < NEAR);
        prop_assert_eq!(a.sandwich(&b), (&a * &b) * a.adjoint());
    }

    /// [A, B] = −[B, A], [A, BC] = [A, B]C + B[A, C], and Jacobi's [A, [B, C]] + [B, [C, A]] + [C, [A, B]] = 0.
    #[test]
    fn commutators((a, b, c) in dimension().prop_flat_map(|d| (operator(d), operator(d), operator(d)))) {
        let of = |x: &Operator, y: &Operator| x.commutator(y).unwrap();
        prop_assert_eq!(of(&a, &b), of(&b, &a).scaled(C64::from(-1.0)));
        prop_assert!(apart(&of(&a, &(&b * &c)), &(of(&a, &b) * &c + &b * of(&a, &c))) < NEAR);
        let jacobi = of(&a, &of(&b, &c)) + of(&b, &of(&c, &a)) + of(&c, &of(&a, &b));
        prop_assert!(apart(&jacobi, &Operator::zero(a.dimension())) < NEAR);
        let sum = of(&a, &b) + a.anticommutator(&b).unwrap();
        prop_assert!(apart(&sum, &(&a * &b).scaled(C64::from(2.0))) < NEAR);
    }

    /// (A ⊗ B)(|α⟩ ⊗ |β⟩) = A|α⟩ ⊗ B|β⟩, (A ⊗ B)† = A† ⊗ B†, tr A ⊗ B = tr A tr B, and norms multiply.
    #[test]
    fn tensor_products(
        (a, alpha) in (1..5usize).prop_flat_map(|d| (operator(d), ket(d))),
        (b, beta) in (1..5usize).prop_flat_map(|d| (operator(d), ket(d))),
    ) {
        let both = alpha.tensor(&beta);
        prop_assert!((a.tensor(&b) * &both - (&a * &alpha).tensor(&(&b * &beta))).norm() < NEAR);
        prop_assert_eq!(a.tensor(&b).adjoint(), a.adjoint().tensor(&b.adjoint()));
        prop_assert!((a.tensor(&b).trace() - a.trace() * b.trace()).norm_sqr() < NEAR * NEAR);
        prop_assert!((both.norm() - alpha.norm() * beta.norm()).abs() < NEAR);
        // Of the first system and of the second: they commute.
        let first = a.tensor(&Operator::identity(b.dimension()));
        let second = Operator::identity(a.dimension()).tensor(&b);
        prop_assert!(apart(&first.commutator(&second).unwrap(), &Operator::zero(both.dimension())) < NEAR);
    }
}
