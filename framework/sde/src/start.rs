//! Where paths begin.
//!
//! A scene gives a value of every variable ([`StartValue`]: `{ "x": 1.0, "v": Normal(0, 2) }`), or all of them at once
//! ([`StartPoints`]: `Points("points.npy")`). [`Starts::matched`] holds that against variables and paths. A random value
//! depends on the scene's seed, the object's name, the variable's name, the combination of swept parameters and the path
//! within it, and on nothing else.

mod formula;
mod points;
mod random;
#[cfg(test)]
mod tests;

pub use formula::Computed;
pub use points::{Points, Table};
pub use random::{Exponential, Normal, Uniform};

use crate::scope::Scope;
use quincunx_core::streams::Streams;
use quincunx_sdk::containers::Map;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::params::{Param, Params};
use quincunx_sdk::role::{Complaint, Make, Role, Slot};
use quincunx_sdk::spelling::unknown;
use quincunx_sdk::value::{Shape, Value};
use rand_core::Rng;
use std::sync::Arc;

/// The role of what a variable begins with. A plain number is the same for every path, plain text is a formula of the
/// process's parameters, a list has a number for each path.
pub struct StartValue;

impl Role for StartValue {
    const NAME: &'static str = "start value";
    const TEXT: bool = true;
    type Product = Arc<dyn Start>;

    fn plain(shape: Shape) -> Option<&'static str> {
        match shape {
            Shape::Number => Some("Fixed"),
            Shape::Text => Some("Computed"),
            Shape::List => Some("Listed"),
            _ => None,
        }
    }
}

/// The role of what gives all variables of all paths at once. Plain text is a file.
pub struct StartPoints;

impl Role for StartPoints {
    const NAME: &'static str = "start";
    const TEXT: bool = true;
    type Product = Arc<Table>;

    fn plain(shape: Shape) -> Option<&'static str> {
        (shape == Shape::Text).then_some("Points")
    }
}

/// The values that one variable begins with.
pub trait Start: Send + Sync {
    /// How many paths it has values for; none if it has for any number.
    fn paths(&self) -> Option<u64> {
        None
    }

    /// What is known of its distribution where the process has these parameters.
    fn law(&self, params: &[f64]) -> Law;

    /// Its text where it is a formula, which [`Starts::matched`] reads when it knows the process's parameters.
    fn formula(&self) -> Option<&str> {
        None
    }

    /// Their values, as many as there is room for. Where blocks are cut changes no value.
    fn fill(&self, of: &Block, out: &mut [f64]);
}

/// Consecutive paths of one combination of parameters.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// What values are computed with.
    pub isa: Isa,
    /// The key of random values: that of [`key`].
    pub key: u64,
    /// The value of each parameter of the process.
    pub params: &'a [f64],
    /// The first path, counted within the combination.
    pub first: u64,
}

/// The distribution of a variable at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Every path begins at the same number.
    Point(f64),
    /// They are normal.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// Something else.
    Other {
        /// The mean.
        mean: f64,
        /// The variance; of a list, over n.
        variance: f64,
    },
}

impl Law {
    /// Mean and variance.
    pub fn moments(&self) -> (f64, f64) {
        match *self {
            Law::Point(x) => (x, 0.0),
            Law::Normal { mean, sd } => (mean, sd * sd),
            Law::Other { mean, variance } => (mean, variance),
        }
    }

    /// Of given values, all equally likely.
    fn of(values: impl Iterator<Item = f64> + Clone) -> Law {
        let n = values.clone().count().max(1) as f64;
        let mean = values.clone().sum::<f64>() / n;
        let variance = values.map(|x| (x - mean) * (x - mean) / n).sum();
        Law::Other { mean, variance }
    }
}

/// The key of a variable's random values in a combination of parameters.
pub fn key(streams: &Streams, object: &str, variable: &str, combination: u64) -> u64 {
    streams.pcg(object, &format!("start/{variable}"), combination).next_u64()
}

/// The field `start` of an ensemble: a map from variables to start values, or points for all of them.
#[derive(Debug)]
pub enum Starts {
    /// A value for each variable.
    Each(Map<Slot<StartValue>>, Value),
    /// All at once.
    All(Slot<StartPoints>),
}

impl Field for Starts {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Map => Map::read(value, limits, cx).map(|map| Starts::Each(map, value.clone())),
            Shape::Name | Shape::Part | Shape::Text => Slot::read(value, limits, cx).map(Starts::All),
            _ => cx.wrong(value, "a map `{ \"variable\": value }` or `Points(…)`"),
        }
    }

    fn show(&self) -> String {
        match self {
            Starts::Each(map, _) => map.show(),
            Starts::All(slot) => slot.show(),
        }
    }

    fn words() -> String {
        "map of start value, or start".into()
    }

    /// Other domains have a `Uniform` too, and here these are meant.
    fn inside(name: &str) -> Option<&'static [Param]> {
        let normal = (Normal::NAME, Normal::PARAMS);
        let uniform = (Uniform::NAME, Uniform::PARAMS);
        let exponential = (Exponential::NAME, Exponential::PARAMS);
        [normal, uniform, exponential].into_iter().find(|kind| kind.0 == name).map(|kind| kind.1)
    }
}

impl Starts {
    /// What each variable begins with, in their order; else the context learns of every variable that has no start, of
    /// every start that has no variable, and of every number of values that is not the number of paths.
    pub fn matched(&self, scope: &Scope, paths: u64, cx: &mut Cx) -> Option<Vec<Arc<dyn Start>>> {
        let variables = scope.variables.len();
        match self {
            Starts::Each(map, whole) => each(map, whole, scope, paths, cx),
            Starts::All(slot) => match slot.it.fits(variables, paths) {
                Ok(()) => Some((0..variables).map(|n| slot.it.clone().variable(n)).collect()),
                Err(why) => cx.fail(&slot.head, why),
            },
        }
    }
}

fn each(
    map: &Map<Slot<StartValue>>,
    whole: &Value,
    scope: &Scope,
    paths: u64,
    cx: &mut Cx,
) -> Option<Vec<Arc<dyn Start>>> {
    let before = cx.errors.len();
    for entry in &map.0 {
        if !scope.variables.contains(&entry.name) {
            let variables = scope.variables.iter().map(String::as_str);
            cx.fail::<()>(&entry.at, unknown("variable", &entry.name, variables));
        }
        if let Some(found) = entry.it.it.paths().filter(|found| *found != paths) {
            let message = format!("{found} values for {paths} paths: a list has one for each path");
            cx.fail::<()>(&entry.it.head, message);
        }
    }
    let find = |variable: &String| map.0.iter().find(|entry| entry.name == *variable);
    let missing = scope.variables.iter().filter(|v| find(v).is_none());
    let missing: Vec<_> = missing.map(|v| format!("`{v}`")).collect();
    if !missing.is_empty() {
        cx.fail::<()>(whole, format!("no start value for {}", missing.join(", ")));
    }
    let slots = scope.variables.iter().filter_map(find).map(|entry| &entry.it);
    let found = slots.filter_map(|slot| bound(slot, scope, cx)).collect();
    (cx.errors.len() == before).then_some(found)
}

/// A start that knows the process's parameters; what is wrong with a formula is underlined inside of it.
fn bound(slot: &Slot<StartValue>, scope: &Scope, cx: &mut Cx) -> Option<Arc<dyn Start>> {
    let Some(text) = slot.it.formula() else { return Some(slot.it.clone()) };
    match formula::Known::read(text, scope) {
        Ok(known) => Some(Arc::new(known)),
        Err(error) => cx.fail(&slot.head.inside(text, error.bytes), error.message),
    }
}

quincunx_sdk::params! {
    /// The same number for every path; a plain number means the same.
    pub struct Fixed {
        /// the number
        value: f64
    }
}

impl Make<StartValue> for Fixed {
    const EXAMPLES: &'static [&'static str] = &["1.5", "Fixed(1.5)"];

    /// The number, as most would write it.
    fn text(&self) -> String {
        self.value.show()
    }

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Start>, Complaint> {
        Ok(Arc::new(Fixed { value: self.value }))
    }
}

impl Start for Fixed {
    fn law(&self, _: &[f64]) -> Law {
        Law::Point(self.value)
    }

    fn fill(&self, _: &Block, out: &mut [f64]) {
        out.fill(self.value);
    }
}

quincunx_sdk::params! {
    /// A number for each path, in their order; a plain list means the same.
    pub struct Listed {
        /// exactly as many as there are paths
        values: Vec<f64>
    }
}

impl Make<StartValue> for Listed {
    const EXAMPLES: &'static [&'static str] = &["[1.0, 2.0, 3.0, 4.0]"];

    fn text(&self) -> String {
        self.values.show()
    }

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Start>, Complaint> {
        Ok(Arc::new(Listed { values: self.values.clone() }))
    }
}

impl Start for Listed {
    fn paths(&self) -> Option<u64> {
        Some(self.values.len() as u64)
    }

    fn law(&self, _: &[f64]) -> Law {
        Law::of(self.values.iter().copied())
    }

    fn fill(&self, of: &Block, out: &mut [f64]) {
        let here = self.values.get(of.first as usize..).unwrap_or_default();
        out.iter_mut().zip(here).for_each(|(out, value)| *out = *value);
    }
}
