//! One JSON object a line on stdout, for programs that look on.

use crate::exit::Exit;
use crate::scene_error::exit_of;
use quincunx::core::record::{Recording, Rows, Values};
use quincunx::run::{Outcome, Progress, Started, Watcher};
use quincunx::scene::load::SceneError;
use quincunx::scene::resolve::Resolved;
use quincunx::sdk::diagnostic::Diagnostic;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often progress is told.
const PAUSE: Duration = Duration::from_millis(500);

/// Prints events; a reader that has gone away does not stop the run.
pub struct Events {
    state: Mutex<State>,
}

struct State {
    columns: Map<String, Value>,
    told: Instant,
}

impl Events {
    pub fn new() -> Self {
        Events { state: Mutex::new(State { columns: Map::new(), told: Instant::now() }) }
    }
}

fn print(event: &Value) {
    put(&format!("{event}\n"));
}

fn put(lines: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
}

impl Watcher for Events {
    fn started(&self, started: &Started) {
        let manifest = &started.manifest;
        let object = |(object, (_, clock)): (
            &quincunx::output::Object,
            &(String, quincunx::core::clock::Clock),
        )| {
            json!({ "name": object.name, "kind": object.kind, "size": object.size, "step": clock.step, "end": clock.end })
        };
        let objects: Vec<Value> = manifest.objects.iter().zip(&started.clocks).map(object).collect();
        let probes: Vec<Value> = manifest
            .probes
            .iter()
            .map(|probe| json!({ "name": probe.name, "kind": probe.kind, "of": probe.of }))
            .collect();
        print(&json!({
            "event": "start", "scene": manifest.scene, "seed": manifest.seed, "dir": started.path,
            "version": manifest.version, "device": started.device, "objects": objects, "probes": probes,
        }));
        if let Ok(mut state) = self.state.lock() {
            for probe in &manifest.probes {
                if let Recording::Rows { columns, .. } = &probe.recording {
                    let names = columns.iter().map(|column| Value::from(column.name.as_str())).collect();
                    state.columns.insert(probe.name.clone(), Value::Array(names));
                }
            }
        }
    }

    fn rows(&self, rows: &Rows) {
        let Ok(state) = self.state.lock() else { return };
        let names = state.columns.get(&*rows.probe).and_then(Value::as_array);
        let Some(names) = names else { return };
        // A probe may measure many rows at once: they are told together.
        let mut lines = String::new();
        for row in 0..rows.len() {
            let mut cells = Map::new();
            for (name, column) in names.iter().zip(&rows.columns) {
                cells.insert(name.as_str().unwrap_or_default().into(), cell(column, row));
            }
            let event = json!({ "event": "row", "probe": *rows.probe, "values": cells });
            lines += &format!("{event}\n");
        }
        put(&lines);
    }

    fn remark(&self, object: &str, remark: &str) {
        print(&json!({ "event": "remark", "object": object, "text": remark }));
    }

    fn progress(&self, progress: &Progress) {
        let Ok(mut state) = self.state.lock() else { return };
        if state.told.elapsed() < PAUSE {
            return;
        }
        state.told = Instant::now();
        let steps: Map<String, Value> =
            progress.clocks.iter().map(|(name, clock)| (name.clone(), clock.step.into())).collect();
        let seconds = progress.elapsed.as_secs_f64();
        print(
            &json!({ "event": "progress", "fraction": progress.fraction, "steps": steps, "seconds": seconds }),
        );
    }
}

fn cell(column: &Values, row: usize) -> Value {
    match column {
        Values::Int64(values) => values[row].into(),
        Values::Int64OrNull(values) => values[row].into(),
        Values::Float64(values) => values[row].map_or(Value::Null, number),
        Values::Text(values) => values[row].as_str().into(),
    }
}

/// JSON has no infinity: it is a text, as a CSV file has it. What is not a number is null.
fn number(value: f64) -> Value {
    if value.is_infinite() { format!("{value:?}").into() } else { value.into() }
}

/// The run ended without an error.
pub fn done(path: &Path, outcome: Outcome) {
    let status = match outcome {
        Outcome::Done => "done",
        Outcome::AlreadyDone => "already-done",
        Outcome::Interrupted => "interrupted",
    };
    print(&json!({ "event": "done", "status": status, "dir": path, "report": path.join("report.html") }));
}

/// The run failed.
pub fn failed(message: &str, exit: Exit) {
    print(&json!({ "event": "error", "message": message, "code": exit as u8 }));
}

/// The scene is wrong.
pub fn wrong(error: &SceneError) {
    let places: Vec<Value> = match error {
        SceneError::Wrong(all) => all.iter().map(place).collect(),
        SceneError::Unreadable { .. } => vec![],
    };
    print(
        &json!({ "event": "error", "message": error.to_string(), "code": exit_of(error) as u8, "errors": places }),
    );
}

fn place(error: &Diagnostic) -> Value {
    let (line, column) = error.position();
    json!({ "message": error.message, "file": error.origin.name, "line": line, "column": column })
}

/// Remarks on the scene.
pub fn notices(scene: &Resolved) {
    for notice in &scene.notices {
        tracing::warn!("{notice}");
    }
}
