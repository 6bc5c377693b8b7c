//! Who looks on while a batch goes.

use std::path::PathBuf;
use std::time::Duration;

/// Hears of a batch while it goes: a progress bar, a stream of events.
pub trait Watcher: Send + Sync {
    /// The plan is made, and the first worker starts.
    fn started(&self, _started: &Started) {}

    /// A point failed, or was set aside.
    fn failed(&self, _point: &str, _error: &str) {}

    /// Something that a person may want to know: a line.
    fn remark(&self, _remark: &str) {}

    /// Some points have ended.
    fn progress(&self, _progress: &Progress) {}
}

/// What is known when a batch begins, or goes on.
#[derive(Clone, Debug)]
pub struct Started {
    /// Its folder.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// How many points there are.
    pub points: usize,
    /// How many shards there are.
    pub shards: usize,
    /// How many points are done already.
    pub ended: usize,
    /// How many workers there are.
    pub jobs: usize,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// How many points have ended, those of earlier days included.
    pub ended: usize,
    /// How many of those that ended now have failed.
    pub failed: usize,
    /// How many points there are.
    pub points: usize,
    /// Since this process took it up.
    pub elapsed: Duration,
    /// How long it may still take; none if nobody can say.
    pub left: Option<Duration>,
}

/// Looks away.
pub struct Quiet;

impl Watcher for Quiet {}
