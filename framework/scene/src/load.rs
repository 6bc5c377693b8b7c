//! Reads the text of a scene file.

use quincunx_sdk::diagnostic::{Diagnostic, Origin};
use quincunx_sdk::source::{MAX_BYTES, Source};
use std::path::Path;
use std::{fs, io::ErrorKind, io::Read, sync::Arc};

/// Why there is no scene.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The file cannot be read as text.
    #[error("read the scene `{path}`: {why}")]
    Unreadable {
        /// As it was given.
        path: String,
        /// A fragment, with the remedy where one is known.
        why: String,
    },
    /// The text is wrong; every place is listed, up to a hundred.
    #[error("{} in the scene", counted(.0.len()))]
    Wrong(Vec<Diagnostic>),
}

fn counted(n: usize) -> String {
    if n == 1 { "one error".into() } else { format!("{n} errors") }
}

impl From<Diagnostic> for SceneError {
    fn from(error: Diagnostic) -> Self {
        SceneError::Wrong(vec![error])
    }
}

/// Reads a file and checks its syntax.
///
/// # Errors
/// When it is no readable text file of at most 64 MiB, or the first thing that is no syntax.
pub fn load(path: &Path) -> Result<Arc<Source>, SceneError> {
    let name = path.display().to_string();
    let unreadable = |why: String| SceneError::Unreadable { path: name.clone(), why };
    let bytes = bytes(path).map_err(unreadable)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::read(name, text)?),
        Err(error) => Err(not_utf8(name, error).into()),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        _ => error.to_string(),
    })?;
    if metadata.is_dir() {
        return Err("it is a folder; name the scene file in it".into());
    }
    let file = fs::File::open(path).map_err(|e| e.to_string())?;
    let mut bytes = vec![];
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() > MAX_BYTES {
        let limit = MAX_BYTES >> 20;
        return Err(format!("it is longer than {limit} MiB; keep large data in a file that the scene names"));
    }
    Ok(bytes)
}

/// Shows the place by decoding what can be decoded.
fn not_utf8(name: String, error: std::string::FromUtf8Error) -> Diagnostic {
    let start = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let range = start..start + '\u{fffd}'.len_utf8();
    let message = "this is not UTF-8; save the file as UTF-8".into();
    Diagnostic { message, origin: Arc::new(Origin { name, text }), range, of_plugin: false }
}
