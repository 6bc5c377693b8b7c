//! What goes to stdout and stderr. A reader that has gone away, or a full disk behind a redirection, never ends the
//! program: its exit code says what became of the run.

use quincunx::scene::render::plain;
use std::fmt::Display;
use std::io::{IsTerminal, Write};

/// Text for stdout, as it is.
pub fn out(text: impl Display) {
    let mut stdout = std::io::stdout().lock();
    let _ = write!(stdout, "{text}").and_then(|()| stdout.flush());
}

/// Text for stderr, as it is.
pub fn err(text: impl Display) {
    let _ = write!(std::io::stderr().lock(), "{text}");
}

/// Tells an error on stderr. It may quote what a stranger wrote, so nothing in it steers the terminal.
pub fn say(message: &str) {
    let (red, plainly) = if colour() { ("\u{1b}[31m", "\u{1b}[0m") } else { ("", "") };
    err(format!("  {red}×{plainly} failed to {}\n", plain(message)));
}

/// Whether stderr shows colours.
pub fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
