//! Why a plugin is not used.

use std::path::{Path, PathBuf};

/// Why a plugin is not used. Each reads after "failed to".
#[derive(Debug, thiserror::Error)]
#[error("load the plugin `{}`: {why}", path.display())]
pub struct PluginError {
    /// The library.
    pub path: PathBuf,
    /// What is wrong, and the remedy.
    pub why: Why,
}

/// What is wrong with a library.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It is no library of this machine.
    #[error("{0}")]
    NoLibrary(String),
    /// The system did not open it.
    #[error("the system cannot open it: {0}")]
    Unopened(String),
    /// It is a library, but no plugin.
    #[error(
        "it is a library, but no plugin: it does not export {0}; a plugin says `quincunx_sdk::export_plugin!(…)`"
    )]
    NoPlugin(&'static str),
    /// It was built for another interface.
    #[error(
        "it was built for the plugin interface {}.{}, and this program has {}.{}; {}", .theirs[0], .theirs[1], .ours[0],
        .ours[1], remedy(*.theirs, *.ours)
    )]
    Version {
        /// What it was built for.
        theirs: [u32; 2],
        /// What this program has.
        ours: [u32; 2],
    },
    /// Both say the same version, but their types differ.
    #[error(
        "its types are laid out otherwise than this program's; build it again with the sdk of this program ({0})"
    )]
    Layout(String),
    /// It did not say what it offers.
    #[error("it could not say what it offers: {0}")]
    Register(String),
    /// What it offers cannot be used.
    #[error("{0}")]
    Offer(String),
}

fn remedy(theirs: [u32; 2], ours: [u32; 2]) -> &'static str {
    match theirs < ours {
        true => "build the plugin again with the sdk of this program",
        false => "use a newer program, or build the plugin with the sdk of this one",
    }
}

impl PluginError {
    pub(crate) fn new(path: &Path, why: Why) -> Self {
        PluginError { path: path.into(), why }
    }
}
