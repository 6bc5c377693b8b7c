//! `quincunx batch … --on slurm`, and what runs on a node of it.

use super::{enter, untold, worker};
use crate::args::{Batch, BatchTask};
use crate::batch_voice::Voice;
use crate::console::say;
use crate::exit::{Exit, Told, Untold};
use crate::scene_error;
use crate::signals;
use quincunx::batch::slurm::submit::AIM;
use quincunx::batch::slurm::task::{Ended, task as run_task};
use quincunx::batch::slurm::{Asked, Client, Programs, Submitted, submit as submit_to};
use quincunx::batch::{BatchDir, BatchError, Driver, Outcome, Plan, results};
use quincunx::output::Disk;
use quincunx::scene::batch::slurm::Slurm;
use std::fs::canonicalize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Submits what is missing, and waits for nothing.
pub fn submit(arguments: &Batch, file: &Path, plan: &Plan, slurm: Slurm, voice: &Voice) -> Told {
    if arguments.jobs.is_some() {
        let message =
            "use --jobs: it is of this machine; on Slurm, say `cpus:` in `slurm:` of the batch".into();
        return Err(Untold { message, exit: Exit::Usage });
    }
    let aim = aim()?;
    let slurm = match Slurm::of_user() {
        Ok(of_user) => slurm.or(of_user),
        Err(error) => return Ok(scene_error::tell(&error)),
    };
    try_submit(arguments, file, plan, &slurm, aim, voice).map_err(|error| {
        voice.error(&error.to_string(), error.exit_code());
        untold(error)
    })
}

fn try_submit(
    arguments: &Batch,
    file: &Path,
    plan: &Plan,
    slurm: &Slurm,
    aim: f64,
    voice: &Voice,
) -> Result<Exit, BatchError> {
    Programs.ask("sbatch", &["--version"], None)?; // before anything is written
    let (dir, _held) = enter(arguments, plan)?;
    let flags = [("--fail-fast", arguments.fail_fast), ("--no-cache", arguments.arguments.no_cache)];
    let flags: Vec<&str> = flags.iter().filter(|(_, given)| *given).map(|(flag, _)| *flag).collect();
    let missing = dir.missing();
    if missing.is_empty() {
        voice.end("done", dir.path(), &results::collect(&dir)?);
        return Ok(Exit::Done);
    }
    let absolute = |path: &Path| {
        canonicalize(path).map_err(|error| BatchError::Machine(format!("find {}: {error}", path.display())))
    };
    let program = std::env::current_exe()
        .map_err(|error| BatchError::Machine(format!("find this program: {error}")))?;
    let submitted: Submitted = submit_to(
        &Programs,
        dir.disk(),
        &Asked {
            slurm,
            folder: &absolute(dir.path())?,
            file: &absolute(file)?,
            program: &program,
            missing: &missing,
            flags: &flags,
            seconds: plan.seconds * plan.shard as f64,
            aim,
        },
    )?;
    voice.submitted(dir.path(), &submitted);
    Ok(Exit::Done)
}

/// How long a task should last.
fn aim() -> Result<f64, Untold> {
    let Ok(text) = std::env::var("QUINCUNX_TASK_SECONDS") else { return Ok(AIM) };
    let message = format!("read QUINCUNX_TASK_SECONDS: expected a number of seconds, found `{text}`");
    text.parse().map_err(|_| Untold { message, exit: Exit::Usage })
}

/// A task of the array: its shards, and no others.
pub fn task(arguments: &BatchTask) -> Told {
    let stop = signals::stop_flag()?;
    let dir = BatchDir::open(&arguments.dir, &Disk::new()).map_err(untold)?;
    let work = |shards: &[usize], cpus: usize| {
        let ended = work(&dir, shards, cpus, arguments, &stop);
        ended.message.iter().for_each(|message| say(message)); // what is printed is kept, too
        ended
    };
    let ended = run_task(dir.path(), arguments.pack, arguments.task, dir.disk(), work);
    let code = ended.map_err(|error| untold(error.into()))?.exit;
    Ok(u8::try_from(code).map_or(Exit::Failed, Exit::of))
}

/// Points that fail are told by the results; only what keeps shards from being whole is told of the task.
fn work(dir: &BatchDir, shards: &[usize], cpus: usize, arguments: &BatchTask, stop: &AtomicBool) -> Ended {
    let missing = dir.missing();
    let shards: Vec<usize> = shards.iter().copied().filter(|shard| missing.contains(shard)).collect();
    let voice = Voice::plain();
    let (fail_fast, no_cache) = (arguments.fail_fast, arguments.no_cache);
    let worker = || worker(dir.path(), no_cache);
    let driver = Driver { dir, jobs: cpus, worker: &worker, fail_fast, stop, watcher: voice.watcher() };
    match driver.run(shards) {
        Ok(Outcome::Done) => Ended::default(),
        Ok(Outcome::Interrupted) => Ended { exit: 130, message: None },
        Ok(Outcome::Failed) => {
            Ended { exit: 1, message: Some("go on: a point failed, and --fail-fast was asked for".into()) }
        }
        Err(error) => Ended { exit: error.exit_code().into(), message: Some(error.to_string()) },
    }
}
