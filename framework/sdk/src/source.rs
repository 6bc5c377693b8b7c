//! Checked text that knows where each of its bytes came from: the file, or a `--set` argument spliced into it.

use crate::diagnostic::{Diagnostic, Origin};
use crate::lex::Fault;
use crate::syntax::{self, Closings};
use crate::value::Value;
use std::{ops::Range, sync::Arc};

/// The longest text that is read; also what lets places be 32 bits wide.
pub const MAX_BYTES: usize = 64 << 20;

/// A part of an origin's text, as it is used in a source.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Whose text it is.
    pub origin: Arc<Origin>,
    /// Which bytes of it.
    pub range: Range<usize>,
}

impl Piece {
    /// Some bytes of what a person wrote.
    pub fn of(origin: &Arc<Origin>, range: Range<usize>) -> Self {
        Piece { origin: origin.clone(), range }
    }

    /// Punctuation that nobody wrote; errors are placed on what stands beside it.
    pub fn glue(text: &str) -> Self {
        let origin = Origin { name: String::new(), text: text.into() };
        Piece { range: 0..origin.text.len(), origin: Arc::new(origin) }
    }

    fn is_glue(&self) -> bool {
        self.origin.name.is_empty()
    }

    /// Its bytes.
    pub fn text(&self) -> &str {
        &self.origin.text[self.range.clone()]
    }
}

/// Text that is one syntactically valid value. Being able to hold one is the proof.
#[derive(Debug)]
pub struct Source {
    text: String,
    pieces: Vec<Piece>,
    root: Range<usize>,
    closings: Closings,
}

impl Source {
    /// Checks a text that is called `name` in messages. A byte order mark is skipped.
    ///
    /// # Errors
    /// The first thing that is no syntax, at its place.
    pub fn read(name: impl Into<String>, text: impl Into<String>) -> Result<Arc<Self>, Diagnostic> {
        let origin = Arc::new(Origin { name: name.into(), text: text.into() });
        let start = if origin.text.starts_with('\u{feff}') { 3 } else { 0 };
        Self::from_pieces(vec![Piece::of(&origin, start..origin.text.len())])
    }

    /// Checks a text put together from pieces.
    ///
    /// # Errors
    /// As [`Source::read`], placed in the piece that is at fault.
    pub fn from_pieces(pieces: Vec<Piece>) -> Result<Arc<Self>, Diagnostic> {
        let text: String = pieces.iter().map(Piece::text).collect();
        if text.len() > MAX_BYTES {
            return Err(locate(&pieces, 0..0, format!("this is longer than {} MiB", MAX_BYTES >> 20)));
        }
        match syntax::check(&text) {
            Ok((root, closings)) => Ok(Arc::new(Source { text, pieces, root, closings })),
            Err(Fault { message, range }) => Err(locate(&pieces, range, message)),
        }
    }

    /// The value that the text is.
    pub fn root(self: &Arc<Self>) -> Value {
        Value::new(self.clone(), self.root.clone())
    }

    /// The same source with other pieces in place of some ranges (in ascending order), checked again.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn edited(&self, edits: Vec<(Range<usize>, Vec<Piece>)>) -> Result<Arc<Self>, Diagnostic> {
        let (mut pieces, mut from) = (vec![], 0);
        for (at, new) in edits {
            pieces.extend(self.cut(from..at.start));
            pieces.extend(new);
            from = at.end;
        }
        pieces.extend(self.cut(from..self.text.len()));
        Self::from_pieces(pieces)
    }

    /// The same source with values in place of some of its own (in ascending order, none inside of another). All of them
    /// were checked, so that only brackets have to be found again: a batch makes very many scenes of one.
    ///
    /// # Errors
    /// As [`Source::read`]: brackets may be nested too deep now, or the text too long.
    pub fn with(&self, values: &[(Value, Value)]) -> Result<Arc<Self>, Diagnostic> {
        let (mut pieces, mut from) = (vec![], 0);
        for (old, new) in values {
            pieces.extend(self.cut(from..old.range().start));
            pieces.extend(new.source().cut(new.range()));
            from = old.range().end;
        }
        pieces.extend(self.cut(from..self.text.len()));
        let closings = self.closings_with(values);
        let text: String = pieces.iter().map(Piece::text).collect();
        if closings.len() > syntax::MAX_DEPTH || text.len() > MAX_BYTES {
            return Self::from_pieces(pieces);
        }
        let root = self.root.start..text.len() - (self.text.len() - self.root.end);
        Ok(Arc::new(Source { text, pieces, root, closings }))
    }

    fn closings_with(&self, values: &[(Value, Value)]) -> Closings {
        let before = |at: usize| values.iter().take_while(move |(old, _)| old.range().end <= at);
        let moved = |at: usize| {
            before(at).fold(at, |at, (old, new)| at + new.range().len() - old.range().len()) as u32
        };
        let inside = |at: usize| values.iter().any(|(old, _)| old.range().contains(&at));
        let own = self.closings.iter().map(|(open, close)| (*open as usize, *close as usize));
        let own = own.filter(|(open, _)| !inside(*open)).map(|(open, close)| (moved(open), moved(close)));
        let new = values.iter().flat_map(|(old, new)| {
            let (from, to) = (new.range().start, moved(old.range().start) as usize);
            let those = new.source().closings.iter().map(|(open, close)| (*open as usize, *close as usize));
            let those = those.filter(move |(open, _)| new.range().contains(open));
            those.map(move |(open, close)| ((open - from + to) as u32, (close - from + to) as u32))
        });
        let mut all: Closings = own.chain(new).collect();
        all.sort_unstable();
        all
    }

    fn cut(&self, wanted: Range<usize>) -> Vec<Piece> {
        let mut offset = 0;
        let mut cut = vec![];
        for piece in &self.pieces {
            let here = offset..offset + piece.range.len();
            let (from, to) = (wanted.start.max(here.start), wanted.end.min(here.end));
            if from < to {
                let own = |at: usize| piece.range.start + at - offset;
                cut.push(Piece::of(&piece.origin, own(from)..own(to)));
            }
            offset = here.end;
        }
        cut
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn closings(&self) -> &Closings {
        &self.closings
    }

    pub(crate) fn diagnostic(&self, range: Range<usize>, message: String) -> Diagnostic {
        locate(&self.pieces, range, message)
    }
}

/// Maps a range of the joined text to what somebody wrote there; clipped to the piece where it starts.
fn locate(pieces: &[Piece], range: Range<usize>, message: String) -> Diagnostic {
    let mut offset = 0;
    let mut found = (&pieces[0], 0..0);
    for piece in pieces {
        let here = offset..offset + piece.range.len();
        offset = here.end;
        if !piece.is_glue() {
            let own = |at: usize| at.clamp(here.start, here.end) - here.start + piece.range.start;
            found = (piece, own(range.start)..own(range.end));
            if here.end > range.start {
                break;
            }
        }
    }
    Diagnostic { message, origin: found.0.origin.clone(), range: found.1, of_plugin: false }
}
