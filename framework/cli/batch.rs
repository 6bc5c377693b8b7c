//! `quincunx batch`: many runs of one scene.

use crate::args::{Batch, BatchCommand, BatchFolder, On, SceneArguments, WorkFolder};
use crate::batch_voice::Voice;
use crate::console::out;
use crate::exit::{Exit, Told, Untold};
use crate::run::{commit_every, name_of};
use crate::scene_error;
use crate::signals;
use quincunx::batch::planning::{Asked, Planned, plan};
use quincunx::batch::results::Keys;
use quincunx::batch::trial::serve;
use quincunx::batch::worker::{Manner, work as work_on};
use quincunx::batch::{BatchDir, BatchError, Driver, Outcome, Plan, results};
use quincunx::output::Disk;
use quincunx::run::{OpenedBatch, Place, identity, open_batch, open_varied};
use quincunx::scene::load::SceneError;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

mod slurm;
mod status;

pub fn batch(arguments: &Batch) -> Told {
    match &arguments.command {
        Some(BatchCommand::Collect(folder)) => collect(folder),
        Some(BatchCommand::Status(arguments)) => status::status(arguments),
        Some(BatchCommand::Work(folder)) => work(folder),
        Some(BatchCommand::Try) => try_point(),
        Some(BatchCommand::Task(arguments)) => slurm::task(arguments),
        None => sweep(arguments),
    }
}

/// What only a batch knows to tell.
pub fn untold(error: BatchError) -> Untold {
    let exit = Exit::of(error.exit_code());
    Untold { message: error.to_string(), exit }
}

fn sweep(arguments: &Batch) -> Told {
    let voice = Voice::of(arguments);
    let stop = signals::stop_flag()?;
    let Some(file) = &arguments.file else { return Ok(Exit::Usage) }; // clap asks for it
    let jobs = arguments.jobs.map_or_else(identity::cores, usize::from);
    let opened = match open(arguments, file, jobs) {
        Ok(opened) => opened,
        Err(error) => {
            voice.error(&error.to_string(), scene_error::exit_of(&error) as u8);
            return Ok(scene_error::tell(&error));
        }
    };
    let planned = planned(&arguments.arguments, file, &opened, jobs).map_err(untold)?;
    if arguments.dry_run {
        list(&planned.plan)?;
        return Ok(Exit::Done);
    }
    if arguments.on == On::Slurm {
        return slurm::submit(arguments, file, &planned.plan, opened.plan.slurm, &voice);
    }
    let told = carry_out(arguments, &planned.plan, jobs, &voice, &stop);
    voice.clear();
    told.map_err(|error| {
        voice.error(&error.to_string(), error.exit_code());
        untold(error)
    })
}

fn open(arguments: &Batch, file: &Path, jobs: usize) -> Result<OpenedBatch, SceneError> {
    let (given, domains) = (arguments.arguments.given(), quincunx::standard());
    match arguments.vary.is_empty() {
        true => open_batch(file, &given, &domains, jobs),
        false => open_varied(file, &arguments.vary, arguments.repeats.as_deref(), &given, &domains, jobs),
    }
}

pub fn planned(
    arguments: &SceneArguments,
    file: &Path,
    opened: &OpenedBatch,
    jobs: usize,
) -> Result<Planned, BatchError> {
    let name = name_of(file, "batch");
    let asked =
        Asked { name: &name, given: &arguments.given(), jobs, trial: &|| this_program(&["batch", "try"]) };
    plan(opened, &asked, &quincunx::standard())
}

/// The points as a table, tabs between its columns.
fn list(plan: &Plan) -> Result<(), Untold> {
    let cells = Keys::new(plan).map_err(untold)?.cells(0..plan.ids.len());
    let names: Vec<_> = plan.keys().into_iter().map(|column| column.name).collect();
    let mut text = names.join("\t") + "\n";
    for row in 0..plan.ids.len() {
        let words: Vec<_> = cells.iter().map(|column| column.words(row)).collect();
        text += &(words.join("\t") + "\n");
    }
    out(text);
    Ok(())
}

/// The folder of a batch, kept from others until the file is dropped.
fn enter(arguments: &Batch, plan: &Plan) -> Result<(BatchDir, File), BatchError> {
    let place = arguments.out.clone().map_or_else(Place::default, Place::Named);
    let dir = BatchDir::enter(&place, plan, arguments.resume, &Disk::new())?;
    let held = dir.lock()?;
    if arguments.retry_failed {
        dir.forget_failed()?;
    }
    Ok((dir, held))
}

fn carry_out(
    arguments: &Batch,
    plan: &Plan,
    jobs: usize,
    voice: &Voice,
    stop: &AtomicBool,
) -> Result<Exit, BatchError> {
    let (dir, _held) = enter(arguments, plan)?;
    let worker = || worker(dir.path(), arguments.arguments.no_cache);
    let driver = Driver {
        dir: &dir,
        jobs,
        worker: &worker,
        fail_fast: arguments.fail_fast,
        stop,
        watcher: voice.watcher(),
    };
    let outcome = driver.run(dir.missing())?;
    let collected = results::collect(&dir)?;
    voice.clear();
    let status = if outcome == Outcome::Done { "done" } else { "stopped" };
    voice.end(status, dir.path(), &collected);
    Ok(match outcome {
        Outcome::Interrupted => Exit::Interrupted,
        Outcome::Failed => Exit::Failed,
        Outcome::Done if collected.failed + collected.lost > 0 => Exit::Failed,
        Outcome::Done => Exit::Done,
    })
}

/// This program, as a worker.
fn worker(dir: &Path, no_cache: bool) -> Command {
    let mut command = this_program(&["batch", "work"]);
    command.arg(dir);
    if no_cache {
        command.arg("--no-cache");
    }
    command
}

/// This program, for work in a process of its own.
fn this_program(arguments: &[&str]) -> Command {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("quincunx"));
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn try_point() -> Told {
    serve(&quincunx::standard(), std::io::stdin().lock(), &mut std::io::stdout()).map_err(untold)?;
    Ok(Exit::Done)
}

fn work(folder: &WorkFolder) -> Told {
    // Plugins do not see this flag: a point that runs comes to its end.
    let stop = Arc::new(AtomicBool::new(false));
    signals::watch(&stop)?;
    let mut manner = Manner::new(stop);
    if let Some(seconds) = commit_every()? {
        (manner.patience, manner.commit_every) = (seconds, seconds);
    }
    let orders = BufReader::new(std::io::stdin());
    let worked = work_on(&folder.dir, &quincunx::standard(), manner, orders, &mut std::io::stdout());
    // Why not was told to the driver, who tells it.
    Ok(worked.map_or_else(|error| Exit::of(error.exit_code()), |()| Exit::Done))
}

fn collect(folder: &BatchFolder) -> Told {
    let dir = BatchDir::open(&folder.dir, &Disk::new()).map_err(untold)?;
    let collected = results::collect(&dir).map_err(untold)?;
    Voice::plain().end("collected", dir.path(), &collected);
    let all = collected.failed + collected.lost + collected.missing == 0;
    Ok(if all { Exit::Done } else { Exit::Failed })
}
