//! Solvers: what each makes of a process, one file a method.
//!
//! A solver is a recipe for one step: formulas of what the variables become, from what they are, from time, and from the
//! standard normals of the step. The formulas are compiled like any others, so a method has no loop of its own.

mod adopted;
mod euler_maruyama;
mod exact;
mod heun;
mod milstein;
mod runge_kutta_4;
mod sra1;
mod sriw1;
pub mod tableau;
mod tamed_euler;

pub use adopted::{Adopted, built_in};
pub use euler_maruyama::EulerMaruyama;
pub use exact::Exact;
pub use heun::Heun;
pub use milstein::Milstein;
pub use quincunx_sdk::solver::{Card, Order, Solvers};
pub use runge_kutta_4::RungeKutta4;
pub use sra1::Sra1;
pub use sriw1::Sriw1;
pub use tamed_euler::TamedEuler;

use crate::expression::{Expr, Symbol};
use crate::laws::Transition;
use crate::noise_class::NoiseClass;
use crate::process::{Calculus, Process};
use crate::simplify::replaced;
pub(crate) use quincunx_sdk::solver::Solver as Offered;
use std::fmt::Debug;
use std::sync::Arc;

/// Takes a process from step to step.
pub trait Solver: Debug + Send + Sync {
    /// As a scene writes it.
    fn name(&self) -> &'static str;

    /// What it is for.
    fn card(&self) -> Card;

    /// One step of duration `dt` of a process in the calculus of the card.
    ///
    /// # Errors
    /// A fragment: why this process has no such step.
    fn step(&self, process: &Process, dt: f64) -> Result<Step, String>;

    /// The calculus in which it reads a process.
    fn calculus_of(&self, process: &Process) -> Calculus {
        self.card().calculus.unwrap_or(process.calculus)
    }

    /// Why it cannot do a process; `None` if it can.
    fn refuses(&self, process: &Process) -> Option<String> {
        refuses(&self.card(), process)
    }
}

/// Why a solver of this card cannot do a process.
fn refuses(card: &Card, process: &Process) -> Option<String> {
    let (class, wieners) = (process.class(), process.wieners());
    match (card.exact, &process.law, card.order(class)) {
        (true, Some(_), _) if process.project.iter().all(Option::is_none) => None,
        (true, ..) => Some(
            "it needs a process whose law is known (OrnsteinUhlenbeck, GeometricBrownian, CoxIngersollRoss)"
                .into(),
        ),
        (false, _, Some(_)) => card.wieners.filter(|most| wieners > *most).map(|most| {
            let most = if most == 1 {
                "one Wiener process".into()
            } else {
                format!("up to {most} Wiener processes")
            };
            format!("it takes {most}, and this process has {wieners}")
        }),
        (false, _, None) if card.orders.iter().all(|order| order.class == NoiseClass::None) => {
            Some(format!("it takes no noise, and that of this process is {class}"))
        }
        (false, _, None) => {
            let most = card.orders.last().map_or(NoiseClass::None, |order| order.class);
            Some(format!("it takes noise that is {most}, and that of this process is {class}"))
        }
    }
}

/// What a step is.
#[derive(Clone, Debug)]
pub enum Step {
    /// What each variable becomes: formulas with [`Symbol::Noise`].
    Formulas(Vec<Expr>),
    /// A number drawn from a law, for a process of one variable: a law for each combination of its parameters.
    Law(Vec<Transition>),
    /// What a procedure makes of batches of paths.
    Executed(Arc<dyn Offered>),
}

/// Normal j of a step, as an increment of a Wiener process: √dt·z.
fn increment(j: usize, dt: f64) -> Expr {
    Expr::from(dt.sqrt()) * Expr::noise(j)
}

/// Σⱼ bⱼ √dt zⱼ
fn diffusion(row: &[Expr], dt: f64) -> Expr {
    let terms = row.iter().enumerate().map(|(j, b)| b.clone() * increment(j, dt));
    terms.fold(Expr::from(0.0), |sum, term| sum + term)
}

/// The step of Euler and Maruyama: xᵢ + aᵢ dt + Σⱼ bᵢⱼ dWⱼ.
fn euler(process: &Process, i: usize, dt: f64) -> Expr {
    Expr::variable(i) + process.drift[i].clone() * Expr::from(dt) + diffusion(&process.noise[i], dt)
}

/// The orders of Euler and Maruyama's method, and of those that differ from it in the drift alone.
const EULER_ORDERS: &[Order] = &[
    Order { class: NoiseClass::Additive, strong: 1.0, weak: 1.0 },
    Order { class: NoiseClass::General, strong: 0.5, weak: 1.0 },
];

/// A formula at other values of the variables, `after` the beginning of the step.
fn moved(formula: &Expr, to: &[Expr], after: f64) -> Expr {
    replaced(formula, &|symbol| match symbol {
        Symbol::Variable(n) => to.get(n).cloned(),
        Symbol::Time if after != 0.0 => Some(Expr::from(Symbol::Time) + Expr::from(after)),
        _ => None,
    })
}
