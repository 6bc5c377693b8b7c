//! A bar while the run goes, and what was measured when it is done.

use crate::courses::{Course, summary};
use indicatif::{ProgressBar, ProgressStyle};
use quincunx::core::record::Rows;
use quincunx::run::{Progress, Started, Watcher};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The bar counts in these parts of the whole.
const PARTS: u64 = 1_000_000;

/// A bar that counts to `length`.
pub fn bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let style = ProgressStyle::with_template("{bar:32.cyan/dim} {percent:>3} %  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━╌"));
    bar
}

/// Draws on stderr, and remembers what the summary needs.
pub struct Terminal {
    bar: ProgressBar,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    courses: Vec<Course>,
    /// What objects have to say, once the run has ended.
    remarks: String,
    /// The work of all steps, and what it counts.
    work: f64,
    unit: &'static str,
    /// What was done when this process took the run up.
    first: Option<f64>,
}

impl Terminal {
    pub fn new() -> Self {
        Terminal { bar: bar(PARTS), state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Course and last value of what probes recorded as rows, then what objects have to say.
    pub fn summary(&self) -> String {
        let state = self.state();
        summary(&state.courses) + &state.remarks
    }
}

impl Watcher for Terminal {
    fn started(&self, started: &Started) {
        let mut state = self.state();
        state.courses = Course::of(&started.manifest);
        let ends = started.work.iter().zip(&started.clocks);
        state.work = ends.map(|((work, _), (_, clock))| *work as f64 * clock.end as f64).sum();
        state.unit = started.work.first().map_or("", |(_, unit)| unit);
    }

    fn rows(&self, rows: &Rows) {
        self.state().courses.iter_mut().for_each(|course| course.push(rows));
    }

    fn remark(&self, object: &str, remark: &str) {
        self.state().remarks += &format!("  {object}: {remark}\n");
    }

    fn progress(&self, progress: &Progress) {
        let mut state = self.state();
        let first = *state.first.get_or_insert(progress.fraction);
        let seconds = progress.elapsed.as_secs_f64();
        let rate = (progress.fraction - first) / seconds.max(1e-9);
        let left = (1.0 - progress.fraction) / rate;
        let eta = if left.is_finite() && left < 1e8 { duration(left) } else { "…".into() };
        let message = format!("{:.2e} {}/s  {eta} left", rate * state.work, state.unit);
        self.bar.set_position((progress.fraction * PARTS as f64) as u64);
        self.bar.set_message(message);
    }
}

pub fn duration(seconds: f64) -> String {
    let whole = Duration::from_secs_f64(seconds.max(0.0)).as_secs();
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{}:{:02} min", whole / 60, whole % 60),
        _ => format!("{}:{:02} h", whole / 3600, whole / 60 % 60),
    }
}
