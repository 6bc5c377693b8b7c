//! A plugin that claims this version of the interface, but lays its types out otherwise.

#![allow(missing_docs, non_local_definitions)] // of what abi_stable's macros make

use quincunx_abi::abi_stable::export_root_module;
use quincunx_abi::abi_stable::library::RootModule;
use quincunx_abi::abi_stable::package_version_strings;
use quincunx_abi::abi_stable::prefix_type::PrefixTypeTrait;
use quincunx_abi::abi_stable::sabi_types::VersionStrings;
use quincunx_abi::abi_stable::{self, StableAbi};

// SAFETY: the symbol is named after what it holds, and nothing else here has it.
#[unsafe(no_mangle)]
pub static QUINCUNX_ABI: [u32; 2] = quincunx_abi::VERSION;

/// Not what the host means by it.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = PluginRef)))]
#[sabi(missing_field(panic))]
pub struct PluginV1 {
    #[sabi(last_prefix_field)]
    pub name: u64,
}

impl RootModule for PluginRef {
    abi_stable::declare_root_module_statics! {PluginRef}
    const BASE_NAME: &'static str = "quincunx_plugin";
    const NAME: &'static str = "quincunx_plugin";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

#[export_root_module]
fn root() -> PluginRef {
    PluginV1 { name: 7 }.leak_into_prefix()
}
