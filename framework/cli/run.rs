//! `quincunx run SCENE`

use crate::args;
use crate::console::{err, out, say};
use crate::events::{self, Events};
use crate::exit::{Exit, Told, Untold};
use crate::scene_error;
use crate::signals;
use crate::terminal::Terminal;
use quincunx::core::stop::Stop;
use quincunx::run::{Opened, Options, Outcome, Place, Quiet, Run, RunError, Watcher, open as open_scene};
use quincunx::scene::render::plain;
use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// In whose words the run is told.
enum Voice {
    Terminal(Arc<Terminal>),
    Events(Arc<Events>),
    Quiet,
}

impl Voice {
    fn of(arguments: &args::Run) -> Voice {
        if arguments.quiet {
            Voice::Quiet
        } else if arguments.json || !std::io::stdout().is_terminal() {
            Voice::Events(Arc::new(Events::new()))
        } else {
            Voice::Terminal(Arc::new(Terminal::new()))
        }
    }

    fn watcher(&self) -> Arc<dyn Watcher> {
        match self {
            Voice::Terminal(terminal) => terminal.clone(),
            Voice::Events(events) => events.clone(),
            Voice::Quiet => Arc::new(Quiet),
        }
    }
}

pub fn run(arguments: &args::Run) -> Told {
    let voice = Voice::of(arguments);
    let told = try_run(arguments, &voice);
    if let (Err(untold), Voice::Events(_)) = (&told, &voice) {
        events::failed(&untold.message, untold.exit);
    }
    told
}

fn try_run(arguments: &args::Run, voice: &Voice) -> Told {
    let stop = signals::stop_flag()?;
    let options = Options { stop: Stop(stop), ..options(arguments)? };
    let scene = match read(arguments, voice) {
        Ok(scene) => scene,
        Err(exit) => return Ok(exit),
    };
    let start = Instant::now();
    let name = name_of(&arguments.scene, "scene");
    match Run::prepare(&quincunx::standard(), &name, scene, options) {
        Err(error) => Ok(tell_failure(voice, &error)),
        Ok(run) => Ok(go(run, arguments, voice, start)),
    }
}

fn read(arguments: &args::Run, voice: &Voice) -> Result<Opened, Exit> {
    match open_scene(&arguments.scene, &arguments.arguments.given(), &quincunx::standard()) {
        Ok(opened) => {
            match voice {
                Voice::Terminal(_) => scene_error::notices(&opened.scene.notices),
                Voice::Events(_) => events::notices(&opened.scene),
                Voice::Quiet => {}
            }
            Ok(opened)
        }
        Err(error) => {
            if let Voice::Events(_) = voice {
                events::wrong(&error);
            }
            Err(scene_error::tell(&error))
        }
    }
}

/// What the file of a scene or of a batch is called, as it may stand in the name of a folder.
pub fn name_of(file: &Path, without: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    file.file_stem().map_or(without.into(), |stem| stem.to_string_lossy().chars().map(kept).collect())
}

fn options(arguments: &args::Run) -> Result<Options, Untold> {
    let mut options = Options { resume: arguments.resume, force: arguments.force, ..Options::default() };
    if let Some(out) = &arguments.out {
        options.place = Place::Named(out.clone());
    }
    options.device = arguments.device;
    if let Some(threads) = arguments.threads {
        options.threads = threads.into();
    }
    if let Some(commit_every) = commit_every()? {
        options.commit_every = commit_every;
    }
    Ok(options)
}

/// What the environment says of how long at most until what was recorded is safe.
pub fn commit_every() -> Result<Option<Duration>, Untold> {
    let Ok(text) = std::env::var("QUINCUNX_COMMIT_SECONDS") else { return Ok(None) };
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let message = format!("read QUINCUNX_COMMIT_SECONDS: expected a number of seconds, found `{text}`");
    seconds.map(Some).ok_or(Untold { message, exit: Exit::Usage })
}

fn go(run: Run, arguments: &args::Run, voice: &Voice, start: Instant) -> Exit {
    let path = run.started().path.clone();
    if arguments.resume && !run.started().resumed && !arguments.quiet {
        err("there is no unfinished run of this scene to go on with: this is a new one\n");
    }
    if let (Some(notice), false) = (&run.started().notice, arguments.quiet) {
        err(format!("{}\n", plain(notice)));
    }
    let result = run.go(voice.watcher());
    if let Voice::Terminal(terminal) = voice {
        terminal.clear();
    }
    match result {
        Ok(outcome) => {
            tell_end(voice, &path, outcome, start.elapsed());
            if arguments.open && outcome != Outcome::Interrupted {
                open(&path.join("report.html"));
            }
            if outcome == Outcome::Interrupted { Exit::Interrupted } else { Exit::Done }
        }
        Err(error) => tell_failure(voice, &error),
    }
}

fn tell_end(voice: &Voice, path: &Path, outcome: Outcome, took: Duration) {
    match voice {
        Voice::Quiet => {}
        Voice::Events(_) => events::done(path, outcome),
        Voice::Terminal(terminal) => {
            let (dir, seconds) = (path.display(), took.as_secs_f64());
            match outcome {
                Outcome::Done => out(format!("done in {seconds:.2} s\n{}\n", terminal.summary())),
                Outcome::AlreadyDone => out(format!("{dir} is complete already\n")),
                Outcome::Interrupted => {
                    out(format!("interrupted; go on with --resume --out {dir}\n{}\n", terminal.summary()));
                }
            }
            out(format!("{}\n", path.join("report.html").display()));
        }
    }
}

fn tell_failure(voice: &Voice, error: &RunError) -> Exit {
    let exit = Exit::of(error.exit_code());
    if let Voice::Events(_) = voice {
        events::failed(&error.to_string(), exit);
    }
    say(&error.to_string());
    exit
}

/// Shows the report in whatever the desktop has for it.
fn open(report: &Path) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let command = Command::new(opener).arg(report).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = command {
        tracing::warn!("{opener} could not be started to show the report: {error}");
    }
}
