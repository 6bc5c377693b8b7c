//! A message about a place in what somebody wrote.

use std::{fmt, ops::Range, sync::Arc};

/// Something a person wrote: a file, one `--set` argument, one entry of a batch's `vary`.
#[derive(Debug, PartialEq)]
pub struct Origin {
    /// What it is called in messages: the file's path, or `--set`.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What is wrong, what was expected, and the nearest right spelling.
    pub message: String,
    /// Whose text is at fault.
    pub origin: Arc<Origin>,
    /// Which bytes of it to underline.
    pub range: Range<usize>,
    /// Whether a plugin failed here, and not what was written.
    pub of_plugin: bool,
}

impl Diagnostic {
    /// The text that is at fault.
    pub fn underlined(&self) -> &str {
        &self.origin.text[self.range.clone()]
    }

    /// Line and column of its first letter, counted from 1.
    pub fn position(&self) -> (usize, usize) {
        let before = &self.origin.text[..self.range.start];
        let line = before.matches('\n').count() + 1;
        (line, before.chars().rev().take_while(|&c| c != '\n').count() + 1)
    }
}

/// `file:line:column: message`
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (line, column) = self.position();
        write!(f, "{}:{line}:{column}: {}", self.origin.name, self.message)
    }
}
