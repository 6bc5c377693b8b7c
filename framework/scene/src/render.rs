//! Errors as a person sees them: the message, the lines of the scene, and what is wrong in them underlined.

use crate::load::SceneError;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity};
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::Cx;
use std::{fmt, ops::Range};

/// Text for a terminal, with or without colour.
pub fn error(error: &SceneError, colour: bool) -> String {
    match error {
        SceneError::Unreadable { .. } => format!("  × failed to {}\n", plain(&error.to_string())),
        SceneError::Wrong(all) => {
            let mut text: String = all.iter().map(|d| diagnostic(d, Severity::Error, colour)).collect();
            if all.len() == Cx::MOST_ERRORS {
                text += &format!("  … the first {} errors are shown\n", all.len());
            }
            text
        }
    }
}

/// A remark that is no error.
pub fn notice(notice: &Diagnostic, colour: bool) -> String {
    diagnostic(notice, Severity::Advice, colour)
}

fn diagnostic(diagnostic: &Diagnostic, severity: Severity, colour: bool) -> String {
    if diagnostic.origin.text.len() > LONG_TEXT || has_long_line(diagnostic) {
        return format!("  × {}\n", plain(&diagnostic.to_string()));
    }
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let shown = Shown {
        message: plain(&diagnostic.message),
        source: NamedSource::new(plain(&diagnostic.origin.name), drawable(&diagnostic.origin.text)),
        label: LabeledSpan::new_with_span(None, visible(diagnostic)),
        severity,
    };
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(theme).with_width(110).with_context_lines(1);
    match handler.render_report(&mut text, &shown) {
        Ok(()) => text,
        Err(_) => format!("  × {}\n", plain(&diagnostic.to_string())),
    }
}

/// Every excerpt takes a copy of the text, so longer ones get the message and the place alone.
const LONG_TEXT: usize = 1 << 20;

/// What is missing at the end of a text is missed where the text ends, not on an empty line after it.
fn visible(diagnostic: &Diagnostic) -> Range<usize> {
    let (range, end) = (diagnostic.range.clone(), diagnostic.origin.text.trim_end().len());
    if range.is_empty() && range.start > end { end..end } else { range }
}

/// A line that no terminal shows whole would bury the message.
fn has_long_line(diagnostic: &Diagnostic) -> bool {
    let (text, range) = (&diagnostic.origin.text, &diagnostic.range);
    let start = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |n| range.end + n);
    end - start > 500
}

/// A scene may come from a stranger: what would steer a terminal is shown, not sent.
pub fn plain(text: &str) -> String {
    let show =
        |c: char| if steers(c) && c != '\n' { format!("\\u{{{:x}}}", c as u32) } else { c.to_string() };
    text.chars().map(show).collect()
}

/// Control characters, and marks that turn the direction of what follows.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same for a text in which places must stay: byte for byte.
fn drawable(text: &str) -> String {
    let show = |(at, c): (usize, char)| match c {
        '\n' | '\t' => c.to_string(),
        '\r' if text[at + 1..].starts_with('\n') => c.to_string(),
        '\u{feff}' => "   ".into(), // a byte order mark is invisible
        c if steers(c) => "?".repeat(c.len_utf8()),
        c => c.to_string(),
    };
    text.char_indices().map(show).collect()
}

#[derive(Debug)]
struct Shown {
    message: String,
    source: NamedSource<String>,
    label: LabeledSpan,
    severity: Severity,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}
