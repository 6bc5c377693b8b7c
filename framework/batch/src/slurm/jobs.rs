//! What Slurm knows of the tasks of array jobs: `squeue` of those that wait, run or ended minutes ago, `scontrol` how those
//! ended, and `sacct`, where a cluster keeps accounts, of those long gone.

use super::client::{Client, Said};
use super::error::SlurmError;
use super::submission::Submission;
use std::collections::HashMap;

/// A task: its array job's number and its own.
pub type Key = (u64, usize);

/// What is known of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub state: State,
    /// Why it waits or ended, in Slurm's word; empty if it has none.
    pub reason: String,
    /// Its node; empty if it has none.
    pub node: String,
    /// Its exit code and the signal that ended it, if that was asked for.
    pub exit: Option<(i32, i32)>,
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It has not begun.
    Waiting,
    /// It runs, begins or ends.
    Running,
    /// It has ended, in Slurm's word: `COMPLETED`, `NODE_FAIL`, …
    Ended(String),
}

impl State {
    /// The states of squeue(1) and sacct(1); those that end a job are few, and `CANCELLED by 1000` is one of them.
    fn of(text: &str) -> Self {
        const ENDS: [&str; 11] = [
            "BOOT_FAIL",
            "CANCELLED",
            "COMPLETED",
            "DEADLINE",
            "FAILED",
            "NODE_FAIL",
            "OUT_OF_MEMORY",
            "PREEMPTED",
            "REVOKED",
            "SPECIAL_EXIT",
            "TIMEOUT",
        ];
        let word = text.split([' ', '+']).next().unwrap_or_default();
        match word {
            "PENDING" | "REQUEUED" | "REQUEUE_HOLD" | "REQUEUE_FED" | "RESV_DEL_HOLD" => State::Waiting,
            _ if ENDS.contains(&word) => State::Ended(word.into()),
            _ => State::Running,
        }
    }
}

/// What is known of the tasks of some submissions, and the numbers of their jobs by name.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    /// By task.
    pub seen: HashMap<Key, Seen>,
    /// The array jobs that Slurm still has, by name.
    pub numbers: HashMap<String, u64>,
}

impl Jobs {
    /// Asks Slurm.
    ///
    /// # Errors
    /// When `squeue` cannot be asked: then nobody knows what runs.
    pub fn ask(client: &dyn Client, submissions: &[&Submission]) -> Result<Jobs, SlurmError> {
        let mut jobs = Jobs::default();
        if submissions.is_empty() {
            return Ok(jobs);
        }
        let names: Vec<&str> = submissions.iter().map(|submission| submission.name.as_str()).collect();
        jobs.queue(&queue(client, &format!("--name={}", names.join(",")))?)?;
        for submission in submissions {
            if let Some(number) = submission.job.or_else(|| jobs.numbers.get(&submission.name).copied()) {
                jobs.ends(client, number, submission.tasks.len())?;
            }
        }
        Ok(jobs)
    }

    /// Takes in what squeue said.
    fn queue(&mut self, said: &str) -> Result<(), SlurmError> {
        for line in said.lines().filter(|line| !line.trim().is_empty()) {
            let unread = || SlurmError::Unread {
                program: "squeue",
                expected: "six fields of a task",
                found: line.into(),
            };
            let fields: Vec<&str> = line.trim().split('|').collect();
            let [job, task, state, reason, node, name] = fields[..] else { return Err(unread()) };
            let (Ok(job), Ok(task)) = (job.parse(), task.parse()) else { return Err(unread()) };
            self.numbers.insert(name.into(), job);
            let reason = if reason == "None" { "" } else { reason };
            let seen = Seen { state: State::of(state), reason: reason.into(), node: node.into(), exit: None };
            self.seen.insert((job, task), seen);
        }
        Ok(())
    }

    /// Asks how those tasks of a job ended that squeue does not say to live.
    fn ends(&mut self, client: &dyn Client, job: u64, tasks: usize) -> Result<(), SlurmError> {
        let lives = |seen: &Seen| !matches!(seen.state, State::Ended(_));
        if (0..tasks).all(|task| self.seen.get(&(job, task)).is_some_and(lives)) {
            return Ok(());
        }
        let number = job.to_string();
        // Of a job that ended long ago it says that there is none; what it says is then nothing.
        let said = client.ask("scontrol", &["--oneliner", "show", "job", &number], None)?;
        self.end(shown(&said.out));
        if (0..tasks).any(|task| !self.seen.contains_key(&(job, task))) {
            let format = "--format=JobID,State,ExitCode,NodeList";
            let arguments = ["--noheader", "--parsable2", "--allocations", "--jobs", &number, format];
            // Many clusters keep no accounts, or do not install it: what is not known stays unknown.
            if let Ok(said) = client.ask("sacct", &arguments, None) {
                self.end(accounted(&said.out));
            }
        }
        Ok(())
    }

    /// What lives keeps what squeue said of it, which was asked for first.
    fn end(&mut self, ends: Vec<(Key, Seen)>) {
        for (key, seen) in ends {
            if self.seen.get(&key).is_none_or(|known| matches!(known.state, State::Ended(_))) {
                self.seen.insert(key, seen);
            }
        }
    }
}

fn queue(client: &dyn Client, which: &str) -> Result<String, SlurmError> {
    let arguments = ["--noheader", "--array", "--states=all", "--format=%F|%K|%T|%r|%N|%j", which];
    let said: Said = client.ask("squeue", &arguments, None)?;
    match said.ok {
        true => Ok(said.out),
        false => Err(SlurmError::Refused {
            what: "ask Slurm what runs",
            said: said.complaint(),
            remedy: "; try again when its controller answers",
        }),
    }
}

/// The tasks in what `scontrol --oneliner show job` says. Those that wait together have no number of their own.
fn shown(said: &str) -> Vec<(Key, Seen)> {
    said.lines().filter_map(shown_task).collect()
}

fn shown_task(line: &str) -> Option<(Key, Seen)> {
    let field = |name: &str| {
        line.split_whitespace()
            .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_default()
    };
    let key = (field("ArrayJobId").parse().ok()?, field("ArrayTaskId").parse().ok()?);
    let reason = field("Reason").trim_start_matches("None").to_string();
    let (state, node) = (State::of(field("JobState")), field("NodeList").trim_start_matches("(null)").into());
    Some((key, Seen { state, reason, node, exit: exit(field("ExitCode")) }))
}

/// The tasks in what `sacct --parsable2` says, with the fields job, state, exit code and nodes.
fn accounted(said: &str) -> Vec<(Key, Seen)> {
    said.lines().filter_map(accounted_task).collect()
}

fn accounted_task(line: &str) -> Option<(Key, Seen)> {
    let fields: Vec<&str> = line.trim().split('|').collect();
    let [id, state, code, node] = fields[..] else { return None };
    let (job, task) = id.split_once('_')?;
    let key = (job.parse().ok()?, task.parse().ok()?);
    let node = if node == "None assigned" { "" } else { node };
    Some((key, Seen { state: State::of(state), reason: String::new(), node: node.into(), exit: exit(code) }))
}

/// `3:0`: an exit code and a signal.
fn exit(text: &str) -> Option<(i32, i32)> {
    let (code, signal) = text.split_once(':')?;
    Some((code.parse().ok()?, signal.parse().ok()?))
}

/// What Slurm 22.05 said of an array of nine tasks, of which one ended well, one with an exit code, one by `kill -9`, one by
/// `scancel`, one at its time limit and one with its node; one runs, and two wait. What `sacct` says is written after its
/// manual.
#[cfg(test)]
pub(super) mod recorded {
    use super::*;
    use std::path::Path;

    pub const NAME: &str = "quincunx-0123456789ab-1";
    pub const QUEUE: &str = include_str!("recorded/squeue.txt");
    pub const SHOWN: &str = include_str!("recorded/scontrol.txt");
    pub const ACCOUNTED: &str = include_str!("recorded/sacct.txt");

    /// Says always the same: on stdout, or if there is none that it failed.
    #[derive(Default)]
    pub struct Recorded {
        pub squeue: Option<&'static str>,
        pub scontrol: Option<&'static str>,
        pub sacct: Option<&'static str>,
    }

    impl Client for Recorded {
        fn ask(&self, program: &'static str, _: &[&str], _: Option<&Path>) -> Result<Said, SlurmError> {
            let said = match program {
                "squeue" => self.squeue,
                "scontrol" => self.scontrol,
                "sacct" => self.sacct,
                other => panic!("{other}"),
            };
            let err = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n";
            Ok(Said { ok: said.is_some(), out: said.unwrap_or_default().into(), err: err.into() })
        }
    }

    pub fn submission(job: Option<u64>, tasks: usize) -> Submission {
        let tasks = (0..tasks).map(|task| vec![2 * task, 2 * task + 1]).collect();
        Submission {
            number: 1,
            name: NAME.into(),
            file: "b.ron".into(),
            submitted: "t".into(),
            job,
            collect: None,
            tasks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::recorded::*;
    use super::*;

    fn state(jobs: &Jobs, job: u64, task: usize) -> (String, Option<(i32, i32)>) {
        let seen = &jobs.seen[&(job, task)];
        let state = match &seen.state {
            State::Ended(word) => word.clone(),
            other => format!("{other:?}"),
        };
        (state, seen.exit)
    }

    #[test]
    fn squeue_knows_what_lives_and_scontrol_how_the_rest_ended() {
        let client = Recorded { squeue: Some(QUEUE), scontrol: Some(SHOWN), sacct: None };
        let jobs = Jobs::ask(&client, &[&submission(None, 9)]).unwrap();
        let job = jobs.numbers[NAME];
        let ended = |word: &str, code, signal| (word.to_string(), Some((code, signal)));
        assert_eq!(state(&jobs, job, 0), ended("COMPLETED", 0, 0));
        assert_eq!(state(&jobs, job, 1), ended("FAILED", 3, 0));
        assert_eq!(state(&jobs, job, 2), ended("FAILED", 0, 9));
        assert_eq!(state(&jobs, job, 3), ended("CANCELLED", 0, 15));
        assert_eq!(state(&jobs, job, 4).0, "TIMEOUT");
        assert_eq!(state(&jobs, job, 5).0, "NODE_FAIL");
        assert_eq!(state(&jobs, job, 6), ("Running".into(), None));
        assert_eq!((state(&jobs, job, 7).0, state(&jobs, job, 8).0), ("Waiting".into(), "Waiting".into()));
        assert!(jobs.seen[&(job, 3)].node == "n1" && jobs.seen[&(job, 7)].node.is_empty());
    }

    #[test]
    fn sacct_knows_what_is_long_gone() {
        let client = Recorded { squeue: Some(""), scontrol: None, sacct: Some(ACCOUNTED) };
        let jobs = Jobs::ask(&client, &[&submission(Some(17), 13)]).unwrap();
        assert_eq!(state(&jobs, 17, 3), ("CANCELLED".into(), Some((0, 0))));
        assert_eq!(state(&jobs, 17, 6), ("OUT_OF_MEMORY".into(), Some((0, 125))));
        assert_eq!((state(&jobs, 17, 8).0.as_str(), jobs.seen.len()), ("Running", 9));
    }

    #[test]
    fn a_silent_controller_is_an_error_and_no_empty_queue() {
        let error = Jobs::ask(&Recorded::default(), &[&submission(Some(17), 2)]).unwrap_err().to_string();
        assert_eq!(
            error,
            "ask Slurm what runs: Unable to contact slurm controller (connect failure); try again when its \
             controller answers"
        );
        assert!(Jobs::ask(&Recorded::default(), &[]).unwrap().seen.is_empty());
        let odd = Recorded { squeue: Some("17|x|RUNNING||n1|n\n"), ..Recorded::default() };
        let error = Jobs::ask(&odd, &[&submission(None, 2)]).unwrap_err().to_string();
        assert!(error.starts_with("read what `squeue` says: expected six fields"), "{error}");
    }
}
