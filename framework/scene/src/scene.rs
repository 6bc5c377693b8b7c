//! What a scene file may say.

use quincunx_core::clock::{self, MOST_STEPS};
use quincunx_core::object::World;
use quincunx_core::probe::Record;
use quincunx_sdk::containers::Map;
use quincunx_sdk::field::{Lenient, Located};
use quincunx_sdk::role::Slot;

quincunx_sdk::params! {
    /// An experiment: what there is, how long it runs, and what is recorded.
    pub struct Scene {
        /// the plugins that it uses, by name
        plugins: Lenient<Vec<String>> = [];
        /// all randomness follows from it
        seed: Lenient<u64> = 0;
        /// the objects, by name
        world: Lenient<Map<Lenient<Slot<World>>>>;
        /// when the objects end: `Steps(n)`, `Time(t)` or `Stable(max)`; one that ends by itself may do so earlier
        until: Lenient<Option<Located<Duration>>>;
        /// the probes, by name
        record: Lenient<Map<Lenient<Slot<Record>>>> = {}
    }
}

quincunx_sdk::choice! {
    /// How long a run is.
    pub enum Duration {
        /// so many steps
        Steps(Steps),
        /// so much of the objects' own time
        Time(Time),
        /// until each has come to rest
        Stable(Stable),
    }
}

quincunx_sdk::params! {
    /// A number of steps.
    pub struct Steps {
        /// how many
        steps: u64, in 0..=MOST_STEPS, unit "steps"
    }
}

quincunx_sdk::params! {
    /// A time.
    pub struct Time {
        /// how long
        time: f64, in 0.0.., unit "time"
    }
}

quincunx_sdk::params! {
    /// Until the whole repeats itself, if need be at another place: in the step at which that is certain. What repeats
    /// itself with period p from step s on ends at step 2·s + 3·p + 120 at the latest,
    /// whatever p is.
    pub struct Stable {
        /// the last step of what does not come to rest before
        max: u64 = 100000, in 0..=MOST_STEPS, unit "steps"
    }
}

impl Duration {
    /// The last step of an object whose steps take `dt`.
    ///
    /// # Errors
    /// A fragment: the object has no time, or the time is no whole number of steps.
    pub fn end(&self, dt: Option<f64>) -> Result<u64, String> {
        match (self, dt) {
            (Duration::Steps(steps), _) => Ok(steps.steps),
            (Duration::Stable(stable), _) => Ok(stable.max),
            (Duration::Time(time), Some(dt)) => clock::steps(time.time, dt),
            (Duration::Time(_), None) => Err("it has no time; use `Steps(n)`".into()),
        }
    }
}
