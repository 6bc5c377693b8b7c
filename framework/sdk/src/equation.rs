//! A stochastic differential equation as formulas.

use crate::field::{Cx, Field, Limits, NoFiles};
use crate::part::{Args, Part};
use crate::process::Calculus;
use crate::role::NoKinds;
use crate::text::quoted;
use crate::value::{Shape, Value};

/// What a process says of itself: for each variable a formula for its drift, and formulas for its noise.
///
/// Formulas are those of a scene. They know the variables, the parameters, `t` and `pi`.
///
/// ```
/// use quincunx_sdk::equation::Equation;
///
/// let pendulum = Equation::ito()
///     .drift("x", "v")
///     .drift("v", "-sin(x) - gamma * v")
///     .noise("v", "sqrt(2 * gamma)")
///     .param("gamma", &0.5);
/// assert_eq!(
///     pendulum.text(),
///     "Ito(drift: {\"x\": \"v\", \"v\": \"-sin(x) - gamma * v\"}, noise: {\"v\": \"sqrt(2 * gamma)\"}, \
///      params: {\"gamma\": 0.5}, project: {})"
/// );
/// assert_eq!(Equation::read(&pendulum.text()), Ok(pendulum));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    calculus: Calculus,
    /// Drift, noise, parameters and projections, by name.
    sections: [Vec<(String, Term)>; 4],
}

/// What stands behind a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    /// As a scene writes it: a formula in quotes, or numbers.
    Text(String),
    /// For each named Wiener process what a scene writes.
    Map(Vec<(String, String)>),
}

const SECTIONS: [&str; 4] = ["drift", "noise", "params", "project"];
const DRIFT: usize = 0;
const NOISE: usize = 1;
const PARAMS: usize = 2;
const PROJECT: usize = 3;

impl Equation {
    /// One in the sense of Itô, with nothing in it yet.
    pub fn ito() -> Self {
        Equation { calculus: Calculus::Ito, sections: Default::default() }
    }

    /// One in the sense of Stratonovich, with nothing in it yet.
    pub fn stratonovich() -> Self {
        Equation { calculus: Calculus::Stratonovich, sections: Default::default() }
    }

    /// The drift of a variable. The variables are those that have one.
    pub fn drift(self, variable: &str, formula: &str) -> Self {
        self.with(DRIFT, variable, Term::Text(quoted(formula)))
    }

    /// The noise of a variable, with a Wiener process of its own.
    pub fn noise(self, variable: &str, formula: &str) -> Self {
        self.with(NOISE, variable, Term::Text(quoted(formula)))
    }

    /// The noise of a variable with a named Wiener process, which variables may share. A variable may have several.
    pub fn shared_noise(mut self, variable: &str, wiener: &str, formula: &str) -> Self {
        let one = (wiener.to_string(), quoted(formula));
        match self.sections[NOISE].iter_mut().find(|(name, _)| name == variable) {
            Some((_, Term::Map(all))) => all.push(one),
            _ => return self.with(NOISE, variable, Term::Map(vec![one])),
        }
        self
    }

    /// A parameter that formulas may name: a number, or a [`Sweep`](crate::sweep::Sweep).
    pub fn param(self, name: &str, value: &impl Field) -> Self {
        self.with(PARAMS, name, Term::Text(value.show()))
    }

    /// What a variable is set to after each step.
    pub fn project(self, variable: &str, formula: &str) -> Self {
        self.with(PROJECT, variable, Term::Text(quoted(formula)))
    }

    fn with(mut self, section: usize, name: &str, term: Term) -> Self {
        self.sections[section].push((name.into(), term));
        self
    }

    /// How it is meant.
    pub fn calculus(&self) -> Calculus {
        self.calculus
    }

    /// As a scene writes it: in this text it crosses a plugin's boundary.
    pub fn text(&self) -> String {
        let name = match self.calculus {
            Calculus::Ito => "Ito",
            Calculus::Stratonovich => "Stratonovich",
        };
        let sections: Vec<_> = SECTIONS.iter().zip(&self.sections).map(section_text).collect();
        format!("{name}({})", sections.join(", "))
    }

    /// Reads what [`Equation::text`] wrote. Formulas are not looked at.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let part = Part::read(text, "form").map_err(|error| error.to_string())?;
        let mut equation = match part.name.as_str() {
            "Ito" => Equation::ito(),
            "Stratonovich" => Equation::stratonovich(),
            other => return Err(format!("a process is `Ito(…)` or `Stratonovich(…)`, not `{other}`")),
        };
        let Args::Named(fields) = &part.args else {
            return Err("its parts have names: `drift: {…}, noise: {…}`".into());
        };
        for (key, value) in fields {
            let section = SECTIONS.iter().position(|name| *name == key.text());
            let section = section.ok_or_else(|| format!("it has no part `{}`", key.text()))?;
            equation.sections[section] = entries(value)?;
        }
        Ok(equation)
    }
}

fn section_text((name, terms): (&&str, &Vec<(String, Term)>)) -> String {
    let term = |(name, term): &(String, Term)| match term {
        Term::Text(text) => format!("{}: {text}", quoted(name)),
        Term::Map(all) => {
            let all: Vec<_> =
                all.iter().map(|(wiener, text)| format!("{}: {text}", quoted(wiener))).collect();
            format!("{}: {{{}}}", quoted(name), all.join(", "))
        }
    };
    format!("{name}: {{{}}}", terms.iter().map(term).collect::<Vec<_>>().join(", "))
}

/// What a map holds, by name.
fn entries(map: &Value) -> Result<Vec<(String, Term)>, String> {
    let term = |value: &Value| -> Result<Term, String> {
        if value.shape() != Shape::Map {
            return Ok(Term::Text(value.text().into()));
        }
        Ok(Term::Map(named(value)?.into_iter().map(|(name, value)| (name, value.text().into())).collect()))
    };
    named(map)?.into_iter().map(|(name, value)| Ok((name, term(&value)?))).collect()
}

fn named(map: &Value) -> Result<Vec<(String, Value)>, String> {
    let (mut all, mut cx) = (vec![], Cx::new(&NoKinds, &NoFiles));
    if map.shape() != Shape::Map {
        return Err(format!("expected a map `{{ \"x\": … }}`, found `{}`", map.text()));
    }
    map.each(|key, value| {
        let name = key.and_then(|key| String::read(&key, &Limits::NONE, &mut cx));
        all.extend(name.map(|name| (name, value)));
    });
    match cx.errors.first() {
        Some(error) => Err(error.message.clone()),
        None => Ok(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_reads_back() {
        let both = Equation::stratonovich()
            .drift("x", "-x")
            .drift("y", "x \"quoted\"")
            .shared_noise("x", "w", "1")
            .shared_noise("x", "u", "x")
            .shared_noise("y", "w", "2")
            .project("x", "max(x, 0)");
        assert_eq!(Equation::read(&both.text()), Ok(both.clone()));
        assert!(both.text().contains("noise: {\"x\": {\"w\": \"1\", \"u\": \"x\"}, \"y\": {\"w\": \"2\"}}"));
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, says) in [
            ("Levy(drift: {})", "not `Levy`"),
            ("Ito(drift: [1])", "a map"),
            ("Ito(drfit: {})", "no part `drfit`"),
            ("Ito", "have names"),
            ("Ito(", "form:1:"),
        ] {
            let error = Equation::read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
