//! The kind `Network` of a scene.

use crate::network;
use crate::rule::{Choices, Compile, NetworkRule};
use crate::weights::{self, Layout, Weights};
use quincunx_sdk::field::{Cx, Field};
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::{Group, Groups, point::Symmetry};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A trained network that is equivariant under translations and a finite group: it gives each cell a logit, and the
    /// cell is alive next where that is above the threshold. Cells are seen as 0 and 1.
    pub struct Network {
        /// a file in the safetensors format; see docs/networks.md
        weights: String;
        /// what its filters turn by; without it, the rotations that the file has filters for
        group: Option<Slot<Groups>>;
        /// how filters are turned between the cells of the lattice
        interpolation: Interpolation = Ring;
        /// above which logit a cell is alive next
        threshold: f64 = 0.0;
        /// whether it becomes a table of all its decisions
        compile: Compile = Auto
    }
}

impl Make<Rules> for Network {
    const REFERENCES: &'static [&'static str] = &[
        "T. S. Cohen, M. Welling, \"Group equivariant convolutional networks\", ICML (2016), arXiv:1602.07576",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "Network(\"weights/highlife-p4.safetensors\")",
        "Network(weights: \"weights/highlife-p8.safetensors\", group: p8, interpolation: Ring, compile: Never)",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        let of_weights = |why: String| Complaint::at("weights", why);
        let threshold = self.threshold as f32;
        if !threshold.is_finite() {
            return Err(Complaint::at(
                "threshold",
                "this is more than single precision holds: at most 3.4e38",
            ));
        }
        let bytes = cx.files.read(&self.weights).map_err(of_weights)?;
        let weights = weights::read(&bytes)
            .map_err(|why| of_weights(format!("`{}` holds no network: {why}", self.weights)))?;
        let (group, name) = self.group(&weights)?;
        let about = if self.group.is_some() { "group" } else { "weights" };
        let network = network::Network::new(&weights, group, self.interpolation)
            .map_err(|why| Complaint::at(about, why))?;
        let isa = Isa::chosen().map_err(|error| Complaint::new(error.to_string()))?;
        let choices =
            Choices { weights: self.weights.clone(), group: name, threshold, compile: self.compile };
        let rule = NetworkRule::new(network, isa, choices).map_err(|why| Complaint::at("compile", why))?;
        Ok(Arc::new(rule))
    }
}

impl Network {
    /// The group of the scene, else the rotations that the weights are for.
    fn group(&self, weights: &Weights) -> Result<(FiniteGroup, String), Complaint> {
        if let Some(group) = &self.group {
            let closed = FiniteGroup::generated_by(&group.it.generators());
            return Ok((closed.map_err(|why| Complaint::at("group", why))?, group.show()));
        }
        let order = match weights.layout {
            Layout::Group { order: Some(order) } | Layout::Expanded { order } => order,
            Layout::Plain => 1,
            Layout::Group { order: None } => {
                let message = format!(
                    "`{}` has one convolution only, which does not say what its filters turn by: give `group: p4`, say",
                    self.weights
                );
                return Err(Complaint::at("weights", message));
            }
        };
        let rotations = Symmetry { rotations: order as u32, mirrors: false };
        let closed = FiniteGroup::generated_by(&rotations.generators());
        Ok((closed.map_err(|why| Complaint::at("weights", why))?, format!("C{order}")))
    }
}
