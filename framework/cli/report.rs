//! `quincunx report RUN_DIR`

use crate::args::Report;
use crate::console::out;
use crate::exit::{Exit, Told, Untold};
use quincunx::output::{OutputError, report};

pub fn report(arguments: &Report) -> Told {
    match report::write(&arguments.run) {
        Ok(path) => {
            out(format!("{}\n", path.display()));
            Ok(Exit::Done)
        }
        Err(error) => {
            let exit = if matches!(error, OutputError::Disk(_)) { Exit::Failed } else { Exit::Usage };
            Err(Untold { message: error.to_string(), exit })
        }
    }
}
