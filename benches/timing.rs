//! Time taken by work that a bench compares with other work.

#![allow(dead_code)] // Each bench compiles this file for itself, and needs some of it.

use std::time::Instant;

/// How long it takes.
pub fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The median of some numbers.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median of seven turns, in seconds.
pub fn median(mut work: impl FnMut()) -> f64 {
    let [time] = medians([&mut work]);
    time
}

/// The medians of works that take turns, so that what else the machine does falls on all of them alike.
pub fn medians<const N: usize>(mut works: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut turns = [[0.0; 7]; N];
    for turn in 0..7 {
        for (work, times) in works.iter_mut().zip(&mut turns) {
            times[turn] = seconds(&mut **work);
        }
    }
    turns.map(|times| middle(times.to_vec()))
}
