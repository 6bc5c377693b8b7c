//! From when on a probe looks.

use crate::components::Ensemble;
use quincunx_core::clock::{self, MOST_STEPS};
use quincunx_core::object::Object;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::Complaint;
use quincunx_sdk::value::{Shape, Value};

/// Steps, or a time, that pass before a probe begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum After {
    /// `after: 1000`
    Steps(u64),
    /// `after: Time(5.0)`
    Time(f64),
}

quincunx_sdk::params! {
    /// A span of an ensemble's time.
    struct Time {
        /// how long
        t: f64, in 0.0.., unit "time"
    }
}

const WANTED: &str = "a number of steps or `Time(t)`";

impl Field for After {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        if value.shape() == Shape::Number {
            return u64::read(value, &Limits::new(0..=MOST_STEPS), cx).map(After::Steps);
        }
        let part = Part::named(value, WANTED, cx)?;
        match part.name == Time::NAME {
            true => Time::read(&part, cx).map(|time| After::Time(time.t)),
            false => cx.wrong(value, WANTED),
        }
    }

    fn show(&self) -> String {
        match self {
            After::Steps(n) => n.to_string(),
            After::Time(t) => format!("Time({})", t.show()),
        }
    }

    fn words() -> String {
        "number of steps | Time(t)".into()
    }
}

impl After {
    /// Whether it is a whole number of an object's steps.
    pub(super) fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let steps = object.dt().map_or(Ok(0), |dt| self.steps(dt));
        steps.map(|_| ()).map_err(|why| Complaint::at("after", why))
    }

    /// The first step after it.
    pub(super) fn first(&self, of: &Ensemble) -> Result<u64, String> {
        self.steps(of.dt).map(|steps| steps + 1)
    }

    fn steps(&self, dt: f64) -> Result<u64, String> {
        match self {
            After::Steps(steps) => Ok(*steps),
            After::Time(time) => clock::steps(*time, dt),
        }
    }
}
