//! How much a point takes, found out by running one for a moment: in a process of its own, because it may take that with
//! it.

use crate::error::BatchError;
use crate::plan::SceneText;
use quincunx_core::domain::Domain;
use quincunx_core::stop::Stop;
use quincunx_core::workers::Workers;
use quincunx_output::Disk;
use quincunx_run::point::{Effort, Points};
use quincunx_run::{Given, RunError, open_text};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// A point is run for so long.
const MOMENT: Duration = Duration::from_millis(500);
/// Short ones are run again and again, for so long.
const WARM: Duration = Duration::from_millis(100);
/// One that has not come back by then will not be waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads a scene from `input`, runs it for a moment, and writes how much it takes to `out`.
///
/// # Errors
/// What is wrong with the scene, or ended it.
pub fn serve(domains: &[Box<dyn Domain>], input: impl Read, out: &mut dyn Write) -> Result<(), BatchError> {
    let failed = |error: &dyn std::fmt::Display| BatchError::Machine(format!("try a point: {error}"));
    let scene: SceneText = serde_json::from_reader(input).map_err(|error| failed(&error))?;
    let given = Given { plugin_folders: scene.plugin_folders, ..Given::default() };
    let workers = Workers::new(1).map_err(RunError::Machine)?;
    let runs = Points {
        domains,
        name: String::new(),
        workers,
        patience: Duration::ZERO,
        commit_every: Duration::ZERO,
        disk: Disk::new(),
        stop: Stop::default(),
    };
    let begun = Instant::now();
    let once = || {
        let since = Instant::now();
        let opened = open_text(&scene.text, &scene.folder, &given, domains)?;
        Ok::<Effort, BatchError>(runs.effort(opened, since, MOMENT)?)
    };
    let mut effort = once()?;
    // The first one in a process pays for more than itself.
    while begun.elapsed() < WARM {
        let again = once()?;
        effort = if again.seconds < effort.seconds { again } else { effort };
    }
    serde_json::to_writer(out, &effort).map_err(|error| failed(&error))
}

/// Asks a process that does the above; none if it does not live to tell.
pub(crate) fn ask(mut command: Command, scene: &SceneText) -> Option<Effort> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let (send, answer) = channel();
    let request = serde_json::to_vec(scene).ok()?;
    let (mut input, mut output) = (child.stdin.take()?, child.stdout.take()?);
    std::thread::spawn(move || {
        let _ = input.write_all(&request);
        drop(input); // nothing more follows
        let mut text = vec![];
        let _ = output.read_to_end(&mut text);
        let _ = send.send(text);
    });
    let text = answer.recv_timeout(PATIENCE).ok();
    let _ = child.kill();
    let _ = child.wait();
    serde_json::from_slice(&text?).ok()
}
