//! The user's cache folder: what took long to make, and can be made again.
//!
//! Nothing depends on it. What cannot be read is not there, what cannot be written is made again the next time, and what
//! was damaged is never handed out.

use blake3::Hash;
use std::env::var_os;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// What is larger is not kept.
const LARGEST: u64 = 1 << 28;

/// Whether this process does without.
static OFF: AtomicBool = AtomicBool::new(false);

/// From here on this process neither reads nor writes the cache.
pub fn turn_off() {
    OFF.store(true, Ordering::Relaxed);
}

/// Where it is: `quincunx` in `XDG_CACHE_HOME`, or else in `.cache` of the home folder. `None` if there is neither, or it
/// is [turned off](turn_off).
pub fn folder() -> Option<PathBuf> {
    match OFF.load(Ordering::Relaxed) {
        true => None,
        false => place(var_os("XDG_CACHE_HOME"), var_os("HOME")),
    }
}

/// What was [written](write()) under a name, if it is whole. A name is letters, digits, `-`, `_` and `.`, and says all that
/// the content depends on.
pub fn read(name: &str) -> Option<Vec<u8>> {
    read_in(&folder()?, name)
}

/// Keeps something under a name, for this user's later runs. Several processes may do so at once; what goes wrong is not
/// told.
pub fn write(name: &str, bytes: &[u8]) {
    if let Some(folder) = folder() {
        let _ = write_in(&folder, name, bytes);
    }
}

/// A relative folder would be another one wherever a run is started, so it counts as none.
fn place(cache: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let cache = cache.and_then(absolute);
    Some(cache.or_else(|| Some(home.and_then(absolute)?.join(".cache")))?.join("quincunx"))
}

/// What stands before the content: it belongs to this name, and is whole.
fn seal(name: &str, bytes: &[u8]) -> Hash {
    let mut hash = blake3::Hasher::new_derive_key("quincunx cache v1");
    hash.update(&(name.len() as u64).to_le_bytes()).update(name.as_bytes()).update(bytes);
    hash.finalize()
}

/// Whether a name stays inside the folder.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=200).contains(&name.len()) && name.chars().all(plain) && !name.starts_with('.')
}

fn read_in(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let path = folder.join(name);
    // A link, or a pipe that never ends, was not put there by us.
    if !is_plain(name) || !fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file()) {
        return None;
    }
    let mut bytes = vec![];
    File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    let content = bytes.split_off(bytes.len().min(blake3::OUT_LEN));
    (bytes == seal(name, &content).as_bytes()).then_some(content)
}

/// Under another name first: a file that is there is whole, and one that is being read stays as it is. A rename puts the
/// file in the place of a link, and does not follow it.
fn write_in(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    if !is_plain(name) || bytes.len() as u64 + blake3::OUT_LEN as u64 > LARGEST {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{name}.{}", unique()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let put = file.write_all(seal(name, bytes).as_bytes()).and_then(|()| file.write_all(bytes));
    let kept = put.and_then(|()| fs::rename(&temporary, folder.join(name)));
    if kept.is_err() {
        let _ = fs::remove_file(&temporary); // the first error is the one to tell
    }
    kept
}

/// What no other file is called: numbers of processes come again, in containers at once.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    format!("{}-{now}-{count}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_the_user_says() {
        let at = |cache: Option<&str>, home: Option<&str>| place(cache.map(Into::into), home.map(Into::into));
        assert_eq!(at(Some("/c"), Some("/h")), Some("/c/quincunx".into()));
        for none in [None, Some(""), Some("here")] {
            assert_eq!(at(none, Some("/h")), Some("/h/.cache/quincunx".into()));
            assert_eq!(at(none, none), None);
        }
    }

    #[test]
    fn what_is_written_is_read_and_what_is_damaged_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new/quincunx");
        assert_eq!(read_in(&place, "a"), None);
        for bytes in [&b""[..], b"first", b"second"] {
            write_in(&place, "a", bytes).unwrap();
            assert_eq!(read_in(&place, "a").unwrap(), bytes);
        }
        let kept = fs::read(place.join("a")).unwrap();
        for damaged in [&kept[..0], &kept[..31], &kept[..kept.len() - 1], &[&kept[..], b"x"].concat()] {
            fs::write(place.join("a"), damaged).unwrap();
            assert_eq!(read_in(&place, "a"), None);
        }
        fs::write(place.join("b"), &kept).unwrap(); // whole, but it is not what is called b
        assert_eq!(read_in(&place, "b"), None);
        let names = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names = names.collect::<Vec<_>>();
        names.sort();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn names_stay_inside() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", ".", "..", "../a", "/a", "a/b", "a\\b", ".a", "ä", &"a".repeat(201)] {
            assert!(write_in(folder.path(), name, b"x").is_err(), "{name}");
            assert_eq!(read_in(folder.path(), name), None);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (place, own) = (folder.path().join("cache"), folder.path().join("own"));
        write_in(&place, "other", b"x").unwrap();
        fs::write(&own, "mine").unwrap();
        std::os::unix::fs::symlink(&own, place.join("a")).unwrap();
        assert_eq!(read_in(&place, "a"), None);
        write_in(&place, "a", b"new").unwrap();
        assert_eq!(read_in(&place, "a").unwrap(), b"new");
        assert_eq!(fs::read(own).unwrap(), b"mine");
    }

    #[test]
    fn several_may_write_at_once() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for n in 0..4u8 {
                let folder = folder.path();
                scope.spawn(move || {
                    for _ in 0..50 {
                        write_in(folder, "a", &vec![n; 100_000]).unwrap();
                        let found = read_in(folder, "a").unwrap();
                        assert!(found.len() == 100_000 && found.iter().all(|byte| *byte == found[0]));
                    }
                });
            }
        });
    }
}
