//! What a parameter can be. Every reader adds its errors to the context and goes on; `show` writes canonical RON.

use crate::choice::Choice;
use crate::diagnostic::Diagnostic;
use crate::params::Param;
use crate::role::Kinds;
use crate::value::Value;
use std::{collections::BTreeSet, fmt::Display, ops::Bound, ops::RangeBounds, path::PathBuf, sync::Arc};

/// What readers share: where kinds are looked up, where files are read, and where errors go.
pub struct Cx<'a> {
    /// What a [`Slot`](crate::role::Slot) chooses from.
    pub kinds: &'a dyn Kinds,
    /// What the scene may read.
    pub files: &'a dyn Files,
    /// What was found wrong so far.
    pub errors: Vec<Diagnostic>,
    /// What deserves a word but is no error.
    pub notices: Vec<Diagnostic>,
    /// The references of the kinds that were used.
    pub references: BTreeSet<&'static str>,
}

/// The files that a scene names: paths are relative to it, and what was read is remembered for the manifest.
pub trait Files {
    /// All bytes of a file.
    ///
    /// # Errors
    /// A fragment that names the file and why it cannot be read.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String>;

    /// Where the file is looked for.
    fn resolve(&self, path: &str) -> PathBuf;
}

/// No file at all: for texts that name none.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        Err(format!("`{path}` cannot be read here: no files are at hand"))
    }

    fn resolve(&self, path: &str) -> PathBuf {
        path.into()
    }
}

impl<'a> Cx<'a> {
    /// How many errors are kept: a list of a million wrong numbers must not become a million messages.
    pub const MOST_ERRORS: usize = 100;

    /// A context without errors yet.
    pub fn new(kinds: &'a dyn Kinds, files: &'a dyn Files) -> Self {
        Cx { kinds, files, errors: vec![], notices: vec![], references: BTreeSet::new() }
    }

    /// Whether further errors are dropped; then nobody needs to work out their words.
    pub fn is_full(&self) -> bool {
        self.errors.len() >= Self::MOST_ERRORS
    }

    /// Keeps an error. It is `None`, so that a reader can end with it.
    pub fn add<T>(&mut self, error: Diagnostic) -> Option<T> {
        if !self.is_full() {
            self.errors.push(error);
        }
        None
    }

    /// Keeps an error about a value.
    pub fn fail<T>(&mut self, at: &Value, message: impl Into<String>) -> Option<T> {
        self.add(at.diagnostic(message))
    }

    /// Keeps the error that something else was expected.
    pub fn wrong<T>(&mut self, at: &Value, wanted: &str) -> Option<T> {
        self.fail(at, format!("expected {wanted}, found {}", at.described()))
    }
}

/// The range after `in`, for the numbers inside a field, however deep (`Vec<f64>`, `(u32, u32)`).
pub struct Limits<T> {
    pub(crate) low: Bound<T>,
    pub(crate) high: Bound<T>,
}

impl<T: PartialOrd + Display + Copy> Limits<T> {
    /// Anything.
    pub const NONE: Self = Limits { low: Bound::Unbounded, high: Bound::Unbounded };

    /// What a Rust range contains.
    pub fn new(range: impl RangeBounds<T>) -> Self {
        Limits { low: range.start_bound().cloned(), high: range.end_bound().cloned() }
    }

    /// The same, with ends where there are none.
    pub(crate) fn within(&self, low: T, high: T) -> Self {
        let or = |bound, end| if let Bound::Unbounded = bound { Bound::Included(end) } else { bound };
        Limits { low: or(self.low, low), high: or(self.high, high) }
    }

    pub(crate) fn contains(&self, x: &T) -> bool {
        (self.low, self.high).contains(x)
    }

    /// In words: "from 2 up to 255".
    pub fn described(&self) -> String {
        self.words().trim_start().into()
    }

    /// Both ends as text: what crosses a plugin's boundary.
    pub fn ends(&self) -> [Bound<String>; 2] {
        [&self.low, &self.high].map(|bound| match bound {
            Bound::Included(at) => Bound::Included(at.to_string()),
            Bound::Excluded(at) => Bound::Excluded(at.to_string()),
            Bound::Unbounded => Bound::Unbounded,
        })
    }

    pub(crate) fn words(&self) -> String {
        let low = match &self.low {
            Bound::Included(a) => format!(" from {a}"),
            Bound::Excluded(a) => format!(" above {a}"),
            Bound::Unbounded => String::new(),
        };
        match &self.high {
            Bound::Included(b) => format!("{low} up to {b}"),
            Bound::Excluded(b) if low.is_empty() => format!(" below {b}"),
            Bound::Excluded(b) => format!("{low} to below {b}"),
            Bound::Unbounded => low,
        }
    }
}

/// The range that Rust cannot write: everything above `low`, without `low` itself.
pub fn above<T>(low: T) -> (Bound<T>, Bound<T>) {
    (Bound::Excluded(low), Bound::Unbounded)
}

/// A type that a parameter can have.
pub trait Field: Sized {
    /// Whether text can stand here, or inside: then `--set` takes what does not parse as that text.
    const TEXT: bool = false;

    /// What `in` limits; any type will do where there is nothing to limit.
    type Scalar: PartialOrd + Display + Copy;

    /// Reads a value, or adds what is wrong with it to the context.
    fn read(value: &Value, limits: &Limits<Self::Scalar>, cx: &mut Cx) -> Option<Self>;

    /// Canonical text, which reads back equal.
    fn show(&self) -> String;

    /// What may be written here, in the words of `describe`.
    fn words() -> String;

    /// What an omitted field without a default means; `None`: it is required.
    fn absent() -> Option<Self> {
        None
    }

    /// The type as [`schema`](crate::schema) says it, if values of it can cross a plugin's boundary.
    fn crossing() -> Option<String> {
        None
    }

    /// See [`Param::inside`].
    fn inside(_name: &str) -> Option<&'static [Param]> {
        None
    }

    /// See [`Param::choices`].
    fn choices() -> &'static [Choice] {
        &[]
    }
}

/// A field together with the value that it was read from, for errors that are found later.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// What was read.
    pub it: T,
    /// Where it stands.
    pub at: Value,
}

impl<T: Field> Field for Located<T> {
    const TEXT: bool = T::TEXT;
    type Scalar = T::Scalar;

    fn read(value: &Value, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<Self> {
        T::read(value, limits, cx).map(|it| Located { it, at: value.clone() })
    }

    fn show(&self) -> String {
        self.it.show()
    }

    fn words() -> String {
        T::words()
    }

    fn crossing() -> Option<String> {
        T::crossing()
    }

    fn inside(name: &str) -> Option<&'static [Param]> {
        T::inside(name)
    }

    fn choices() -> &'static [Choice] {
        T::choices()
    }
}

/// A field whose errors do not keep what stands beside it from being read and checked. `None` is what did not read;
/// why is in the context.
#[derive(Clone, Debug)]
pub struct Lenient<T>(pub Option<T>);

impl<T: Field> Field for Lenient<T> {
    const TEXT: bool = T::TEXT;
    type Scalar = T::Scalar;

    fn read(value: &Value, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<Self> {
        Some(Lenient(T::read(value, limits, cx)))
    }

    fn show(&self) -> String {
        self.0.as_ref().map_or(String::new(), T::show)
    }

    fn words() -> String {
        T::words()
    }

    fn crossing() -> Option<String> {
        T::crossing()
    }

    fn absent() -> Option<Self> {
        T::absent().map(|absent| Lenient(Some(absent)))
    }

    fn inside(name: &str) -> Option<&'static [Param]> {
        T::inside(name)
    }

    fn choices() -> &'static [Choice] {
        T::choices()
    }
}
