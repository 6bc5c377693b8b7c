//! Text, bare names included, and its canonical form.

use crate::field::{Cx, Field, Limits};
use crate::value::{Shape, Value};

impl Field for String {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Name => Some(value.text().trim_start_matches("r#").to_string()),
            Shape::Text => match ron::from_str(value.text()) {
                Ok(text) => Some(text),
                Err(_) => cx.fail(value, "this text has a `\\` that begins no escape: write `\\\\` for one, `\\u{…}` for a letter by its code"),
            },
            _ => cx.wrong(value, "text"),
        }
    }

    fn show(&self) -> String {
        quoted(self)
    }

    fn words() -> String {
        "text".into()
    }

    fn crossing() -> Option<String> {
        Some("text".into())
    }
}

/// A text between quotes, in RON.
///
/// Not `{:?}` and not ron's own: what these escape depends on their Unicode tables, and hashes must outlive a
/// toolchain. So controls (of ASCII and Latin-1) are escaped, and nothing else but quotes and backslashes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => out += &format!("\\u{{{:x}}}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
