//! How the program ends.

use crate::console::say;
use std::process::ExitCode;

/// The published exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    /// A bad command line or scene, or a folder that cannot be used.
    Usage = 2,
    /// A plugin that is not found, does not load, or fails.
    Plugin = 3,
    /// A run that cannot be resumed here, or a device that cannot be used or failed.
    NotHere = 4,
    Interrupted = 130,
}

impl Exit {
    /// Of the code that an error or a process has.
    pub fn of(code: u8) -> Exit {
        match code {
            0 => Exit::Done,
            2 => Exit::Usage,
            3 => Exit::Plugin,
            4 => Exit::NotHere,
            130 => Exit::Interrupted,
            _ => Exit::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// An error that was not yet told to anyone.
pub struct Untold {
    pub message: String,
    pub exit: Exit,
}

impl From<Untold> for Exit {
    fn from(error: Untold) -> Self {
        say(&error.message);
        error.exit
    }
}

/// The result of a command.
pub type Told = Result<Exit, Untold>;
