//! `quincunx plugin inspect FILE`

use super::child;
use crate::args::Inspect;
use crate::console::out;
use crate::exit::{Exit, Told, Untold};
use quincunx::scene::render::plain;
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// What a plugin says of itself, as its child process has told.
pub struct Declared(Value);

/// Far more than any plugin needs to say what it offers.
const LIMIT: Duration = Duration::from_secs(20);

pub fn inspect(arguments: &Inspect) -> Told {
    let file = &arguments.file;
    let declared = declared(file)?.map_err(|why| Untold {
        message: format!("load the plugin `{}`: {why}", file.display()),
        exit: Exit::Plugin,
    })?;
    out(plain(&declared.page()));
    Ok(Exit::Done)
}

/// What a library declares, or why it is of no use.
pub fn declared(file: &Path) -> Result<Result<Declared, String>, Untold> {
    let looked = child::run("look", file, LIMIT, Stdio::null())?;
    let said = looked.said.into_iter().next_back();
    Ok(match (looked.end, said) {
        (Some(end), _) => Err(format!("while it was loaded, {end}")),
        (None, None) => Err("while it was loaded, it ended the process".into()),
        (None, Some(said)) => match said["error"].as_str() {
            Some(error) => Err(error.into()),
            None => Ok(Declared(said)),
        },
    })
}

impl Declared {
    /// A field that is text; empty if there is none.
    pub fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    /// Role, name and card of what it offers.
    pub fn entries(&self) -> impl Iterator<Item = [&str; 3]> {
        let entries = self.0["entries"].as_array().map_or(&[][..], Vec::as_slice);
        entries
            .iter()
            .map(|entry| ["role", "name", "card"].map(|field| entry[field].as_str().unwrap_or_default()))
    }

    fn page(&self) -> String {
        let license = if self.text("license").is_empty() { "none named" } else { self.text("license") };
        let mut page = format!("{} {}\n\n", self.text("name"), self.text("version"));
        for (what, fact) in [("licence", license), ("build", self.text("build")), ("path", self.text("path"))]
        {
            page += &format!("  {what:<8} {fact}\n");
        }
        page += &format!("  {:<8} {}\n", "BLAKE3", self.text("blake3"));
        page.extend(self.entries().map(|[_, _, card]| format!("\n{card}")));
        page
    }
}
