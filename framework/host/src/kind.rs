//! What a plugin offers, as a registry holds it.

use crate::group::PluginGroup;
use crate::load::said;
use crate::process::PluginProcess;
use crate::rule::PluginRule;
use crate::solver::PluginSolver;
use quincunx_abi::abi_stable::std_types::{ROption, RString};
use quincunx_abi::{BoundV1, EntryV1, ErrorKindV1, ErrorV1, InstanceV1, ParamV1};
use quincunx_sdk::field::Cx;
use quincunx_sdk::group::Groups;
use quincunx_sdk::params::{Matched, Param, Words};
use quincunx_sdk::part::Part;
use quincunx_sdk::process::Processes;
use quincunx_sdk::role::{Complaint, Kind, Made, Offered, Role};
use quincunx_sdk::rule::Rules;
use quincunx_sdk::schema::{self, Ends};
use quincunx_sdk::solver::Solvers;
use quincunx_sdk::source::Source;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

/// A parameter with what the host checks it by.
struct Declared {
    param: Param,
    of: String,
    ends: Ends,
}

/// What makes a kind of an entry.
type MakeKind = fn(&'static str, &Path, EntryV1) -> Kind;

/// How the host takes over what a plugin offers, role by role.
const ROLES: [(&str, MakeKind); 4] = [
    (Rules::NAME, |plugin, path, entry| {
        made_by::<Rules>(plugin, path, entry, |plugin, text, made| {
            Ok(Arc::new(PluginRule::new(plugin, text, made)?))
        })
    }),
    (Processes::NAME, |plugin, path, entry| {
        made_by::<Processes>(plugin, path, entry, |plugin, text, made| {
            Ok(Arc::new(PluginProcess::new(plugin, text, made)?))
        })
    }),
    (Solvers::NAME, |plugin, path, entry| {
        made_by::<Solvers>(plugin, path, entry, |plugin, text, made| {
            Ok(Arc::new(PluginSolver::new(plugin, text, made)?))
        })
    }),
    (Groups::NAME, |plugin, path, entry| {
        made_by::<Groups>(plugin, path, entry, |plugin, text, made| {
            Ok(Arc::new(PluginGroup::new(plugin, text, made)?))
        })
    }),
];

/// The kind that an entry is.
pub(crate) fn kind(plugin: &'static str, path: &Path, entry: EntryV1) -> Result<Kind, String> {
    match ROLES.iter().find(|(role, _)| *role == entry.role.as_str()) {
        Some((_, make)) => Ok(make(plugin, path, entry)),
        None => Err(format!(
            "it offers the {} `{}`, and this program knows no such role",
            entry.role, entry.card.name
        )),
    }
}

/// From the plugin's name, the text of the parameters and what the plugin made of them.
type Adopt<R> = fn(&'static str, &str, InstanceV1) -> Result<<R as Role>::Product, String>;

fn made_by<R: Role>(plugin: &'static str, path: &Path, entry: EntryV1, adopt: Adopt<R>) -> Kind {
    let EntryV1 { card, factory, .. } = entry;
    let declared: Vec<Declared> = card.params.iter().map(declare).collect();
    let params: Vec<Param> = declared.iter().map(|declared| declared.param).collect();
    let name = keep(&card.name);
    let all = |texts: &[RString]| -> &'static [&'static str] {
        let texts: Vec<_> = texts.iter().map(|text| keep(text)).collect();
        texts.leak()
    };
    let read = move |part: &Part, cx: &mut Cx| {
        let params: Vec<Param> = declared.iter().map(|declared| declared.param).collect();
        let text = read_all(name, part, &declared, cx)?;
        let made = factory.make(text.as_str().into()).into_result();
        let adopted = made.map_err(|error| complaint(plugin, &params, &error)).and_then(|instance| {
            adopt(plugin, &text, instance).map_err(|why| Complaint::of_plugin(plugin, why))
        });
        match adopted {
            Ok(it) => Some(Made { text, it }),
            Err(complaint) => complaint.tell(part, &params, cx),
        }
    };
    let kind = Kind::reading::<R>(
        [name, keep(&card.summary)],
        params,
        all(&card.references),
        all(&card.examples),
        read,
    );
    kind.offered_by(Offered { plugin, path: keep(&path.display().to_string()) })
}

/// Plugins stay until the process ends, and so do their words.
fn keep(text: &str) -> &'static str {
    text.to_string().leak()
}

fn declare(param: &ParamV1) -> Declared {
    let bound = |bound: &BoundV1| match (&bound.at, bound.included) {
        (ROption::RSome(at), true) => Bound::Included(at.to_string()),
        (ROption::RSome(at), false) => Bound::Excluded(at.to_string()),
        (ROption::RNone, _) => Bound::Unbounded,
    };
    let some = |text: &ROption<RString>| match text {
        ROption::RSome(text) => Some(keep(text)),
        ROption::RNone => None,
    };
    let said = Param {
        name: keep(&param.name),
        doc: keep(&param.doc),
        words: Words::Said(keep(&param.words)),
        default: some(&param.default),
        range: some(&param.range).map(Words::Said),
        ends: || [Bound::Unbounded, Bound::Unbounded],
        crossing: || None,
        unit: keep(&param.unit),
        optional: param.optional,
        text: param.text,
        inside: |_| None,
        choices: || &[],
    };
    Declared { param: said, of: param.of.to_string(), ends: [bound(&param.low), bound(&param.high)] }
}

/// Checks every argument, fills in defaults, and hands back the canonical text of the whole part.
fn read_all(name: &str, part: &Part, declared: &[Declared], cx: &mut Cx) -> Option<String> {
    let mut matched = Matched::new(part, declared.iter().map(|declared| declared.param), cx);
    let mut fields = Some(vec![]);
    for Declared { param, of, ends } in declared {
        let read = match (matched.take_next(), param.default) {
            (Some(value), _) => schema::read(of, ends, &value, cx),
            (None, Some(text)) => match Source::read(format!("default of `{}`", param.name), text) {
                Ok(source) => schema::read(of, ends, &source.root(), cx),
                Err(error) => cx.add(error),
            },
            (None, None) if param.optional => Some("None".into()),
            (None, None) => matched.missing(param, cx),
        };
        match (read, &mut fields) {
            (Some(text), Some(fields)) => fields.push(format!("{}: {text}", param.name)),
            _ => fields = None,
        }
    }
    let fields = fields?;
    Some(if fields.is_empty() { name.into() } else { format!("{name}({})", fields.join(", ")) })
}

/// What the plugin has to say against its parameters, at its place in the scene.
fn complaint(plugin: &'static str, params: &[Param], error: &ErrorV1) -> Complaint {
    let at = params.iter().map(|param| param.name).find(|name| *name == error.at.as_str());
    match (error.kind, at, &error.bytes) {
        (ErrorKindV1::Panicked, ..) => Complaint::of_plugin(plugin, said(&error.message, &error.place)),
        (_, Some(at), ROption::RSome(bytes)) => {
            let start = bytes.offset as usize;
            Complaint::inside(at, start..start.saturating_add(bytes.length as usize), error.message.as_str())
        }
        (_, Some(at), ROption::RNone) => Complaint::at(at, error.message.as_str()),
        _ => Complaint::new(error.message.as_str()),
    }
}
