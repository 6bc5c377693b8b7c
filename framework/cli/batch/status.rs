//! `quincunx batch status DIR`

use super::untold;
use crate::args::BatchStatus;
use crate::console::out;
use crate::exit::{Exit, Told};
use quincunx::batch::slurm::jobs::Jobs;
use quincunx::batch::slurm::submission::{Submission, concerned};
use quincunx::batch::slurm::{Programs, fates};
use quincunx::batch::status::Status;
use quincunx::batch::{BatchDir, BatchError};
use quincunx::output::Disk;
use quincunx::output::shard::PointStatus;
use quincunx::output::shard::sealed::Sealed;
use quincunx::scene::render::plain;
use std::collections::BTreeMap;

pub fn status(arguments: &BatchStatus) -> Told {
    let dir = BatchDir::open(&arguments.dir, &Disk::new()).map_err(untold)?;
    let status = of(&dir).map_err(untold)?;
    match arguments.json {
        true => out(format!("{}\n", status.json())),
        false => out(plain(&status.text())),
    }
    Ok(Exit::Done)
}

fn of(dir: &BatchDir) -> Result<Status<'_>, BatchError> {
    let missing = dir.missing();
    let submissions = Submission::all(dir.path())?;
    let concerned: Vec<Submission> = concerned(&submissions, &missing).into_iter().cloned().collect();
    let jobs = Jobs::ask(&Programs, &concerned.iter().collect::<Vec<_>>());
    let fates = match missing.is_empty() {
        true => BTreeMap::new(),
        false => fates(dir.path(), &missing, &concerned, jobs.as_ref().ok())?,
    };
    Ok(Status {
        folder: dir.path(),
        points: dir.plan().ids.len() as u64,
        shards: dir.specs().len(),
        failed: failed(dir)?,
        at_work: matches!(dir.lock(), Err(BatchError::InUse(_))),
        silent: jobs.err().map(|error| format!("Slurm does not say what runs: failed to {error}")),
        collected: dir.results().exists(),
        resume: resume(dir, submissions.last()),
        missing,
        fates,
    })
}

/// How many points failed or were set aside, in the shards that are whole.
fn failed(dir: &BatchDir) -> Result<u64, BatchError> {
    let mut failed = 0;
    for spec in dir.specs() {
        let points = Sealed::of(&dir.shards(), spec)?.map_or(vec![], |sealed| sealed.points);
        failed += points.iter().filter(|point| point.status != PointStatus::Done).count() as u64;
    }
    Ok(failed)
}

/// The command that goes on, where the last one ran.
fn resume(dir: &BatchDir, last: Option<&Submission>) -> String {
    let folder = dir.path().display();
    match last {
        Some(last) => format!("quincunx batch {} --out {folder} --resume --on slurm", last.file.display()),
        None => format!("quincunx batch BATCH --out {folder} --resume"),
    }
}
