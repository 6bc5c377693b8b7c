//! The scripts that sbatch takes.

use super::error::SlurmError;
use quincunx_scene::batch::slurm::Slurm;
use std::path::Path;

/// What the scripts of a submission have in common.
#[derive(Clone, Copy, Debug)]
pub struct Scripts<'s> {
    /// What Slurm is asked for.
    pub slurm: &'s Slurm,
    /// The job's name: letters, digits and `-`.
    pub name: &'s str,
    /// The program, absolute.
    pub program: &'s Path,
    /// The batch's folder, absolute.
    pub folder: &'s Path,
    /// The submission's number.
    pub number: u32,
    /// Further flags of each task.
    pub flags: &'s [&'s str],
}

impl Scripts<'_> {
    /// The script of an array of so many tasks. What it prints goes beside where it is submitted, which is therefore the
    /// one path that Slurm is not told in words.
    ///
    /// # Errors
    /// When a path is not UTF-8.
    pub fn array(&self, tasks: usize) -> Result<String, SlurmError> {
        let head = [
            format!("--job-name={}", self.name),
            format!("--array=0-{}", tasks.saturating_sub(1)),
            "--output=%a.out".into(),
            format!("--cpus-per-task={}", self.slurm.cpus.unwrap_or(1)),
        ];
        let number = self.number.to_string();
        let mut arguments = vec!["--pack", &number, "\"$SLURM_ARRAY_TASK_ID\""];
        arguments.extend(self.flags);
        let line = self.line(&["task"], &arguments)?;
        Ok(self.script(
            "The tasks of a batch: each runs the shards that its line in the file beside this one lists.",
            &head,
            &line,
        ))
    }

    /// The script that makes the results of what is there.
    ///
    /// # Errors
    /// When a path is not UTF-8.
    pub fn collect(&self) -> Result<String, SlurmError> {
        let head = [
            format!("--job-name={}-collect", self.name),
            "--output=collect.out".into(),
            "--cpus-per-task=1".into(),
        ];
        Ok(self.script(
            "The results of a batch, made when its tasks have ended.",
            &head,
            &self.line(&["collect"], &[])?,
        ))
    }

    fn script(&self, about: &str, head: &[String], line: &str) -> String {
        let ours = ["--no-requeue", "--nodes=1", "--ntasks=1"].map(String::from);
        let slurm = self.slurm;
        let asked = [
            slurm.partition.as_ref().map(|it| format!("--partition={it}")),
            slurm.time.as_ref().map(|it| format!("--time={it}")),
            slurm.memory.as_ref().map(|it| format!("--mem={it}")),
            slurm.account.as_ref().map(|it| format!("--account={it}")),
        ];
        let extra = slurm.extra.iter().flatten().map(ToString::to_string);
        let options = head.iter().cloned().chain(ours).chain(asked.into_iter().flatten()).chain(extra);
        let options: String = options.map(|option| format!("#SBATCH {option}\n")).collect();
        // A shell that replaces itself: what Slurm signals is then the program.
        format!("#!/bin/sh\n# {about}\n{options}exec {line}\n")
    }

    fn line(&self, command: &[&str], arguments: &[&str]) -> Result<String, SlurmError> {
        let (program, folder) = (quoted(self.program)?, quoted(self.folder)?);
        let words = [&[program.as_str(), "batch"], command, &[folder.as_str()], arguments].concat();
        Ok(words.join(" "))
    }
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> Result<String, SlurmError> {
    let text = path.to_str().ok_or_else(|| SlurmError::Path(path.into()))?;
    Ok(format!("'{}'", text.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
    use quincunx_sdk::role::NoKinds;
    use quincunx_sdk::source::Source;

    fn slurm(text: &str) -> Slurm {
        let mut cx = Cx::new(&NoKinds, &NoFiles);
        <Slurm as Field>::read(&Source::read("t", text).unwrap().root(), &Limits::NONE, &mut cx).unwrap()
    }

    #[test]
    fn everything_asked_for_is_in_the_head() {
        let slurm = slurm(
            r#"(partition: "short,long", time: "01:00:00", memory: "2G", account: "physics", cpus: 4,
                extra: ["--constraint=avx2", "--nice=100"])"#,
        );
        let scripts = Scripts {
            slurm: &slurm,
            name: "quincunx-0a1b2c3d-2",
            program: Path::new("/opt/quincunx/bin/quincunx"),
            folder: Path::new("/home/o'neil/50 % runs/sweep"),
            number: 2,
            flags: &[],
        };
        let array = "\
#!/bin/sh
# The tasks of a batch: each runs the shards that its line in the file beside this one lists.
#SBATCH --job-name=quincunx-0a1b2c3d-2
#SBATCH --array=0-41
#SBATCH --output=%a.out
#SBATCH --cpus-per-task=4
#SBATCH --no-requeue
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --partition=short,long
#SBATCH --time=01:00:00
#SBATCH --mem=2G
#SBATCH --account=physics
#SBATCH --constraint=avx2
#SBATCH --nice=100
exec '/opt/quincunx/bin/quincunx' batch task '/home/o'\\''neil/50 % runs/sweep' --pack 2 \"$SLURM_ARRAY_TASK_ID\"
";
        assert_eq!(scripts.array(42).unwrap(), array);
        let collect = scripts.collect().unwrap();
        assert!(collect.contains("#SBATCH --job-name=quincunx-0a1b2c3d-2-collect\n"), "{collect}");
        assert!(
            collect.ends_with("quincunx' batch collect '/home/o'\\''neil/50 % runs/sweep'\n"),
            "{collect}"
        );
        assert!(collect.contains("--cpus-per-task=1\n") && !collect.contains("array"), "{collect}");
    }

    #[test]
    fn what_is_left_out_is_left_to_the_cluster() {
        let scripts = Scripts {
            slurm: &Slurm::default(),
            name: "quincunx-0-1",
            program: Path::new("/q"),
            folder: Path::new("/d"),
            number: 1,
            flags: &["--fail-fast"],
        };
        let array = scripts.array(1).unwrap();
        assert!(array.contains("--array=0-0\n") && array.contains("--cpus-per-task=1\n"), "{array}");
        assert!(array.ends_with("\"$SLURM_ARRAY_TASK_ID\" --fail-fast\n"), "{array}");
        for option in ["--time", "--mem", "--partition", "--account"] {
            assert!(!array.contains(option), "{array}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let odd = Path::new(std::ffi::OsStr::from_bytes(b"/\xff"));
        assert!(quoted(odd).unwrap_err().to_string().ends_with("choose another folder"));
    }
}
