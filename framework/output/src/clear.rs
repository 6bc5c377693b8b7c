//! What is removed from a run's directory, and what never is.
//!
//! Nothing is removed because of what stands in a folder: only what a manifest lists, or could have left under names
//! of ours.

use crate::commit::{self, Commit};
use crate::disk::{Disk, DiskError, beside};
use crate::error::OutputError;
use crate::film::{Film, Spec, step_of_picture};
use crate::manifest::{self, CHECKPOINT, Manifest};
use crate::{lock, status};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The names in a folder, sorted; none if there is no such folder.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, DiskError> {
    let failed = |e| DiskError::new("list", folder, e);
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.map(|e| e.file_name().to_string_lossy().into_owned());
    let mut names = entries.map(name).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    names.sort();
    Ok(names)
}

/// Whether a folder is empty, or holds only what creating a run there left before it had a manifest.
pub(crate) fn is_vacant(run: &Path) -> Result<bool, DiskError> {
    let begun = ["manifest.json.tmp", CHECKPOINT];
    let vacant = names(run)?.iter().all(|name| begun.contains(&name.as_str()));
    Ok(vacant && names(&run.join(CHECKPOINT))?.iter().all(|name| name == lock::FILE))
}

/// Removes a run, for another in its place. The manifest goes last, so that this can be repeated.
pub(crate) fn run(disk: &Disk, path: &Path, manifest: &Manifest) -> Result<(), DiskError> {
    let checkpoint = path.join(CHECKPOINT);
    disk.remove_file(&checkpoint.join(commit::FILE))?; // first, because it counts on the rest
    disk.remove_file(&path.join(status::FILE))?;
    checkpoint_folders(disk, path, None)?;
    for file in manifest.files.iter().filter(|file| *file != manifest::FILE) {
        match file.strip_suffix('/') {
            Some(folder) => pictures(disk, &path.join(folder), &BTreeSet::new())?,
            None => {
                let place = path.join(file);
                let left = [place.clone(), beside(&place, ".tmp"), beside(&place, ".part")];
                left.iter().filter(|path| path.is_file()).try_for_each(|path| disk.remove_file(path))?;
            }
        }
    }
    disk.remove_file(&path.join(manifest::FILE))?;
    disk.sync_folder(path)
}

/// Removes what the last commit does not list; without a commit, all that a beginning left.
pub(crate) fn uncommitted(
    disk: &Disk,
    path: &Path,
    manifest: &Manifest,
    films: &[Spec],
    commit: Option<&Commit>,
) -> Result<(), OutputError> {
    checkpoint_folders(disk, path, commit)?;
    for file in manifest.files.iter().filter(|file| !file.ends_with('/')) {
        let temporary = beside(&path.join(file), ".tmp");
        if temporary.exists() {
            disk.remove_file(&temporary)?;
        }
    }
    for film in films.iter().filter(|film| film.pictures) {
        let frames = commit.and_then(|commit| commit.frames.get(&film.probe).copied()).unwrap_or(0);
        let steps = match frames {
            0 => BTreeSet::new(),
            _ => {
                let [stack, steps] = [film.stack(), film.steps()].map(|path| part_or_whole(&path));
                Film::open(film, &stack, &steps, Some(frames))?.steps().iter().copied().collect()
            }
        };
        pictures(disk, &film.pictures_folder(), &steps)?;
    }
    Ok(())
}

/// The part of a film's file, or the file if the closing has put it in place.
pub(crate) fn part_or_whole(path: &Path) -> std::path::PathBuf {
    let part = beside(path, ".part");
    if part.exists() { part } else { path.into() }
}

/// Removes the checkpoint of a run that is done. The lock goes last.
pub(crate) fn checkpoint(disk: &Disk, path: &Path) -> Result<(), DiskError> {
    let checkpoint = path.join(CHECKPOINT);
    disk.remove_file(&checkpoint.join(commit::FILE))?;
    checkpoint_folders(disk, path, None)?;
    disk.remove_file(&checkpoint.join(lock::FILE))?;
    disk.remove_folder(&checkpoint)?;
    disk.sync_folder(path)
}

/// Removes from the numbered folders what a commit does not list.
pub(crate) fn checkpoint_folders(disk: &Disk, path: &Path, commit: Option<&Commit>) -> Result<(), DiskError> {
    let checkpoint = path.join(CHECKPOINT);
    for name in names(&checkpoint)? {
        let place = checkpoint.join(&name);
        if name == format!("{}.tmp", commit::FILE) {
            disk.remove_file(&place)?;
        }
        if let Some(number) = number_of(&name) {
            remove_unlisted(disk, &place, |file| commit.is_some_and(|commit| commit.lists(number, file)))?;
        }
    }
    Ok(())
}

/// Removes the folder of a commit that is not true.
pub(crate) fn commit_folder(disk: &Disk, path: &Path, number: u64) -> Result<(), DiskError> {
    remove_unlisted(disk, &commit::folder(path, number), |_| false)
}

/// The number of a commit's folder.
fn number_of(name: &str) -> Option<u64> {
    (name.len() >= 4 && name.bytes().all(|c| c.is_ascii_digit())).then(|| name.parse().ok())?
}

/// A folder of a commit holds nothing but files that we know by their endings.
fn remove_unlisted(disk: &Disk, folder: &Path, listed: impl Fn(&str) -> bool) -> Result<(), DiskError> {
    let ours = |file: &str| [".state", ".parquet", ".snapshot"].iter().any(|ending| file.ends_with(ending));
    let mut empty = true;
    for file in names(folder)? {
        match ours(&file) && !listed(&file) {
            true => disk.remove_file(&folder.join(&file))?,
            false => empty = false,
        }
    }
    if empty { disk.remove_folder(folder) } else { Ok(()) }
}

/// Removes the pictures of other steps than those given.
fn pictures(disk: &Disk, folder: &Path, keep: &BTreeSet<u64>) -> Result<(), DiskError> {
    if folder.is_symlink() {
        return Ok(()); // not made by us, and what it points to is not ours either
    }
    for name in names(folder)? {
        let Some(step) = step_of_picture(&name) else { continue };
        if !keep.contains(&step) || name.ends_with(".tmp") {
            disk.remove_file(&folder.join(&name))?;
        }
    }
    if keep.is_empty() { disk.remove_folder(folder) } else { Ok(()) }
}
