//! The files that a scene names, read relative to it and hashed for the manifest.

use quincunx_sdk::field::Files;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io::Read};

/// The longest file that is read: more than any pattern, less than what exhausts a machine by accident.
const MAX_BYTES: u64 = 4 << 30;

/// Reads files relative to a folder, each once.
pub struct SceneFiles {
    base: PathBuf,
    known: Arc<Mutex<BTreeMap<String, Known>>>,
    read: Mutex<BTreeSet<String>>,
}

/// A file that is in memory.
struct Known {
    bytes: Arc<[u8]>,
    blake3: String,
}

/// A file that a scene read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// As the scene names it.
    pub path: String,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
}

impl SceneFiles {
    /// The files beside a scene file.
    pub fn beside(scene: &Path) -> Self {
        let base = scene.parent().unwrap_or(Path::new("")).into();
        SceneFiles { base, known: Arc::default(), read: Mutex::default() }
    }

    /// The same files for another scene: what is in memory is not read again, and nothing was read for it yet.
    pub fn share(&self) -> Self {
        SceneFiles { base: self.base.clone(), known: self.known.clone(), read: Mutex::default() }
    }

    /// What was read so far, by name.
    pub fn inputs(&self) -> Vec<Input> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let input =
            |path: &String| Some(Input { path: path.clone(), blake3: known.get(path)?.blake3.clone() });
        read.iter().filter_map(input).collect()
    }
}

impl Files for SceneFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = match known.get(path) {
            Some(known) => known.bytes.clone(),
            None => {
                let full = self.resolve(path);
                let bytes: Arc<[u8]> =
                    bytes(&full).map_err(|why| format!("`{}`: {why}", full.display()))?.into();
                let blake3 = blake3::hash(&bytes).to_hex().to_string();
                known.insert(path.into(), Known { bytes: bytes.clone(), blake3 });
                bytes
            }
        };
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.into());
        Ok(bytes)
    }

    fn resolve(&self, path: &str) -> PathBuf {
        self.base.join(path)
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file (paths are relative to the scene)".into(),
        _ => error.to_string(),
    })?;
    if !metadata.is_file() {
        return Err(if metadata.is_dir() { "it is a folder" } else { "it is no file" }.into());
    }
    let file = fs::File::open(path).map_err(|e| e.to_string())?;
    let mut bytes = vec![];
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it is longer than {} GiB", MAX_BYTES >> 30));
    }
    Ok(bytes)
}
