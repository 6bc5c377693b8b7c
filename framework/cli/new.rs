//! `quincunx new [grid|sde|beam] [FILE]`

use crate::args::{Experiment, New};
use crate::console::out;
use crate::exit::{Exit, Told, Untold};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

pub fn new(arguments: &New) -> Told {
    let text = match arguments.kind {
        Experiment::Grid => include_str!("new/grid.ron"),
        Experiment::Sde => include_str!("new/sde.ron"),
        Experiment::Beam => include_str!("new/beam.ron"),
    };
    if arguments.file == Path::new("-") {
        out(text);
        return Ok(Exit::Done);
    }
    let file = arguments.file.display();
    write(&arguments.file, text).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Untold { message: format!("write {file}: it exists; name another file"), exit: Exit::Usage }
        }
        ErrorKind::NotFound => {
            Untold { message: format!("write {file}: there is no such folder"), exit: Exit::Usage }
        }
        _ => Untold { message: format!("write {file}: {error}"), exit: Exit::Failed },
    })?;
    out(format!("{file} is written. Next:\n\n    quincunx run {file}\n\n"));
    Ok(Exit::Done)
}

/// Never over a file that is there.
fn write(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
