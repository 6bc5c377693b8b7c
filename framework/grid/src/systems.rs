//! Takes grids to their horizon.

use crate::components::Automaton;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace, Stopped};
use quincunx_core::probe::{Probes, Watch};
use quincunx_core::schedule::{Failures, Name};
use quincunx_core::workers::Workers;

type Grid<'a> = (&'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Automaton, Option<&'a Probes>);

/// In one go, or generation by generation where a rider must see each.
pub fn advance(
    mut grids: Query<Grid>,
    mut watches: Query<&mut Watch<Automaton>>,
    workers: Res<Workers>,
    mut failures: ResMut<Failures>,
) {
    for (name, mut clock, horizon, mut pace, mut grid, probes) in &mut grids {
        let mut riders = probes.map_or(&[][..], Probes::entities).to_vec();
        riders.retain(|probe| watches.get_mut(*probe).is_ok_and(|mut watch| watch.rides()));
        let start = clock.step;
        let work = |steps| match riders.is_empty() {
            true => step(&mut grid, start, steps, &workers),
            false => step_by_step(&mut grid, start, steps, &workers, &mut watches, &riders),
        };
        failures.note(name, clock::advance(&mut clock, *horizon, &mut pace, work));
    }
}

fn step(grid: &mut Automaton, from: u64, generations: u64, workers: &Workers) -> Result<(), Stopped> {
    grid.advance(from, generations, workers.pool())
}

/// Shows the riders every generation, the one at the start included.
fn step_by_step(
    grid: &mut Automaton,
    start: u64,
    generations: u64,
    workers: &Workers,
    watches: &mut Query<&mut Watch<Automaton>>,
    riders: &[Entity],
) -> Result<(), Stopped> {
    for generation in start..=start + generations {
        if generation > start {
            let before = generation - 1;
            let stopped = |stopped| Stopped { done: before - start, ..stopped };
            step(grid, before, 1, workers).map_err(stopped)?;
        }
        // A rider has no way to fail: it finds the cells fetched.
        grid.fetch().map_err(|why| Stopped { done: generation - start, fault: why.into() })?;
        for rider in riders {
            if let Ok(mut watch) = watches.get_mut(*rider) {
                watch.see(grid, generation);
            }
        }
    }
    Ok(())
}
