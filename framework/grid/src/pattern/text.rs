//! What the formats that are text share: lines, and places in them.

use std::borrow::Cow;

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct PatternError {
    /// What was expected.
    pub message: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
}

impl PatternError {
    /// At a line and a column, both counted from 0.
    pub(super) fn at(line: usize, column: usize, message: impl Into<String>) -> Self {
        let message: String = message.into();
        PatternError { message: brief(&message).into_owned(), line: line + 1, column: column + 1 }
    }
}

/// What is said of a text of any length: the middle of a long one is left out.
pub(crate) fn brief(text: &str) -> Cow<'_, str> {
    const HALF: usize = 200;
    if text.len() <= 2 * HALF {
        return text.into();
    }
    let (start, end) = (text.floor_char_boundary(HALF), text.ceil_char_boundary(text.len() - HALF));
    format!("{} … {}", &text[..start], &text[end..]).into()
}

/// Lines, however they end: with LF, with CR LF, or with the CR of old Macintoshes.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest.take().filter(|rest| !rest.is_empty())?;
        let Some(end) = whole.find(['\n', '\r']) else { return Some(whole) };
        let after = &whole[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&whole[..end])
    })
}

/// The column where a part of a line begins.
pub(super) fn column(line: &str, part: &str) -> usize {
    part.as_ptr() as usize - line.as_ptr() as usize
}

/// The words of a line, with the columns where they begin.
pub(super) fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split_whitespace().map(move |word| (column(line, word), word))
}

/// The bytes as text. What is not UTF-8 may stand in comments, as in many old files, and nowhere else.
///
/// # Errors
/// The place of a byte that is no text.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut checked = 0;
    for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        if let Err(error) = std::str::from_utf8(line)
            && !line.starts_with(b"#")
            && !line.starts_with(b"!")
        {
            return Err(checked + error.valid_up_to());
        }
        checked += line.len();
    }
    Ok(String::from_utf8_lossy(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        let found: Vec<_> = lines("a\nb\r\nc\rd\n\ne").collect();
        assert_eq!(found, ["a", "b", "c", "d", "", "e"]);
        assert_eq!(lines("").count(), 0);
        assert_eq!(lines("a\n").count(), 1);
    }

    #[test]
    fn words_know_their_columns() {
        assert_eq!(words("  ab c").collect::<Vec<_>>(), [(2, "ab"), (5, "c")]);
    }

    #[test]
    fn long_texts_are_told_briefly() {
        assert_eq!(brief("a short one"), "a short one");
        let long = format!("{}{}", "é".repeat(500), "ü".repeat(499_999));
        let told = brief(&long).into_owned();
        assert!(told.starts_with("éé") && told.ends_with("üü") && told.contains(" … ") && told.len() < 500);
    }

    #[test]
    fn comments_may_be_in_any_encoding() {
        assert_eq!(decoded(b"\xef\xbb\xbf#C Andr\xe9\nbo!").unwrap(), "#C Andr\u{fffd}\nbo!");
        assert_eq!(decoded(b"#C Andr\xe9\nb\xe9o!"), Err(10));
    }
}
