//! Registers what the grid offers.

use crate::cells::{Empty, Layers, Pattern, Rows, Start};
use crate::components::Automaton;
use crate::known::Known;
use crate::object::Grid;
use crate::probes::{
    Activity, Census, Dataset, Density, Entropy, Equivariance, ExtractRule, Frames, Logits, Period,
    Population, RuleStatistics, Snapshot,
};
use crate::replay::Replay;
use crate::rules::{
    Elementary, Generations, Hexagonal, IsotropicNonTotalistic, LargerThanLife, LifeLike, Map, VonNeumann,
};
use crate::soup::{Soup, Uniform};
use crate::systems::advance;
use quincunx_core::domain::Domain;
use quincunx_core::registry::Registry;
use quincunx_core::schedule::{Phase, Systems};
use quincunx_sdk::rule::Rules;

/// Cellular automata.
pub struct GridDomain;

impl Domain for GridDomain {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn register(&self, registry: &mut Registry) {
        registry.object::<Grid>().object::<Replay>();
        registry.add::<Rules, LifeLike>().add::<Rules, IsotropicNonTotalistic>().add::<Rules, Map>();
        registry.add::<Rules, VonNeumann>().add::<Rules, Hexagonal>().add::<Rules, Generations>();
        registry.add::<Rules, LargerThanLife>().add::<Rules, Elementary>();
        registry.add::<Start, Empty>().add::<Start, Layers>();
        registry.add::<Start, Pattern>().add::<Start, Rows>().add::<Start, Soup>();
        registry.add::<Start, Uniform>().add::<Start, Known>();
        registry.probe::<Population>().probe::<Activity>().probe::<Period>();
        registry.probe::<Census>().probe::<Density>().probe::<Entropy>();
        registry.probe::<ExtractRule>().probe::<RuleStatistics>().probe::<Dataset>();
        registry.probe::<Frames>().probe::<Snapshot>();
        registry.probe::<Logits>().probe::<Equivariance>();
        scaffold(registry);
    }

    fn systems(&self, systems: &mut Systems) {
        systems.add(Phase::Advance, advance).measured::<Automaton>();
    }
}

/// How the examples become whole scenes.
fn scaffold(registry: &mut Registry) {
    registry.scaffold(&["Grid"], "(world: { \"soup\": {} }, until: Steps(20))");
    registry.scaffold(
        &["Replay"],
        "(world: { \"played\": {} }, record: { \"alive\": Population(of: \"played\", every: 1) })",
    );
    registry.scaffold(
        &["rule"],
        "(world: { \"soup\": Grid(size: (64, 64), cells: Soup(0.35), rule: {}) }, until: Steps(20))",
    );
    registry.scaffold(
        &["layer"],
        "(world: { \"soup\": Grid(size: (64, 64), cells: {}, rule: \"B3/S23\") }, until: Steps(20))",
    );
    registry.scaffold(
        &[
            "Population",
            "Activity",
            "Census",
            "Dataset",
            "probe Density",
            "Entropy",
            "ExtractRule",
            "Period",
            "Frames",
            "RuleStatistics",
            "Snapshot",
        ],
        "(world: { \"soup\": Grid(size: (64, 64), cells: Soup(0.35), rule: \"B3/S23\") }, until: Steps(20), \
         record: { \"example\": {} })",
    );
    registry.scaffold(
        &["Logits", "Equivariance"],
        "(world: { \"net\": Grid(size: (32, 32), cells: Soup(0.35), rule: Network(weights: \
         \"weights/highlife-p4.safetensors\")) }, until: Steps(5), record: { \"example\": {} })",
    );
}
