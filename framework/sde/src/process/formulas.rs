//! Processes that a scene writes as formulas.

use super::{Calculus, Process, Processes};
use crate::expression::Expr;
use crate::parse::parse;
use crate::scope::{Scope, reserved};
use quincunx_sdk::containers::{Entry, Map};
use quincunx_sdk::field::{Cx, Field, Limits, Located};
use quincunx_sdk::process::Process as Offered;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::spelling::unknown;
use quincunx_sdk::sweep::Sweep;
use quincunx_sdk::value::{Shape, Value};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A stochastic differential equation in the sense of Itô: dx = drift dt + noise dW. Formulas know the variables, the
    /// parameters, `t` and `pi`; `+ - * / ^`; the functions sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, exp,
    /// log, sqrt, abs, sign, floor, min, max, pow and clamp; and `if(x > 1 && t < 5, a, b)`.
    pub struct Ito {
        /// for each variable its drift; the variables are these
        drift: Map<Formula>;
        /// for each variable its noise: a formula (with a Wiener process of its own), or a map of named Wiener processes,
        /// which variables may share; a variable without noise is left out
        noise: Map<Noise> = {};
        /// numbers that formulas may name; each may be swept over a list, `Linspace(a, b, n)` or `Logspace(a, b, n)`
        params: Map<Sweep> = {};
        /// for each variable what it is set to after each step; one that stays is left out
        project: Map<Formula> = {}
    }
}

quincunx_sdk::params! {
    /// A stochastic differential equation in the sense of Stratonovich: dx = drift dt + noise ∘ dW. Formulas are those of
    /// `Ito`.
    pub struct Stratonovich {
        /// for each variable its drift; the variables are these
        drift: Map<Formula>;
        /// for each variable its noise: a formula (with a Wiener process of its own), or a map of named Wiener processes,
        /// which variables may share; a variable without noise is left out
        noise: Map<Noise> = {};
        /// numbers that formulas may name; each may be swept over a list, `Linspace(a, b, n)` or `Logspace(a, b, n)`
        params: Map<Sweep> = {};
        /// for each variable what it is set to after each step; one that stays is left out
        project: Map<Formula> = {}
    }
}

impl Make<Processes> for Ito {
    const EXAMPLES: &'static [&'static str] = &[
        "Ito(drift: { \"x\": \"-theta * x\" }, noise: { \"x\": \"sigma\" }, params: { \"theta\": 1.0, \"sigma\": 0.5 })",
        "Ito(drift: { \"x\": \"-x\" }, noise: { \"x\": { \"w0\": \"0.3 * x\", \"w1\": \"0.1\" } }, project: { \"x\": \"max(x, 0)\" })",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        let written =
            Written { drift: &self.drift, noise: &self.noise, params: &self.params, project: &self.project };
        written.process(Calculus::Ito, cx)
    }
}

impl Make<Processes> for Stratonovich {
    const EXAMPLES: &'static [&'static str] =
        &["Stratonovich(drift: { \"x\": \"-x\" }, noise: { \"x\": \"0.5 * sqrt(1 + x^2)\" })"];

    fn make(&self, cx: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        let written =
            Written { drift: &self.drift, noise: &self.noise, params: &self.params, project: &self.project };
        written.process(Calculus::Stratonovich, cx)
    }
}

/// A formula, not yet read.
#[derive(Debug)]
pub struct Formula(pub Located<String>);

impl Field for Formula {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Text | Shape::Name => Located::read(value, limits, cx).map(Formula),
            _ => cx.wrong(value, "a formula in quotes, \"…\""),
        }
    }

    fn show(&self) -> String {
        self.0.show()
    }

    fn words() -> String {
        String::words()
    }
}

/// The noise of a variable.
#[derive(Debug)]
pub enum Noise {
    /// A Wiener process of its own.
    Own(Formula),
    /// Named ones.
    Shared(Map<Formula>),
}

impl Field for Noise {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Map => Map::read(value, limits, cx).map(Noise::Shared),
            Shape::Text | Shape::Name => Formula::read(value, limits, cx).map(Noise::Own),
            _ => cx.wrong(value, "a formula \"…\" or a map `{ \"w\": \"…\" }`"),
        }
    }

    fn show(&self) -> String {
        match self {
            Noise::Own(formula) => formula.show(),
            Noise::Shared(map) => map.show(),
        }
    }

    fn words() -> String {
        "(text or map of text)".into()
    }
}

/// What both kinds have in common.
struct Written<'a> {
    drift: &'a Map<Formula>,
    noise: &'a Map<Noise>,
    params: &'a Map<Sweep>,
    project: &'a Map<Formula>,
}

impl Written<'_> {
    /// All formulas are read, so that every error is told at once.
    fn process(&self, calculus: Calculus, cx: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        if self.drift.0.is_empty() {
            let message = "there is no variable: each needs a formula for its drift, `{ \"x\": \"-x\" }`";
            return Err(Complaint::at("drift", message));
        }
        let before = cx.errors.len();
        self.names(cx);
        let scope = self.scope();
        let drift: Vec<_> = self.drift.0.iter().map(|entry| formula(&entry.it, &scope, cx)).collect();
        let noise = self.matrix(&scope, cx);
        let project = self.projections(&scope, cx);
        let params = self.params.0.iter().map(|entry| entry.it.clone()).collect();
        match cx.errors.len() == before {
            true => Ok(Arc::new(Process { scope, params, drift, noise, calculus, project, law: None })),
            // They are told already.
            false => Err(Complaint::told()),
        }
    }

    fn scope(&self) -> Scope {
        let variables = self.drift.0.iter().map(|entry| entry.name.as_str());
        Scope::new(variables, self.params.0.iter().map(|entry| entry.name.as_str()))
    }

    fn names(&self, cx: &mut Cx) {
        for (name, at) in names(self.drift).chain(names(self.params)) {
            if let Some(why) = reserved(name) {
                cx.fail::<()>(at, why);
            }
        }
        for (name, at) in names(self.params).filter(|(name, _)| self.is_variable(name)) {
            cx.fail::<()>(at, format!("`{name}` is a variable already"));
        }
        for (name, at) in names(self.noise).chain(names(self.project)) {
            if !self.is_variable(name) {
                let variables = self.drift.0.iter().map(|entry| entry.name.as_str());
                cx.fail::<()>(at, unknown("variable", name, variables));
            }
        }
    }

    fn is_variable(&self, name: &str) -> bool {
        self.drift.0.iter().any(|entry| entry.name == name)
    }

    /// A column for each Wiener process: shared ones by name, the others in the order of the variables.
    fn matrix(&self, scope: &Scope, cx: &mut Cx) -> Vec<Vec<Expr>> {
        let wieners = self.wieners();
        let mut matrix = vec![vec![Expr::from(0.0); wieners.len()]; scope.variables.len()];
        for entry in &self.noise.0 {
            let Some(i) = scope.variables.iter().position(|name| *name == entry.name) else { continue };
            let mut set = |wiener: Wiener, text: &Formula, cx: &mut Cx| {
                let column = wieners.iter().position(|known| *known == wiener);
                if let Some(j) = column {
                    matrix[i][j] = formula(text, scope, cx);
                }
            };
            match &entry.it {
                Noise::Own(text) => set(Wiener::Own(&entry.name), text, cx),
                Noise::Shared(map) => {
                    map.0.iter().for_each(|each| set(Wiener::Named(&each.name), &each.it, cx));
                }
            }
        }
        matrix
    }

    fn wieners(&self) -> Vec<Wiener<'_>> {
        let mut all: Vec<Wiener> = vec![];
        for entry in &self.noise.0 {
            let own = match &entry.it {
                Noise::Own(_) => vec![Wiener::Own(&entry.name)],
                Noise::Shared(map) => map.0.iter().map(|each| Wiener::Named(&each.name)).collect(),
            };
            for wiener in own {
                if !all.contains(&wiener) {
                    all.push(wiener);
                }
            }
        }
        all
    }

    fn projections(&self, scope: &Scope, cx: &mut Cx) -> Vec<Option<Expr>> {
        let mut all = vec![None; scope.variables.len()];
        for entry in &self.project.0 {
            let read = formula(&entry.it, scope, cx);
            if let Some(i) = scope.variables.iter().position(|name| *name == entry.name) {
                all[i] = Some(read);
            }
        }
        all
    }
}

/// A variable's own process is not one that is named like the variable.
#[derive(PartialEq)]
enum Wiener<'a> {
    Own(&'a str),
    Named(&'a str),
}

fn names<T>(map: &Map<T>) -> impl Iterator<Item = (&str, &Value)> {
    map.0.iter().map(|Entry { name, at, .. }| (name.as_str(), at))
}

/// A formula; what is wrong with it is underlined inside of its text.
fn formula(Formula(text): &Formula, scope: &Scope, cx: &mut Cx) -> Expr {
    parse(&text.it, scope).unwrap_or_else(|error| {
        cx.fail::<()>(&text.at.inside(&text.it, error.bytes), error.message);
        Expr::from(f64::NAN)
    })
}
