//! The kind `Beam` of a scene.

use crate::C64;
use crate::apparatus::Apparatus;
use crate::assembly::Assembly;
use crate::components;
use crate::density::Density;
use crate::node::{Next, Nodes};
use crate::report;
use crate::sampler::BLOCK;
use crate::spin::Spin;
use crate::state::States;
use bevy_ecs::world::EntityWorldMut;
use quincunx_core::lab::persisted;
use quincunx_core::memory;
use quincunx_core::object::{Object, Target, World};
use quincunx_core::section::Section;
use quincunx_core::streams::Streams;
use quincunx_sdk::field::Cx;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::role::{Complaint, Make, Slot};
use rand_core::Rng;
use std::sync::Arc;

/// More atoms have no number in a counter of noise.
const MOST_ATOMS: u64 = 1 << 48;

quincunx_sdk::params! {
    /// A beam of atoms that fly through magnets, as in the experiment of Stern and Gerlach. A step is a block of 65536
    /// atoms; it ends when its atoms do, and has no time.
    pub struct Beam {
        /// how many atoms
        atoms: u64, in 1..=MOST_ATOMS, unit "atoms";
        /// the spin of each
        spin: Spin;
        /// the state in which they leave the oven
        state: Slot<States>;
        /// what the atoms meet first; in it stands what follows
        path: Slot<Nodes>
    }
}

impl Make<World> for Beam {
    const REFERENCES: &'static [&'static str] = &[
        "J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, \"Parallel random numbers: as easy as 1, 2, 3\", SC '11 (2011)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "Beam(atoms: 100_000, spin: \"1/2\", state: Unpolarised, path: Magnet(axis: Z, out: { \"+1/2\": Detector(\"up\"), \"-1/2\": Block }))",
        "Beam(atoms: 100_000, spin: \"1\", state: Eigen(Z, \"+1\"), path: Magnet(axis: X, out: { \"+1|0\": Detector(\"left\"), \"-1\": Detector(\"right\") }))",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Box<dyn Object>, Complaint> {
        let state = self.state.it.density(self.spin, cx);
        // The path is judged whatever the state is: all errors come at once.
        let judged = state.clone().unwrap_or_else(|| Density::maximally_mixed(self.spin.dimension()));
        let apparatus = Assembly::whole(self.spin, judged, &Next::from(&self.path), cx);
        let (Some(_), Some(apparatus)) = (state, apparatus) else { return Err(Complaint::told()) };
        let beam = BeamObject { atoms: self.atoms, apparatus: Arc::new(apparatus) };
        if memory::total().is_some_and(|total| beam.memory() > total) {
            let (nodes, needed) = (beam.apparatus.nodes().len(), memory::readable(beam.memory()));
            let message = format!("{nodes} nodes need {needed}, more memory than this machine has");
            return Err(Complaint::at("path", message));
        }
        Ok(Box::new(beam))
    }
}

/// A beam that was checked.
pub struct BeamObject {
    atoms: u64,
    /// What the atoms will meet.
    pub apparatus: Arc<Apparatus>,
}

impl BeamObject {
    fn steps(&self) -> u64 {
        self.atoms.div_ceil(BLOCK)
    }
}

impl Object for BeamObject {
    fn target(&self) -> Target {
        Target::of::<components::Beam>()
    }

    fn dt(&self) -> Option<f64> {
        None
    }

    fn end(&self) -> Option<u64> {
        Some(self.steps())
    }

    /// The operators of the apparatus, a density operator for each node, and the counts.
    fn memory(&self) -> u64 {
        let dimension = self.apparatus.spin.dimension();
        let states = self.apparatus.nodes().len() * dimension * dimension * size_of::<C64>();
        self.apparatus.memory() + states as u64 + self.state_bytes()
    }

    fn state_bytes(&self) -> u64 {
        8 * self.apparatus.ends().count() as u64
    }

    fn summary(&self) -> String {
        let count = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (nodes, ends) = (self.apparatus.nodes().len() as u64, self.apparatus.ends().count() as u64);
        let (atoms, spin) = (count(self.atoms, "atom"), self.apparatus.spin);
        format!("{atoms} of spin {spin}, {} with {}", count(nodes, "node"), count(ends, "end"))
    }

    fn sections(&self, name: &str) -> Vec<Section> {
        vec![report::section(name, self.atoms, &self.apparatus)]
    }

    /// The last block may be a part of one: this is the mean of all.
    fn work(&self) -> (u64, &'static str) {
        (self.atoms / self.steps(), "atoms")
    }

    fn spawn(&self, name: &str, streams: &Streams, entity: &mut EntityWorldMut) -> Result<(), String> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        memory::ask_for(self.memory())?;
        let key = streams.pcg(name, "atoms", 0).next_u64();
        let beam = components::Beam::new(self.apparatus.clone(), self.atoms, key, isa);
        entity.insert((beam, persisted::<components::Beam>()));
        Ok(())
    }
}
