//! `quincunx plugin …`: one file for each command.

mod check;
mod child;
pub mod inspect;
mod list;
mod new;

use crate::args::Plugin;
use crate::exit::Told;

pub fn plugin(command: &Plugin) -> Told {
    match command {
        Plugin::New(arguments) => new::new(arguments),
        Plugin::List(arguments) => list::list(arguments),
        Plugin::Inspect(arguments) => inspect::inspect(arguments),
        Plugin::Check(arguments) => check::check(arguments),
        Plugin::Look(arguments) => child::look(&arguments.file),
        Plugin::Try(arguments) => child::try_out(&arguments.file),
    }
}
