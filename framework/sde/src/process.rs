//! What a process is, whatever made it: variables, drift, noise and in which calculus they are meant.

mod adopted;
mod agree;
mod formulas;
mod named;

pub use adopted::adopted;
pub use agree::agree;
pub use formulas::{Ito, Stratonovich};
pub use named::{CoxIngersollRoss, GeometricBrownian, OrnsteinUhlenbeck};
pub use quincunx_sdk::process::{Calculus, Processes};

use crate::combinations::Combinations;
use crate::differentiate::derivative;
use crate::expression::{Expr, Function1, Function2, Symbol};
use crate::laws::ExactLaw;
use crate::noise_class::{NoiseClass, class};
use crate::scope::Scope;
use crate::simplify::simplify;
use quincunx_sdk::sweep::Sweep;
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// What makes the law of a process from the value of each of its parameters.
pub type MakeLaw = fn(&[f64]) -> Arc<dyn ExactLaw>;

/// dxᵢ = aᵢ dt + Σⱼ bᵢⱼ dWⱼ, with formulas for a and b.
#[derive(Clone)]
pub struct Process {
    /// The names of variables and parameters.
    pub scope: Scope,
    /// The value of each parameter, or its values.
    pub params: Vec<Sweep>,
    /// aᵢ of each variable.
    pub drift: Vec<Expr>,
    /// bᵢⱼ: a row for each variable, a column for each Wiener process.
    pub noise: Vec<Vec<Expr>>,
    /// How it is meant.
    pub calculus: Calculus,
    /// What each variable becomes after each step, from all of them; none where it stays.
    pub project: Vec<Option<Expr>>,
    /// The law of its transitions, from the value of each parameter, where it is known.
    pub law: Option<MakeLaw>,
}

impl Process {
    /// How many variables there are.
    pub fn variables(&self) -> usize {
        self.scope.variables.len()
    }

    /// How many Wiener processes there are.
    pub fn wieners(&self) -> usize {
        self.noise.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The combinations of its parameters' values, with so many paths for each.
    pub fn combinations(&self, paths: u64) -> Combinations {
        Combinations::new(self.scope.params.iter().map(String::as_str), &self.params, paths)
    }

    /// The law of its transitions in each combination, where it is known.
    pub fn laws(&self) -> Option<Vec<Arc<dyn ExactLaw>>> {
        let all = self.combinations(1);
        (0..all.count()).map(|combination| self.exact(&all.values(combination))).collect()
    }

    /// The law of its transitions with these parameters, where it is known.
    pub fn exact(&self, params: &[f64]) -> Option<Arc<dyn ExactLaw>> {
        self.law.map(|law| law(params))
    }

    /// The same process with the values of one combination, and nothing swept.
    pub fn fixed(&self, combination: u64) -> Process {
        let params = self.combinations(1).values(combination).into_iter().map(Sweep::from).collect();
        Process { params, ..self.clone() }
    }

    /// What a solver may assume of the noise.
    pub fn class(&self) -> NoiseClass {
        class(&self.noise)
    }

    /// Whether drift and noise are a procedure, of which no derivative is known.
    pub fn executes(&self) -> bool {
        self.drift.iter().any(|a| matches!(a, Expr::Call(_)))
    }

    /// The same process in another calculus: aᵢ ± ½ Σⱼₖ bₖⱼ ∂bᵢⱼ/∂xₖ. Its symbolic form is exact.
    ///
    /// # Errors
    /// A fragment that names what has no derivative everywhere.
    pub fn converted(&self, to: Calculus) -> Result<Process, String> {
        let sign = match (self.calculus, to) {
            (Calculus::Ito, Calculus::Stratonovich) => -0.5,
            (Calculus::Stratonovich, Calculus::Ito) => 0.5,
            _ => return Ok(self.clone()),
        };
        if self.executes() && self.class() <= NoiseClass::Additive {
            return Ok(Process { calculus: to, ..self.clone() }); // both are one
        }
        if self.executes() {
            return Err("it executes, and a procedure has no derivatives; describe it, or have it execute in that sense".into());
        }
        if let Some((variable, function)) = self.kink() {
            return Err(format!(
                "the noise of `{variable}` has no derivative everywhere (`{function}`), and so no exact form in the \
                 sense of {to}"
            ));
        }
        let corrected =
            |(i, a): (usize, &Expr)| simplify(&(a.clone() + Expr::from(sign) * self.correction(i)));
        let drift = self.drift.iter().enumerate().map(corrected).collect();
        Ok(Process { drift, calculus: to, ..self.clone() })
    }

    /// Σⱼₖ bₖⱼ ∂bᵢⱼ/∂xₖ
    fn correction(&self, i: usize) -> Expr {
        let mut sum = Expr::from(0.0);
        for (j, b) in self.noise[i].iter().enumerate() {
            for k in 0..self.variables() {
                let slope = derivative(b, Symbol::Variable(k));
                if let Some(other) = self.noise[k].get(j) {
                    sum = sum + other.clone() * slope;
                }
            }
        }
        simplify(&sum)
    }

    /// The first variable whose noise has a kink or a jump in a variable, and the function at fault.
    fn kink(&self) -> Option<(&str, &'static str)> {
        let of = |row: &Vec<Expr>| row.iter().find_map(kink);
        let mut rows = self.scope.variables.iter().zip(&self.noise);
        rows.find_map(|(variable, row)| Some((variable.as_str(), of(row)?)))
    }
}

impl quincunx_sdk::process::Process for Process {
    fn native(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} process of {}", self.calculus, self.scope.variables.join(", "))
    }
}

/// A function in a formula that has no derivative somewhere, applied to what changes with a variable.
fn kink(formula: &Expr) -> Option<&'static str> {
    let varies = |formula: &Expr| formula.any_symbol(&|symbol| matches!(symbol, Symbol::Variable(_)));
    if !varies(formula) {
        return None;
    }
    match formula {
        Expr::Number(_) | Expr::Symbol(_) | Expr::Call(_) => None,
        Expr::Unary(f @ (Function1::Abs | Function1::Sign | Function1::Floor), _) => Some(f.name()),
        Expr::Binary(f @ (Function2::Min | Function2::Max), ..) => Some(f.name()),
        Expr::If(..) => Some("if"),
        Expr::Unary(_, a) => kink(a),
        Expr::Binary(_, a, b) => kink(a).or_else(|| kink(b)),
    }
}
