//! Orders of every solver, measured, against its card; and that wrong claims are found out.

use quincunx_sde::LANES;
use quincunx_sde::noise_class::NoiseClass;
use quincunx_sde::orders::{
    Compiled, Fit, Outcome, Point, Sense, Step, Subject, TOLERANCE, Verdict, measure,
};
use quincunx_sde::process::Process;
use quincunx_sde::rows::Rows;
use quincunx_sde::solvers::{
    Card, EulerMaruyama, Heun, Milstein, Order, RungeKutta4, Solver, Sra1, Sriw1, TamedEuler,
};

fn verdicts(subject: &dyn Subject, card: &Card) -> Vec<Verdict> {
    measure(subject, card).unwrap()
}

/// All problems of all classes that a solver can do; where it claims an order for the class itself it is not higher either.
fn as_the_card_says(solver: &dyn Solver) {
    let card = solver.card();
    for verdict in verdicts(&Compiled::new(solver), &card) {
        println!("{}: {verdict}", solver.name());
        assert_eq!(verdict.outcome(), Outcome::Holds, "{}: {verdict:#?}", solver.name());
        for measured in verdict.measured.iter().filter(|_| !verdict.inherited) {
            let off = (measured.fit.order - verdict.claimed).abs();
            assert!(measured.fit.known() && off <= TOLERANCE, "{}: {verdict}: {measured:?}", solver.name());
        }
    }
}

#[test]
fn euler_maruyama() {
    as_the_card_says(&EulerMaruyama {});
}

#[test]
fn tamed_euler() {
    as_the_card_says(&TamedEuler {});
}

#[test]
fn milstein() {
    as_the_card_says(&Milstein {});
}

#[test]
fn heun() {
    as_the_card_says(&Heun {});
}

#[test]
fn sra1() {
    as_the_card_says(&Sra1 {});
}

#[test]
fn sriw1() {
    as_the_card_says(&Sriw1 {});
}

#[test]
fn runge_kutta_4() {
    as_the_card_says(&RungeKutta4 {});
}

/// The outcome in one class and sense.
fn outcome(subject: &dyn Subject, class: NoiseClass, strong: f64, weak: f64) -> Outcome {
    let card = Card { orders: vec![Order { class, strong, weak }], ..Card::default() };
    let all = verdicts(subject, &card);
    let sense = if strong > 0.0 { Sense::Strong } else { Sense::Weak };
    let verdict = all.iter().find(|verdict| verdict.class == class && verdict.sense == sense).unwrap();
    println!("{verdict}");
    verdict.outcome()
}

#[test]
fn claims_that_are_too_much_are_found_out() {
    let euler = Compiled::new(&EulerMaruyama {});
    assert_eq!(outcome(&euler, NoiseClass::Diagonal, 1.5, 0.0), Outcome::Lower);
    assert_eq!(outcome(&euler, NoiseClass::Diagonal, 0.0, 2.0), Outcome::Lower);
    assert_eq!(outcome(&euler, NoiseClass::General, 1.0, 0.0), Outcome::Lower);
    assert_eq!(outcome(&euler, NoiseClass::Additive, 0.0, 2.0), Outcome::Lower);
    assert_eq!(outcome(&Compiled::new(&Heun {}), NoiseClass::None, 4.0, 0.0), Outcome::Lower);
    // It reads two normals and multiplies them as if they commuted.
    assert_eq!(outcome(&Compiled::new(&Milstein {}), NoiseClass::General, 1.0, 0.0), Outcome::Lower);
}

/// A subject that is no formulas: another one's steps with normals changed on their way.
struct Executed<'a> {
    subject: Compiled<'a>,
    change: fn(&mut [[f64; LANES]]),
}

struct Changed<'a> {
    step: Box<dyn Step + 'a>,
    change: fn(&mut [[f64; LANES]]),
}

impl Subject for Executed<'_> {
    fn ready(&self, process: &Process, dt: f64) -> Result<Box<dyn Step + '_>, String> {
        Ok(Box::new(Changed { step: self.subject.ready(process, dt)?, change: self.change }))
    }
}

impl Step for Changed<'_> {
    fn normals(&self) -> usize {
        self.step.normals()
    }

    fn take(&self, t: f64, x: &[[f64; LANES]], normals: &[[f64; LANES]], next: &mut [[f64; LANES]]) {
        let mut changed = Rows::new(normals.len());
        changed.copy_from_slice(normals);
        (self.change)(&mut changed);
        self.step.take(t, x, &changed, next);
    }
}

#[test]
fn steps_that_are_wrong_are_found_out() {
    let sra1 = |change| Executed { subject: Compiled::new(&Sra1 {}), change };
    assert_eq!(outcome(&sra1(|_| {}), NoiseClass::Additive, 1.5, 0.0), Outcome::Holds);
    // Without the integral of the noise.
    let deaf = sra1(|normals| normals.iter_mut().skip(1).for_each(|zeta| zeta.fill(0.0)));
    assert_eq!(outcome(&deaf, NoiseClass::Additive, 1.5, 0.0), Outcome::Lower);
    // Noise that is too strong: averages converge, but not to what they should.
    let loud = sra1(|normals| normals.as_flattened_mut().iter_mut().for_each(|z| *z *= 1.1));
    assert_ne!(outcome(&loud, NoiseClass::Additive, 0.0, 2.0), Outcome::Holds);
    let lost = sra1(|normals| normals.as_flattened_mut().fill(f64::NAN));
    assert_eq!(outcome(&lost, NoiseClass::Additive, 1.5, 0.0), Outcome::NotMeasured);
    assert_eq!(outcome(&lost, NoiseClass::Additive, 0.0, 2.0), Outcome::NotMeasured);
}

/// Noise of one Wiener process alone, for what can do no more.
#[test]
fn one_wiener_process_may_be_all_that_a_solver_can_do() {
    let card = Card { wieners: Some(1), ..Milstein {}.card() };
    let all = verdicts(&Compiled::new(&Milstein {}), &card);
    assert_eq!(all.len(), 8);
    for verdict in all {
        assert_eq!(verdict.outcome(), Outcome::Holds, "{verdict}");
    }
}

#[test]
fn what_cannot_be_told_is_not_measured() {
    let points = |errors: [f64; 5]| {
        let point = |(n, error)| Point { dt: 1.0 / f64::from(1 << n), error };
        (3..).zip(errors).map(point).collect::<Vec<_>>()
    };
    let line = Fit::of(&points([1e-1, 5e-2, 2.5e-2, 1.25e-2, 6.25e-3]));
    assert!((line.order - 1.0).abs() < 1e-12 && line.known());
    assert!(!Fit::of(&points([1e-1, 2e-2, 3e-2, 8e-3, 9e-3])).known());
    assert!(!Fit::of(&points([1e-1, 1e-2, 0.0, 0.0, 1e-15])).known());
    assert!(!Fit::of(&points([f64::NAN; 5])).known());
    // Smooth errors that differ from one group of paths to the other.
    let group = |slope: f64| points([0, 1, 2, 3, 4].map(|n| libm::exp2(-slope * f64::from(n))));
    assert!(Fit::of_groups(&group(1.0), &[group(1.0), group(1.0)]).known());
    assert!(!Fit::of_groups(&group(1.0), &[group(0.8), group(1.2)]).known());
}

/// Threads change no bit of it.
#[test]
fn measurements_are_the_same_with_any_number_of_threads() {
    let measured = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| verdicts(&Compiled::new(&Sra1 {}), &Sra1 {}.card()))
    };
    assert_eq!(measured(1), measured(3));
}
