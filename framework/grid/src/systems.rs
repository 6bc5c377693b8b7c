//! Takes grids to their horizon.

use crate::components::Automaton;
use bevy_ecs::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace, Stopped};
use quincunx_core::probe::{Probes, Watch};
use quincunx_core::schedule::{Failures, Name};
use quincunx_core::state::State;
use quincunx_core::workers::Workers;
use quincunx_sdk::fault::Fault;
use rayon::ThreadPool;

type Grid<'a> = (&'a Name, &'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Automaton, Option<&'a Probes>);

/// In one go, or generation by generation where a rider must see each; no further than to where a grid comes to rest.
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
        let work = |steps| {
            let show = |grid: &Automaton, generation| {
                for rider in &riders {
                    if let Ok(mut watch) = watches.get_mut(*rider) {
                        watch.see(grid, generation);
                    }
                }
            };
            let each = !riders.is_empty();
            let mut walk = Walk { grid: &mut grid, at: start, pool: workers.pool() };
            walk.to(start + steps, each, show).map_err(|fault| Stopped { done: walk.at - start, fault })
        };
        failures.note(name, clock::advance(&mut clock, *horizon, &mut pace, work));
        if let Some(step) = grid.rested() {
            clock.stop(step);
        }
    }
}

/// A grid on its way, and the generation that it has reached.
struct Walk<'a> {
    grid: &'a mut Automaton,
    at: u64,
    pool: &'a ThreadPool,
}

impl Walk<'_> {
    /// To a generation, and, if somebody wants to see each, shows it each on the way, the one at the start included.
    fn to(&mut self, end: u64, each: bool, mut show: impl FnMut(&Automaton, u64)) -> Result<(), Fault> {
        loop {
            if each {
                // A rider has no way to fail: it finds the cells fetched.
                self.grid.fetch()?;
                show(self.grid, self.at);
            }
            let rested = self.grid.look_next() == Some(self.at) && self.grid.look()?;
            if rested || self.at >= end {
                return Ok(());
            }
            let next = if each { self.at + 1 } else { self.grid.look_next().unwrap_or(end) };
            self.go(next.min(end))?;
        }
    }

    fn go(&mut self, to: u64) -> Result<(), Fault> {
        match self.grid.advance(self.at, to - self.at, self.pool) {
            Ok(()) => self.at = to,
            Err(Stopped { done, fault }) => {
                self.at += done;
                return Err(fault);
            }
        }
        Ok(())
    }
}
