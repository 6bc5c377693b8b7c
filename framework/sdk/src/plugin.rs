//! The plugin's side of the boundary: `export_plugin!` and what it expands to.
//!
//! An author writes a struct of parameters, what it makes, and one line. Every call that comes from the host goes
//! through a guard here, in the plugin's own code: a panic becomes an error with file and line, and never crosses.

#![allow(clippy::result_large_err)] // `ErrorV1` crosses the boundary as it is, and errors are rare

pub mod factory;
mod group;
pub mod guard;
pub mod host;
pub mod process;
pub mod rule;
pub mod solver;
pub(crate) mod words;

pub use quincunx_abi as abi;

use crate::params::Param;
use crate::role::{Kind, Make, Role};
use abi::abi_stable::sabi_trait::TD_Opaque;
use abi::abi_stable::std_types::{ROption, RResult, RVec};
use abi::{BoundV1, CardV1, EntryV1, ErrorV1, FactoryV1_TO, HostV1, InstanceV1, ParamV1};
use factory::Factory;
use std::marker::PhantomData;
use std::ops::Bound;

/// A role whose products can cross the boundary.
pub trait Crosses: Role {
    /// What the host gets.
    fn instance(product: Self::Product) -> InstanceV1;
}

/// What a plugin offers, while it is put together.
#[derive(Default)]
pub struct Offers(Vec<Result<EntryV1, String>>);

impl Offers {
    /// Adds what a struct of parameters makes for a role.
    pub fn add<R: Crosses, P: Make<R> + 'static>(mut self) -> Self {
        let factory = FactoryV1_TO::from_value(Factory::<R, P>(PhantomData), TD_Opaque);
        let kind = Kind::new::<R, P>();
        self.0.push(card(&kind).map(|card| EntryV1 { role: R::NAME.into(), card, factory }));
        self
    }
}

fn card(kind: &Kind) -> Result<CardV1, String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).into()).collect();
    let params: Result<RVec<_>, _> = kind.params.iter().map(|param| crossed(kind.name, param)).collect();
    Ok(CardV1 {
        name: kind.name.into(),
        summary: kind.about.into(),
        params: params?,
        references: texts(kind.references),
        examples: texts(kind.examples),
    })
}

fn crossed(kind: &str, param: &Param) -> Result<ParamV1, String> {
    let [low, high] = (param.ends)().map(|end| match end {
        Bound::Included(at) => BoundV1 { at: ROption::RSome(at.into()), included: true },
        Bound::Excluded(at) => BoundV1 { at: ROption::RSome(at.into()), included: false },
        Bound::Unbounded => BoundV1 { at: ROption::RNone, included: false },
    });
    let name = param.name;
    let of = (param.crossing)().ok_or(format!(
        "the type of `{name}` in `{kind}` cannot cross the boundary: use numbers, text, bool, choices without \
         parameters, and options, lists and pairs of them"
    ))?;
    Ok(ParamV1 {
        name: name.into(),
        doc: param.doc.into(),
        of: of.into(),
        words: param.words.text().into(),
        default: param.default.map(Into::into).into(),
        low,
        high,
        range: param.range.map(|words| words.text().into()).into(),
        unit: param.unit.into(),
        optional: param.optional,
        text: param.text,
    })
}

/// What the host calls first.
#[doc(hidden)]
pub fn register(host: HostV1, offers: fn() -> Offers) -> RResult<RVec<EntryV1>, ErrorV1> {
    guard::remember_panics();
    host::remember(host);
    guard::guard(|| {
        let entries: Result<RVec<_>, _> = offers().0.into_iter().collect();
        entries.map_err(|message| guard::refused(&message))
    })
}

/// The role that [`export_plugin!`](crate::export_plugin!) calls so.
#[doc(hidden)]
#[macro_export]
macro_rules! role_of {
    (rules) => {
        $crate::rule::Rules
    };
    (processes) => {
        $crate::process::Processes
    };
    (solvers) => {
        $crate::solver::Solvers
    };
    (groups) => {
        $crate::group::Groups
    };
    ($other:ident) => {
        compile_error!(concat!(
            "there is no role `",
            stringify!($other),
            "`: a plugin offers rules, processes, solvers, groups"
        ))
    };
}

/// Makes a library a plugin: names what it offers, role by role: `rules`, `processes`, `solvers` and
/// `groups`, in any combination.
///
/// ```
/// # use quincunx_sdk::{field::Cx, role::{Complaint, Make}, rule::{Rule, Rules}};
/// # use std::sync::Arc;
/// quincunx_sdk::params! {
///     /// Nothing ever changes.
///     #[derive(Clone)]
///     pub struct Still {}
/// }
///
/// impl Make<Rules> for Still {
///     const EXAMPLES: &'static [&'static str] = &["Still"];
///     fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
///         Ok(Arc::new(self.clone()))
///     }
/// }
///
/// impl Rule for Still {}
///
/// quincunx_sdk::export_plugin!(rules: [Still]);
/// ```
#[macro_export]
macro_rules! export_plugin {
    // Role by role, in any order: each adds to what is offered.
    ($($role:ident: [$($Kind:ty),* $(,)?]),* $(,)?) => {
        const _: () = {
            #[cfg(panic = "abort")]
            compile_error!("a plugin needs `panic = \"unwind\"`: with `abort` a panic would end the program that loads it");

            use $crate::plugin::abi::{self, abi_stable};

            fn offers() -> $crate::plugin::Offers {
                $crate::plugin::Offers::default()$($(.add::<$crate::role_of!($role), $Kind>())*)*
            }

            extern "C" fn register(
                host: abi::HostV1,
            ) -> abi_stable::std_types::RResult<abi_stable::std_types::RVec<abi::EntryV1>, abi::ErrorV1> {
                $crate::plugin::register(host, offers)
            }

            fn root() -> abi::PluginRef {
                abi::root(abi::PluginV1 {
                    name: env!("CARGO_PKG_NAME").into(),
                    version: env!("CARGO_PKG_VERSION").into(),
                    license: env!("CARGO_PKG_LICENSE").into(),
                    build: (if cfg!(debug_assertions) { "debug" } else { "release" }).into(),
                    register,
                })
            }

            extern "C" fn constructor() -> abi_stable::library::RootModuleResult {
                abi_stable::library::__call_root_module_loader(root)
            }

            // SAFETY: the symbols are named after what they hold, and no other crate of a plugin has them.
            #[unsafe(no_mangle)]
            pub static QUINCUNX_ABI: [u32; 2] = abi::VERSION;

            // Written out, because abi_stable's own macro would make every author depend on abi_stable.
            // SAFETY: this is the symbol in which abi_stable looks for a header, and a header is what it holds.
            #[unsafe(no_mangle)]
            static _1as_0lib_1header_0root_bmodule_bloader: abi_stable::library::LibHeader = unsafe {
                abi_stable::library::LibHeader::from_constructor::<abi::PluginRef>(
                    constructor,
                    abi_stable::library::CheckTypeLayout::Yes,
                )
            };
        };
    };
}
