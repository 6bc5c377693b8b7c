//! The one door to the file system, so that a test can make any operation fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 18;

/// What the file system refused.
#[derive(Debug, Error)]
#[error("{attempt} {}: {}", path.display(), reason(source))]
pub struct DiskError {
    attempt: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl DiskError {
    /// `attempt` reads after "failed to" and before the path.
    pub fn new(attempt: &'static str, path: &Path, source: io::Error) -> Self {
        DiskError { attempt, path: path.into(), source }
    }

    /// The kind of the operating system's error.
    pub fn kind(&self) -> ErrorKind {
        self.source.kind()
    }
}

fn reason(source: &io::Error) -> String {
    match source.kind() {
        ErrorKind::StorageFull => "the disk is full; free some space, then go on with --resume".into(),
        ErrorKind::QuotaExceeded => "the quota is used up; free some space, then go on with --resume".into(),
        ErrorKind::FileTooLarge => {
            "the file would be larger than allowed; raise the limit (`ulimit -f`), then go on with --resume"
                .into()
        }
        ErrorKind::PermissionDenied => "permission denied; choose a folder of your own with --out".into(),
        ErrorKind::ReadOnlyFilesystem => {
            "the file system is read-only; choose a folder elsewhere with --out".into()
        }
        ErrorKind::NotFound => "no such file or folder".into(),
        ErrorKind::NotADirectory => "a part of the path is a file, not a folder".into(),
        ErrorKind::IsADirectory => "it is a folder, not a file".into(),
        _ => {
            let text = source.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
        }
    }
}

/// Counts operations, and refuses them from a given one on.
#[derive(Debug)]
struct Gate {
    operations: AtomicU64,
    fails_at: u64,
}

impl Gate {
    fn pass(&self) -> io::Result<()> {
        match self.operations.fetch_add(1, Ordering::Relaxed) >= self.fails_at {
            true => Err(ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }
}

/// A file system to write to. Clones share one count of operations.
#[derive(Clone, Debug)]
pub struct Disk {
    gate: Arc<Gate>,
}

impl Default for Disk {
    fn default() -> Self {
        Self::failing_at(u64::MAX)
    }
}

impl Disk {
    /// The real one.
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk that is full from operation `n` on, counted from 0; the write that hits it is torn in half.
    pub fn failing_at(n: u64) -> Self {
        Disk { gate: Arc::new(Gate { operations: AtomicU64::new(0), fails_at: n }) }
    }

    /// How many operations were asked for so far: writes, fsyncs, renames, and whatever else changes the disk.
    pub fn operations(&self) -> u64 {
        self.gate.operations.load(Ordering::Relaxed)
    }

    fn gated<T>(
        &self,
        attempt: &'static str,
        path: &Path,
        operation: impl FnOnce() -> io::Result<T>,
    ) -> Result<T, DiskError> {
        self.gate.pass().and_then(|()| operation()).map_err(|e| DiskError::new(attempt, path, e))
    }

    /// Makes a file, or empties the one that is there.
    pub fn create(&self, path: &Path) -> Result<NewFile, DiskError> {
        let file = self.gated("create", path, || File::create(path))?;
        Ok(NewFile::new(self, path, file))
    }

    /// Opens a file of ours to write on at its end, after cutting it to `length` bytes.
    pub fn reopen(&self, path: &Path, length: u64) -> Result<NewFile, DiskError> {
        let mut file = self.gated("open", path, || OpenOptions::new().read(true).write(true).open(path))?;
        self.gated("cut", path, || file.set_len(length))?;
        file.seek(SeekFrom::End(0)).map_err(|e| DiskError::new("open", path, e))?;
        Ok(NewFile::new(self, path, file))
    }

    /// Opens a file to lock it, making it if it is not there.
    pub fn open_lock(&self, path: &Path) -> Result<File, DiskError> {
        self.gated("open", path, || OpenOptions::new().create(true).truncate(false).write(true).open(path))
    }

    /// Writes a whole file beside its place, flushes it to the device and puts it there: a reader sees all of it or
    /// none. The folder is the caller's to sync.
    pub fn replace<E: From<DiskError>>(
        &self,
        path: &Path,
        write: impl FnOnce(&mut NewFile) -> Result<(), E>,
    ) -> Result<(), E> {
        let temporary = beside(path, ".tmp");
        let done = self.write_whole(&temporary, write).and_then(|()| Ok(self.rename(&temporary, path)?));
        if done.is_err() {
            // What is torn must not keep a full disk full. The first error is the one to tell.
            let _ = self.remove_file(&temporary);
        }
        done
    }

    fn write_whole<E: From<DiskError>>(
        &self,
        path: &Path,
        write: impl FnOnce(&mut NewFile) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut file = self.create(path)?;
        write(&mut file)?;
        Ok(file.sync()?)
    }

    /// Waits until the device has what was written to a file.
    pub fn sync_file(&self, path: &Path) -> Result<(), DiskError> {
        self.gated("sync", path, || File::open(path)?.sync_all())
    }

    /// Waits until the device knows what a folder lists.
    pub fn sync_folder(&self, path: &Path) -> Result<(), DiskError> {
        // "" is the parent of a relative path of one part
        let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        self.gated("sync folder", path, || File::open(here)?.sync_all())
    }

    /// Gives a file another name, in place of what has that name; or a folder, and one of that name that holds something
    /// stays, which is an error.
    pub fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        self.gated("put in place", to, || fs::rename(from, to))
    }

    /// Removes a file; one that is not there is fine.
    pub fn remove_file(&self, path: &Path) -> Result<(), DiskError> {
        self.gated("remove", path, || absent_is_fine(fs::remove_file(path)))
    }

    /// Removes a folder if it is empty; one that is not there, or holds something, is fine.
    pub fn remove_folder(&self, path: &Path) -> Result<(), DiskError> {
        self.gated("remove folder", path, || match fs::remove_dir(path) {
            Err(e) if e.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
            other => absent_is_fine(other),
        })
    }

    /// Removes a folder of ours with all that is in it; one that is not there is fine.
    pub fn remove_tree(&self, path: &Path) -> Result<(), DiskError> {
        self.gated("remove folder", path, || absent_is_fine(fs::remove_dir_all(path)))
    }

    /// Gives a file a second name, in place of what has that name; where a file system cannot, it is copied.
    pub fn link(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        self.remove_file(to)?;
        self.gated("copy to", to, || fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ())))
    }

    /// Makes a folder and those above it, if they are not there.
    pub fn create_folder(&self, path: &Path) -> Result<(), DiskError> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        let above = path.parent().unwrap_or(Path::new(""));
        self.create_folder(above)?;
        self.gated("create folder", path, || match fs::create_dir(path) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(ErrorKind::NotADirectory.into()),
            other => other,
        })?;
        self.sync_folder(above)
    }
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|e| if e.kind() == ErrorKind::NotFound { Ok(()) } else { Err(e) })
}

/// The path with an ending added to its last part.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A file that is being written, through a buffer.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    buffer: BufWriter<Gated>,
}

impl NewFile {
    fn new(disk: &Disk, path: &Path, file: File) -> Self {
        let gated = Gated { file, gate: disk.gate.clone() };
        NewFile { path: path.into(), buffer: BufWriter::with_capacity(BUFFER, gated) }
    }

    /// Adds bytes to the end.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), DiskError> {
        self.buffer.write_all(bytes).map_err(|e| self.error(e))
    }

    /// Writes bytes over the file's first ones.
    pub fn patch(&mut self, start: &[u8]) -> Result<(), DiskError> {
        self.try_patch(start).map_err(|e| self.error(e))
    }

    fn try_patch(&mut self, start: &[u8]) -> io::Result<()> {
        self.buffer.seek(SeekFrom::Start(0))?; // flushes first
        self.buffer.write_all(start)?;
        self.buffer.seek(SeekFrom::End(0)).map(|_| ())
    }

    /// Waits until the device has everything.
    pub fn sync(&mut self) -> Result<(), DiskError> {
        self.buffer.flush().map_err(|e| self.error(e))?;
        let Gated { file, gate } = self.buffer.get_ref();
        gate.pass().and_then(|()| file.sync_all()).map_err(|e| DiskError::new("sync", &self.path, e))
    }

    /// Says which file an encoder's error is about.
    pub fn error(&self, source: io::Error) -> DiskError {
        DiskError::new("write", &self.path, source)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.buffer.flush()
    }
}

#[derive(Debug)]
struct Gated {
    file: File,
    gate: Arc<Gate>,
}

impl Write for Gated {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.gate.pass() {
            Ok(()) => self.file.write(bytes),
            Err(full) => {
                if self.gate.operations.load(Ordering::Relaxed) == self.gate.fails_at + 1 {
                    self.file.write_all(&bytes[..bytes.len() / 2])?;
                }
                Err(full)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Gated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_path_the_attempt_and_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.npy");
        let error = Disk::failing_at(0).create(&path).unwrap_err().to_string();
        assert!(
            error.starts_with("create /") && error.contains("film.npy: the disk is full; free"),
            "{error}"
        );
        let error = Disk::new().create(&folder.path().join("no/such")).unwrap_err().to_string();
        assert!(error.ends_with("no such file or folder"), "{error}");
        let error = DiskError::new("write", &path, io::Error::from_raw_os_error(5)).to_string();
        assert!(error.ends_with("film.npy: input/output error"), "{error}");
    }

    #[test]
    fn the_failing_write_is_torn_and_later_ones_fail_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let disk = Disk::failing_at(2);
        let mut file = disk.create(&path).unwrap();
        file.put(b"whole ").unwrap();
        file.flush().unwrap();
        file.put(b"torn").unwrap();
        assert!(file.sync().is_err());
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"whole to");
        assert!(disk.remove_file(&path).is_err());
    }

    #[test]
    fn a_patch_leaves_the_end_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let disk = Disk::new();
        let mut file = disk.create(&path).unwrap();
        file.put(b"....frame").unwrap();
        file.patch(b"head").unwrap();
        file.put(b"frame").unwrap();
        file.sync().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"headframeframe");
        let mut file = disk.reopen(&path, 9).unwrap();
        file.put(b"!").unwrap();
        file.sync().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"headframe!");
    }
}
