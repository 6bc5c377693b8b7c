//! Takes learners to their horizon.

use crate::learning::learner::Learner;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace};
use quincunx_core::schedule::{Failures, Name};
use quincunx_core::state::State;

type Learning<'a> = (&'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Learner);

/// Epoch by epoch, and no further than to where it is good enough.
pub fn advance(mut learners: Query<Learning>, mut failures: ResMut<Failures>) {
    for (name, mut clock, horizon, mut pace, mut learner) in &mut learners {
        let start = clock.step;
        let work = |epochs| learner.advance(start, epochs);
        failures.note(name, clock::advance(&mut clock, *horizon, &mut pace, work));
        if let Some(step) = learner.rested() {
            clock.stop(step);
        }
    }
}
