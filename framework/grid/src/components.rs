//! What a grid is made of in the laboratory.

use crate::lattice::Lattice;
use crate::remark;
use crate::stepper::Stepper;
use bevy_ecs::component::Component;
use quincunx_core::probe::Rider;
use quincunx_core::record::Raster;
use quincunx_core::state::State;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::predictor::Predictor;
use quincunx_sdk::rule::Rule;
use rayon::ThreadPool;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

/// A lattice and what moves it.
#[derive(Component)]
pub struct Automaton {
    /// The cells.
    pub lattice: Lattice,
    /// What takes them from one generation to the next.
    pub stepper: Box<dyn Stepper>,
    /// How its cells change.
    pub rule: Arc<dyn Rule>,
    /// The rule, as pattern files write it.
    pub notation: String,
    /// What its cells are counted with.
    pub isa: Isa,
    /// Red, green and blue of every state.
    pub palette: Arc<[[u8; 3]]>,
    /// For probes that compute.
    pub pool: Arc<ThreadPool>,
}

impl Automaton {
    /// What decides, if the rule decides by a number.
    pub fn predictor(&self) -> Option<&dyn Predictor> {
        self.rule.predictor()
    }

    /// The cells and the colours that show them.
    pub fn raster(&self) -> Raster {
        Raster {
            width: self.lattice.width(),
            height: self.lattice.height(),
            cells: self.lattice.cells().to_vec(),
            palette: self.palette.clone(),
        }
    }
}

impl State for Automaton {
    const NAME: &'static str = "Grid";
    const PICTURED: bool = true;
    type Rider = dyn Rider<Self>;

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.lattice.cells())
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let states = self.lattice.states();
        let cells = self.lattice.cells_mut();
        from.read_exact(cells)?;
        match cells.iter().copied().find(|&cell| usize::from(cell) >= states) {
            Some(cell) => {
                cells.fill(0);
                Err(io::Error::new(ErrorKind::InvalidData, format!("it holds the state {cell}")))
            }
            None => Ok(()),
        }
    }

    /// How close decisions were.
    fn remember(&self, out: &mut dyn Write) -> io::Result<()> {
        self.predictor().map_or(Ok(()), |predictor| predictor.margin().write(out))
    }

    fn recall(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.predictor().map_or(Ok(()), |predictor| predictor.margin().read(from))
    }

    fn remark(&self) -> Option<String> {
        let margin = self.predictor().and_then(|predictor| predictor.margin().met());
        let said: Vec<String> =
            self.rule.remark().into_iter().chain(margin.map(|met| remark::of(&met))).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    fn picture(&self) -> Option<Raster> {
        Some(self.raster())
    }
}
