//! What was run, in words and tables.

use super::html::{Html, bytes, duration, escape, grouped};
use crate::clear::names;
use crate::manifest::{Manifest, REPORT};
use crate::recorded::Recorded;
use crate::status::{RunRecord, Status};
use quincunx_core::record::{Recording, TableFormat};
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn header(html: &mut Html, recorded: &Recorded) {
    let manifest = recorded.manifest();
    html.raw("<header>\n");
    html.element("h1", "", &manifest.scene);
    let unknown = RunRecord::default();
    let run = recorded.run().unwrap_or(&unknown);
    let (class, word) = match &run.status {
        Status::Running => ("running", "not finished"),
        Status::Interrupted => ("interrupted", "interrupted"),
        Status::Failed { .. } => ("failed", "failed"),
        Status::Done => ("done", "done"),
    };
    html.raw(&format!("<p class=\"when\"><span class=\"status {class}\">{word}</span>"));
    if !run.started.is_empty() {
        html.raw(&format!(
            " <time datetime=\"{}\">{}</time>",
            escape(&run.started),
            escape(&date(&run.started))
        ));
    }
    html.raw("</p>\n");
    html.element("p", "class=\"lead\"", &sentence(recorded, run));
    for (object, remark) in &run.remarks {
        html.element("p", "class=\"remark\"", &format!("“{object}”: {remark}."));
    }
    if let Status::Failed { error } = &run.status {
        html.element("p", "class=\"problem\"", &format!("The run failed to {error}"));
    }
    if !recorded.is_done() {
        html.element("p", "class=\"note\"", "The run has not come to its end. This is what was committed.");
    }
    html.raw("</header>\n");
}

/// RFC 3339 for people.
fn date(rfc3339: &str) -> String {
    rfc3339.replacen('T', " ", 1).replacen('Z', " UTC", 1)
}

/// What was run, how far, for how long.
fn sentence(recorded: &Recorded, run: &RunRecord) -> String {
    let steps = recorded.steps();
    let object = |object: &crate::manifest::Object| {
        let step = steps.and_then(|steps| steps.get(&object.name));
        let reached = step.map_or(String::new(), |&step| format!(" to step {}", grouped(step)));
        let size = if object.size.is_empty() { String::new() } else { format!(", {}", object.size) };
        format!("“{}” ({}{size}){reached}", object.name, object.kind)
    };
    let objects: Vec<_> = recorded.manifest().objects.iter().map(object).collect();
    let mut text = format!("{} ran {}", recorded.manifest().scene, list(&objects, "nothing"));
    if run.seconds > 0.0 {
        text += &format!(" in {}", duration(run.seconds));
    }
    if run.threads > 0 {
        let device = if matches!(&*run.device, "" | "cpu") { "" } else { &format!("{} and ", run.device) };
        text += &format!(" on {device}{}", count(run.threads, "thread"));
    }
    let kinds =
        |is: fn(&Recording) -> bool| recorded.manifest().probes.iter().filter(|p| is(&p.recording)).count();
    let counts = [
        (kinds(|r| matches!(r, Recording::Rows { .. })), "table"),
        (kinds(|r| matches!(r, Recording::Frames { length: None, .. })), "film"),
        (kinds(|r| matches!(r, Recording::Frames { length: Some(_), .. })), "data set"),
        (kinds(|r| matches!(r, Recording::Snapshot { .. })), "snapshot"),
    ];
    let counts: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)).collect();
    text + &format!(" and recorded {}.", list(&counts, "nothing"))
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

pub(super) fn list(items: &[String], none: &str) -> String {
    match items {
        [] => none.into(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(super) fn about(html: &mut Html, recorded: &Recorded) {
    html.raw("<section>\n<h2>What was run</h2>\n");
    html.raw("<details><summary>The scene, with everything that it left open filled in</summary>");
    html.raw(&format!("<pre><code>{}</code></pre></details>\n", escape(&recorded.manifest().text)));
    html.raw("<dl>\n");
    let unknown = RunRecord::default();
    let run = recorded.run().unwrap_or(&unknown);
    for (name, value, code) in facts(recorded.manifest(), run) {
        if !value.is_empty() {
            let element = if code { "code" } else { "span" };
            let (name, value) = (escape(&name), escape(&value));
            html.raw(&format!("<div><dt>{name}</dt><dd><{element}>{value}</{element}></dd></div>\n"));
        }
    }
    html.raw("</dl>\n");
    citations(html, &recorded.manifest().citations);
    html.raw("</section>\n");
    files(html, recorded);
}

pub(super) fn citations(html: &mut Html, works: &[String]) {
    if !works.is_empty() {
        html.raw("<h3>Please cite</h3>\n<ul>\n");
        works.iter().for_each(|work| html.element("li", "", work));
        html.raw("</ul>\n");
    }
}

/// Name, value, and whether it is code.
fn facts(manifest: &Manifest, run: &RunRecord) -> Vec<(String, String, bool)> {
    let fact = |name: &str, value: &str, code| (name.to_string(), value.to_string(), code);
    let processor = match run.instruction_set.as_str() {
        "" => run.cpu.clone(),
        set => format!("{}, with {set}", run.cpu),
    };
    let mut facts = vec![
        fact("Seed", &manifest.seed.to_string(), true),
        fact("Program", &format!("quincunx {}", manifest.version), false),
        fact("Arithmetic", &manifest.arithmetic, false),
        fact("Machine", &run.host, false),
        fact("Processor", &processor, false),
        fact("Device", &run.device, false),
        fact("Finished", &run.finished.as_deref().map(date).unwrap_or_default(), false),
    ];
    let hashes = &manifest.hashes;
    facts.push(fact("BLAKE3 of the scene", &hashes.scene, true));
    facts.push(fact("BLAKE3 of the program", &hashes.program, true));
    let inputs =
        hashes.inputs.iter().map(|input| fact(&format!("BLAKE3 of {}", input.path), &input.blake3, true));
    facts.extend(inputs);
    let plugins = hashes.plugins.iter().map(|plugin| {
        fact(&format!("BLAKE3 of the plugin {} {}", plugin.name, plugin.version), &plugin.blake3, true)
    });
    facts.extend(plugins);
    let states = run
        .state_hashes
        .iter()
        .map(|(name, hash)| fact(&format!("BLAKE3 of “{name}” at its end"), hash, true));
    facts.extend(states);
    facts
}

fn files(html: &mut Html, recorded: &Recorded) {
    let present: Vec<_> =
        recorded.manifest().files.iter().filter_map(|file| on_disk(recorded.path(), file)).collect();
    html.raw("<section>\n<h2>Files</h2>\n<div class=\"wide\"><table class=\"files\"><thead><tr>");
    html.raw("<th scope=\"col\">file</th><th scope=\"col\">size</th></tr></thead><tbody>\n");
    for (file, size) in &present {
        html.raw(&format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td></tr>\n",
            escape(file),
            escape(size)
        ));
    }
    html.raw("</tbody></table></div>\n");
    let there = |file: &str| present.iter().any(|(name, _)| name == file);
    if let Some(code) = python(recorded.manifest(), &there) {
        html.element("p", "", "To open them with Python, in the folder of the run:");
        html.raw(&format!("<pre><code>{}</code></pre>\n", escape(&code)));
    }
    html.raw("</section>\n");
}

/// A file's size; `None` if it is not there, or is this page.
fn on_disk(run: &Path, file: &str) -> Option<(String, String)> {
    let path = run.join(file);
    let size = match file.strip_suffix('/') {
        Some(_) => match names(&path).ok()?.len() {
            0 => return None,
            n => count(n, "picture"),
        },
        None if file == REPORT => return None,
        None => bytes(path.metadata().ok()?.len()),
    };
    Some((file.into(), size))
}

/// What opens the files that are there.
fn python(manifest: &Manifest, there: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut imports = Vec::new();
    let mut lines = Vec::new();
    let mut taken = BTreeSet::from(["numpy".to_string(), "pyarrow".to_string()]);
    let mut open = |import: &'static str, name: &str, file: String, with: &str| {
        if there(&file) {
            imports.push(import);
            let literal = serde_json::to_string(&file).unwrap_or_default();
            lines.push(format!("{} = {with}({literal})\n", identifier(name, &mut taken)));
        }
    };
    for probe in &manifest.probes {
        let name = &probe.name;
        match &probe.recording {
            Recording::Rows { format: TableFormat::Parquet, .. } => {
                open(
                    "import pyarrow.parquet\n",
                    name,
                    format!("{name}.parquet"),
                    "pyarrow.parquet.read_table",
                );
            }
            Recording::Rows { format: TableFormat::Csv, .. } => {
                open("import pyarrow.csv\n", name, format!("{name}.csv"), "pyarrow.csv.read_csv");
            }
            Recording::Frames { .. } => {
                open("import numpy\n", name, format!("{name}.npy"), "numpy.load");
                open("import numpy\n", &format!("{name}_steps"), format!("{name}.steps.npy"), "numpy.load");
            }
            Recording::Snapshot { file } if file.ends_with(".npy") => {
                open("import numpy\n", name, file.clone(), "numpy.load");
            }
            Recording::Snapshot { .. } => {}
        }
    }
    imports.sort_unstable();
    imports.dedup();
    (!lines.is_empty()).then(|| format!("{}\n{}", imports.concat(), lines.concat()))
}

/// A name that Python takes, and that nothing else has yet.
fn identifier(name: &str, taken: &mut BTreeSet<String>) -> String {
    const KEYWORDS: [&str; 35] = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
        "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    let mut plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if plain.starts_with(|c: char| c.is_ascii_digit()) {
        plain.insert(0, '_');
    }
    while KEYWORDS.contains(&plain.as_str()) || !taken.insert(plain.clone()) {
        plain.push('_');
    }
    plain
}
