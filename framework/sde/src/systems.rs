//! Takes ensembles to their horizon.

use crate::components::Ensemble;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace, Stopped};
use quincunx_core::schedule::{Failures, Name};

type Moved<'a> = (&'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Ensemble);

/// In one go.
pub fn advance(mut ensembles: Query<Moved>, mut failures: ResMut<Failures>) {
    for (name, mut clock, horizon, mut pace, mut ensemble) in &mut ensembles {
        let start = clock.step;
        let work = |steps| match ensemble.advance(start, steps)? {
            None => Ok(()),
            Some(step) => {
                let message = format!("every path is lost: none was finite after step {step}");
                Err(Stopped { done: step - start, fault: message.into() })
            }
        };
        failures.note(name, clock::advance(&mut clock, *horizon, &mut pace, work));
    }
}
