//! Registers what beams offer.

use crate::axis::{Axes, Polar, Vector, X, Y, Z};
use crate::beam;
use crate::components::Beam;
use crate::node::{Block, Depolarise, Detector, Magnet, Nodes, Precess, Watched};
use crate::probes::{Arrivals, Atoms, Counts};
use crate::state::{Density, Eigen, Ket, States, Unpolarised};
use crate::systems::advance;
use quincunx_core::domain::Domain;
use quincunx_core::registry::Registry;
use quincunx_core::schedule::{Phase, Systems};

/// Beams of atoms through magnets.
pub struct QuantumDomain;

impl Domain for QuantumDomain {
    fn name(&self) -> &'static str {
        "quantum"
    }

    fn register(&self, registry: &mut Registry) {
        registry.object::<beam::Beam>();
        registry.add::<Axes, X>().add::<Axes, Y>().add::<Axes, Z>();
        registry.add::<Axes, Polar>().add::<Axes, Vector>();
        registry.add::<States, Unpolarised>().add::<States, Eigen>();
        registry.add::<States, Ket>().add::<States, Density>();
        registry.add::<Nodes, Magnet>().add::<Nodes, Precess>().add::<Nodes, Depolarise>();
        registry.add::<Nodes, Watched>().add::<Nodes, Detector>().add::<Nodes, Block>();
        registry.probe::<Counts>().probe::<Atoms>().probe::<Arrivals>();
        scaffold(registry);
    }

    fn systems(&self, systems: &mut Systems) {
        systems.add(Phase::Advance, advance).measured::<Beam>();
    }
}

/// How the examples become whole scenes.
fn scaffold(registry: &mut Registry) {
    registry.scaffold(&["Beam"], "(world: { \"silver\": {} })");
    registry.scaffold(
        &["axis"],
        "(world: { \"silver\": Beam(atoms: 1000, spin: \"1/2\", state: Unpolarised, \
         path: Magnet(axis: {}, out: { \"+1/2\": Detector(\"up\"), \"-1/2\": Block })) })",
    );
    registry.scaffold(
        &["state"],
        "(world: { \"silver\": Beam(atoms: 1000, spin: \"1/2\", state: {}, \
         path: Magnet(axis: Z, out: { \"+1/2\": Detector(\"up\"), \"-1/2\": Block })) })",
    );
    registry.scaffold(
        &["node"],
        "(world: { \"silver\": Beam(atoms: 1000, spin: \"1/2\", state: Unpolarised, path: {}) })",
    );
    registry.scaffold(
        &["Watched"],
        "(world: { \"silver\": Beam(atoms: 1000, spin: \"1/2\", state: Unpolarised, \
         path: Magnet(axis: Z, out: { \"+1/2|-1/2\": {} })) })",
    );
    registry.scaffold(
        &["Counts", "Atoms", "Arrivals"],
        "(world: { \"silver\": Beam(atoms: 200_000, spin: \"1/2\", state: Unpolarised, \
         path: Magnet(axis: Z, out: { \"+1/2\": Detector(\"up\"), \"-1/2\": Block })) }, record: { \"example\": {} })",
    );
}
