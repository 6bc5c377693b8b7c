//! `quincunx completions SHELL`

use crate::args::{Arguments, Completions};
use crate::console::out;
use crate::exit::{Exit, Told};
use clap::CommandFactory;

pub fn completions(arguments: &Completions) -> Told {
    let mut command = Arguments::command();
    let mut script = vec![];
    clap_complete::generate(arguments.shell, &mut command, "quincunx", &mut script);
    out(String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
