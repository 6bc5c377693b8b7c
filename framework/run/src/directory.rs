//! Where a run's directory is.

use quincunx_output::{Recorded, Status, compact_utc};
use std::path::{Path, PathBuf};
use std::{fs, time::SystemTime};

/// Where runs go that nobody gave a folder.
pub const RUNS: &str = "runs";

/// How the directory of a run is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder that was named.
    Named(PathBuf),
    /// `<base>/<scene>-<UTC time>`, to which `<base>/latest` then points.
    Dated(PathBuf),
}

impl Default for Place {
    fn default() -> Self {
        Place::Dated(RUNS.into())
    }
}

impl Place {
    /// A new directory for a scene.
    pub(crate) fn fresh(&self, scene: &str) -> PathBuf {
        match self {
            Place::Named(path) => path.clone(),
            Place::Dated(base) => {
                let name = format!("{scene}-{}", compact_utc(SystemTime::now()));
                let taken = |path: &PathBuf| path.exists();
                let numbered = (2..).map(|n| base.join(format!("{name}-{n}")));
                std::iter::once(base.join(&name))
                    .chain(numbered)
                    .find(|path| !taken(path))
                    .unwrap_or_default()
            }
        }
    }

    /// The directory to take up again: the one that was named, else the newest run of the same resolved scene,
    /// unfinished ones first.
    pub(crate) fn earlier(&self, scene_hash: &str) -> Option<PathBuf> {
        match self {
            Place::Named(path) => path.join("manifest.json").exists().then(|| path.clone()),
            Place::Dated(base) => {
                let mut found: Vec<_> = runs(base).filter_map(|path| candidate(path, scene_hash)).collect();
                found.sort();
                found.pop().map(|(_, _, path)| path)
            }
        }
    }

    /// Lets `latest` point at a run. It is a convenience: a file system without links does not fail the run.
    pub(crate) fn point(&self, run: &Path) {
        if let (Place::Dated(base), Some(name)) = (self, run.file_name()) {
            let _ = link(base, Path::new(name));
        }
    }
}

fn runs(base: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path())
}

/// Unfinished runs sort after finished ones, then by their time.
fn candidate(path: PathBuf, scene_hash: &str) -> Option<(bool, String, PathBuf)> {
    let recorded =
        Recorded::open(&path).ok().filter(|recorded| recorded.manifest().hashes.scene == scene_hash)?;
    let done = recorded.run().is_some_and(|run| run.status == Status::Done);
    let started = recorded.run().map_or(String::new(), |run| run.started.clone());
    Some((!done, started, path))
}

/// Replaces the link in one step; somebody's own file of that name stays.
#[cfg(unix)]
fn link(base: &Path, target: &Path) -> std::io::Result<()> {
    let (link, new) = (base.join("latest"), base.join(format!(".latest.{}", std::process::id())));
    if link.exists() && !link.is_symlink() {
        return Ok(());
    }
    std::os::unix::fs::symlink(target, &new)?;
    fs::rename(&new, &link)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}
