//! The program `quincunx`.

#![warn(clippy::print_stdout, clippy::print_stderr)] // see `console`

mod args;
mod batch;
mod batch_voice;
mod check;
mod completions;
mod console;
mod courses;
mod describe;
mod devices;
mod events;
mod exit;
mod new;
mod plugin;
mod report;
mod run;
mod scene_error;
mod signals;
mod sparkline;
mod terminal;

use args::{Arguments, Command};
use clap::Parser;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    start_logging(&command);
    if command.without_cache() {
        quincunx::core::cache::turn_off();
    }
    let exit = match command {
        Command::New(arguments) => new::new(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Batch(arguments) => batch::batch(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Describe(arguments) => describe::describe(&arguments),
        Command::Plugin(command) => plugin::plugin(&command),
        Command::Report(arguments) => report::report(&arguments),
        Command::Devices => devices::devices(),
        Command::Completions(arguments) => completions::completions(&arguments),
    };
    exit.unwrap_or_else(Exit::from).into()
}

/// Logs go to stderr, so that stdout stays what was asked for.
fn start_logging(command: &Command) {
    let quiet = match command {
        Command::Run(arguments) => arguments.quiet,
        Command::Batch(arguments) => arguments.quiet || arguments.command.is_some(),
        _ => false,
    };
    let level = if quiet { tracing::Level::ERROR } else { tracing::Level::INFO };
    let logs = tracing_subscriber::fmt().with_max_level(level).without_time().with_target(false);
    logs.with_ansi(false).with_writer(std::io::stderr).init();
}
