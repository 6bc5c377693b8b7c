//! Quincunx runs experiments on discrete, stochastic and quantum dynamics from one scene file.
//!
//! This crate is the facade: it names every room of the house, and [`standard`] composes the domains.
//!
//! ```
//! let registry = quincunx::registry(&quincunx::standard());
//! assert!(registry.kinds().any(|kind| kind.name == "Grid"));
//! ```

pub use quincunx_batch as batch;
pub use quincunx_core as core;
pub use quincunx_device as device;
pub use quincunx_grid as grid;
pub use quincunx_host as host;
pub use quincunx_model as model;
pub use quincunx_output as output;
pub use quincunx_quantum as quantum;
pub use quincunx_run as run;
pub use quincunx_scene as scene;
pub use quincunx_sde as sde;
pub use quincunx_sdk as sdk;

use quincunx_core::domain::Domain;
use quincunx_device::kernels::Source;

pub use quincunx_run::open::registry;

/// All domains that come with the program.
pub fn standard() -> Vec<Box<dyn Domain>> {
    vec![
        Box::new(quincunx_grid::domain::GridDomain),
        Box::new(quincunx_sde::domain::SdeDomain),
        Box::new(quincunx_model::domain::ModelDomain),
        Box::new(quincunx_quantum::domain::QuantumDomain),
    ]
}

/// The sources of all kernels of the domains.
pub fn kernels() -> Vec<Source> {
    [&quincunx_grid::cuda::kernels::SOURCES[..], &quincunx_model::cuda::kernels::SOURCES[..]].concat()
}
