//! Takes ensembles to their horizon.

use crate::components::Ensemble;
use crate::riders::AnyRider;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace, Stopped};
use quincunx_core::probe::{Of, Watch};
use quincunx_core::schedule::{Failures, Name};

type Moved<'a> = (Entity, &'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Ensemble);

/// In one go, with the riders of probes that must see every step.
pub fn advance(
    mut ensembles: Query<Moved>,
    mut watches: Query<(&Of, &mut Watch<Ensemble>)>,
    mut failures: ResMut<Failures>,
) {
    for (entity, name, mut clock, horizon, mut pace, mut ensemble) in &mut ensembles {
        let start = clock.step;
        let own = watches.iter_mut().filter(|(of, _)| of.0 == entity).map(|(_, watch)| watch);
        let work = |steps| match ride(&mut ensemble, start, steps, own.collect())? {
            None => Ok(()),
            Some(step) => {
                let message = format!("every path is lost: none was finite after step {step}");
                Err(Stopped { done: step - start, fault: message.into() })
            }
        };
        failures.note(name, clock::advance(&mut clock, *horizon, &mut pace, work));
    }
}

/// Shows the riders the state at the start, unless they saw it, and then every step.
fn ride(
    ensemble: &mut Ensemble,
    start: u64,
    steps: u64,
    mut watches: Vec<Mut<Watch<Ensemble>>>,
) -> Result<Option<u64>, Stopped> {
    watches.retain_mut(|watch| watch.rides());
    watches.iter_mut().for_each(|watch| watch.see(ensemble, start));
    let mut riders: Vec<&mut AnyRider> = watches.iter_mut().filter_map(|watch| watch.rider()).collect();
    let end = ensemble.advance(start, steps, &mut riders);
    let last = match &end {
        Ok(lost) => lost.unwrap_or(start + steps),
        Err(stopped) => start + stopped.done,
    };
    watches.iter_mut().for_each(|watch| watch.saw(last));
    end
}
