//! A task on its node: it runs its shards as any machine would, and writes down how that went.

use super::error::SlurmError;
use super::submission::{End, Submission};
use quincunx_output::{Disk, utc};
use quincunx_run::identity;
use std::env::var;
use std::path::Path;
use std::time::SystemTime;

/// How the work of a task went.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// The exit code.
    pub exit: i32,
    /// Why it failed, a fragment that reads after "failed to".
    pub message: Option<String>,
}

/// Runs a task: `work` gets its shards and how many of them may run at once.
///
/// # Errors
/// When there is no such task, or its beginning or end cannot be written.
pub fn task(
    batch: &Path,
    number: u32,
    task: usize,
    disk: &Disk,
    work: impl FnOnce(&[usize], usize) -> Ended,
) -> Result<Ended, SlurmError> {
    let submission = Submission::read(batch, number)?;
    let shards = submission.tasks.get(task).ok_or_else(|| SlurmError::Record {
        path: Submission::path(batch, number, ".json"),
        why: format!("there is no task {task}: it has {}", submission.tasks.len()),
    })?;
    let mut end = End { host: host(), job: job(), started: utc(SystemTime::now()), ..End::default() };
    disk.create_folder(&Submission::folder(batch, number))?;
    end.write(batch, number, task, disk)?;
    let ended = work(shards, cpus());
    end.ended = Some(utc(SystemTime::now()));
    (end.exit, end.message) = (Some(ended.exit), ended.message.clone());
    end.write(batch, number, task, disk)?;
    Ok(ended)
}

fn cpus() -> usize {
    var("SLURM_CPUS_PER_TASK").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn job() -> Option<u64> {
    var("SLURM_ARRAY_JOB_ID").ok()?.parse().ok()
}

fn host() -> String {
    let node = var("SLURMD_NODENAME").ok().filter(|name| !name.trim().is_empty());
    node.map_or_else(identity::host, |name| name.trim().into())
}

#[cfg(test)]
mod tests {
    use super::super::submission::room;
    use super::*;

    #[test]
    fn a_task_writes_how_it_went() {
        let folder = tempfile::tempdir().unwrap();
        let (batch, disk) = (folder.path(), Disk::new());
        std::fs::create_dir(room(batch)).unwrap();
        let tasks = vec![vec![4], vec![5, 6]];
        let submission = Submission {
            number: 1,
            name: "n".into(),
            file: "b.ron".into(),
            submitted: "t".into(),
            job: None,
            collect: None,
            tasks,
        };
        submission.write(batch, &disk).unwrap();
        let ended = task(batch, 1, 1, &disk, |shards, cpus| {
            assert_eq!((shards, cpus), (&[5, 6][..], 1));
            let begun = End::read(batch, 1, 1).unwrap().unwrap();
            assert!(begun.ended.is_none() && begun.exit.is_none() && !begun.host.is_empty());
            Ended { exit: 1, message: Some("write x: the disk is full".into()) }
        });
        assert_eq!(ended.unwrap().exit, 1);
        let end = End::read(batch, 1, 1).unwrap().unwrap();
        assert_eq!((end.exit, end.message.as_deref()), (Some(1), Some("write x: the disk is full")));
        assert!(end.ended.is_some());
        let none = task(batch, 1, 2, &disk, |_, _| Ended::default()).unwrap_err().to_string();
        assert!(none.ends_with("there is no task 2: it has 2"), "{none}");
    }
}
