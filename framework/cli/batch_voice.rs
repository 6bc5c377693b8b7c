//! How a batch is told while it goes: a bar for a person, JSON lines for a program, nothing for who wants none.

use crate::args;
use crate::console::{err, out};
use crate::terminal::{bar, duration};
use indicatif::ProgressBar;
use quincunx::batch::slurm::Submitted;
use quincunx::batch::watcher::{Progress, Quiet, Started, Watcher};
use quincunx::output::collect::Collected;
use quincunx::scene::render::plain;
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often progress is told in lines.
const PAUSE: Duration = Duration::from_millis(500);
/// So many points that fail are told one by one; all are in the report.
const MOST_TOLD: usize = 10;

/// In whose words a batch is told.
pub enum Voice {
    Bar(Bar),
    Lines(Lines),
    Quiet,
}

impl Voice {
    pub fn of(arguments: &args::Batch) -> Voice {
        if arguments.quiet {
            Voice::Quiet
        } else if arguments.json || !std::io::stdout().is_terminal() {
            Voice::Lines(Lines { told: Mutex::new(Instant::now()) })
        } else {
            Voice::plain()
        }
    }

    /// As a person is told.
    pub fn plain() -> Voice {
        Voice::Bar(Bar { bar: bar(0), failed: Mutex::new(0) })
    }

    pub fn watcher(&self) -> &dyn Watcher {
        match self {
            Voice::Bar(bar) => bar,
            Voice::Lines(lines) => lines,
            Voice::Quiet => &Quiet,
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Voice::Bar(bar) = self {
            bar.bar.finish_and_clear();
        }
    }

    /// How it ended.
    pub fn end(&self, status: &str, dir: &Path, collected: &Collected) {
        let Collected { done, failed, lost, missing, safe } = *collected;
        let report = dir.join("results").join("report.html");
        match self {
            Voice::Quiet => {}
            Voice::Lines(_) => print(&json!({
                "event": "done", "status": status, "dir": dir, "report": report,
                "done": done, "failed": failed, "lost": lost, "missing": missing, "safe": safe,
            })),
            Voice::Bar(_) => {
                let counts = [(done, "done"), (failed, "failed"), (lost, "set aside"), (missing, "missing")];
                let counts = counts.iter().filter(|(n, what)| *n > 0 || *what == "done");
                let counts: Vec<_> = counts.map(|(n, what)| format!("{n} {what}")).collect();
                let safe = if safe > 0 {
                    format!(", {safe} of which have ended and are safe")
                } else {
                    String::new()
                };
                out(format!("{status}: {}{safe}\n", counts.join(", ")));
                if missing > 0 {
                    out(format!("go on with --resume --out {}\n", dir.display()));
                } else if failed + lost > 0 {
                    out(format!("run those again with --resume --retry-failed --out {}\n", dir.display()));
                }
                out(format!("{}\n", report.display()));
            }
        }
    }

    /// It was handed to Slurm.
    pub fn submitted(&self, dir: &Path, submitted: &Submitted) {
        let Submitted { job, tasks, shards, live, collect } = submitted;
        let (collects, why_not) = match collect {
            Some(Ok(job)) => (Some(job), None),
            Some(Err(why)) => (None, Some(why)),
            None => (None, None),
        };
        if let Some(why) = why_not {
            let dir = dir.display();
            err(format!(
                "no job collects the results: failed to {why}\nmake them with: quincunx batch collect {dir}\n"
            ));
        }
        match self {
            Voice::Quiet => {}
            Voice::Lines(_) => print(&json!({
                "event": "submitted", "dir": dir, "job": job, "tasks": tasks, "shards": shards, "live": live,
                "collect": collects,
            })),
            Voice::Bar(_) => {
                if *live > 0 {
                    out(format!("{live} shards wait or run already\n"));
                }
                if let Some(job) = job {
                    out(format!("job {job} was submitted: {tasks} tasks for {shards} shards\n"));
                }
                if let Some(job) = collects {
                    out(format!("job {job} collects the results when they have ended\n"));
                }
                out(format!("see how it goes with: quincunx batch status {}\n", dir.display()));
            }
        }
    }

    /// It ended with an error, which is told on stderr besides.
    pub fn error(&self, message: &str, exit: u8) {
        if let Voice::Lines(_) = self {
            print(&json!({ "event": "error", "message": message, "code": exit }));
        }
    }
}

fn print(event: &Value) {
    out(format!("{event}\n"));
}

/// Draws on stderr.
pub struct Bar {
    bar: ProgressBar,
    failed: Mutex<usize>,
}

impl Watcher for Bar {
    fn started(&self, started: &Started) {
        self.bar.set_length(started.points as u64);
        self.bar.set_position(started.ended as u64);
    }

    fn failed(&self, point: &str, error: &str) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        *failed += 1;
        match *failed {
            0..=MOST_TOLD => self.bar.suspend(|| err(format!("{point} failed: {}\n", plain(error)))),
            n if n == MOST_TOLD + 1 => self.bar.suspend(|| err("more points fail; the report lists them\n")),
            _ => {}
        }
    }

    fn remark(&self, remark: &str) {
        self.bar.suspend(|| err(format!("{}\n", plain(remark))));
    }

    fn progress(&self, progress: &Progress) {
        let left = progress.left.map_or("…".into(), |left| duration(left.as_secs_f64()));
        let failed =
            if progress.failed > 0 { format!(", {} failed", progress.failed) } else { String::new() };
        self.bar.set_position(progress.ended as u64);
        self.bar
            .set_message(format!("{} of {} points{failed}  {left} left", progress.ended, progress.points));
    }
}

/// Prints JSON lines on stdout.
pub struct Lines {
    told: Mutex<Instant>,
}

impl Watcher for Lines {
    fn started(&self, started: &Started) {
        let Started { path, name, points, shards, ended, jobs } = started;
        print(&json!({
            "event": "start", "batch": name, "dir": path, "points": points, "shards": shards, "ended": ended, "jobs": jobs,
        }));
    }

    fn failed(&self, point: &str, error: &str) {
        print(&json!({ "event": "failed", "point": point, "error": error }));
    }

    fn remark(&self, remark: &str) {
        print(&json!({ "event": "remark", "text": remark }));
    }

    fn progress(&self, progress: &Progress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() < PAUSE && progress.ended < progress.points {
            return;
        }
        *told = Instant::now();
        let Progress { ended, failed, points, elapsed, left } = progress;
        print(&json!({
            "event": "progress", "ended": ended, "failed": failed, "points": points,
            "seconds": elapsed.as_secs_f64(), "left": left.map(|left| left.as_secs_f64()),
        }));
    }
}
