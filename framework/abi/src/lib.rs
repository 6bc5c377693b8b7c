//! What crosses the boundary between the program and a plugin. Nothing else does.
//!
//! Every type here has one layout on both sides, which is checked when a plugin is loaded. Authors never see this crate:
//! they write `export_plugin!` of the sdk, and the host crate loads what comes of it.
//!
//! Until the interface has carried rules, groups, solvers and networks it is version 0.n, and both sides must have the
//! same n: any change of a type here raises [`VERSION`].

#![allow(missing_docs, non_local_definitions)] // of what abi_stable's macros make
#![allow(clippy::all)]

pub use abi_stable;

use abi_stable::StableAbi;
use abi_stable::library::RootModule;
use abi_stable::package_version_strings;
use abi_stable::prefix_type::WithMetadata;
use abi_stable::sabi_trait;
use abi_stable::sabi_types::RRef;
use abi_stable::sabi_types::VersionStrings;
use abi_stable::std_types::{RBox, ROption, RResult, RSlice, RSliceMut, RStr, RString, RVec};

/// The version of the interface: host and plugin must agree in both numbers.
pub const VERSION: [u32; 2] = [0, 3];

/// The symbol that says the version; it is read before anything else of a library.
pub const VERSION_SYMBOL: &str = "QUINCUNX_ABI";

/// What a plugin is.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = PluginRef, prefix_fields = PluginPrefix)))]
#[sabi(missing_field(option))]
pub struct PluginV1 {
    /// The package's name.
    pub name: RStr<'static>,
    /// The package's version.
    pub version: RStr<'static>,
    /// Its licence, as Cargo.toml has it; may be empty.
    pub license: RStr<'static>,
    /// How it was built: profile and target.
    pub build: RStr<'static>,
    /// What it offers.
    #[sabi(last_prefix_field)]
    pub register: extern "C" fn(HostV1) -> RResult<RVec<EntryV1>, ErrorV1>,
}

impl RootModule for PluginRef {
    abi_stable::declare_root_module_statics! {PluginRef}
    const BASE_NAME: &'static str = "quincunx_plugin";
    const NAME: &'static str = "quincunx_plugin";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

/// A root module that lives as long as the process.
pub fn root(plugin: PluginV1) -> PluginRef {
    let module: &'static WithMetadata<PluginV1> = Box::leak(Box::new(WithMetadata::new(plugin)));
    PluginRef(module.static_as_prefix())
}

/// What a plugin may ask of the program.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct HostV1 {
    /// Tells a person something.
    pub log: extern "C" fn(RStr<'_>),
    /// Whether the run was asked to stop: what takes long should look now and then, and return an error.
    pub cancelled: extern "C" fn() -> bool,
}

/// One thing that a plugin offers.
#[repr(C)]
#[derive(StableAbi)]
pub struct EntryV1 {
    /// "rule", "process", "solver" or "group"
    pub role: RString,
    /// What it is.
    pub card: CardV1,
    /// Makes it.
    pub factory: FactoryBox,
}

/// What an entry declares.
#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct CardV1 {
    /// As written in a scene.
    pub name: RString,
    /// What it is, in a sentence or two.
    pub summary: RString,
    /// In the order of positional arguments.
    pub params: RVec<ParamV1>,
    /// Where the method comes from.
    pub references: RVec<RString>,
    /// Snippets as they stand in a scene.
    pub examples: RVec<RString>,
}

/// What a parameter may be, so that the host can check it before the plugin is called.
#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct ParamV1 {
    pub name: RString,
    pub doc: RString,
    /// The type in the words of the sdk's `schema`: `u8`, `[f64]`, `?text`, `<Torus|Dead>`.
    pub of: RString,
    /// What may be written, in words.
    pub words: RString,
    /// RON.
    pub default: ROption<RString>,
    pub low: BoundV1,
    pub high: BoundV1,
    /// The range in words.
    pub range: ROption<RString>,
    pub unit: RString,
    /// Whether it may be left out without a default.
    pub optional: bool,
    /// Whether it takes text.
    pub text: bool,
}

/// One end of a range.
#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct BoundV1 {
    /// The number, if there is an end.
    pub at: ROption<RString>,
    /// Whether the number itself is in the range.
    pub included: bool,
}

/// What was made of an entry and its parameters.
#[repr(C)]
#[derive(StableAbi)]
pub struct InstanceV1 {
    /// Its description, as a tagged text: all that there is of a group.
    pub form: ROption<RString>,
    /// Its procedure, if it is a rule.
    pub rule: ROption<RuleBox>,
    /// Its procedure, if it is a process.
    pub process: ROption<ProcessBox>,
    /// Its procedure, if it is a solver.
    pub solver: ROption<SolverBox>,
}

/// What the host must know of a rule.
#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct InfoV1 {
    pub states: u32,
    pub halo: u32,
    pub stochastic: bool,
    /// Red, green, blue of each state; empty: the host chooses.
    pub palette: RVec<u8>,
    /// Nanoseconds a cell, about.
    pub work: u32,
}

/// A part of a lattice.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct SlabV1 {
    pub width: u64,
    pub height: u64,
    pub stride: u64,
    pub halo: u64,
    pub x0: u64,
    pub y0: u64,
    pub lattice_width: u64,
    pub step: u64,
    pub key: u64,
}

/// How dx = a dt + b dW is meant.
#[repr(u8)]
#[derive(StableAbi, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalculusV1 {
    Ito,
    Stratonovich,
}

/// What a solver may assume of noise.
#[repr(u8)]
#[derive(StableAbi, Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoiseClassV1 {
    None,
    Additive,
    Diagonal,
    Commutative,
    General,
}

/// What the host must know of a process that executes.
#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct ProcessInfoV1 {
    /// The names of the variables.
    pub variables: RVec<RString>,
    pub wieners: u64,
    pub class: NoiseClassV1,
    pub calculus: CalculusV1,
    pub projects: bool,
    /// Noise of one strength at all times and places.
    pub constant: RVec<ConstantV1>,
}

/// The noise of a variable from a Wiener process, where it is a number.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct ConstantV1 {
    pub variable: u64,
    pub wiener: u64,
    pub strength: f64,
}

/// Some paths, variable by variable: paths × variables numbers.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct BatchV1<'a> {
    pub x: RSlice<'a, f64>,
    pub paths: u64,
}

/// What the host must know of a solver.
#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct SolverCardV1 {
    /// Nothing: either, as it is.
    pub calculus: ROption<CalculusV1>,
    pub orders: RVec<OrderV1>,
    /// The most Wiener processes; nothing: any number.
    pub wieners: ROption<u64>,
    pub dz: bool,
}

/// The orders of a solver for a class of noise.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct OrderV1 {
    pub class: NoiseClassV1,
    pub strong: f64,
    pub weak: f64,
}

/// One step of a solver: increments by Wiener process and path.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct StepV1<'a> {
    pub t: f64,
    pub dt: f64,
    pub paths: u64,
    pub variables: u64,
    pub wieners: u64,
    pub dw: RSlice<'a, f64>,
    pub dz: RSlice<'a, f64>,
}

/// What became of a call.
#[repr(u8)]
#[derive(StableAbi, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKindV1 {
    /// The plugin said no.
    Refused,
    /// It panicked; the guard in its own code caught that.
    Panicked,
    /// It describes itself and has no procedure.
    DescribedOnly,
}

/// Why a call failed.
#[repr(C)]
#[derive(StableAbi, Clone, Debug)]
pub struct ErrorV1 {
    pub kind: ErrorKindV1,
    pub message: RString,
    /// The parameter at fault; empty if none is named.
    pub at: RString,
    /// Which bytes of that parameter's text: offset and length.
    pub bytes: ROption<SpanV1>,
    /// File and line of a panic; else empty.
    pub place: RString,
}

/// Some bytes of a text.
#[repr(C)]
#[derive(StableAbi, Clone, Copy, Debug)]
pub struct SpanV1 {
    pub offset: u64,
    pub length: u64,
}

/// Makes instances.
#[sabi_trait]
pub trait FactoryV1: Send + Sync {
    /// From the canonical text of every parameter, as a part of a scene: `(states: 14, threshold: 1)`.
    #[sabi(last_prefix_field)]
    fn make(&self, params: RStr<'_>) -> RResult<InstanceV1, ErrorV1>;
}

/// A rule that executes.
#[sabi_trait]
pub trait RuleV1: Send + Sync {
    /// What the host must know before it calls `step`.
    fn info(&self) -> RResult<InfoV1, ErrorV1>;
    /// The next generation of a slab.
    #[sabi(last_prefix_field)]
    fn step(&self, src: RSlice<'_, u8>, dst: RSliceMut<'_, u8>, slab: SlabV1) -> RResult<(), ErrorV1>;
}

/// A process that executes.
#[sabi_trait]
pub trait ProcessV1: Send + Sync {
    /// What the host must know before it calls `eval`.
    fn info(&self) -> RResult<ProcessInfoV1, ErrorV1>;
    /// Drift and noise of a batch.
    fn eval(
        &self,
        t: f64,
        batch: BatchV1<'_>,
        drift: RSliceMut<'_, f64>,
        diffusion: RSliceMut<'_, f64>,
    ) -> RResult<(), ErrorV1>;
    /// What the variables become after a step.
    #[sabi(last_prefix_field)]
    fn project(&self, t: f64, x: RSliceMut<'_, f64>, paths: u64) -> RResult<(), ErrorV1>;
}

/// A solver.
#[sabi_trait]
pub trait SolverV1: Send + Sync {
    /// What it is for.
    fn card(&self) -> RResult<SolverCardV1, ErrorV1>;
    /// How many numbers a step wants besides, for each path.
    fn scratch(&self, variables: u64, wieners: u64) -> RResult<u64, ErrorV1>;
    /// One step of a batch.
    #[sabi(last_prefix_field)]
    fn step(
        &self,
        process: ProcessRef<'_>,
        step: StepV1<'_>,
        x: RSliceMut<'_, f64>,
        scratch: RSliceMut<'_, f64>,
    ) -> RResult<(), ErrorV1>;
}

/// A factory on the heap of its plugin.
pub type FactoryBox = FactoryV1_TO<'static, RBox<()>>;
/// A rule on the heap of its plugin.
pub type RuleBox = RuleV1_TO<'static, RBox<()>>;
/// A process on the heap of its plugin.
pub type ProcessBox = ProcessV1_TO<'static, RBox<()>>;
/// A process that is lent for a call.
pub type ProcessRef<'a> = ProcessV1_TO<'a, RRef<'a, ()>>;
/// A solver on the heap of its plugin.
pub type SolverBox = SolverV1_TO<'static, RBox<()>>;
