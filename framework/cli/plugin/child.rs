//! A process of its own for a plugin that may crash or hang, and what it tells its parent: JSON, one object a line.

use crate::console::out;
use crate::describe::card;
use crate::exit::{Exit, Told, Untold};
use quincunx::core::domain::Domain;
use quincunx::core::registry::Registry;
use quincunx::host::load::{Plugin, load};
use quincunx::host::trial::{Step, product, trial};
use quincunx::run::rehearse::rehearse;
use quincunx::sde::orders::{self, Outcome, Verdict};
use quincunx::sde::process::agree;
use quincunx::sdk::process::Process;
use quincunx::sdk::role::Kind;
use quincunx::sdk::solver::Solver;
use serde_json::{Value, json};
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// What became of a child.
pub struct Looked {
    /// What it said. A plugin may print too: what is no object of ours is passed over.
    pub said: Vec<Value>,
    /// How it ended, if not as it should have.
    pub end: Option<String>,
}

/// Runs the hidden command of that name on a library, for so long.
pub fn run(command: &str, file: &Path, limit: Duration, stderr: Stdio) -> Result<Looked, Untold> {
    looked(command, file, limit, stderr).map_err(|error| Untold {
        message: format!("start a process for the plugin: {error}"),
        exit: Exit::Failed,
    })
}

fn looked(command: &str, file: &Path, limit: Duration, stderr: Stdio) -> io::Result<Looked> {
    let mut child = Command::new(std::env::current_exe()?);
    child
        .args(["plugin", command, "--"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr);
    let mut child = child.spawn()?;
    let mut stdout = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut bytes = vec![];
        let read = stdout.as_mut().map_or(Ok(0), |stdout| stdout.read_to_end(&mut bytes));
        read.map(|_| bytes)
    });
    let end = ended(&mut child, limit)?;
    let bytes = reader.join().unwrap_or_else(|_| Ok(vec![]))?;
    let text = String::from_utf8_lossy(&bytes);
    let said =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).filter(Value::is_object).collect();
    Ok(Looked { said, end })
}

/// Waits for the end of a child, and brings it about when the time is over.
fn ended(child: &mut Child, limit: Duration) -> io::Result<Option<String>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(odd(status));
        }
        if start.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            return Ok(Some(format!("it did not return within {} s, and was ended", limit.as_secs_f64())));
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// An end that was not ours, in words.
fn odd(status: ExitStatus) -> Option<String> {
    match (status.code(), status.signal()) {
        (Some(0), _) => None,
        (Some(code), _) => Some(format!("it ended the process with exit code {code}")),
        (None, Some(signal)) => {
            let name = signal_hook::low_level::signal_name(signal).unwrap_or("a signal");
            Some(format!("it crashed: the process ended with {name} (signal {signal})"))
        }
        (None, None) => Some("it ended the process".into()),
    }
}

/// The child of `inspect`: loads, and says what is declared.
pub fn look(file: &Path) -> Told {
    tell(&match load(file) {
        Ok(plugin) => declared(&plugin),
        Err(error) => json!({ "error": error.why.to_string() }),
    });
    Ok(Exit::Done)
}

/// The child of `check`: says what it is about to do, does it, and says how it went.
pub fn try_out(file: &Path) -> Told {
    tell(&json!({ "doing": "load it" }));
    let plugin = match load(file) {
        Ok(plugin) => plugin,
        Err(error) => {
            tell(&json!({ "wrong": [error.why.to_string()] }));
            return Ok(Exit::Done);
        }
    };
    tell(&json!({ "fine": true }));
    let domains = quincunx::standard();
    let mut registry = quincunx::registry(&domains);
    plugin.kinds.iter().for_each(|kind| _ = registry.add_kind(kind.clone()));
    trial(&plugin.kinds, &registry, &mut say);
    formulas(&plugin.kinds, &registry, &mut say);
    orders(&plugin.kinds, &registry, &mut say);
    examples(&plugin.kinds, &registry, &domains, &mut say);
    tell(&json!({ "end": true }));
    Ok(Exit::Done)
}

fn say(step: Step) {
    tell(&match step {
        Step::Doing(what) => json!({ "doing": what }),
        Step::Fine => json!({ "fine": true }),
        Step::Found(facts) => json!({ "fine": true, "found": facts }),
        Step::Wrong(errors) => json!({ "wrong": errors }),
    });
}

/// Holds the formulas of processes against their procedures, where they have both.
fn formulas(kinds: &[Kind], registry: &Registry, say: &mut dyn FnMut(Step)) {
    for (kind, example) in kinds.iter().flat_map(|kind| kind.examples.iter().map(move |text| (kind, text))) {
        let process = product::<Arc<dyn Process>>(kind, example, registry);
        if let Some(process) = process.filter(|process| process.form().is_some() && process.info().is_some())
        {
            say(Step::Doing(format!("hold the formulas of `{example}` against its procedure")));
            say(agree(&process).map_or_else(|error| Step::Wrong(vec![error]), |()| Step::Fine));
        }
    }
}

/// Measures the orders of solvers against their cards. What cannot be measured is not taken to be right.
fn orders(kinds: &[Kind], registry: &Registry, say: &mut dyn FnMut(Step)) {
    for (kind, example) in kinds.iter().flat_map(|kind| kind.examples.iter().map(move |text| (kind, text))) {
        let Some(solver) = product::<Arc<dyn Solver>>(kind, example, registry) else { continue };
        say(Step::Doing(format!("measure the orders of `{example}`")));
        let verdicts = orders::check(&solver).map_err(|error| vec![error]);
        let wrong = |verdicts: Vec<Verdict>| -> Vec<String> {
            let wrong = verdicts.iter().filter(|verdict| verdict.outcome() != Outcome::Holds);
            wrong.map(ToString::to_string).collect()
        };
        match verdicts.map_or_else(|error| error, wrong) {
            none if none.is_empty() => say(Step::Fine),
            all => say(Step::Wrong(all)),
        }
    }
}

/// Runs every example in a small scene of its kind, as a user's scene would.
fn examples(kinds: &[Kind], registry: &Registry, domains: &[Box<dyn Domain>], say: &mut dyn FnMut(Step)) {
    for (kind, example) in kinds.iter().flat_map(|kind| kind.examples.iter().map(move |text| (kind, text))) {
        if let Some(scene) = registry.example(kind, example) {
            say(Step::Doing(format!("run the example `{example}`")));
            let run = rehearse(domains, registry, &scene, Path::new("example.ron"));
            say(run.map_or_else(Step::Wrong, |()| Step::Fine));
        }
    }
}

/// On a line of its own, whatever the plugin has printed.
fn tell(what: &Value) {
    out(format!("\n{what}\n"));
}

fn declared(plugin: &Plugin) -> Value {
    let entry = |kind: &Kind| json!({ "card": card(kind), "name": kind.name, "role": kind.role });
    json!({
        "name": plugin.name, "version": plugin.version, "license": plugin.license, "build": plugin.build,
        "path": plugin.path, "blake3": plugin.blake3,
        "entries": plugin.kinds.iter().map(entry).collect::<Vec<_>>(),
    })
}
