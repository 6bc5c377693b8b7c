//! What has ended, and who has died of what.

use crate::watcher::Progress;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// A point is set aside when so many workers have died of it.
const DEATHS: usize = 2;

/// Counts points.
pub struct Ledger {
    /// In shards that were whole from the beginning.
    before: usize,
    points: usize,
    /// By shard: how many points have ended. A worker that dies takes some of them with it.
    ended: BTreeMap<usize, usize>,
    /// How many had ended, when their shards were taken up for the first time.
    found: usize,
    failed: usize,
    deaths: HashMap<String, Vec<String>>,
    start: Instant,
}

impl Ledger {
    /// With so many points that have ended, of so many.
    pub fn new(before: usize, points: usize) -> Self {
        let (ended, deaths) = (BTreeMap::new(), HashMap::new());
        Ledger { before, points, ended, found: 0, failed: 0, deaths, start: Instant::now() }
    }

    /// A shard was taken up with so many points that had ended.
    pub fn took(&mut self, shard: Option<usize>, ended: usize) {
        let Some(shard) = shard else { return };
        if self.ended.insert(shard, ended).is_none() {
            self.found += ended;
        }
    }

    /// One more point of a shard has ended.
    pub fn ended_one(&mut self, shard: Option<usize>, failed: bool) {
        *self.ended.entry(shard.unwrap_or_default()).or_default() += 1;
        self.failed += usize::from(failed);
    }

    /// A shard is whole; if nobody has told of its points, another process has run it.
    pub fn whole(&mut self, shard: usize, points: usize) {
        if self.ended.insert(shard, points).is_none() {
            self.found += points;
        }
    }

    /// How many points have ended.
    pub fn ended(&self) -> usize {
        self.before + self.ended.values().sum::<usize>()
    }

    /// A worker has died at a point: why that is to be set aside, if it is.
    pub fn died(&mut self, point: &str, death: &str) -> Option<String> {
        let deaths = self.deaths.entry(point.into()).or_default();
        deaths.push(death.into());
        match deaths.len() < DEATHS {
            true => None,
            false if deaths.iter().all(|other| other == death) => {
                Some(format!("its worker {death}, {DEATHS} times"))
            }
            false => Some(format!("its worker {}", deaths.join(", and another one "))),
        }
    }

    /// How far all is.
    pub fn progress(&self) -> Progress {
        let (ended, elapsed) = (self.ended(), self.start.elapsed());
        let now = ended.saturating_sub(self.before + self.found);
        let each = elapsed.as_secs_f64() / now as f64;
        let left = Duration::try_from_secs_f64(each * self.points.saturating_sub(ended) as f64).ok();
        Progress { ended, failed: self.failed, points: self.points, elapsed, left }
    }
}
