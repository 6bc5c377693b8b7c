//! Where each missing shard is, or why it is nowhere: what Slurm knows of its task, and what the task wrote itself.

use super::error::SlurmError;
use super::jobs::{Jobs, Seen, State};
use super::submission::{End, Submission};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Where a shard is that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Fate {
    /// Its task runs.
    Running {
        /// The array job.
        job: u64,
        /// The task in it.
        task: usize,
        /// Where.
        node: String,
    },
    /// Its task waits for its turn.
    Waiting {
        /// The array job.
        job: u64,
        /// The task in it.
        task: usize,
        /// Why, in Slurm's word.
        reason: String,
    },
    /// Its task ended without it.
    Lost {
        /// The array job, if it is known.
        job: Option<u64>,
        /// The task in it.
        task: usize,
        /// Where; empty if it never began.
        node: String,
        /// One word: `node`, `time`, `cancelled`, `memory`, `preempted`, `signal`, `failed`, `start`, `removed` or
        /// `unknown`.
        cause: &'static str,
        /// In words that read after "it" or "its".
        why: String,
    },
}

impl Fate {
    /// Whether it may still be done by what was submitted.
    pub fn lives(&self) -> bool {
        !matches!(self, Fate::Lost { .. })
    }
}

/// The fates of those missing shards that were submitted; without `jobs`, as far as they are known without Slurm.
///
/// # Errors
/// When what was written of a submission cannot be read.
pub fn fates(
    batch: &Path,
    missing: &[usize],
    submissions: &[Submission],
    jobs: Option<&Jobs>,
) -> Result<BTreeMap<usize, Fate>, SlurmError> {
    let mut fates = BTreeMap::new();
    // A later submission has only what an earlier one has lost.
    for submission in submissions {
        for (task, shards) in submission.tasks.iter().enumerate() {
            let mut wanted = shards.iter().filter(|shard| missing.binary_search(shard).is_ok()).peekable();
            if wanted.peek().is_some() {
                let fate = fate(batch, submission, task, jobs)?;
                for shard in wanted {
                    if fate.lives() || !fates.get(shard).is_some_and(Fate::lives) {
                        fates.insert(*shard, fate.clone());
                    }
                }
            }
        }
    }
    Ok(fates)
}

fn fate(batch: &Path, submission: &Submission, task: usize, jobs: Option<&Jobs>) -> Result<Fate, SlurmError> {
    let end = End::read(batch, submission.number, task)?;
    let known = submission.job.or_else(|| jobs?.numbers.get(&submission.name).copied());
    let job = known.or(end.as_ref().and_then(|end| end.job));
    let seen = job.and_then(|job| jobs?.seen.get(&(job, task)));
    let host = end.as_ref().map_or(String::new(), |end| end.host.clone());
    let node = seen.map(|seen| seen.node.clone()).filter(|node| !node.is_empty()).unwrap_or(host);
    Ok(match (seen.map(|seen| &seen.state), job) {
        (Some(State::Running), Some(job)) => Fate::Running { job, task, node },
        (Some(State::Waiting), Some(job)) => {
            Fate::Waiting { job, task, reason: seen.map_or(String::new(), |seen| seen.reason.clone()) }
        }
        _ => {
            let printed = Submission::folder(batch, submission.number).join(format!("{task}.out"));
            let (cause, why) = Lost {
                seen,
                others: jobs.is_some_and(|jobs| jobs.seen.keys().any(|(of, _)| Some(*of) == job)),
                silent: jobs.is_none(),
                end: end.as_ref(),
                job,
                node: &node,
                printed: &printed,
            }
            .why();
            Fate::Lost { job, task, node, cause, why }
        }
    })
}

/// What is known of a task that ended without its shards.
struct Lost<'l> {
    seen: Option<&'l Seen>,
    /// Whether Slurm knows other tasks of its job.
    others: bool,
    /// Whether Slurm does not answer.
    silent: bool,
    end: Option<&'l End>,
    job: Option<u64>,
    node: &'l str,
    printed: &'l Path,
}

impl Lost<'_> {
    /// What Slurm did to it counts first, then what it says itself, then how Slurm saw it end.
    fn why(&self) -> (&'static str, String) {
        let state = match self.seen.map(|seen| &seen.state) {
            Some(State::Ended(state)) => state.as_str(),
            _ => "",
        };
        match state {
            "NODE_FAIL" | "BOOT_FAIL" => ("node", format!("its node {} failed", self.node)),
            "TIMEOUT" | "DEADLINE" => (
                "time",
                "it ran into its time limit: allow more with `time:`, or put fewer points into a shard"
                    .into(),
            ),
            "OUT_OF_MEMORY" => {
                ("memory", "it used more memory than it was given: ask for more with `memory:`".into())
            }
            "PREEMPTED" => ("preempted", "it was ended for the sake of another job".into()),
            "CANCELLED" | "REVOKED" => ("cancelled", "it was cancelled".into()),
            _ => self.of_itself(),
        }
    }

    fn of_itself(&self) -> (&'static str, String) {
        match self.end {
            Some(End { message: Some(message), .. }) => ("failed", format!("it failed to {message}")),
            Some(End { exit: Some(0), .. }) => {
                ("removed", "its task ended well: what it made was removed since".into())
            }
            Some(End { exit: Some(130), .. }) => ("signal", "it was asked to stop".into()),
            Some(End { exit: Some(code), .. }) => ("failed", self.coded(*code)),
            _ => self.unsaid(),
        }
    }

    /// Of a task that wrote no end.
    fn unsaid(&self) -> (&'static str, String) {
        if self.silent {
            return ("unknown", "whether it waits or runs, only Slurm knows".into());
        }
        let began = self.end.is_some();
        match self.seen.and_then(|seen| seen.exit) {
            // What Slurm says of a script that it could not start: a folder that the node does not have.
            Some((0, 53)) => (
                "start",
                format!("it could not start on {}: see whether the batch's folder is there too", self.node),
            ),
            Some((_, signal)) if signal != 0 => ("signal", format!("it was killed by signal {signal}")),
            // A shell that could not find the program, or start it.
            Some((126 | 127, _)) if !began => (
                "start",
                format!("it could not start the program on {}: see {}", self.node, self.printed.display()),
            ),
            Some((code, _)) if code > 128 && began => {
                ("signal", format!("it was killed by signal {}", code - 128))
            }
            Some((code, _)) if code != 0 => {
                ("failed", self.coded(code) + "; that it could not say why may mean that the disk is full")
            }
            _ if began => {
                let End { host, started, .. } = self.end.cloned().unwrap_or_default();
                (
                    "unknown",
                    format!(
                        "it began on {host} at {started} and left no end: it was killed, or its node died"
                    ),
                )
            }
            _ if self.job.is_none() => {
                ("unknown", "it never came to Slurm: what submitted it was stopped".into())
            }
            // Slurm forgets a task at once that is cancelled while it waits, and keeps its job.
            _ if self.others => ("cancelled", "it was cancelled while it waited".into()),
            _ => ("unknown", "it never began, and Slurm does not know it any more".into()),
        }
    }

    fn coded(&self, code: i32) -> String {
        format!("it ended with exit code {code}: see {}", self.printed.display())
    }
}

#[cfg(test)]
mod tests {
    use super::super::jobs::recorded::*;
    use super::super::submission::room;
    use super::*;
    use quincunx_output::Disk;

    fn told(
        client: &Recorded,
        submission: &Submission,
        ends: &[(usize, End)],
        missing: &[usize],
    ) -> BTreeMap<usize, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(room(folder.path()).join("1")).unwrap();
        ends.iter().for_each(|(task, end)| end.write(folder.path(), 1, *task, &Disk::new()).unwrap());
        let jobs = Jobs::ask(client, &[submission]).ok();
        let all = std::slice::from_ref(submission);
        let fates = fates(folder.path(), missing, all, jobs.as_ref()).unwrap();
        let words = |fate: Fate| match fate {
            Fate::Running { node, .. } => format!("runs on {node}"),
            Fate::Waiting { reason, .. } => format!("waits: {reason}"),
            Fate::Lost { cause, why, .. } => format!("{cause}: {why}"),
        };
        fates.into_iter().map(|(shard, fate)| (shard, words(fate))).collect()
    }

    fn begun() -> End {
        End { host: "n9".into(), started: "2026-03-21T09:05:00Z".into(), ..End::default() }
    }

    #[test]
    fn each_missing_shard_has_a_reason() {
        let client = Recorded { squeue: Some(QUEUE), scontrol: Some(SHOWN), sacct: None };
        let full = End { exit: Some(1), message: Some("write x: the disk is full".into()), ..begun() };
        let told =
            told(&client, &submission(None, 9), &[(0, full), (2, begun())], &[0, 2, 4, 5, 7, 9, 11, 13, 14]);
        assert_eq!(told.len(), 9);
        assert_eq!(told[&0], "failed: it failed to write x: the disk is full");
        assert!(
            told[&2].starts_with("failed: it ended with exit code 3: see ")
                && told[&2].contains("1/1.out; that it")
        );
        assert_eq!((told[&4].as_str(), &told[&5]), ("signal: it was killed by signal 9", &told[&4]));
        assert_eq!(told[&7], "cancelled: it was cancelled");
        assert!(told[&9].starts_with("time: it ran into its time limit"), "{}", told[&9]);
        assert_eq!(told[&11], "node: its node n1 failed");
        assert_eq!(told[&13], "runs on n1");
        assert!(told[&14].starts_with("waits: "), "{}", told[&14]);
    }

    #[test]
    fn what_slurm_forgot_is_told_by_the_tasks_themselves() {
        let client = Recorded { squeue: Some(""), ..Recorded::default() };
        let stopped = End { exit: Some(130), ..begun() };
        let well = End { exit: Some(0), ..begun() };
        let ends = [(0, begun()), (1, stopped), (2, well)];
        let told = told(&client, &submission(Some(17), 5), &ends, &[0, 2, 4, 6]);
        assert_eq!(
            told[&0],
            "unknown: it began on n9 at 2026-03-21T09:05:00Z and left no end: it was killed, or its node died"
        );
        assert_eq!(told[&2], "signal: it was asked to stop");
        assert!(told[&4].starts_with("removed: "));
        assert_eq!(told[&6], "unknown: it never began, and Slurm does not know it any more");
    }

    #[test]
    fn what_was_cancelled_while_it_waited_is_forgotten_by_slurm() {
        let client = Recorded { squeue: Some(QUEUE), scontrol: Some(SHOWN), sacct: None };
        let told = told(&client, &submission(None, 10), &[], &[18]);
        assert_eq!(told[&18], "cancelled: it was cancelled while it waited");
    }

    #[test]
    fn a_submission_that_never_came_is_told_so() {
        let client = Recorded { squeue: Some(""), ..Recorded::default() };
        let told = told(&client, &submission(None, 1), &[], &[0]);
        assert_eq!(told[&0], "unknown: it never came to Slurm: what submitted it was stopped");
    }

    #[test]
    fn without_slurm_nobody_guesses() {
        let well = End { exit: Some(1), message: Some("read x: no such file".into()), ..begun() };
        let told = told(&Recorded::default(), &submission(Some(17), 2), &[(0, well)], &[0, 2]);
        assert_eq!(told[&0], "failed: it failed to read x: no such file");
        assert_eq!(told[&2], "unknown: whether it waits or runs, only Slurm knows");
    }
}
