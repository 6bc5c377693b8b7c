//! The files that a scene names, read relative to it and hashed for the manifest.

use quincunx_sdk::field::Files;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io::Read};

/// The longest file that is read: more than any pattern, less than what exhausts a machine by accident.
const MAX_BYTES: u64 = 4 << 30;

/// Reads files relative to a folder, each once.
pub struct SceneFiles {
    base: PathBuf,
    read: Mutex<BTreeMap<String, Arc<[u8]>>>,
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
        SceneFiles { base: scene.parent().unwrap_or(Path::new("")).into(), read: Mutex::default() }
    }

    /// What was read so far, by name.
    pub fn inputs(&self) -> Vec<Input> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let input = |(path, bytes): (&String, &Arc<[u8]>)| Input {
            path: path.clone(),
            blake3: blake3::hash(bytes).to_hex().to_string(),
        };
        read.iter().map(input).collect()
    }
}

impl Files for SceneFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = read.get(path) {
            return Ok(bytes.clone());
        }
        let full = self.resolve(path);
        let bytes: Arc<[u8]> = bytes(&full).map_err(|why| format!("`{}`: {why}", full.display()))?.into();
        read.insert(path.into(), bytes.clone());
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
