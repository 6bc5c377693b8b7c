//! What a solver of stochastic differential equations says of itself, and how it steps.

use crate::fault::Fault;
use crate::process::{Calculus, NoiseClass, Process};
use crate::role::Role;
use crate::tableau::Tableau;
use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

/// Takes a process from step to step.
///
/// A solver **describes** itself where it can, as a [`Tableau`]: the host then makes of it and of a process one program.
/// Where it cannot it **executes**: the host hands it batches of paths.
///
/// A solver is pure: a step depends on what it is handed, and on nothing else, and each path is for itself.
pub trait Solver: Debug + Send + Sync {
    /// What it is for.
    fn card(&self) -> Card;

    /// What it is, if it can be said.
    fn form(&self) -> Option<Tableau> {
        None
    }

    /// How many numbers a step wants besides, for each path.
    fn scratch(&self, _variables: usize, _wieners: usize) -> usize {
        0
    }

    /// Takes all paths of a batch one step on: xᵢ of path p is `x[i * paths + p]`, before and after. `scratch` holds
    /// [`scratch`](Solver::scratch) numbers for each path; they hold anything before. The process is in the calculus of
    /// the card. The host projects, and keeps lost what was lost.
    ///
    /// # Errors
    /// Why it cannot, and what [`Process::eval`] says; the run then fails with these words.
    fn step(
        &self,
        _process: &dyn Process,
        _step: Step<'_>,
        _x: &mut [f64],
        _scratch: &mut [f64],
    ) -> Result<(), Fault> {
        Err(Fault::described_only())
    }

    /// The plugin that it comes from: for the host to say, so that what goes wrong is told of the right one.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// What it is to the host's own domain: a recipe of formulas, which may take derivatives. A plugin has none.
    fn native(&self) -> Option<&dyn Any> {
        None
    }
}

/// What a step is handed.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Where it begins.
    pub t: f64,
    /// How long it is.
    pub dt: f64,
    /// How many paths there are.
    pub paths: usize,
    /// How many variables each has.
    pub variables: usize,
    /// How many Wiener processes each has.
    pub wieners: usize,
    /// The increment of Wiener process j over the step, of path p: `dw[j * paths + p]`.
    pub dw: &'a [f64],
    /// ∫ (W_{t+s} − W_t) ds over the step, likewise; empty unless the card asks for it.
    pub dz: &'a [f64],
}

/// The convergence orders of a solver for a class of noise: errors shrink like dt to this power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// Of which noise, and of all that allows more.
    pub class: NoiseClass,
    /// Of the paths themselves.
    pub strong: f64,
    /// Of averages over paths.
    pub weak: f64,
}

/// What a solver is for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The calculus in which it reads a process; none if it takes either as it is.
    pub calculus: Option<Calculus>,
    /// Its orders, from the class that allows most to the one that allows least; what is not there it cannot do.
    pub orders: Vec<Order>,
    /// The most Wiener processes that it can do; none if it takes any number.
    pub wieners: Option<usize>,
    /// Whether an executed step wants [`Step::dz`].
    pub dz: bool,
    /// Whether it needs the process's law, and has no order because it has no error: for the host's own.
    pub exact: bool,
}

impl Card {
    /// The orders for a class of noise.
    pub fn order(&self, class: NoiseClass) -> Option<Order> {
        self.orders.iter().copied().find(|order| order.class >= class)
    }

    /// What cannot be true of a solver.
    ///
    /// # Errors
    /// A fragment that says what does not fit.
    pub fn check(&self) -> Result<(), String> {
        if self.orders.is_empty() {
            return Err("its card names no order: say for which noise it is".into());
        }
        if self.orders.windows(2).any(|pair| pair[0].class >= pair[1].class) {
            return Err(
                "the orders of its card must go from the noise that allows most to what allows least".into(),
            );
        }
        let sound = |order: &Order| [order.strong, order.weak].iter().all(|o| (0.0..=100.0).contains(o));
        match self.orders.iter().find(|order| !sound(order)) {
            Some(order) => Err(format!("orders are numbers from 0, not {} and {}", order.strong, order.weak)),
            None => Ok(()),
        }
    }
}

/// The role of a solver in a scene.
pub struct Solvers;

impl Role for Solvers {
    const NAME: &'static str = "solver";
    type Product = Arc<dyn Solver>;
}
