//! What a stochastic differential equation says of itself, and how it computes.

use crate::equation::Equation;
use crate::fault::Fault;
use crate::role::Role;
use std::any::Any;
use std::collections::BTreeSet;
use std::fmt::{self, Debug, Display};
use std::sync::Arc;

/// A process dxᵢ = aᵢ dt + Σⱼ bᵢⱼ dWⱼ.
///
/// A process **describes** itself where it can: its formulas are read once, and the host compiles them into the steps of
/// any solver. Where it cannot it **executes**: the host hands it batches of paths. It may do both; then both must
/// agree, and `plugin check` holds them against each other.
///
/// A process is pure: drift and noise depend on time and variables, and on nothing else, and each path is for itself.
/// So threads, batches and restarts cannot change a result.
pub trait Process: Debug + Send + Sync {
    /// What the process is, if it can be said.
    fn form(&self) -> Option<Equation> {
        None
    }

    /// What the host must know before it lets the process execute; `None` if it only describes itself.
    fn info(&self) -> Option<Info> {
        None
    }

    /// Writes drift and noise of every path of a batch at time `t`: aᵢ of path p to `drift[i * paths + p]`, bᵢⱼ to
    /// `diffusion[(i * wieners + j) * paths + p]`. They hold anything before. A path that is lost has variables that are
    /// NaN; what is written for it does not matter, nor what is written for noise that [`Info::constant`] names.
    ///
    /// # Errors
    /// Why it cannot; the run then fails with these words.
    fn eval(
        &self,
        _t: f64,
        _batch: Batch<'_>,
        _drift: &mut [f64],
        _diffusion: &mut [f64],
    ) -> Result<(), Fault> {
        Err(Fault::described_only())
    }

    /// Sets the variables after each step, which ends at time `t`, to what they must be: xᵢ of path p is
    /// `x[i * paths + p]`. It is called only if [`Info::projects`].
    ///
    /// # Errors
    /// As [`Process::eval`].
    fn project(&self, _t: f64, _x: &mut [f64], _paths: usize) -> Result<(), Fault> {
        Ok(())
    }

    /// The plugin that it comes from: for the host to say, so that what goes wrong is told of the right one.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// What it is to the host's own domain: formulas that are parsed already, a law that is known. A plugin has none.
    fn native(&self) -> Option<&dyn Any> {
        None
    }
}

/// Some paths, variable by variable.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// xᵢ of path p is `x[i * paths + p]`.
    pub x: &'a [f64],
    /// How many paths there are.
    pub paths: usize,
}

impl<'a> Batch<'a> {
    /// One variable of all paths; empty if there is no such variable.
    pub fn variable(&self, number: usize) -> &'a [f64] {
        let start = number.saturating_mul(self.paths);
        self.x.get(start..start.saturating_add(self.paths)).unwrap_or_default()
    }
}

/// What the host must know of a process before it lets it execute.
#[derive(Clone, Debug, PartialEq)]
pub struct Info {
    /// The names of the variables, as a scene writes them.
    pub variables: Vec<String>,
    /// How many Wiener processes there are.
    pub wieners: usize,
    /// What a solver may assume of the noise.
    pub class: NoiseClass,
    /// How it is meant.
    pub calculus: Calculus,
    /// Whether variables are set to something after each step.
    pub projects: bool,
    /// Noise of one strength at all times and places, zero as a rule: it need not be computed for each path.
    pub constant: Vec<Constant>,
}

/// bᵢⱼ where it is a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    /// i
    pub variable: usize,
    /// j
    pub wiener: usize,
    /// bᵢⱼ
    pub strength: f64,
}

impl Info {
    /// The most variables, and the most Wiener processes: a batch of more has no place in memory.
    pub const MOST: usize = 1024;

    /// A process of these variables with so many Wiener processes, in the sense of Itô, with noise of any class.
    pub fn new<S: Into<String>>(variables: impl IntoIterator<Item = S>, wieners: usize) -> Self {
        let class = if wieners == 0 { NoiseClass::None } else { NoiseClass::General };
        let variables = variables.into_iter().map(Into::into).collect();
        Info { variables, wieners, class, calculus: Calculus::Ito, projects: false, constant: vec![] }
    }

    /// With noise of one strength at all times and places: that of a variable from a Wiener process, by their numbers.
    ///
    /// ```
    /// use quincunx_sdk::process::{Info, NoiseClass};
    /// let info = Info { class: NoiseClass::Additive, ..Info::new(["angle", "speed"], 1) };
    /// let info = info.constant(0, 0, 0.0).constant(1, 0, 0.3);
    /// assert_eq!(info.check(), Ok(()));
    /// assert_eq!(info.strength(1, 0), Some(0.3));
    /// ```
    pub fn constant(mut self, variable: usize, wiener: usize, strength: f64) -> Self {
        self.constant.push(Constant { variable, wiener, strength });
        self
    }

    /// The noise of a variable from a Wiener process, if it is of one strength.
    pub fn strength(&self, variable: usize, wiener: usize) -> Option<f64> {
        let here = self.constant.iter().find(|noise| (noise.variable, noise.wiener) == (variable, wiener));
        here.map(|noise| noise.strength)
    }

    /// What no host could run.
    ///
    /// # Errors
    /// A fragment that says what does not fit.
    pub fn check(&self) -> Result<(), String> {
        let (variables, wieners) = (self.variables.len(), self.wieners);
        let most = Self::MOST;
        if !(1..=most).contains(&variables) || wieners > most {
            return Err(format!(
                "a process has 1 to {most} variables and up to {most} Wiener processes, not {variables} and {wieners}"
            ));
        }
        let mut seen = BTreeSet::new();
        if let Some(name) = self.variables.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(format!("the variable `{name}` is named twice"));
        }
        let beyond = |noise: &&Constant| noise.variable >= variables || noise.wiener >= wieners;
        if let Some(Constant { variable, wiener, .. }) = self.constant.iter().find(beyond) {
            return Err(format!(
                "it has no noise {wiener} of variable {variable}, which it says is constant: both count from 0, and it has \
                 {variables} and {wieners}"
            ));
        }
        if let Some(noise) = self.constant.iter().find(|noise| !noise.strength.is_finite()) {
            return Err(format!(
                "it says that noise is {} everywhere, and that is no strength",
                noise.strength
            ));
        }
        match self.class {
            NoiseClass::None if wieners > 0 => {
                Err(format!("it says that it has no noise, and has {wieners} Wiener processes"))
            }
            NoiseClass::Diagonal if wieners != variables => Err(format!(
                "diagonal noise has a Wiener process for each variable, and it has {wieners} for {variables}"
            )),
            _ => Ok(()),
        }
    }
}

/// How dx = a dt + b dW is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calculus {
    /// b is taken at the beginning of an increment.
    Ito,
    /// b is taken in the middle.
    Stratonovich,
}

impl Display for Calculus {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Calculus::Ito => "Itô",
            Calculus::Stratonovich => "Stratonovich",
        })
    }
}

/// The classes of noise, from what allows most to what allows least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoiseClass {
    /// There is none: an ordinary differential equation.
    None,
    /// No noise formula depends on a variable.
    Additive,
    /// Each variable has its own Wiener process, and its noise depends on no variable but itself. A process that
    /// executes has as many of one as of the other, variable i goes with Wiener process i, and the rest is taken as 0.
    Diagonal,
    /// Lʲbᵏ = Lᵏbʲ for all j and k, where Lʲ = Σᵢ bᵢⱼ ∂/∂xᵢ: Milstein's method needs no Lévy areas.
    Commutative,
    /// Anything else.
    General,
}

impl NoiseClass {
    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            NoiseClass::None => "none",
            NoiseClass::Additive => "additive",
            NoiseClass::Diagonal => "diagonal",
            NoiseClass::Commutative => "commutative",
            NoiseClass::General => "general",
        }
    }
}

impl Display for NoiseClass {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The role of a process in a scene.
pub struct Processes;

impl Role for Processes {
    const NAME: &'static str = "process";
    type Product = Arc<dyn Process>;
}
