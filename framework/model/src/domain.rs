//! Registers what networks offer.

use crate::scene::Network;
use quincunx_core::domain::Domain;
use quincunx_core::registry::Registry;
use quincunx_core::schedule::Systems;
use quincunx_sdk::group::point;
use quincunx_sdk::rule::Rules;

/// Networks, and the groups that they are equivariant under. They are rules: what runs them is elsewhere.
pub struct ModelDomain;

impl Domain for ModelDomain {
    fn name(&self) -> &'static str {
        "model"
    }

    fn register(&self, registry: &mut Registry) {
        registry.add::<Rules, Network>();
        point::kinds().into_iter().for_each(|kind| _ = registry.add_kind(kind));
        registry.scaffold(
            &["Network"],
            "(world: { \"net\": Grid(size: (32, 32), cells: Soup(0.35), rule: {}) }, until: Steps(5))",
        );
    }

    fn systems(&self, _: &mut Systems) {}
}
