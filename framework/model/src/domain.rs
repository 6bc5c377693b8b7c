//! Registers what networks offer, and those who learn.

use crate::learning::learner::Learner as State;
use crate::learning::method::Methods;
use crate::learning::object::Learner;
use crate::learning::{Equivariant, Logistic, Table};
use crate::probes::{Accuracy, Estimates, Loss, Weights};
use crate::scene::Network;
use crate::systems::advance;
use quincunx_core::domain::Domain;
use quincunx_core::perturb::{Flip, Gaussian, Perturbations};
use quincunx_core::registry::Registry;
use quincunx_core::schedule::{Phase, Systems};
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::{Group, Groups, point};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Kind, Role};
use quincunx_sdk::rule::Rules;
use std::sync::Arc;

/// Networks, the groups that they are equivariant under, and those who learn them. Networks are rules: what runs them is
/// elsewhere.
pub struct ModelDomain;

impl Domain for ModelDomain {
    fn name(&self) -> &'static str {
        "model"
    }

    fn register(&self, registry: &mut Registry) {
        registry.add::<Rules, Network>();
        registry.object::<Learner>();
        registry.add::<Methods, Equivariant>().add::<Methods, Table>().add::<Methods, Logistic>();
        registry.add::<Perturbations, Gaussian>().add::<Perturbations, Flip>();
        registry.probe::<Loss>().probe::<Accuracy>().probe::<Weights>().probe::<Estimates>();
        point::kinds().into_iter().for_each(|kind| _ = registry.add_kind(kind));
        registry.scaffold(
            &["Network"],
            "(world: { \"net\": Grid(size: (32, 32), cells: Soup(0.35), rule: {}) }, until: Steps(5))",
        );
        registry.writes_scenes(Groups::NAME, scene);
        scaffold(registry);
    }

    fn systems(&self, systems: &mut Systems) {
        systems.add(Phase::Advance, advance).measured::<State>();
    }
}

/// How the examples of learning become whole scenes.
fn scaffold(registry: &mut Registry) {
    registry.scaffold(&["Learner"], "(world: { \"student\": {} })");
    registry
        .scaffold(&["method"], "(world: { \"student\": Learner(from: \"B36/S23\", method: {}, epochs: 3) })");
    registry.scaffold(
        &["perturbation"],
        "(world: { \"student\": Learner(from: \"B36/S23\", method: Table, perturb: {}, epochs: 3) })",
    );
    registry.scaffold(
        &["Loss", "Accuracy", "Weights"],
        "(world: { \"student\": Learner(from: \"B36/S23\", method: Logistic, epochs: 3) }, record: { \"example\": {} })",
    );
    registry.scaffold(
        &["Estimates"],
        "(world: { \"counter\": Learner(from: \"B36/S23\", method: Table, epochs: 3) }, record: { \"example\": {} })",
    );
}

/// Weights for groups of 4 and of 8 elements come with the program; of other groups an example cannot run.
fn scene(registry: &Registry, kind: &Kind, example: &str) -> Option<String> {
    if kind.offered.is_some() {
        return None; // what a plugin has is tried where the weights are not
    }
    let made = kind.read(&Part::read(example, "example").ok()?, &mut Cx::new(registry, &NoFiles))?;
    let group = made.it.downcast::<Arc<dyn Group>>().ok()?;
    let weights = match FiniteGroup::generated_by(&group.generators()).ok()?.order() {
        4 => "highlife-p4",
        8 => "highlife-p8",
        _ => return None,
    };
    Some(format!(
        "(world: {{ \"net\": Grid(size: (32, 32), cells: Soup(0.35), \
         rule: Network(weights: \"weights/{weights}.safetensors\", group: {example})) }}, until: Steps(5))"
    ))
}
