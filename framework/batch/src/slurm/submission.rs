//! What is kept of a submission: `slurm/<n>.json` says which task has which shards, and `slurm/<n>/<task>.json` how it
//! went on its node.

use super::error::SlurmError;
use quincunx_output::{Disk, DiskError};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// One array job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// From 1 on.
    pub number: u32,
    /// The job's name, which no other job has: by it a job is found whose number nobody lived to write down.
    pub name: String,
    /// The batch's file, absolute.
    pub file: PathBuf,
    /// When it was submitted, RFC 3339 in UTC.
    pub submitted: String,
    /// The job's number; `None` until Slurm has taken it.
    pub job: Option<u64>,
    /// The number of the job that collects the results.
    pub collect: Option<u64>,
    /// The shards of each task.
    pub tasks: Vec<Vec<usize>>,
}

/// How a task went, in its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The node.
    pub host: String,
    /// The job's number.
    pub job: Option<u64>,
    /// When it began, RFC 3339 in UTC.
    pub started: String,
    /// When it ended; `None` while it runs, and for ever if it was killed.
    pub ended: Option<String>,
    /// Its exit code.
    pub exit: Option<i32>,
    /// Why it failed, a fragment that reads after "failed to".
    pub message: Option<String>,
}

/// The folder of all submissions of a batch.
pub fn room(batch: &Path) -> PathBuf {
    batch.join("slurm")
}

/// Those that have to do with some shards, which are in their order.
pub fn concerned<'s>(submissions: &'s [Submission], shards: &[usize]) -> Vec<&'s Submission> {
    let concerns = |submission: &&Submission| {
        submission.tasks.iter().flatten().any(|shard| shards.binary_search(shard).is_ok())
    };
    submissions.iter().filter(concerns).collect()
}

impl Submission {
    /// All submissions of a batch, in their order.
    ///
    /// # Errors
    /// One that cannot be read.
    pub fn all(batch: &Path) -> Result<Vec<Submission>, SlurmError> {
        let mut numbers = numbers(&room(batch))?;
        numbers.sort_unstable();
        numbers.into_iter().map(|number| Self::read(batch, number)).collect()
    }

    /// The submission of a number.
    ///
    /// # Errors
    /// When it is not there, cannot be read, or is another one.
    pub fn read(batch: &Path, number: u32) -> Result<Submission, SlurmError> {
        let path = Self::path(batch, number, ".json");
        let wrong = |why: String| SlurmError::Record { path: path.clone(), why };
        let submission: Submission =
            read(&path)?.ok_or_else(|| wrong("there is no such submission".into()))?;
        match submission.number == number {
            true => Ok(submission),
            false => Err(wrong(format!("it is submission {}", submission.number))),
        }
    }

    /// A file of a submission: its name is the number with an ending.
    pub fn path(batch: &Path, number: u32, ending: &str) -> PathBuf {
        room(batch).join(format!("{number}{ending}"))
    }

    /// Where the tasks of a submission write.
    pub fn folder(batch: &Path, number: u32) -> PathBuf {
        Self::path(batch, number, "")
    }

    pub(crate) fn write(&self, batch: &Path, disk: &Disk) -> Result<(), SlurmError> {
        write(self, &Self::path(batch, self.number, ".json"), disk)
    }
}

impl End {
    /// What a task has written of itself so far, if it has begun.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(batch: &Path, number: u32, task: usize) -> Result<Option<End>, SlurmError> {
        read(&Self::path(batch, number, task))
    }

    pub(crate) fn write(
        &self,
        batch: &Path,
        number: u32,
        task: usize,
        disk: &Disk,
    ) -> Result<(), SlurmError> {
        write(self, &Self::path(batch, number, task), disk)
    }

    fn path(batch: &Path, number: u32, task: usize) -> PathBuf {
        Submission::folder(batch, number).join(format!("{task}.json"))
    }
}

/// The numbers of the submissions in a folder.
fn numbers(room: &Path) -> Result<Vec<u32>, SlurmError> {
    let wrong = |error: std::io::Error| SlurmError::Record { path: room.into(), why: error.to_string() };
    let entries = match fs::read_dir(room) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(wrong(error)),
    };
    let mut numbers = vec![];
    for entry in entries {
        let name = entry.map_err(wrong)?.file_name();
        numbers.extend(name.to_str().and_then(|name| name.strip_suffix(".json")?.parse::<u32>().ok()));
    }
    Ok(numbers)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, SlurmError> {
    let wrong = |why: String| SlurmError::Record { path: path.into(), why };
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| wrong(error.to_string())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(error.to_string())),
    }
}

fn write(what: &impl Serialize, path: &Path, disk: &Disk) -> Result<(), SlurmError> {
    let wrong = |error: serde_json::Error| SlurmError::Record { path: path.into(), why: error.to_string() };
    let text = serde_json::to_string(what).map_err(wrong)? + "\n";
    disk.replace::<DiskError>(path, |file| file.put(text.as_bytes()))?;
    Ok(disk.sync_folder(path.parent().unwrap_or(Path::new("")))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submissions_are_read_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Submission::all(folder.path()).unwrap(), []);
        fs::create_dir(room(folder.path())).unwrap();
        for number in [10, 2, 1] {
            let tasks = vec![vec![0, 1], vec![number as usize]];
            let submission = Submission {
                number,
                name: "n".into(),
                file: "b.ron".into(),
                submitted: "t".into(),
                job: None,
                collect: Some(3),
                tasks,
            };
            submission.write(folder.path(), &Disk::new()).unwrap();
        }
        fs::write(room(folder.path()).join("1.sh"), "").unwrap();
        let all = Submission::all(folder.path()).unwrap();
        assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 10]);
        assert_eq!(concerned(&all, &[2, 3]).iter().map(|one| one.number).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn what_is_damaged_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(room(folder.path())).unwrap();
        fs::write(room(folder.path()).join("1.json"), "{\"number\":").unwrap();
        let error = Submission::all(folder.path()).unwrap_err().to_string();
        assert!(error.starts_with("read ") && error.contains("slurm/1.json: EOF"), "{error}");
        assert!(Submission::read(folder.path(), 2).unwrap_err().to_string().ends_with("no such submission"));
        assert_eq!(End::read(folder.path(), 1, 0).unwrap(), None);
    }
}
