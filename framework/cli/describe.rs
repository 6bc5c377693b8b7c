//! `quincunx describe [NAME]`
//!
//! What is not built in may be a plugin's: each in the search folders is asked, in a process of its own.

mod choices;

use crate::args::Describe;
use crate::console::out;
use crate::exit::{Exit, Told, Untold};
use crate::plugin::inspect::declared;
use crate::scene_error;
use choices::Offer;
use quincunx::core::registry::Registry;
use quincunx::host::search::all;
use quincunx::scene::files::SceneFiles;
use quincunx::scene::load::SceneError;
use quincunx::scene::render::plain;
use quincunx::sdk::field::{Cx, Field, Limits};
use quincunx::sdk::params::{Param, Words};
use quincunx::sdk::role::{Kind, Slot};
use quincunx::sdk::rule::Rules;
use quincunx::sdk::source::Source;
use quincunx::sdk::spelling::unknown;
use std::path::{Path, PathBuf};

const MORE: &str = "More about one of them: quincunx describe NAME\n";

pub fn describe(arguments: &Describe) -> Told {
    let registry = quincunx::registry(&quincunx::standard());
    let kinds: Vec<&Kind> = registry.kinds().collect();
    let Some(name) = &arguments.name else {
        out(listing(&kinds));
        return Ok(Exit::Done);
    };
    if name.contains('(') {
        return made(&registry, name);
    }
    match named(&kinds, name) {
        Ok(text) => out(text),
        Err(unknown) => match &of_plugins(name, &arguments.plugin_dir)[..] {
            [] => return Err(unknown),
            cards => out(plain(&cards.join("\n"))),
        },
    }
    Ok(Exit::Done)
}

/// What a rule says of itself that is written out: what file of weights it has, for one.
fn made(registry: &Registry, text: &str) -> Told {
    let refused = |errors| Ok(scene_error::tell(&SceneError::Wrong(errors)));
    let source = match Source::read("what is described", text) {
        Ok(source) => source,
        Err(error) => return refused(vec![error]),
    };
    let files = SceneFiles::beside(Path::new(""));
    let mut cx = Cx::new(registry, &files);
    let rule = Slot::<Rules>::read(&source.root(), &Limits::NONE, &mut cx);
    let Some(rule) = rule else { return refused(cx.errors) };
    let facts = rule.it.facts();
    out(format!("{}\n", rule.show()));
    facts.iter().for_each(|(fact, value)| out(format!("  {fact}: {value}\n")));
    if facts.is_empty() {
        out(format!("  More about such rules: quincunx describe {}\n", rule.kind));
    }
    Ok(Exit::Done)
}

/// The cards of that name in the plugins that are found. One that cannot be used offers nothing.
fn of_plugins(name: &str, folders: &[PathBuf]) -> Vec<String> {
    let mut cards = vec![];
    for library in all(folders) {
        let Ok(Ok(plugin)) = declared(&library) else { continue };
        let entries = plugin.entries().filter(|[_, entry, _]| *entry == name);
        cards.extend(entries.map(|[_, _, card]| {
            format!("{card}\nOffered by the plugin {}: {}\n", plugin.text("name"), library.display())
        }));
    }
    cards
}

/// What is known of a kind, or the kinds of a role; of what is neither, what is known of a choice. Two roles may have kinds
/// of one name: all are meant.
fn named(kinds: &[&Kind], name: &str) -> Result<String, Untold> {
    let cards: Vec<String> = kinds.iter().filter(|kind| kind.name == name).map(|kind| card(kind)).collect();
    if !cards.is_empty() {
        return Ok(cards.join("\n"));
    }
    let of_role: Vec<&Kind> =
        kinds.iter().filter(|kind| kind.role.eq_ignore_ascii_case(name)).copied().collect();
    if !of_role.is_empty() {
        return Ok(with_examples(&of_role));
    }
    let offers = choices::all(kinds);
    let cards: Vec<String> = offers.iter().filter(|offer| offer.name() == name).map(Offer::card).collect();
    if !cards.is_empty() {
        return Ok(cards.join("\n"));
    }
    let of_set: String =
        offers.iter().filter(|offer| offer.of().eq_ignore_ascii_case(name)).map(Offer::line).collect();
    if !of_set.is_empty() {
        return Ok(of_set + MORE);
    }
    let names = kinds.iter().map(|kind| kind.name).chain(offers.iter().map(Offer::name));
    let why = unknown("kind", name, names);
    Err(Untold { message: format!("describe it: {why}"), exit: Exit::Usage })
}

/// Names and their first sentences, role by role.
fn listing(kinds: &[&Kind]) -> String {
    let mut text = String::new();
    let mut role = "";
    let width = kinds.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
    for kind in kinds {
        if kind.role != role {
            role = kind.role;
            text += &format!("\n{role}\n");
        }
        text += &format!("  {:<width$}  {}\n", kind.name, first_sentence(kind));
    }
    text.trim_start().to_string() + "\n" + MORE
}

/// The kinds of a role: what each is, and how it is written.
fn with_examples(kinds: &[&Kind]) -> String {
    let mut text = String::new();
    for kind in kinds {
        text += &format!("{}\n{}\n", kind.name, wrapped(first_sentence(kind), "  "));
        text.extend(kind.examples.iter().map(|example| format!("      {example}\n")));
        text.push('\n');
    }
    text + MORE
}

fn first_sentence(kind: &Kind) -> &'static str {
    let sentence = kind.about.split_once(". ").map_or(kind.about, |(first, _)| first);
    sentence.trim_end_matches('.')
}

/// All that is known of a kind.
pub fn card(kind: &Kind) -> String {
    let mut text = format!("{} ({})\n\n{}\n", kind.name, kind.role, wrapped(kind.about, ""));
    if !kind.params.is_empty() {
        text += "\nParameters, in the order in which they may stand without names:\n";
        text.extend(kind.params.iter().map(parameter));
    }
    if !kind.examples.is_empty() {
        text += "\nExamples:\n";
        text.extend(kind.examples.iter().map(|example| format!("  {example}\n")));
    }
    if !kind.references.is_empty() {
        text += "\nReferences:\n";
        text.extend(kind.references.iter().map(|reference| wrapped(reference, "  ") + "\n"));
    }
    text
}

fn parameter(param: &Param) -> String {
    let mut facts = vec![param.words.text()];
    facts.extend((!param.unit.is_empty()).then(|| format!("in {}", param.unit)));
    facts.extend(param.range.map(Words::text));
    facts.push(match (param.default, param.optional) {
        (Some(default), _) => format!("default {default}"),
        (None, true) => "may be left out".into(),
        (None, false) => "required".into(),
    });
    format!("  {}: {}\n{}\n", param.name, facts.join(", "), wrapped(param.doc, "      "))
}

/// Lines of at most 90 letters.
fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = vec![indent.to_string()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line + word.chars().count() > 90 {
            lines.push(indent.to_string());
        }
        if let Some(line) = lines.last_mut() {
            if line.len() > indent.len() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
