//! Density operators, and what measurements find.

use crate::random::{apart, density, dimension, hermitian, spin, state};
use proptest::prelude::*;
use quincunx_quantum::{C64, Density, Operator};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Probabilities are not negative and add up to 1; their mean is the expectation; what is found is found again.
    #[test]
    fn borns_rule((a, rho) in dimension().prop_flat_map(|d| (hermitian(d), density(d)))) {
        let spectrum = a.spectrum().unwrap();
        let outcomes = spectrum.measure(&rho).unwrap();
        let sum: f64 = outcomes.iter().map(|outcome| outcome.probability).sum();
        prop_assert!((sum - 1.0).abs() < 1e-14);
        let mean: f64 = outcomes.iter().map(|outcome| outcome.value * outcome.probability).sum();
        prop_assert!((mean - rho.expectation(&a).unwrap().re).abs() < 1e-13);
        for (i, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| outcome.probability > 1e-6) {
            let again = spectrum.measure(outcome.after.as_ref().unwrap()).unwrap();
            prop_assert!((again[i].probability - 1.0).abs() < 1e-9);
        }
    }

    /// Of a pure state, ⟨ψ|A|ψ⟩ is tr ρA, and |⟨a|ψ⟩|² is tr ρP.
    #[test]
    fn pure_states((a, psi) in dimension().prop_flat_map(|d| (hermitian(d), state(d)))) {
        let rho = Density::pure(&psi).unwrap();
        let mean = a.expectation(&psi).unwrap();
        prop_assert!(mean.im.abs() < 1e-14);
        prop_assert!((mean - rho.expectation(&a).unwrap()).norm_sqr() < 1e-26);
        prop_assert!((rho.purity() - 1.0).abs() < 1e-14);
        for space in a.spectrum().unwrap().eigenspaces() {
            let amplitudes = space.kets().iter().map(|ket| ket.inner(&psi).unwrap().norm_sqr());
            let probability = psi.probability(&space.projector()).unwrap();
            prop_assert!((amplitudes.sum::<f64>() - probability).abs() < 1e-14);
            prop_assert!((rho.probability(&space.projector()).unwrap() - probability).abs() < 1e-14);
        }
    }

    /// Heisenberg's relation in Robertson's form: ⟨ΔA²⟩⟨ΔB²⟩ ≥ ¼|⟨[A, B]⟩|².
    #[test]
    fn uncertainty((a, b, psi) in dimension().prop_flat_map(|d| (hermitian(d), hermitian(d), state(d)))) {
        let mean = |x: &Operator| x.expectation(&psi).unwrap();
        let variance = |x: &Operator| (mean(&(x * x)) - mean(x) * mean(x)).re;
        let commutator = mean(&a.commutator(&b).unwrap());
        prop_assert!(variance(&a) * variance(&b) >= commutator.norm_sqr() / 4.0 - 1e-12);
    }

    /// A rotation turns the state and not how pure it is; of nothing known it leaves nothing known.
    #[test]
    fn rotations_leave_purity((spin, rho, angle) in spin().prop_flat_map(|s| (Just(s), density(s.dimension()), -4.0..4.0))) {
        let turn = spin.rotation([0.6, 0.0, 0.8], angle);
        let turned = rho.evolved(&turn).unwrap();
        prop_assert!((turned.purity() - rho.purity()).abs() < 1e-13);
        prop_assert!((turned.operator().trace() - C64::ONE).norm_sqr() < 1e-26);
        let unknown = Density::maximally_mixed(spin.dimension());
        prop_assert!(apart(unknown.evolved(&turn).unwrap().operator(), unknown.operator()) < 1e-14);
    }

    /// ρ = ½(1 + r·σ), with |r| ≤ 1 and tr ρ² = ½(1 + r²).
    #[test]
    fn the_bloch_vector(rho in density(2)) {
        let r = rho.bloch().unwrap();
        let half = quincunx_quantum::Spin::of_twice(1).unwrap();
        let again = Operator::identity(2).scaled(C64::from(0.5)) + half.j(r);
        prop_assert!(apart(&again, rho.operator()) < 1e-15);
        let square: f64 = r.iter().map(|x| x * x).sum();
        prop_assert!(square < 1.0 + 1e-14);
        prop_assert!((rho.purity() - (1.0 + square) / 2.0).abs() < 1e-14);
    }
}
