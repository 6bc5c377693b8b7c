//! Orders of convergence, measured and compared with what a card claims.
//!
//! [`measure`] takes a [`Subject`], which is whatever takes steps, through test problems of every class of noise that it
//! claims:
//!
//! - *strong* orders from coupled [`paths`]: the root of the mean squared error at time 1, for steps of halving length on
//!   the same noise;
//! - *weak* orders from differences of averages, either of coupled paths or, where noise would hide them, by
//!   [`quadrature`]: a step is taken at the nodes of Gauss and Hermite's formula, and expectations have no noise at all.
//!
//! A [`Fit`] gives an order and its standard error; an order that is not known to 0.05 is *not measured*, and a claim is
//! never held to be right for lack of a measurement. The [`problems`] have Lipschitz drift: elsewhere the orders of the
//! textbooks are not those of the methods.
//!
//! P. E. Kloeden, E. Platen, "Numerical solution of stochastic differential equations" (1992), sections 9.3 and 9.7, has
//! the method; A. Rößler, "Runge-Kutta methods for the strong approximation of solutions of stochastic differential
//! equations", SIAM Journal on Numerical Analysis 48 (3), 922-952 (2010), the normals of methods of order 1.5; and
//! G. N. Milstein, M. V. Tretyakov, "Stochastic numerics for mathematical physics" (2004), what orders mean.

mod blocks;
mod compiled;
mod fit;
mod hermite;
pub mod paths;
pub mod problems;
mod procedure;
pub mod quadrature;
mod verdict;
mod wiener;

pub use compiled::Compiled;
pub use fit::{Fit, Point};
pub use verdict::{Measured, Outcome, Sense, TOLERANCE, Verdict};

use crate::interpret::LANES;
use crate::noise_class::NoiseClass;
use crate::process::Process;
use crate::solvers::{Adopted, Card, Offered, Order, Solver};
use std::sync::Arc;

/// What takes steps, and whose orders are measured.
pub trait Subject: Sync {
    /// Makes ready for steps of `dt` of a process, which may be in either calculus.
    ///
    /// # Errors
    /// A fragment: why this process has no such step.
    fn ready(&self, process: &Process, dt: f64) -> Result<Box<dyn Step + '_>, String>;
}

/// Steps of one length.
pub trait Step: Sync {
    /// How many standard normals a step takes. With m Wiener processes, the first m are their increments over √dt; the
    /// next m, if it takes so many, are the ζ of their integrals: ∫ (W_{t+s} − W_t) ds = ½ dt √dt (z + ζ/√3).
    fn normals(&self) -> usize;

    /// One step of a block of paths from time `t`: a row for each variable, and for each normal.
    fn take(&self, t: f64, x: &[[f64; LANES]], normals: &[[f64; LANES]], next: &mut [[f64; LANES]]);
}

/// Measures both orders in every class of noise that is claimed, or that allows more than one that is. It runs on the
/// threads of rayon's current pool, and its bits do not depend on how many there are.
///
/// ```
/// use quincunx_sde::orders::{Compiled, Outcome, measure};
/// use quincunx_sde::solvers::{RungeKutta4, Solver};
///
/// let verdicts = measure(&Compiled::new(&RungeKutta4 {}), &RungeKutta4 {}.card()).unwrap();
/// assert_eq!(verdicts.len(), 2); // strong and weak, without noise
/// assert_eq!(verdicts[0].outcome(), Outcome::Holds);
/// ```
///
/// # Errors
/// A fragment: in which class the subject has no step.
pub fn measure(subject: &dyn Subject, card: &Card) -> Result<Vec<Verdict>, String> {
    let mut verdicts = Vec::new();
    for class in CLASSES {
        let Some(claim) = card.order(class) else { continue };
        for sense in [Sense::Strong, Sense::Weak] {
            // What is claimed to be 0 is not claimed.
            if sense.of(&claim) > 0.0 {
                verdicts.extend(verdict(subject, card, &claim, class, sense)?);
            }
        }
    }
    Ok(verdicts)
}

/// Measures a solver that anyone offers, and says of each claim whether it is right.
///
/// # Errors
/// Those of [`measure`].
pub fn check(offered: &Arc<dyn Offered>) -> Result<Vec<Verdict>, String> {
    let solver = Adopted::new("it", offered);
    measure(&Compiled::new(&solver), &solver.card())
}

/// From what allows most to what allows least.
const CLASSES: [NoiseClass; 5] = [
    NoiseClass::None,
    NoiseClass::Additive,
    NoiseClass::Diagonal,
    NoiseClass::Commutative,
    NoiseClass::General,
];

/// None where all problems have more Wiener processes than it takes.
fn verdict(
    subject: &dyn Subject,
    card: &Card,
    claim: &Order,
    class: NoiseClass,
    sense: Sense,
) -> Result<Option<Verdict>, String> {
    let mut problems = problems::of(class, sense)?;
    problems.retain(|problem| card.wieners.is_none_or(|most| problem.wieners() <= most));
    if problems.is_empty() && class == NoiseClass::Commutative {
        problems.push(problems::lone_spiral(sense)?);
    }
    if problems.is_empty() {
        return Ok(None);
    }
    let said = |why| format!("take steps {}: {why}", verdict::with(class));
    let measured: Result<Vec<Vec<Measured>>, String> =
        problems.iter().map(|problem| problem.measured(subject).map_err(said)).collect();
    let measured = measured?.into_iter().flatten().collect();
    Ok(Some(Verdict { class, sense, claimed: sense.of(claim), inherited: claim.class != class, measured }))
}
