//! Where a run's directory is.

use quincunx_output::{Manifest, Recorded, compact_utc};
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
    /// A new directory for a scene, or a batch.
    pub fn fresh(&self, scene: &str) -> PathBuf {
        match self {
            Place::Named(path) => path.clone(),
            Place::Dated(base) => {
                let name = format!("{scene}-{}", compact_utc(SystemTime::now()));
                let first = base.join(&name);
                let numbered = (2..1000).map(|n| base.join(format!("{name}-{n}")));
                // Making it is what claims it: several runs may begin in one second.
                let _ = fs::create_dir_all(base);
                let claimed = |path: &PathBuf| match fs::create_dir(path) {
                    Err(error) => error.kind() != std::io::ErrorKind::AlreadyExists,
                    Ok(()) => true,
                };
                std::iter::once(first.clone()).chain(numbered).find(claimed).unwrap_or(first)
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
    pub fn point(&self, run: &Path) {
        if let (Place::Dated(base), Some(name)) = (self, run.file_name()) {
            let _ = link(base, Path::new(name));
        }
    }
}

/// The folders in the one where runs go.
pub fn runs(base: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path())
}

/// Unfinished runs sort after finished ones, then by when they began. A damaged one counts: to pass over it in silence
/// would begin anew what somebody wants to go on with.
fn candidate(path: PathBuf, scene_hash: &str) -> Option<(bool, SystemTime, PathBuf)> {
    let manifest = Manifest::read(&path).ok()??;
    let began = fs::metadata(path.join("manifest.json")).and_then(|file| file.modified()).ok()?;
    let done = Recorded::open(&path).is_ok_and(|recorded| recorded.is_done());
    (manifest.hashes.scene == scene_hash).then_some((!done, began, path))
}

/// Replaces the link in one step; somebody's own file of that name stays.
#[cfg(unix)]
fn link(base: &Path, target: &Path) -> std::io::Result<()> {
    let (link, new) = (base.join("latest"), base.join(format!(".latest.{}", std::process::id())));
    if link.exists() && !link.is_symlink() {
        return Ok(());
    }
    let _ = fs::remove_file(&new); // of a process of the same number that was killed here
    std::os::unix::fs::symlink(target, &new)?;
    fs::rename(&new, &link)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}
