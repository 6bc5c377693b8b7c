//! One value of a scene: a slice of a checked text.

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::{lex, syntax};
use std::{fmt, ops::Range, sync::Arc};

/// What the first look at a value tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A plain word, like `Torus` or `true`.
    Name,
    /// `1`, `-1.5e3`, `inf`
    Number,
    /// `"…"`, raw or not.
    Text,
    /// A character, bytes or a byte.
    Other,
    /// `Kind(…)`
    Part,
    /// `(…)`
    Tuple,
    /// `[…]`
    List,
    /// `{…}`
    Map,
}

/// One value: a slice of a checked source. Cheap to clone, 16 bytes.
#[derive(Clone)]
pub struct Value {
    source: Arc<Source>,
    start: u32,
    end: u32,
}

impl Value {
    pub(crate) fn new(source: Arc<Source>, range: Range<usize>) -> Self {
        Value { source, start: range.start as u32, end: range.end as u32 }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.source.text()[self.range()]
    }

    /// Where it stands in its source.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From the start of this value to the end of another one of the same source.
    pub fn until(&self, last: &Value) -> Value {
        self.slice(self.start as usize..last.end as usize)
    }

    /// Another range of the same source.
    pub(crate) fn slice(&self, range: Range<usize>) -> Value {
        Value::new(self.source.clone(), range)
    }

    /// What kind of value it is, by its first look.
    pub fn shape(&self) -> Shape {
        let text = self.text();
        match text.as_bytes() {
            [b'[', ..] => Shape::List,
            [b'{', ..] => Shape::Map,
            [b'(', ..] => Shape::Tuple,
            [b'"', ..] | [b'r', b'"', ..] | [b'r', b'#', b'"' | b'#', ..] => Shape::Text,
            [b'\'', ..] | [b'b', b'"' | b'\'', ..] | [b'b', b'r', b'"' | b'#', ..] => Shape::Other,
            [.., b')'] => Shape::Part,
            _ if !lex::is_name(text) || matches!(text, "inf" | "NaN") => Shape::Number,
            _ => Shape::Name,
        }
    }

    /// Visits the items of a list, map, tuple or part (with their keys), without building a list of them.
    pub fn each(&self, mut visit: impl FnMut(Option<Value>, Value)) {
        if let Some(open) = syntax::opening(self.source.text(), self.range()) {
            let mut each =
                |key: Option<Range<usize>>, value| visit(key.map(|k| self.slice(k)), self.slice(value));
            syntax::split(self.source.text(), self.source.closings(), open, &mut each);
        }
    }

    /// A message about this value.
    pub fn diagnostic(&self, message: impl Into<String>) -> Diagnostic {
        self.source.diagnostic(self.range(), message.into())
    }

    /// The place of some bytes of the text that this value means. With escapes in it, that is all of it.
    pub fn inside(&self, meant: &str, bytes: Range<usize>) -> Value {
        match self.text().find(meant) {
            Some(at) if meant.get(bytes.clone()).is_some() => {
                let start = self.start as usize + at;
                self.slice(start + bytes.start..start + bytes.end)
            }
            _ => self.clone(),
        }
    }

    /// What was written, in words for a message.
    pub fn described(&self) -> String {
        let short: String = self.text().chars().take(40).collect();
        match self.shape() {
            Shape::Name | Shape::Number | Shape::Other => format!("`{short}`"),
            Shape::Text => format!("the text {short}"),
            Shape::Part => format!("`{}(…)`", short.split('(').next().unwrap_or("").trim_end()),
            Shape::Tuple => "a tuple".into(),
            Shape::List => "a list".into(),
            Shape::Map => "a map".into(),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}@{:?}", self.text(), self.range())
    }
}
