//! What a plugin's own words are worth: its defaults and examples are read, every example is made, what a rule or a
//! process says of itself is held against what it does, and of a group the axioms are verified.

use crate::group::facts;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::group::Group;
use quincunx_sdk::part::Part;
use quincunx_sdk::process::Process;
use quincunx_sdk::role::{Kind, Kinds};
use quincunx_sdk::rule::Rule;
use quincunx_sdk::testing::{agree, group, pure, sound};
use std::sync::Arc;

/// What is tried, step by step. Whoever listens knows what was going on if the plugin ends the process.
pub enum Step {
    /// What comes next.
    Doing(String),
    /// It went well.
    Fine,
    /// It went well, and a fragment for each thing that there is to know now.
    Found(Vec<String>),
    /// A fragment for each thing that is wrong with it.
    Wrong(Vec<String>),
}

/// Tries everything that the kinds of a plugin say of themselves.
pub fn trial(kinds: &[Kind], registry: &dyn Kinds, tell: &mut dyn FnMut(Step)) {
    for kind in kinds {
        tell(Step::Doing(format!("read the defaults of `{}`", kind.name)));
        tell(verdict(defaults(kind, registry)));
        for example in kind.examples {
            tell(Step::Doing(format!("make the example `{example}`")));
            tell(verdict(made(kind, example, registry)));
            let process = product::<Arc<dyn Process>>(kind, example, registry);
            if let Some(process) = process.filter(|process| process.info().is_some()) {
                tell(Step::Doing(format!("hold what `{example}` says against what it does")));
                tell(verdict(sound(process.as_ref()).err().into_iter().collect()));
            }
            if let Some(rule) = product::<Arc<dyn Rule>>(kind, example, registry) {
                tell(Step::Doing(format!("hold what `{example}` says against what it does")));
                tell(verdict(
                    [agree(rule.as_ref()), pure(rule.as_ref())].into_iter().filter_map(Result::err).collect(),
                ));
            }
            if let Some(made) = product::<Arc<dyn Group>>(kind, example, registry) {
                tell(Step::Doing(format!("verify that `{example}` is a group")));
                tell(
                    group(made.as_ref())
                        .map_or_else(|why| Step::Wrong(vec![why]), |it| Step::Found(facts(&it))),
                );
            }
        }
        if kind.examples.is_empty() {
            tell(Step::Doing(format!("find an example of `{}`", kind.name)));
            tell(Step::Wrong(vec!["it has none; give one in `EXAMPLES`".into()]));
        }
    }
}

/// What an example makes, if it is of this role.
pub fn product<P: 'static>(kind: &Kind, example: &str, registry: &dyn Kinds) -> Option<P> {
    let part = Part::read(example, "example").ok()?;
    let made = kind.read(&part, &mut Cx::new(registry, &NoFiles))?;
    made.it.downcast::<P>().ok().map(|product| *product)
}

fn verdict(errors: Vec<String>) -> Step {
    if errors.is_empty() { Step::Fine } else { Step::Wrong(errors) }
}

/// What is wrong with the kind when nothing is given. What is required is rightly missed.
fn defaults(kind: &Kind, registry: &dyn Kinds) -> Vec<String> {
    let required = kind.params.iter().any(|param| param.default.is_none() && !param.optional);
    let missing = |error: &Diagnostic| required && !error.of_plugin && error.origin.name == BARE;
    read(kind, kind.name, BARE, registry).iter().filter(|error| !missing(error)).map(said).collect()
}

const BARE: &str = "bare kind";

fn made(kind: &Kind, example: &str, registry: &dyn Kinds) -> Vec<String> {
    match Part::read(example, "example") {
        Ok(part) if part.name != kind.name => {
            vec![format!("it is no `{}`, but a `{}`", kind.name, part.name)]
        }
        _ => read(kind, example, "example", registry).iter().map(said).collect(),
    }
}

fn read(kind: &Kind, text: &str, origin: &str, registry: &dyn Kinds) -> Vec<Diagnostic> {
    let mut cx = Cx::new(registry, &NoFiles);
    match Part::read(text, origin) {
        Ok(part) => _ = kind.read(&part, &mut cx),
        Err(error) => _ = cx.add::<()>(error),
    }
    cx.errors
}

fn said(error: &Diagnostic) -> String {
    error.message.clone()
}
