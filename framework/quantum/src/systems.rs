//! Takes beams to their horizon.

use crate::components::Beam;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace};
use quincunx_core::schedule::{Failures, Name};
use quincunx_core::workers::Workers;

type Moved<'a> = (&'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Beam);

/// In one go.
pub fn advance(mut beams: Query<Moved>, workers: Res<Workers>, mut failures: ResMut<Failures>) {
    for (name, mut clock, horizon, mut pace, mut beam) in &mut beams {
        let start = clock.step;
        let work = |steps| beam.advance(start, steps, workers.pool());
        failures.note(name, clock::advance(&mut clock, *horizon, &mut pace, work));
    }
}
