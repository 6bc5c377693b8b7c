//! `--set PATH=VALUE`: splices the argument into the text.
//!
//! What it says then goes through the same readers as the file, and an error in it underlines the argument, because
//! the source knows whose bytes they are.

use crate::scene::Scene;
use quincunx_sdk::diagnostic::{Diagnostic, Origin};
use quincunx_sdk::params::{Param, Params};
use quincunx_sdk::part::{Args, Part};
use quincunx_sdk::role::Kinds;
use quincunx_sdk::source::{Piece, Source};
use quincunx_sdk::spelling::unknown;
use quincunx_sdk::value::{Shape, Value};
use std::{ops::Range, sync::Arc};

type Edits = Vec<(Range<usize>, Vec<Piece>)>;

/// Replaces or adds what `PATH` names in `PATH=VALUE`.
///
/// # Errors
/// What is wrong with the path or the value's syntax, underlined in the argument.
pub fn set(source: &Arc<Source>, argument: &str, kinds: &dyn Kinds) -> Result<Arc<Source>, Diagnostic> {
    let origin = Arc::new(Origin { name: "--set".into(), text: argument.into() });
    let Some(equals) = argument.find('=') else {
        let message = "expected PATH=VALUE, as in world.soup.rule=B3/S23".into();
        return Err(Diagnostic { message, origin, range: 0..argument.len(), of_plugin: false });
    };
    let path = segments(&Piece::of(&origin, 0..equals));
    let value = Piece::of(&origin, equals + 1..argument.len());
    splice(source, &path, value, kinds)
}

/// The names of a path, from the outside in.
pub(crate) fn segments(path: &Piece) -> Vec<Piece> {
    let (mut start, mut all) = (path.range.start, vec![]);
    for name in path.text().split('.') {
        all.push(Piece::of(&path.origin, start..start + name.len()));
        start += name.len() + 1;
    }
    all
}

/// `--seed N`: sets the seed of the scene.
///
/// # Errors
/// When the value is no RON, underlined in the argument.
pub fn seed(source: &Arc<Source>, argument: &str, kinds: &dyn Kinds) -> Result<Arc<Source>, Diagnostic> {
    let origin = Arc::new(Origin { name: "--seed".into(), text: argument.into() });
    splice(source, &[Piece::glue("seed")], Piece::of(&origin, 0..argument.len()), kinds)
}

pub(crate) fn splice(
    source: &Arc<Source>,
    path: &[Piece],
    value: Piece,
    kinds: &dyn Kinds,
) -> Result<Arc<Source>, Diagnostic> {
    let mut place = Place { value: source.root(), params: Some(Scene::PARAMS), param: None };
    for (depth, key) in path.iter().enumerate() {
        let last = depth + 1 == path.len();
        match place.child(key.text(), kinds) {
            Ok(child) => place = child,
            Err(_) if last => return source.edited(place.added(key, value)?),
            Err(known) => {
                return match place.declared_default(key.text()) {
                    // What stands inside of something omitted: its default is put in first.
                    Some(default) => {
                        let edits = place.added(key, Piece::glue(default))?;
                        splice(&source.edited(edits)?, path, value, kinds)
                    }
                    None => {
                        let known = known.iter().map(String::as_str);
                        Err(fault(key, unknown("thing that is written here", key.text(), known)))
                    }
                };
            }
        }
    }
    source.edited(vec![(place.value.range(), whole(value, place.param.as_ref())?)])
}

/// The value that a path names, if it is written in the scene, and whether it may be text.
pub(crate) fn place(source: &Arc<Source>, path: &[Piece], kinds: &dyn Kinds) -> Option<(Value, bool)> {
    let mut place = Place { value: source.root(), params: Some(Scene::PARAMS), param: None };
    for key in path {
        place = place.child(key.text(), kinds).ok()?;
    }
    Some((place.value, place.param.is_some_and(|param| param.text)))
}

/// What is put in place of a value, by itself.
///
/// # Errors
/// When it is no RON, and may be no text either.
pub(crate) fn value(piece: &Piece, text: bool) -> Result<Value, Diagnostic> {
    match Source::from_pieces(vec![piece.clone()]) {
        Err(_) if text => Ok(Source::from_pieces(quoted(piece.clone()))?.root()),
        source => Ok(source?.root()),
    }
}

/// A value on the way down the path: what may stand inside, and the nearest declared parameter that it belongs to.
struct Place<'k> {
    value: Value,
    params: Option<&'k [Param]>,
    param: Option<Param>,
}

pub(crate) fn fault(at: &Piece, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        message: message.into(),
        origin: at.origin.clone(),
        range: at.range.clone(),
        of_plugin: false,
    }
}

impl<'k> Place<'k> {
    /// The child of that name, else the names that there are.
    fn child(&self, name: &str, kinds: &'k dyn Kinds) -> Result<Place<'k>, Vec<String>> {
        let (mut names, mut found) = (vec![], None);
        self.value.each(|key, value| {
            names.push(self.name(key, names.len()));
            if names.last().is_some_and(|n| n == name) {
                found = Some(value);
            }
        });
        let value = found.ok_or(names)?;
        let param = self.declared(name);
        let kind = Part::of(&value).map_or(String::new(), |part| part.name);
        let params = param.and_then(|p| (p.inside)(&kind)).or_else(|| kinds.params(&kind));
        Ok(Place { value, params, param })
    }

    /// The parameter of that name; inside a list or a map, the one that holds it.
    fn declared(&self, name: &str) -> Option<Param> {
        self.params.and_then(|params| params.iter().find(|p| p.name == name)).copied().or(self.param)
    }

    fn declared_default(&self, name: &str) -> Option<&'static str> {
        self.params?.iter().find(|p| p.name == name)?.default
    }

    /// A field by its name, a positional argument by the name it is declared with, an item of a list by its number.
    fn name(&self, key: Option<Value>, index: usize) -> String {
        match (key, self.params) {
            (Some(key), _) if key.shape() == Shape::Text => ron::from_str(key.text()).unwrap_or_default(),
            (Some(key), _) => key.text().trim_start_matches("r#").to_string(),
            (None, Some(params)) if self.value.shape() != Shape::List => {
                params.get(index).map_or(String::new(), |p| p.name.into())
            }
            (None, _) => index.to_string(),
        }
    }

    fn added(&self, key: &Piece, value: Piece) -> Result<Edits, Diagnostic> {
        let value = whole(value, self.declared(key.text()).as_ref())?;
        if self.value.shape() == Shape::Map {
            return Ok(
                self.after_last(vec![], [quoted(key.clone()), vec![Piece::glue(": ")], value].concat())
            );
        }
        let Ok(part) = Part::of(&self.value) else {
            return Err(fault(key, "there is nothing to add this to"));
        };
        let plain = |c: char| c.is_alphanumeric() || c == '_';
        if key.text().is_empty() || !key.text().chars().all(plain) {
            return Err(fault(key, "this cannot be the name of a field"));
        }
        let field = [vec![key.clone(), Piece::glue(": ")], value].concat();
        Ok(match part.args {
            Args::None => {
                vec![(
                    at(part.span.range().end),
                    [vec![Piece::glue("(")], field, vec![Piece::glue(")")]].concat(),
                )]
            }
            Args::Named(_) => self.after_last(vec![], field),
            // `Soup(0.3)` becomes `Soup(density: 0.3, seed: 4)`: named and positional do not mix.
            Args::Positional(values) => {
                let named = values.iter().zip(self.params.unwrap_or(&[]));
                let edit = |(v, p): (&Value, &Param)| {
                    (at(v.range().start), vec![Piece::glue(&format!("{}: ", p.name))])
                };
                self.after_last(named.map(edit).collect(), field)
            }
        })
    }

    /// Behind the last item, where it does not matter whether a comma follows.
    fn after_last(&self, mut edits: Edits, item: Vec<Piece>) -> Edits {
        let mut last = None;
        self.value.each(|_, value| last = Some(value.range().end));
        let (place, item) = match last {
            Some(end) => (end, [vec![Piece::glue(", ")], item].concat()),
            None => (self.value.range().end - 1, item),
        };
        edits.push((at(place), item));
        edits
    }
}

fn at(place: usize) -> Range<usize> {
    place..place
}

/// The value alone must parse, so that nothing in it (a comma, a comment, a bracket) can reach what follows.
fn whole(piece: Piece, param: Option<&Param>) -> Result<Vec<Piece>, Diagnostic> {
    match Source::from_pieces(vec![piece.clone()]) {
        Ok(source) => {
            let Range { start, end } = source.root().range();
            Ok(vec![Piece::of(&piece.origin, piece.range.start + start..piece.range.start + end)])
        }
        Err(_) if param.is_some_and(|p| p.text) => Ok(quoted(piece)),
        Err(error) => Err(error),
    }
}

fn quoted(piece: Piece) -> Vec<Piece> {
    let hashes = "#".repeat(piece.text().matches('#').count() + 1);
    vec![Piece::glue(&format!("r{hashes}\"")), piece, Piece::glue(&format!("\"{hashes}"))]
}
