//! What a batch asks of Slurm, and what a user asks of it for every batch.

pub mod fields;

use crate::load::{SceneError, load};
use fields::{Extra, Memory, TimeLimit, Word};
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::params::{Param, Params};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::value::{Shape, Value};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

quincunx_sdk::params! {
    /// What Slurm is asked for. What is left out is left to the cluster.
    #[derive(Clone, Default, PartialEq)]
    pub struct Slurm {
        /// where tasks run: a partition, or several with commas between them
        partition: Option<Word>;
        /// how long a task may take, as Slurm writes it: minutes, "01:30:00" or "2-12:00:00"
        time: Option<TimeLimit>;
        /// the memory of a task, as in "2G"
        memory: Option<Memory>;
        /// who is charged
        account: Option<Word>;
        /// processors of a task, each of which runs points [default: 1]
        cpus: Option<u32>, in 1..=1024;
        /// the most tasks that are submitted together, where the cluster allows few [default: what it says it allows]
        tasks: Option<u32>, in 1..=4_000_000;
        /// further options of sbatch, as in "--constraint=avx2"
        extra: Option<Vec<Extra>>
    }
}

impl Field for Slurm {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        let wanted = "what Slurm is asked for, as in (partition: \"short\", time: 30)";
        match (value.shape(), Part::of(value)) {
            (Shape::Tuple, Ok(part)) => of(&part, cx),
            (Shape::Part, Ok(part)) if part.name == Self::NAME => of(&part, cx),
            (Shape::Tuple, Err(error)) => cx.add(error),
            _ => cx.wrong(value, wanted),
        }
    }

    fn show(&self) -> String {
        format!("({})", self.fields().join(", "))
    }

    fn words() -> String {
        format!("({})", Self::PARAMS.iter().map(|param| param.name).collect::<Vec<_>>().join(", "))
    }

    fn inside(_: &str) -> Option<&'static [Param]> {
        Some(Self::PARAMS)
    }
}

/// Reads it under its own name: what is wrong with `(…)` is told of `slurm`.
fn of(part: &Part, cx: &mut Cx) -> Option<Slurm> {
    <Slurm as Params>::read(&Part { name: "slurm".into(), ..part.clone() }, cx)
}

impl Slurm {
    /// These, and from `other` what they leave out.
    pub fn or(self, other: Slurm) -> Slurm {
        Slurm {
            partition: self.partition.or(other.partition),
            time: self.time.or(other.time),
            memory: self.memory.or(other.memory),
            account: self.account.or(other.account),
            cpus: self.cpus.or(other.cpus),
            tasks: self.tasks.or(other.tasks),
            extra: self.extra.or(other.extra),
        }
    }

    /// What this user asks for in every batch, in `quincunx/slurm.ron` of the user's configuration; nothing, if there
    /// is no such file.
    ///
    /// # Errors
    /// What is wrong with that file.
    pub fn of_user() -> Result<Slurm, SceneError> {
        match config(std::env::var_os("XDG_CONFIG_HOME"), std::env::var_os("HOME")) {
            Some(path) if path.exists() => read(&path),
            _ => Ok(Slurm::default()),
        }
    }
}

/// Where a user says what is asked for: `quincunx/slurm.ron` in `XDG_CONFIG_HOME`, or else in `.config` of the home
/// folder. As the specification has it, a relative folder counts as none.
fn config(config: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let config = config.and_then(absolute);
    Some(config.or_else(|| Some(home.and_then(absolute)?.join(".config")))?.join("quincunx/slurm.ron"))
}

fn read(path: &Path) -> Result<Slurm, SceneError> {
    let mut cx = Cx::new(&NoKinds, &NoFiles);
    match <Slurm as Field>::read(&load(path)?.root(), &Limits::NONE, &mut cx) {
        Some(slurm) if cx.errors.is_empty() => Ok(slurm),
        _ => Err(SceneError::Wrong(cx.errors)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::source::Source;

    fn slurm(text: &str) -> Result<Slurm, String> {
        let mut cx = Cx::new(&NoKinds, &NoFiles);
        let read = <Slurm as Field>::read(&Source::read("t", text).unwrap().root(), &Limits::NONE, &mut cx);
        read.filter(|_| cx.errors.is_empty()).ok_or_else(|| cx.errors[0].message.clone())
    }

    #[test]
    fn a_batch_overrides_what_its_user_says() {
        let batch = slurm("(time: 30, tasks: 9, extra: [])").unwrap();
        let user =
            slurm("(partition: short, time: \"1-00:00:00\", cpus: 4, extra: [\"--nice=100\"])").unwrap();
        let both = slurm("(partition: \"short\", time: \"30\", cpus: 4, tasks: 9, extra: [])").unwrap();
        assert_eq!(batch.or(user), both);
        assert_eq!(slurm("()").unwrap(), Slurm::default());
        assert_eq!(slurm(&Field::show(&both)).unwrap(), both);
    }

    #[test]
    fn what_is_wrong_is_told_of_slurm() {
        assert!(
            slurm("(partitoin: \"a\")").unwrap_err().contains("no field of `slurm` is named `partitoin`")
        );
        assert!(slurm("\"short\"").unwrap_err().starts_with("expected what Slurm is asked for"));
        assert!(slurm("(cpus: 0)").unwrap_err().contains("from 1 up to 1024"));
    }

    #[test]
    fn the_users_file_is_in_the_users_configuration() {
        let place = |xdg: &str, home: &str| config(Some(xdg.into()), Some(home.into()));
        assert_eq!(place("/c", "/h").unwrap(), PathBuf::from("/c/quincunx/slurm.ron"));
        assert_eq!(place("c", "/h").unwrap(), PathBuf::from("/h/.config/quincunx/slurm.ron"));
        assert_eq!(config(None, None), None);
    }
}
