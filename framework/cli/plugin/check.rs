//! `quincunx plugin check FILE`

use super::child;
use crate::args::CheckPlugin;
use crate::console::out;
use crate::exit::{Exit, Told};
use quincunx::scene::render::plain;
use serde_json::Value;
use std::process::Stdio;
use std::time::Duration;

pub fn check(arguments: &CheckPlugin) -> Told {
    let limit = Duration::from_secs(arguments.timeout.into());
    let looked = child::run("try", &arguments.file, limit, Stdio::inherit())?;
    let (mut fine, mut doing) = (true, None);
    for said in &looked.said {
        if let Some(what) = said["doing"].as_str() {
            doing = Some(what);
        } else if let Some(what) = doing.take() {
            fine &= said["fine"] == true;
            out(plain(&verdict(what, said)));
        }
    }
    let loaded = looked.said.last().is_some_and(|said| said["end"] == true);
    let end = looked.end.or_else(|| (doing.is_some() && !loaded).then(|| "it ended the process".into()));
    if let Some(end) = end {
        fine = false;
        out(plain(&format!("× {}\n    {end}\n", doing.unwrap_or("come to an end"))));
    }
    let file = arguments.file.display();
    out(plain(&if fine { format!("{file}: fine\n") } else { format!("{file}: not usable as it is\n") }));
    Ok(if fine { Exit::Done } else { Exit::Plugin })
}

fn verdict(what: &str, said: &Value) -> String {
    let more = ["found", "wrong"].into_iter().filter_map(|field| said[field].as_array()).flatten();
    let more: String = more.filter_map(Value::as_str).map(|line| format!("    {line}\n")).collect();
    let mark = if said["fine"] == true { '✓' } else { '×' };
    format!("{mark} {what}\n{more}")
}
