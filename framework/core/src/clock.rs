//! Steps and times of an object.

use bevy_ecs::component::Component;
use quincunx_sdk::fault::Fault;
use std::time::{Duration, Instant};

/// How far an object has come, and how far it will go.
#[derive(Component, Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Steps done.
    pub step: u64,
    /// The last step.
    pub end: u64,
    /// The time that a step takes, if the object has a time.
    pub dt: Option<f64>,
}

impl Clock {
    /// At step 0.
    pub fn new(end: u64, dt: Option<f64>) -> Self {
        Clock { step: 0, end, dt }
    }

    /// It ends here, where it came to rest.
    pub fn stop(&mut self, step: u64) {
        (self.step, self.end) = (step, step);
    }

    /// Where it stands: step·dt.
    pub fn time(&self) -> Option<f64> {
        self.dt.map(|dt| self.step as f64 * dt)
    }
}

/// When an object ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Its last step.
    pub step: u64,
    /// Whether it ends before, where it comes to rest.
    pub at_rest: bool,
}

impl From<u64> for End {
    fn from(step: u64) -> Self {
        End { step, at_rest: false }
    }
}

/// On an object that ends where it comes to rest: it has to look out for that, and to [stop](Clock::stop) its clock there.
#[derive(Component, Clone, Copy, Debug)]
pub struct UntilRest;

/// The step to which the present leg takes an object.
#[derive(Component, Clone, Copy, Debug, Default)]
pub struct Horizon(pub u64);

/// How fast an object was in its last leg.
#[derive(Component, Clone, Copy, Debug, Default)]
pub struct Pace {
    seconds_per_step: f64,
    steps: u64,
}

impl Pace {
    /// The steps of about `budget` of work: 1 while nothing is known, and at most 64 times as many as last time.
    pub fn steps_in(&self, budget: Duration) -> u64 {
        let known = budget.as_secs_f64() / self.seconds_per_step.max(1e-12);
        (known as u64).clamp(1, self.steps.saturating_mul(64).max(1))
    }
}

/// Why an object stands before its horizon. Its state is that after the steps that were done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Whole steps done before.
    pub done: u64,
    /// What is wrong with the next.
    pub fault: Fault,
}

/// Takes an object to its horizon: `work` is told how many steps to do, and is timed.
///
/// # Errors
/// What stopped `work`; the clock counts the steps that were done.
pub fn advance(
    clock: &mut Clock,
    horizon: Horizon,
    pace: &mut Pace,
    work: impl FnOnce(u64) -> Result<(), Stopped>,
) -> Result<(), Fault> {
    let steps = horizon.0.saturating_sub(clock.step);
    if steps > 0 {
        let start = Instant::now();
        if let Err(Stopped { done, fault }) = work(steps) {
            clock.step += done.min(steps);
            return Err(fault);
        }
        *pace = Pace { seconds_per_step: start.elapsed().as_secs_f64() / steps as f64, steps };
        clock.step += steps;
    }
    Ok(())
}

/// The number of steps that a time takes.
///
/// # Errors
/// A fragment that names the nearest times that are whole numbers of steps (to 1e-9).
///
/// ```
/// assert_eq!(quincunx_core::clock::steps(0.3, 0.1), Ok(3));
/// assert!(quincunx_core::clock::steps(2.5, 1.0).unwrap_err().contains("2 and 3"));
/// assert!(quincunx_core::clock::steps(1e-10, 1.0).unwrap_err().contains("less than a step"));
/// assert!(quincunx_core::clock::steps(1_000_000_000.4, 1.0).is_err());
/// ```
pub fn steps(time: f64, dt: f64) -> Result<u64, String> {
    let exact = time / dt;
    let whole = exact.round();
    if !(0.0..=MOST_STEPS as f64).contains(&whole) {
        return Err(format!("time {time:?} is not from 0 to {MOST_STEPS} steps of {dt:?}"));
    }
    // To 1e-9, or to what the division rounds where steps are many; and something is never nothing.
    let near = (exact - whole).abs() <= (4.0 * f64::EPSILON * whole).max(1e-9);
    match near {
        true if whole == 0.0 && time > 0.0 => return Err(format!("time {time} is less than a step of {dt}")),
        true => return Ok(whole as u64),
        false => {}
    }
    let below = exact.floor() * dt;
    let above = (exact.floor() + 1.0) * dt;
    Err(format!(
        "time {time} is no whole number of steps of {dt}: the nearest times that are, are {below} and {above}"
    ))
}

/// The longest run: clocks, counters of noise (48 bits) and float times stay exact up to here.
pub const MOST_STEPS: u64 = 1 << 48;
