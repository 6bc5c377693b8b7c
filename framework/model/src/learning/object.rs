//! The kind `Learner` of a scene.

use super::learner::Learner as State;
use super::loss::Loss;
use super::method::{How, Method, Methods};
use super::optimiser::Optimiser;
use super::teacher::{Source, Teacher};
use bevy_ecs::world::EntityWorldMut;
use quincunx_core::lab::persisted;
use quincunx_core::object::{Object, Target, World};
use quincunx_core::perturb::{Disturbance, Flips, Perturbations, Perturbs};
use quincunx_core::section::{Body, Section, Table};
use quincunx_core::sequence::Sequence;
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_sdk::field::{Cx, Field, Limits, above};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::rule::Rules;
use quincunx_sdk::value::{Shape, Value};
use rand_core::Rng;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Learns what becomes of a cell from examples: of a rule, which is asked about random cells, or of a recording. A step is
    /// an epoch; it ends after `epochs`, or where it answers `target_accuracy` of an examination rightly, which is all 512
    /// neighbourhoods where nine cells decide. What it learned the probe `Weights` writes for a `Network`.
    pub struct Learner {
        /// what is learned: a rule, or `Replay(file)`, an NPY file of T × height × width states (or N × T × height × width),
        /// of which every eighth row is kept for the examination
        from: From;
        /// how it is learned
        method: Slot<Methods> = Equivariant;
        /// what is made small; only the loss that is told, where a method only counts
        loss: Loss = CrossEntropy;
        /// how parameters follow the gradient, if there is one
        optimiser: Optimiser = Adam;
        /// pairs of an epoch: cells, with what they see and what became of them
        pairs: u32 = 4096, in 1..=1 << 24, unit "pairs";
        /// pairs that make one step of the optimiser
        batch: u32 = 512, in 1..=1 << 24, unit "pairs";
        /// where it ends at the latest
        epochs: u64 = 500, in 1..=1 << 32;
        /// the share of right answers at which it ends; without it, only after all epochs
        target_accuracy: Option<f64>, in above(0.0);
        /// how likely a cell is alive when a rule is asked
        density: f64 = 0.5, in 0.0..=1.0;
        /// what disturbs the pairs that it learns from
        perturb: Option<Slot<Perturbations>>;
        /// which side of them
        perturbs: Perturbs = Inputs
    }
}

/// Where pairs come from.
#[derive(Debug)]
pub enum From {
    /// A rule.
    Rule(Slot<Rules>),
    /// States that were recorded.
    Recording(Replay),
}

quincunx_sdk::params! {
    /// States that were recorded.
    pub struct Replay {
        /// an NPY file of uint8, or of real numbers from 0 to 1
        file: String
    }
}

impl Field for From {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        if value.shape() == Shape::Part
            && let Ok(part) = Part::of(value)
            && part.name == Replay::NAME
        {
            return Replay::read(&part, cx).map(From::Recording);
        }
        Slot::read(value, limits, cx).map(From::Rule)
    }

    fn show(&self) -> String {
        match self {
            From::Rule(rule) => rule.show(),
            From::Recording(replay) => Params::show(replay),
        }
    }

    fn words() -> String {
        "rule | Replay(file)".into()
    }
}

impl Make<World> for Learner {
    const EXAMPLES: &'static [&'static str] = &[
        "Learner(from: \"B36/S23\", method: Table, epochs: 3)",
        "Learner(from: HighLife, method: Equivariant(group: C4, layers: [3, 1], fields: 4), epochs: 5, target_accuracy: 1.0)",
        "Learner(from: \"B3/S23\", method: Logistic, optimiser: Adam(rate: 0.1), perturb: Gaussian(0.5), perturbs: Targets, epochs: 5)",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Box<dyn Object>, Complaint> {
        let method = self.method.it.clone();
        let (source, of) = self.source(method.field(), cx)?;
        if self.batch > self.pairs {
            let message =
                format!("a batch of {} pairs is more than an epoch has: {}", self.batch, self.pairs);
            return Err(Complaint::at("batch", message));
        }
        if self.target_accuracy.is_some_and(|target| target > 1.0) {
            return Err(Complaint::at("target_accuracy", "no more than all answers can be right: at most 1"));
        }
        Ok(Box::new(LearnerObject {
            method,
            source,
            of,
            loss: self.loss,
            optimiser: self.optimiser,
            flips: self.perturb.as_ref().map(|perturb| (perturb.it, self.perturbs)),
            pairs: self.pairs as usize,
            batch: self.batch as usize,
            epochs: self.epochs,
            target: self.target_accuracy,
        }))
    }
}

impl Learner {
    /// Where pairs come from, and what that is called.
    fn source(&self, field: usize, cx: &mut Cx) -> Result<(Source, String), Complaint> {
        let wrong = |why: String| Complaint::at("from", why);
        match &self.from {
            From::Rule(rule) => match rule.it.info().states {
                2 => Ok((Source::rule(rule.it.clone(), self.density), rule.it.notation())),
                states => Err(wrong(format!("its cells have {states} states, and what is learned has 2"))),
            },
            From::Recording(Replay { file }) => {
                let bytes = cx.files.read(file).map_err(wrong)?;
                let about = |why: String| wrong(format!("`{file}` holds no recording: {why}"));
                let sequence = recording(bytes, field).map_err(about)?;
                Ok((Source::Recording(Arc::new(sequence)), format!("the recording `{file}`")))
            }
        }
    }
}

/// A recording that has something to teach to whoever sees so many cells a side.
fn recording(file: Arc<[u8]>, field: usize) -> Result<Sequence, String> {
    let sequence = Sequence::parse(file)?;
    let (width, height) = sequence.size();
    if sequence.states() > 2 {
        let most = sequence.states() - 1;
        return Err(format!("a cell is in state {most}, and what is learned has 0 and 1"));
    }
    if sequence.transitions() == 0 {
        return Err("no state has a successor".into());
    }
    if width.min(height) < field {
        return Err(format!("{width} × {height} cells are fewer than the {field} × {field} that decide"));
    }
    Ok(sequence)
}

/// A learner that was checked.
pub struct LearnerObject {
    method: Arc<dyn Method>,
    source: Source,
    of: String,
    loss: Loss,
    optimiser: Optimiser,
    flips: Option<(Flips, Perturbs)>,
    pairs: usize,
    batch: usize,
    epochs: u64,
    target: Option<f64>,
}

impl LearnerObject {
    /// Whether it counts classes of neighbourhoods.
    pub(crate) fn counts(&self) -> bool {
        self.method.counts()
    }
}

impl Object for LearnerObject {
    fn target(&self) -> Target {
        Target::of::<State>()
    }

    fn dt(&self) -> Option<f64> {
        None
    }

    fn end(&self) -> Option<u64> {
        Some(self.epochs)
    }

    /// A batch of patches in all its forms, and parameters; never much.
    fn memory(&self) -> u64 {
        let field = self.method.field() as u64;
        (1 << 24) + 16 * self.batch as u64 * field * field
    }

    fn summary(&self) -> String {
        format!("learns {}, {}", self.of, self.method.summary())
    }

    fn work(&self) -> (u64, &'static str) {
        (self.pairs as u64, "pairs")
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![
            ("what is learned", self.of.clone()),
            ("method", self.method.summary()),
            ("an epoch", format!("{} pairs, {} to a step", self.pairs, self.batch)),
        ];
        if let Some((flips, which)) = self.flips {
            let (born, dies) = (100.0 * flips.born, 100.0 * flips.dies);
            let which = which.show().to_lowercase();
            facts.push((
                "disturbed",
                format!("{which}: {born:.3} % of dead cells, {dies:.3} % of living ones"),
            ));
        }
        facts
    }

    fn sections(&self, name: &str) -> Vec<Section> {
        let rows = self.facts().into_iter().map(|(fact, value)| vec![fact.into(), value]).collect();
        let body = Body::Table(Table { headings: vec!["what".into(), "value".into()], rows });
        vec![Section { title: name.into(), sentence: format!("“{name}” learns from pairs."), body }]
    }

    fn spawn(&self, name: &str, streams: &Streams, entity: &mut EntityWorldMut) -> Result<(), String> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        let pool = entity.resource::<Workers>().share();
        let key = |purpose: &str| streams.pcg(name, purpose, 0).next_u64();
        let disturb = |(flips, which)| (Disturbance::new(flips, key("perturb"), isa), which);
        let teacher = Teacher {
            source: self.source.clone(),
            field: self.method.field(),
            disturbance: self.flips.map(disturb),
            key: key("pairs"),
            isa,
        };
        let how = How { loss: self.loss, optimiser: self.optimiser, isa };
        let student = self.method.student(&how, streams, name);
        let (pairs, batch, target) = (self.pairs, self.batch, self.target);
        let learner = State { student, teacher, pairs, batch, target, pool, loss: None, reached: None };
        entity.insert((learner, persisted::<State>()));
        Ok(())
    }
}
