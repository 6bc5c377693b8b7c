//! The programs of Slurm, as the one who submits has them.

use super::error::SlurmError;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a program said.
#[derive(Clone, Debug)]
pub struct Said {
    /// Whether it succeeded.
    pub ok: bool,
    /// On stdout.
    pub out: String,
    /// On stderr.
    pub err: String,
}

/// Who is asked: the real programs, or in tests what they once said.
pub trait Client {
    /// Runs a program in a folder (`None`: wherever this process is).
    ///
    /// # Errors
    /// When it cannot be started; that it fails is no error here.
    fn ask(
        &self,
        program: &'static str,
        arguments: &[&str],
        folder: Option<&Path>,
    ) -> Result<Said, SlurmError>;
}

/// Those that are found by `PATH`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Programs;

/// Variables with which a user presets what the scripts say themselves: to sbatch they count more than a script.
const SAID_BY_SCRIPTS: [&str; 10] = [
    "SBATCH_ARRAY_INX",
    "SBATCH_CLUSTERS",
    "SBATCH_ERROR",
    "SBATCH_INPUT",
    "SBATCH_JOB_NAME",
    "SBATCH_NO_REQUEUE",
    "SBATCH_OPEN_MODE",
    "SBATCH_OUTPUT",
    "SBATCH_REQUEUE",
    "SBATCH_WAIT",
];

impl Client for Programs {
    fn ask(
        &self,
        program: &'static str,
        arguments: &[&str],
        folder: Option<&Path>,
    ) -> Result<Said, SlurmError> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        SAID_BY_SCRIPTS.iter().for_each(|name| _ = command.env_remove(name));
        // Times and states as this program reads them, whatever its user likes.
        for name in [
            "SLURM_TIME_FORMAT",
            "SQUEUE_FORMAT",
            "SQUEUE_STATES",
            "SQUEUE_USERS",
            "SQUEUE_PARTITION",
            "SACCT_FORMAT",
        ] {
            command.env_remove(name);
        }
        if let Some(folder) = folder {
            command.current_dir(folder);
        }
        let output = command.output().map_err(|error| SlurmError::NotStarted {
            program,
            why: match error.kind() {
                ErrorKind::NotFound => {
                    "it is not installed here; submit from a machine where Slurm's commands are".into()
                }
                _ => error.to_string(),
            },
        })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Said { ok: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) })
    }
}

impl Said {
    /// The line of what went wrong, without who says it: the last error, else what is said first.
    pub fn complaint(&self) -> String {
        let mut lines =
            self.err.lines().chain(self.out.lines()).map(str::trim).filter(|line| !line.is_empty());
        let line = lines.clone().rfind(|line| line.contains("error: ")).or_else(|| lines.next());
        let line = line.unwrap_or("it says nothing of why");
        let line = line.rsplit_once("error: ").map_or(line, |(_, why)| why);
        let line = line.strip_prefix("sbatch: ").unwrap_or(line);
        line.strip_prefix("Batch job submission failed: ").unwrap_or(line).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_are_what_matters_of_what_is_said() {
        let complaint = |err: &str| Said { ok: false, out: String::new(), err: err.into() }.complaint();
        let two = "sbatch: error: invalid partition specified: nono\n\
                   sbatch: error: Batch job submission failed: Invalid partition name specified\n";
        assert_eq!(complaint(two), "Invalid partition name specified");
        let unknown = "sbatch: unrecognized option '--foo=a'\nTry \"sbatch --help\" for more information\n";
        assert_eq!(complaint(unknown), "unrecognized option '--foo=a'");
        assert_eq!(complaint("\n"), "it says nothing of why");
    }
}
