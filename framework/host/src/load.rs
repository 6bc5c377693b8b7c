//! From a file to what it offers.

use crate::elf;
use crate::error::{PluginError, Why};
use crate::host::host;
use crate::kind::kind;
use quincunx_abi::abi_stable::library::{AbiHeaderRef, ROOT_MODULE_LOADER_NAME_WITH_NUL};
use quincunx_abi::{EntryV1, PluginRef, VERSION, VERSION_SYMBOL};
use quincunx_sdk::role::Kind;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// A plugin that was loaded. It stays loaded until the process ends.
pub struct Plugin {
    /// The package's name.
    pub name: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// Its licence; may be empty.
    pub license: &'static str,
    /// How it was built.
    pub build: &'static str,
    /// The library.
    pub path: PathBuf,
    /// The BLAKE3 hash of the library, in hexadecimal.
    pub blake3: String,
    /// What it offers.
    pub kinds: Vec<Kind>,
}

/// Loads a plugin and asks what it offers.
///
/// # Errors
/// Whatever is wrong with the library, and the remedy. A library that crashes while it is opened ends the process: one
/// that is not trusted that far belongs into a process of its own first, as `quincunx plugin check` does.
pub fn load(path: &Path) -> Result<Plugin, PluginError> {
    let wrong = |why| PluginError::new(path, why);
    let bytes = fs::read(path).map_err(|error| wrong(Why::Unreadable(error.to_string())))?;
    elf::check(&bytes).map_err(|why| wrong(Why::NoLibrary(why)))?;
    let root = open(path).map_err(wrong)?;
    let name = root.name().as_str();
    let entries = root.register()(host()).into_result();
    let entries = entries.map_err(|error| wrong(Why::Register(said(&error.message, &error.place))))?;
    let kinds = kinds(name, path, entries.into_iter().collect()).map_err(|why| wrong(Why::Offer(why)))?;
    Ok(Plugin {
        name,
        version: root.version().as_str(),
        license: root.license().as_str(),
        build: root.build().as_str(),
        path: path.into(),
        blake3: blake3::hash(&bytes).to_hex().to_string(),
        kinds,
    })
}

pub(crate) fn said(message: &str, place: &str) -> String {
    if place.is_empty() { message.into() } else { format!("it panicked: {message} (at {place})") }
}

/// Opens the library for good, and holds its interface against ours.
fn open(path: &Path) -> Result<PluginRef, Why> {
    // SAFETY: opening runs the library's constructors: that is what loading a plugin means, and its file was whole.
    let library = unsafe { open_now(path) }.map_err(|error| Why::Unopened(chain(&error)))?;
    // SAFETY: a library that exports this name says that it is two numbers; they are copied before anything else of it
    // is looked at.
    let version = unsafe { library.get::<*const [u32; 2]>(VERSION_SYMBOL).map(|symbol| **symbol) };
    let theirs = version.map_err(|_| Why::NoPlugin(VERSION_SYMBOL))?;
    if theirs != VERSION {
        std::mem::forget(library); // closing would run its destructors; it was opened, so it stays
        return Err(Why::Version { theirs, ours: VERSION });
    }
    // SAFETY: a library of our version has abi_stable's header under this name.
    let header =
        unsafe { library.get::<AbiHeaderRef>(ROOT_MODULE_LOADER_NAME_WITH_NUL).map(|symbol| *symbol) };
    let header = header.map_err(|_| Why::NoPlugin("a root module"))?;
    std::mem::forget(library); // never closed: instances, threads and thread locals may point into it
    let layout = |error: &dyn Error| Why::Layout(first_words(&error.to_string()));
    let header = header.upgrade().map_err(|error| layout(&error))?;
    header.init_root_module::<PluginRef>().map_err(|error| layout(&error))
}

/// Of a page about two layouts, the line that says something.
fn first_words(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().trim_end_matches(':').into()
}

/// # Safety
/// As for any library: its constructors run.
#[cfg(unix)]
unsafe fn open_now(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // A name without a folder would be looked for elsewhere.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.into());
    // SAFETY: the caller's.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
unsafe fn open_now(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller's.
    unsafe { libloading::Library::new(path) }
}

/// The text is in the source.
fn chain(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), chain)
}

fn kinds(plugin: &'static str, path: &Path, entries: Vec<EntryV1>) -> Result<Vec<Kind>, String> {
    let mut seen = BTreeSet::new();
    let mut kinds = vec![];
    for entry in entries {
        let name = entry.card.name.to_string();
        let camel = name.starts_with(|c: char| c.is_ascii_uppercase());
        if !camel || !name.chars().all(|c| c.is_ascii_alphanumeric()) || name.len() > 100 {
            return Err(format!(
                "it offers `{name}`, and a scene names things like `Cyclic`: letters and digits"
            ));
        }
        if !seen.insert((entry.role.to_string(), name.clone())) {
            return Err(format!("it offers the {} `{name}` twice", entry.role));
        }
        kinds.push(kind(plugin, path, entry)?);
    }
    Ok(kinds)
}
