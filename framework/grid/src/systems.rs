//! Takes grids to their horizon.

use crate::components::Automaton;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace};
use quincunx_core::probe::{Probes, Watch};
use quincunx_core::schedule::Name;
use quincunx_core::workers::Workers;
use std::convert::Infallible;

type Grid<'a> = (&'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Automaton, Option<&'a Probes>);

/// In one go, or generation by generation where a rider must see each.
pub fn advance(mut grids: Query<Grid>, mut watches: Query<&mut Watch<Automaton>>, workers: Res<Workers>) {
    for (_, mut clock, horizon, mut pace, mut grid, probes) in &mut grids {
        let probes = probes.map_or(&[][..], Probes::entities);
        let rides = |probe: &Entity| watches.get_mut(*probe).is_ok_and(|mut watch| watch.rides());
        let riders: Vec<Entity> = probes
            .iter()
            .copied()
            .filter({
                let mut rides = rides;
                move |p| rides(p)
            })
            .collect();
        let start = clock.step;
        let work = |steps| {
            let Automaton { lattice, stepper, .. } = &mut *grid;
            if riders.is_empty() {
                stepper.advance(lattice, steps, workers.pool());
                return Ok::<(), Infallible>(());
            }
            for step in start..=start + steps {
                if step > start {
                    let Automaton { lattice, stepper, .. } = &mut *grid;
                    stepper.advance(lattice, 1, workers.pool());
                }
                for rider in &riders {
                    if let Ok(mut watch) = watches.get_mut(*rider) {
                        watch.see(&grid, step);
                    }
                }
            }
            Ok(())
        };
        let Ok(()) = clock::advance(&mut clock, *horizon, &mut pace, work);
    }
}
