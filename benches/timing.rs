//! Time taken by work that a bench compares with other work.

use std::time::Instant;

/// How long it takes.
pub fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The median of seven turns, in seconds.
pub fn median(mut work: impl FnMut()) -> f64 {
    let mut times = [0.0; 7].map(|_: f64| seconds(&mut work));
    times.sort_by(f64::total_cmp);
    times[3]
}
