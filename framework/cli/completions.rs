//! `quincunx completions SHELL`

use crate::args::{Arguments, Completions};
use crate::exit::{Exit, Told};
use clap::CommandFactory;

pub fn completions(arguments: &Completions) -> Told {
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "quincunx", &mut std::io::stdout());
    Ok(Exit::Done)
}
