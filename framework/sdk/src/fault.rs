//! What goes wrong while a rule, a process or a solver computes.

use std::fmt;

/// Why a procedure could not do its work. A text becomes one with `?` or `.into()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What became of it.
    pub kind: FaultKind,
    /// A fragment: what is wrong, and the remedy.
    pub message: String,
    /// Where a panic happened: file and line.
    pub place: Option<String>,
    /// Whose code it was, if a plugin's.
    pub plugin: Option<String>,
}

/// What became of a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It said no.
    Refused,
    /// It panicked.
    Panicked,
    /// There is none: what was asked describes itself and does not execute.
    DescribedOnly,
}

impl Fault {
    /// What a procedure answers that is not written.
    pub fn described_only() -> Self {
        let message = "it describes itself and does not execute".to_string();
        Fault { kind: FaultKind::DescribedOnly, message, place: None, plugin: None }
    }
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Fault { kind: FaultKind::Refused, message, place: None, plugin: None }
    }
}

impl From<&str> for Fault {
    fn from(message: &str) -> Self {
        message.to_string().into()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(plugin) = &self.plugin {
            write!(f, "the plugin `{plugin}` ")?;
        }
        match (self.kind, &self.plugin) {
            (FaultKind::Panicked, _) => write!(f, "panicked: ")?,
            (_, Some(_)) => write!(f, "failed: ")?,
            _ => {}
        }
        f.write_str(&self.message)?;
        self.place.as_ref().map_or(Ok(()), |place| write!(f, " (at {place})"))
    }
}

impl std::error::Error for Fault {}
