//! `params!`: a struct of parameters, declared once, read field by field, described and printed from the same words.

use crate::choice::Choice;
use crate::field::{Cx, Field, Limits};
use crate::part::{Args, Part};
use crate::source::Source;
use crate::spelling::{nearest, unknown};
use crate::value::Value;
use std::collections::VecDeque;
use std::ops::Bound;

/// One declared parameter. Every text is what the declaration says, so `describe` cannot drift from the reader.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// As written in a scene.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What may be written, in words.
    pub words: Words,
    /// RON, read by the same reader as a scene; it may be a part.
    pub default: Option<&'static str>,
    /// What its numbers may be, in words: "from 2 up to 255".
    pub range: Option<Words>,
    /// The ends of that range.
    pub ends: fn() -> [Bound<String>; 2],
    /// The type, if it can cross a plugin's boundary; see [`schema`](crate::schema).
    pub crossing: fn() -> Option<String>,
    /// The unit of its numbers; empty for a pure number.
    pub unit: &'static str,
    /// Whether it may be left out although it has no default.
    pub optional: bool,
    /// Whether it takes text.
    pub text: bool,
    /// What may stand inside by that name, where the type itself knows (a `choice!`); else ask the registry.
    pub inside: fn(&str) -> Option<&'static [Param]>,
    /// The names that a closed set (a `choice!`) has for it.
    pub choices: fn() -> &'static [Choice],
}

/// Words that a type knows, or that a plugin has said.
#[derive(Clone, Copy, Debug)]
pub enum Words {
    /// Of a type.
    Known(fn() -> String),
    /// Of a plugin.
    Said(&'static str),
}

impl Words {
    /// The words.
    pub fn text(self) -> String {
        match self {
            Words::Known(words) => words(),
            Words::Said(text) => text.into(),
        }
    }
}

/// A struct declared with [`params!`](crate::params!).
pub trait Params: Sized {
    /// Its name in a scene.
    const NAME: &'static str;

    /// What it is, in a sentence or two.
    const ABOUT: &'static str;

    /// Its parameters, in declared order.
    const PARAMS: &'static [Param];

    /// Takes its parameters, in declared order, from matched arguments.
    fn take(matched: &mut Matched, cx: &mut Cx) -> Option<Self>;

    /// `name: value` of every field, in canonical text.
    fn fields(&self) -> Vec<String>;

    /// Reads a part whose parameters are these and no others.
    fn read(part: &Part, cx: &mut Cx) -> Option<Self> {
        let mut matched = Matched::new(part, Self::PARAMS.iter().copied(), cx);
        Self::take(&mut matched, cx)
    }

    /// Canonical text, which reads back equal.
    fn show(&self) -> String {
        let fields = self.fields();
        if fields.is_empty() { Self::NAME.into() } else { format!("{}({})", Self::NAME, fields.join(", ")) }
    }
}

/// The arguments of a part, matched to the declared parameters; handed out in declared order.
pub struct Matched<'p> {
    part: &'p Part,
    fields: VecDeque<(Param, Option<Value>)>,
    /// Parameters that a misspelt name was meant for: they are not reported as missing too.
    excused: Vec<&'static str>,
}

impl<'p> Matched<'p> {
    /// Matches by name or by order, and adds an error for each argument that matches nothing.
    pub fn new(part: &'p Part, params: impl IntoIterator<Item = Param>, cx: &mut Cx) -> Self {
        let fields = params.into_iter().map(|p| (p, None)).collect();
        let mut matched = Matched { part, fields, excused: vec![] };
        match &part.args {
            Args::None => {}
            Args::Positional(values) => matched.fill_in_order(values, cx),
            Args::Named(pairs) => pairs.iter().for_each(|(key, value)| matched.fill(key, value, cx)),
        }
        matched
    }

    fn fill_in_order(&mut self, values: &[Value], cx: &mut Cx) {
        let most = self.fields.len();
        for (field, value) in self.fields.iter_mut().zip(values) {
            field.1 = Some(value.clone());
        }
        if let [first, .., last] | [first @ last] = &values[values.len().min(most)..] {
            let allowed = match most {
                0 => "no arguments".into(),
                1 => "one argument at most".into(),
                n => format!("{n} arguments at most"),
            };
            let message = format!("`{}` takes {allowed}, found {}", self.part.name, values.len());
            cx.fail::<()>(&first.until(last), message);
        }
    }

    fn fill(&mut self, key: &Value, value: &Value, cx: &mut Cx) {
        let name = key.text().trim_start_matches("r#");
        match self.fields.iter_mut().find(|(param, _)| param.name == name) {
            Some((_, Some(_))) => _ = cx.fail::<()>(key, format!("`{name}` is given twice")),
            Some((_, empty)) => *empty = Some(value.clone()),
            None => {
                let names = self.fields.iter().map(|(param, _)| param.name);
                self.excused.extend(nearest(name, names.clone()));
                cx.fail::<()>(key, unknown(&format!("field of `{}`", self.part.name), name, names));
            }
        }
    }

    /// Reads the next declared parameter, else its default, else what absence means for its type.
    pub fn next<T: Field>(&mut self, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<T> {
        let (param, value) = self.fields.pop_front()?;
        match (value, param.default) {
            (Some(value), _) => T::read(&value, limits, cx),
            (None, Some(text)) => match Source::read(format!("default of `{}`", param.name), text) {
                Ok(source) => T::read(&source.root(), limits, cx),
                Err(error) => cx.add(error),
            },
            (None, None) => T::absent().or_else(|| self.missing(&param, cx)),
        }
    }

    /// The argument of the next declared parameter, if there is one.
    pub fn take_next(&mut self) -> Option<Value> {
        self.fields.pop_front()?.1
    }

    /// Adds that a parameter is missing, unless a misspelt name was meant for it.
    pub fn missing<T>(&self, param: &Param, cx: &mut Cx) -> Option<T> {
        let message = format!("`{}` needs `{}`: {}", self.part.name, param.name, param.doc);
        if self.excused.contains(&param.name) { None } else { cx.fail(&self.part.head, message) }
    }
}

/// Declares a struct of parameters: `name: Type = default, in range, unit "…";` with all three optional.
///
/// ```
/// quincunx_sdk::params! {
///     /// Cells that eat the next state.
///     pub struct Cyclic {
///         /// number of states
///         states: u8 = 14, in 2..=255;
///         /// neighbours that suffice
///         threshold: u32 = 1, in 1..=8, unit "cells";
///     }
/// }
/// use quincunx_sdk::params::Params;
/// assert_eq!(Cyclic::PARAMS[0].default, Some("14"));
/// assert_eq!(Cyclic { states: 3, threshold: 2 }.show(), "Cyclic(states: 3, threshold: 2)");
/// ```
#[macro_export]
macro_rules! params {
    ($(#[doc = $about:literal])* $(#[derive($($Derive:path),* $(,)?)])? $vis:vis struct $Name:ident { $(
        $(#[doc = $doc:literal])* $field:ident: $Type:ty $(= $default:expr)? $(, in $range:expr)? $(, unit $unit:literal)?
    );* $(;)? }) => {
        $(#[doc = $about])* #[derive(Debug $($(, $Derive)*)?)]
        $vis struct $Name { $($(#[doc = $doc])* pub $field: $Type),* }

        impl $crate::params::Params for $Name {
            const NAME: &'static str = stringify!($Name);
            const ABOUT: &'static str = concat!($($about),*).trim_ascii();
            const PARAMS: &'static [$crate::params::Param] = &[$($crate::params::Param {
                name: stringify!($field),
                doc: concat!($($doc),*).trim_ascii(),
                words: $crate::params::Words::Known(<$Type as $crate::field::Field>::words),
                default: $crate::params!(@opt $(stringify!($default))?),
                range: $crate::params!(@words $Type $(, $range)?),
                ends: || $crate::params!(@ends $Type $(, $range)?),
                crossing: <$Type as $crate::field::Field>::crossing,
                unit: concat!($($unit)?),
                optional: $crate::params::optional(stringify!($Type)),
                text: <$Type as $crate::field::Field>::TEXT,
                inside: <$Type as $crate::field::Field>::inside,
                choices: <$Type as $crate::field::Field>::choices,
            }),*];
            #[allow(unused_variables)]
            fn take(matched: &mut $crate::params::Matched, cx: &mut $crate::field::Cx) -> Option<Self> {
                $(let $field = matched.next::<$Type>(&$crate::params!(@limits $($range)?), cx);)*
                Some($Name { $($field: $field?),* }) // only here does a bad field end the whole
            }
            fn fields(&self) -> Vec<String> {
                vec![$(format!("{}: {}", stringify!($field), $crate::field::Field::show(&self.$field))),*]
            }
        }
    };
    (@opt) => { None };
    (@opt $text:expr) => { Some($text) };
    (@words $Type:ty) => { None };
    (@words $Type:ty, $range:expr) => {
        Some($crate::params::Words::Known(|| {
            $crate::field::Limits::<<$Type as $crate::field::Field>::Scalar>::new($range).described()
        }))
    };
    (@ends $Type:ty) => { [std::ops::Bound::Unbounded, std::ops::Bound::Unbounded] };
    (@ends $Type:ty, $range:expr) => {
        $crate::field::Limits::<<$Type as $crate::field::Field>::Scalar>::new($range).ends()
    };
    (@limits) => { $crate::field::Limits::NONE };
    (@limits $range:expr) => { $crate::field::Limits::new($range) };
}

/// Whether a type is written `Option<…>`.
#[doc(hidden)]
pub const fn optional(of: &str) -> bool {
    let (text, word) = (of.as_bytes(), b"Option");
    let mut i = 0;
    while i < word.len() {
        if i >= text.len() || text[i] != word[i] {
            return false;
        }
        i += 1;
    }
    true
}
