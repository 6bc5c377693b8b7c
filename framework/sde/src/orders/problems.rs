//! The problems in which orders are measured, for each class of noise.

use super::paths::{Coupled, Functional, Right, Solution};
use super::quadrature::Circle;
use super::{Measured, Sense, Subject};
use crate::noise_class::NoiseClass;
use crate::parse::parse;
use crate::process::{Calculus, Process};
use crate::scope::Scope;
use crate::solvers::{EulerMaruyama, Sra1};

/// A problem whose solution is known, or known well enough.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The equation, with its start.
    pub text: String,
    /// How errors are measured.
    pub form: Form,
}

/// How errors are measured.
#[derive(Clone, Debug)]
pub enum Form {
    /// On coupled paths.
    Coupled(Coupled),
    /// By quadrature.
    Circle(Circle),
}

impl Problem {
    /// How many Wiener processes it has.
    pub fn wieners(&self) -> usize {
        match &self.form {
            Form::Coupled(coupled) => coupled.process.wieners(),
            Form::Circle(circle) => circle.process.wieners(),
        }
    }

    /// What a subject's errors are.
    ///
    /// # Errors
    /// A fragment: why it takes no steps.
    pub fn measured(&self, subject: &dyn Subject) -> Result<Vec<Measured>, String> {
        let measured = match &self.form {
            Form::Coupled(coupled) => coupled.measured(subject)?,
            Form::Circle(circle) => vec![circle.measured(subject)?],
        };
        let named = |one: Measured| Measured { problem: format!("{}: {}", self.text, one.problem), ..one };
        Ok(measured.into_iter().map(named).collect())
    }
}

/// The problems of a class.
///
/// # Errors
/// A fragment that says which formula is wrong.
pub fn of(class: NoiseClass, sense: Sense) -> Result<Vec<Problem>, String> {
    match (class, sense) {
        // Without noise both are one.
        (NoiseClass::None, _) => Ok(vec![pendulum()?]),
        (NoiseClass::Additive, Sense::Strong) => Ok(vec![valleys("1.5")?, valleys("1 + 0.5 * sin(3 * t)")?]),
        (NoiseClass::Additive, Sense::Weak) => {
            let timed = circle("-sin(2 * x)", &["1 + 0.5 * sin(3 * t)"], 0.570_308_630_079_77)?;
            Ok(vec![circle("-sin(2 * x)", &["1.5"], 0.447_020_155_912_17)?, timed])
        }
        (NoiseClass::Diagonal, _) => Ok(vec![growth(sense)?]),
        (NoiseClass::Commutative, _) => Ok(vec![spiral(sense)?]),
        (NoiseClass::General, Sense::Strong) => Ok(vec![area()?]),
        (NoiseClass::General, Sense::Weak) => {
            Ok(vec![circle("sin(x)", &["0.8", "0.8 * cos(x)"], 0.396_293_880_867_565)?])
        }
    }
}

/// dx = cos(t) sin(x) dt, of which x = 2 atan(tan(x₀/2) exp(sin t)).
fn pendulum() -> Result<Problem, String> {
    let right = |_: &[f64]| vec![2.0 * libm::atan(libm::tan(0.25) * libm::exp(libm::sin(1.0)))];
    Ok(Problem {
        text: "dx = cos(t) sin(x) dt".into(),
        form: Form::Coupled(Coupled {
            process: process(&["x"], &["cos(t) * sin(x)"], &[[]])?,
            start: vec![0.5],
            levels: (3..=7).collect(),
            blocks: 1,
            right: Right::Known(right),
            functionals: vec![],
        }),
    })
}

/// dx = −sin 2x dt + b dW, against steps of 2⁻¹⁰. With weaker noise, or linear drift, methods seem better than they are.
fn valleys(noise: &str) -> Result<Problem, String> {
    Ok(Problem {
        text: format!("dx = -sin(2 x) dt + ({noise}) dW"),
        form: Form::Coupled(Coupled {
            process: process(&["x"], &["-sin(2 * x)"], &[&[noise]])?,
            start: vec![1.0],
            levels: (3..=7).collect(),
            blocks: 16,
            right: Right::Fine(10, &Sra1 {}),
            functionals: vec![],
        }),
    })
}

/// Averages on the circle, from 1. That of cos x + sin x at time 1 is from Kolmogorov's backward equation, in 33 Fourier
/// modes by the method of Runge and Kutta, with 1000 and 2000 steps.
fn circle(drift: &str, noise: &[&str], right: f64) -> Result<Problem, String> {
    let process = process(&["x"], &[drift], &[noise])?;
    let terms: Vec<String> = noise.iter().zip(1..).map(|(b, j)| format!(" + ({b}) dW{j}")).collect();
    Ok(Problem {
        text: format!("dx = {drift} dt{}", terms.concat()),
        form: Form::Circle(Circle { process, start: 1.0, levels: (4..=8).collect(), right }),
    })
}

/// Geometric Brownian motion: x = x₀ exp((μ − σ²/2) t + σ W). Most methods do the same from any x₀; from a small one so do
/// those that tame their drift.
fn growth(sense: Sense) -> Result<Problem, String> {
    let strong = |w: &[f64]| vec![libm::exp(0.5 - 0.5 * 0.7 * 0.7 + 0.7 * w[0])];
    let weak = |w: &[f64]| vec![0.02 * libm::exp(1.0 - 0.5 * 0.5 * 0.5 + 0.5 * w[0])];
    let (start, drift, noise, right): (_, _, _, Solution) = match sense {
        Sense::Strong => (1.0, "0.5 * x", "0.7 * x", strong),
        Sense::Weak => (0.02, "x", "0.5 * x", weak),
    };
    let process = process(&["x"], &[drift], &[&[noise]])?;
    let text = format!("dx = {drift} dt + {noise} dW");
    Ok(Problem { text, form: Form::Coupled(coupled(process, vec![start], right, sense)) })
}

/// Growth and rotation, each by its own noise, as z = x + iy: dz = a z dt + σ z dW₁ + iρ z dW₂, of which
/// z = z₀ exp((a − σ²/2 + ρ²/2) t + σ W₁ + iρ W₂).
fn spiral(sense: Sense) -> Result<Problem, String> {
    let strong = |w: &[f64]| turned(libm::exp(0.5 + 0.5 * (0.36 - 0.16) + 0.4 * w[0]), 0.6 * w[1]);
    let weak = |w: &[f64]| turned(0.02 * libm::exp(1.0 + 0.5 * (0.09 - 0.25) + 0.5 * w[0]), 0.3 * w[1]);
    let (start, [a, sigma, rho], right): (_, _, Solution) = match sense {
        Sense::Strong => (1.0, [0.5, 0.4, 0.6], strong),
        Sense::Weak => (0.02, [1.0, 0.5, 0.3], weak),
    };
    let drift = ["x", "y"].map(|own| format!("{a} * {own}"));
    let row = |own, other, rho: f64| [format!("{sigma} * {own}"), format!("{rho} * {other}")];
    let process = process(&["x", "y"], &drift, &[row("x", "y", -rho), row("y", "x", rho)])?;
    let text = format!("dz = {a} z dt + {sigma} z dW1 + {rho}i z dW2");
    Ok(Problem { text, form: Form::Coupled(coupled(process, vec![start, 0.0], right, sense)) })
}

/// The same by one noise: dz = a z dt + (σ + iρ) z dW, of which z = z₀ exp((a − (σ + iρ)²/2) t + (σ + iρ) W).
///
/// # Errors
/// A fragment that says which formula is wrong.
pub fn lone_spiral(sense: Sense) -> Result<Problem, String> {
    let strong = |w: &[f64]| turned(libm::exp(0.5 - 0.5 * (0.16 - 0.36) + 0.4 * w[0]), 0.6 * w[0] - 0.24);
    let weak =
        |w: &[f64]| turned(0.02 * libm::exp(1.0 - 0.5 * (0.25 - 0.09) + 0.5 * w[0]), 0.3 * w[0] - 0.15);
    let (start, [a, sigma, rho], right): (_, _, Solution) = match sense {
        Sense::Strong => (1.0, [0.5, 0.4, 0.6], strong),
        Sense::Weak => (0.02, [1.0, 0.5, 0.3], weak),
    };
    let drift = ["x", "y"].map(|own| format!("{a} * {own}"));
    let noise = [[format!("{sigma} * x - {rho} * y")], [format!("{sigma} * y + {rho} * x")]];
    let process = process(&["x", "y"], &drift, &noise)?;
    let text = format!("dz = {a} z dt + ({sigma} + {rho}i) z dW");
    Ok(Problem { text, form: Form::Coupled(coupled(process, vec![start, 0.0], right, sense)) })
}

/// A point in the plane, of so large a radius.
fn turned(radius: f64, angle: f64) -> Vec<f64> {
    let (sin, cos) = libm::sincos(angle);
    vec![radius * cos, radius * sin]
}

/// Coupled paths with a known solution: few for paths, a million for averages.
fn coupled(process: Process, start: Vec<f64>, right: Solution, sense: Sense) -> Coupled {
    let first: Functional = ("x", |x| x[0]);
    let second: Functional = ("x^2", |x| x[0] * x[0]);
    let (levels, blocks, functionals) = match sense {
        Sense::Strong => (3..=7, 16, vec![]),
        Sense::Weak => (2..=6, 4096, vec![first, second]),
    };
    Coupled { process, start, levels: levels.collect(), blocks, right: Right::Known(right), functionals }
}

/// dx = dW₁, dy = x dW₂: what no method gets from dW alone is its Lévy area. Against steps of 2⁻¹².
fn area() -> Result<Problem, String> {
    Ok(Problem {
        text: "dx = dW1, dy = x dW2".into(),
        form: Form::Coupled(Coupled {
            process: process(&["x", "y"], &["0", "0"], &[["1", "0"], ["0", "x"]])?,
            start: vec![0.0, 0.0],
            levels: (3..=7).collect(),
            blocks: 16,
            right: Right::Fine(12, &EulerMaruyama {}),
            functionals: vec![],
        }),
    })
}

/// In the sense of Itô.
fn process<T: AsRef<str>, R: AsRef<[T]>>(
    variables: &[&str],
    drift: &[T],
    noise: &[R],
) -> Result<Process, String> {
    let scope = Scope::new(variables.iter().copied(), []);
    let read = |text: &T| parse(text.as_ref(), &scope).map_err(|error| error.message);
    let noise = noise.iter().map(|row| row.as_ref().iter().map(read).collect());
    Ok(Process {
        drift: drift.iter().map(read).collect::<Result<_, _>>()?,
        noise: noise.collect::<Result<_, String>>()?,
        params: vec![],
        calculus: Calculus::Ito,
        project: vec![None; variables.len()],
        law: None,
        scope,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each problem's noise is of its class and not of one that allows more.
    #[test]
    fn problems_are_of_their_class() {
        use NoiseClass::{Additive, Commutative, Diagonal, General, None};
        for class in [None, Additive, Diagonal, Commutative, General] {
            for sense in [Sense::Strong, Sense::Weak] {
                let lone = (class == Commutative).then(|| lone_spiral(sense).unwrap());
                for problem in of(class, sense).unwrap().into_iter().chain(lone) {
                    let process = match &problem.form {
                        Form::Coupled(coupled) => &coupled.process,
                        Form::Circle(circle) => &circle.process,
                    };
                    assert_eq!(process.class(), class, "{}", problem.text);
                }
            }
        }
    }
}
