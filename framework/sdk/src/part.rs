//! `Kind`, `Kind(1, 2)` and `Kind(a: 1)`: the one form in which a scene names anything that a registry knows.

use crate::diagnostic::Diagnostic;
use crate::field::{Cx, Field, Limits};
use crate::lex::Lexer;
use crate::source::Source;
use crate::value::{Shape, Value};

/// `Kind(…)` as it is written, with its arguments not yet read.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name without `r#`; empty for a bare `(a: 1)`, which is what a scene file is.
    pub name: String,
    /// Where to underline what concerns the part as a whole: its name, or its `(`.
    pub head: Value,
    /// All of it.
    pub span: Value,
    /// What stands between its brackets.
    pub args: Args,
}

/// The arguments of a part.
#[derive(Clone, Debug)]
pub enum Args {
    /// No brackets.
    None,
    /// Values in the order of the declared parameters.
    Positional(Vec<Value>),
    /// Names and values, in the order of the file, duplicates included.
    Named(Vec<(Value, Value)>),
}

impl Part {
    /// Reads a text that is nothing but one part.
    ///
    /// # Errors
    /// What is no syntax, or no part, at its place.
    pub fn read(text: &str, origin: &str) -> Result<Part, Diagnostic> {
        Part::of(&Source::read(origin, text)?.root())
    }

    /// What a plain value stands for: `"B3/S23"` is `LifeLike("B3/S23")`.
    pub fn sugar(kind: &str, value: &Value) -> Part {
        let args = Args::Positional(vec![value.clone()]);
        Part { name: kind.into(), head: value.clone(), span: value.clone(), args }
    }

    /// A part with a name, which is what every field takes; else the context learns that `wanted` was expected.
    pub fn named(value: &Value, wanted: &str, cx: &mut Cx) -> Option<Part> {
        match value.shape() {
            Shape::Name | Shape::Part => Part::of(value).map_err(|error| cx.add::<()>(error)).ok(),
            Shape::Text => cx.wrong(value, &format!("{wanted} without quotes")),
            _ => cx.wrong(value, wanted),
        }
    }

    /// Takes a named argument out that no kind declares, because it is read before the kind is known. The outer `None`
    /// is an argument that does not read.
    pub(crate) fn take_reserved(&mut self, name: &str, cx: &mut Cx) -> Option<Option<String>> {
        let Args::Named(pairs) = &mut self.args else { return Some(None) };
        let Some(at) = pairs.iter().position(|(key, _)| key.text() == name) else { return Some(None) };
        let (_, value) = pairs.remove(at);
        String::read(&value, &Limits::NONE, cx).map(Some)
    }

    /// A part with or without a name.
    ///
    /// # Errors
    /// When the value is something else.
    pub fn of(value: &Value) -> Result<Part, Diagnostic> {
        if !matches!(value.shape(), Shape::Name | Shape::Part | Shape::Tuple) {
            return Err(refused(value));
        }
        let head = head(value);
        let name = head.text().trim_start_matches("r#").trim_start_matches('(').to_string();
        let args = if value.shape() == Shape::Name { Args::None } else { args(value)? };
        Ok(Part { name, head, span: value.clone(), args })
    }

    /// What is given for a parameter, if anything is.
    pub fn argument(&self, params: &[crate::params::Param], name: &str) -> Option<&Value> {
        match &self.args {
            Args::None => None,
            Args::Positional(values) => {
                params.iter().position(|p| p.name == name).and_then(|i| values.get(i))
            }
            Args::Named(pairs) => pairs
                .iter()
                .find(|(key, _)| key.text().trim_start_matches("r#") == name)
                .map(|(_, value)| value),
        }
    }
}

fn refused(value: &Value) -> Diagnostic {
    value.diagnostic(format!("expected `Kind(…)`, found {}", value.described()))
}

fn head(value: &Value) -> Value {
    let first = Lexer::new(value.text(), 0).token().map_or(0..0, |(_, range)| range);
    value.slice(value.range().start..value.range().start + first.end)
}

fn args(value: &Value) -> Result<Args, Diagnostic> {
    let (mut positional, mut named) = (vec![], vec![]);
    value.each(|key, item| match key {
        Some(key) => named.push((key, item)),
        None => positional.push(item),
    });
    match (positional.first(), named.first()) {
        (Some(odd), Some(_)) => {
            Err(odd.diagnostic("arguments are either all positional or all named: this one has no name"))
        }
        (_, Some(_)) => Ok(Args::Named(named)),
        _ => Ok(Args::Positional(positional)),
    }
}
