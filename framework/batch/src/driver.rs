//! A driver: hands out shards to worker processes, and takes notice when one dies.

use crate::error::BatchError;
use crate::folder::BatchDir;
use crate::protocol::{Order, State, Told};
use crate::watcher::{Started, Watcher};
use hand::{Hand, News};
use ledger::Ledger;
use quincunx_output::shard::sealed::Sealed;
use std::collections::{BTreeMap, VecDeque};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

mod hand;
mod ledger;

/// How often the flag to stop is looked at, and progress is told.
const PAUSE: Duration = Duration::from_millis(100);
/// A shard that another process works on is asked for again after so long.
const BUSY: Duration = Duration::from_millis(500);
/// So many workers in a row that die before a point of theirs ends: it is not the points.
const MOST_STILLBORN: usize = 5;

/// Runs shards of a batch.
pub struct Driver<'d> {
    /// The batch.
    pub dir: &'d BatchDir,
    /// How many workers there are at most.
    pub jobs: usize,
    /// Makes the command of a worker: it reads orders and tells how it goes, as [`crate::worker::work`] does.
    pub worker: &'d dyn Fn() -> Command,
    /// Whether the first point that fails ends it all.
    pub fail_fast: bool,
    /// Set from outside: points that run come to their end, then all stops.
    pub stop: &'d AtomicBool,
    /// Looks on.
    pub watcher: &'d dyn Watcher,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All shards that were asked for are whole.
    Done,
    /// It was asked to stop, and can be resumed.
    Interrupted,
    /// A point failed, and that was to end it.
    Failed,
}

impl Driver<'_> {
    /// Runs some shards, by number.
    ///
    /// # Errors
    /// Why no worker can go on. What is whole is safe, and the rest can be resumed.
    pub fn run(&self, shards: Vec<usize>) -> Result<Outcome, BatchError> {
        let (send, news) = channel();
        let mut hall = Hall {
            driver: self,
            ledger: Ledger::new(self.ended_before(&shards)?, self.dir.plan().ids.len()),
            queue: shards.into(),
            busy: vec![],
            lost: BTreeMap::new(),
            hands: vec![],
            send,
            ending: None,
            stillborn: 0,
        };
        hall.begin()?;
        hall.go(&news)
    }

    /// How many points are in shards that are not to be run.
    fn ended_before(&self, shards: &[usize]) -> Result<usize, BatchError> {
        let mut ended = 0;
        let missing: std::collections::HashSet<_> = shards.iter().collect();
        for (number, spec) in
            self.dir.specs().iter().enumerate().filter(|(number, _)| !missing.contains(number))
        {
            if Sealed::of(&self.dir.shards(), spec)?.is_some() {
                ended += self.dir.plan().range(number).len();
            }
        }
        Ok(ended)
    }
}

/// Why it ends before all is done.
enum Ending {
    Asked,
    Failed,
    Broken(BatchError),
}

/// Everybody at work.
struct Hall<'d> {
    driver: &'d Driver<'d>,
    ledger: Ledger,
    queue: VecDeque<usize>,
    /// Shards that another process works on, and when they are asked for again.
    busy: Vec<(Instant, usize)>,
    /// By shard, points that are set aside.
    lost: BTreeMap<usize, BTreeMap<String, String>>,
    hands: Vec<Hand>,
    send: Sender<(usize, News)>,
    ending: Option<Ending>,
    stillborn: usize,
}

impl Hall<'_> {
    fn begin(&mut self) -> Result<(), BatchError> {
        let Driver { dir, jobs, watcher, .. } = self.driver;
        let jobs = (*jobs).min(self.queue.len());
        watcher.started(&Started {
            path: dir.path().into(),
            name: dir.plan().name.clone(),
            points: dir.plan().ids.len(),
            shards: dir.specs().len(),
            ended: self.ledger.ended(),
            jobs,
        });
        (0..jobs).try_for_each(|_| self.hire())
    }

    fn hire(&mut self) -> Result<(), BatchError> {
        let number = self.hands.len();
        self.hands.push(Hand::start(number, (self.driver.worker)(), &self.send)?);
        Ok(())
    }

    fn go(&mut self, news: &Receiver<(usize, News)>) -> Result<Outcome, BatchError> {
        let mut told = Instant::now();
        loop {
            if self.driver.stop.load(Ordering::Relaxed) {
                self.end(Ending::Asked);
            }
            self.assign();
            if self.hands.iter().all(Hand::is_gone) {
                break;
            }
            match news.recv_timeout(PAUSE) {
                Ok((hand, News::Told(words))) => self.hear(hand, words),
                Ok((hand, News::Gone)) => self.bury(hand)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            if told.elapsed() > PAUSE {
                self.tell();
                told = Instant::now();
            }
        }
        self.tell();
        match self.ending.take() {
            None => Ok(Outcome::Done),
            Some(Ending::Asked) => Ok(Outcome::Interrupted),
            Some(Ending::Failed) => Ok(Outcome::Failed),
            Some(Ending::Broken(error)) => Err(error),
        }
    }

    /// The first reason to end is the one to tell.
    fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.queue.clear();
        self.busy.clear();
        self.hands.iter_mut().for_each(Hand::dismiss);
    }

    /// Gives shards to whoever has none, and lets those go for whom there will be none.
    fn assign(&mut self) {
        let now = Instant::now();
        let (ripe, busy) = std::mem::take(&mut self.busy).into_iter().partition(|(when, _)| *when <= now);
        self.busy = busy;
        let ripe: Vec<(Instant, usize)> = ripe;
        self.queue.extend(ripe.into_iter().map(|(_, shard)| shard));
        let at_work = self.hands.iter().any(|hand| hand.shard.is_some());
        for hand in self.hands.iter_mut().filter(|hand| hand.is_idle()) {
            match self.queue.pop_front() {
                Some(shard) => {
                    let lost = self.lost.get(&shard).cloned().unwrap_or_default();
                    hand.order(shard, &Order::Shard { shard, lost });
                }
                // A shard may come back, from one that dies.
                None if at_work || !self.busy.is_empty() => {}
                None => hand.dismiss(),
            }
        }
    }

    fn hear(&mut self, number: usize, told: Told) {
        let hand = &mut self.hands[number];
        match told {
            Told::Took { ended } => self.ledger.took(hand.shard, ended),
            Told::Began { point } => hand.point = Some(point),
            Told::Ended { point, error } => {
                self.stillborn = 0;
                hand.point = None;
                self.ledger.ended_one(hand.shard, error.is_some());
                if let Some(error) = error {
                    self.driver.watcher.failed(&point, &error);
                    if self.driver.fail_fast {
                        self.end(Ending::Failed);
                    }
                }
            }
            Told::Left { shard: state } => {
                let shard = hand.shard.take();
                match (state, shard) {
                    (State::Whole, Some(shard)) => {
                        self.ledger.whole(shard, self.driver.dir.plan().range(shard).len())
                    }
                    (State::Busy, Some(shard)) if self.ending.is_none() => {
                        self.busy.push((Instant::now() + BUSY, shard));
                    }
                    (State::Stopped, Some(shard)) if self.ending.is_none() => self.queue.push_front(shard),
                    _ => {}
                }
            }
            Told::Broken { message, exit } => self.end(Ending::Broken(BatchError::Worker { message, exit })),
        }
    }

    /// A worker is no more: what it had is given to another one, but for a point that has killed two.
    fn bury(&mut self, number: usize) -> Result<(), BatchError> {
        let hand = &mut self.hands[number];
        let (shard, point) = (hand.shard.take(), hand.point.take());
        let death = hand.death()?;
        let (Some(death), None) = (death, &self.ending) else { return Ok(()) };
        self.stillborn += 1;
        if let (Some(shard), Some(point)) = (shard, point) {
            self.driver.watcher.remark(&format!("a worker {death} at the point {point}"));
            if let Some(why) = self.ledger.died(&point, &death) {
                self.stillborn = 0;
                self.lost.entry(shard).or_default().insert(point, why);
            }
        }
        if self.stillborn >= MOST_STILLBORN {
            let message = format!(
                "keep workers alive: {MOST_STILLBORN} in a row {death} before a point of theirs had ended"
            );
            self.end(Ending::Broken(BatchError::Worker { message, exit: 1 }));
            return Ok(());
        }
        self.queue.extend(shard);
        if self.queue.is_empty() { Ok(()) } else { self.hire() }
    }

    fn tell(&self) {
        self.driver.watcher.progress(&self.ledger.progress());
    }
}
