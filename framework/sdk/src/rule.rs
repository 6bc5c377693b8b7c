//! What a cellular automaton's rule says of itself, and how it computes.

use crate::fault::Fault;
use crate::form::Form;
use crate::predictor::Predictor;
use crate::role::Role;
use crate::slab::Slab;
use crate::value::Shape;
use std::any::Any;
use std::{fmt::Debug, sync::Arc};

/// A rule that changes the cells of a lattice, all at once, generation by generation.
///
/// A rule **describes** itself where it can: the description is read once, and the host runs it on its own fast
/// kernels. Where it cannot it **executes**: the host hands it slabs of the lattice. It may do both; then both must
/// agree, and `plugin check` and [`testing`](crate::testing) hold them against each other.
///
/// A rule is pure: what a cell becomes depends on its neighbourhood, and in a stochastic rule on the key, step and cell
/// that it is handed, and on nothing else. So threads, slabs and restarts cannot change a result.
pub trait Rule: Debug + Send + Sync {
    /// What the host must know before it runs the rule.
    fn info(&self) -> Info {
        Info::default()
    }

    /// What the rule is, if it can be said.
    fn form(&self) -> Option<Form> {
        None
    }

    /// Computes the next generation of a slab: [`Slab::source`] are the rows to read, [`Slab::target`] those to write.
    ///
    /// # Errors
    /// Why it cannot; the run then fails with these words.
    fn step(&self, _src: &[u8], _dst: &mut [u8], _slab: &Slab) -> Result<(), Fault> {
        Err(Fault::described_only())
    }

    /// The rule in the notation that pattern files use: "B36/S23".
    fn notation(&self) -> String {
        format!("{self:?}")
    }

    /// Told once, before the first step, about how many updates of cells are to come: a rule that can make something
    /// that speeds it up may do so here, if it repays. It never changes a result.
    ///
    /// # Errors
    /// Why it cannot; the run then fails with these words.
    fn prepare(&self, _updates: u64) -> Result<(), Fault> {
        Ok(())
    }

    /// What decides, if it decides by a number.
    fn predictor(&self) -> Option<&dyn Predictor> {
        None
    }

    /// What it has beside for those who know its type: a way to run on a device.
    fn beside(&self) -> Option<&(dyn Any + Send + Sync)> {
        None
    }

    /// What `describe` and the report say of it: names and values.
    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![]
    }

    /// What a reader of the results must know of how it ran, as a sentence without its full stop.
    fn remark(&self) -> Option<String> {
        None
    }

    /// The plugin that it comes from: for the host to say, so that what goes wrong is told of the right one.
    fn plugin(&self) -> Option<&str> {
        None
    }
}

/// What the host must know of a rule before it runs it. The default is a rule of two states that looks at the eight
/// cells around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// States of a cell, 2 to 256; cells are bytes below it, and 0 is the ground.
    pub states: usize,
    /// How far the rule looks, in cells: 1 is the Moore neighbourhood.
    pub halo: usize,
    /// Whether it draws from the key.
    pub stochastic: bool,
    /// Red, green and blue of every state; without it the host chooses.
    pub palette: Option<Vec<[u8; 3]>>,
    /// About how much work the procedure has with a cell, in nanoseconds on one core. A host shares out fewer cells
    /// among threads where a cell is more work, and does not compute those around a share twice.
    pub work: u32,
}

impl Default for Info {
    fn default() -> Self {
        Info { states: 2, halo: 1, stochastic: false, palette: None, work: 1 }
    }
}

impl Info {
    /// The farthest that a rule may look.
    pub const MOST_HALO: usize = 500;

    /// What no host could run.
    ///
    /// # Errors
    /// A fragment that says which number is out of range.
    pub fn check(&self) -> Result<(), String> {
        if !(2..=256).contains(&self.states) {
            return Err(format!("a rule has 2 to 256 states, not {}", self.states));
        }
        if !(1..=Self::MOST_HALO).contains(&self.halo) {
            return Err(format!("a rule looks 1 to {} cells far, not {}", Self::MOST_HALO, self.halo));
        }
        match &self.palette {
            Some(palette) if palette.len() != self.states => {
                Err(format!("{} colours are given for {} states", palette.len(), self.states))
            }
            _ => Ok(()),
        }
    }
}

/// The role of a rule in a scene. Plain text is a rule's notation or its name.
pub struct Rules;

impl Role for Rules {
    const NAME: &'static str = "rule";
    const TEXT: bool = true;
    type Product = Arc<dyn Rule>;

    fn plain(shape: Shape) -> Option<&'static str> {
        (shape == Shape::Text).then_some("LifeLike")
    }
}
