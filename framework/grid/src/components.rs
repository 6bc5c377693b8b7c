//! What a grid is made of in the laboratory.

use crate::lattice::Lattice;
use crate::place::Place;
use crate::remark;
use bevy_ecs::component::Component;
use quincunx_core::clock::Stopped;
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
    /// Where its cells are, and what moves them.
    pub(crate) place: Place,
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

    /// Cells in a row, and rows.
    pub fn size(&self) -> (usize, usize) {
        self.place.size()
    }

    /// The cells; from a device they are fetched when first asked for in a generation.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn lattice(&self) -> Result<&Lattice, String> {
        self.place.lattice().map_err(|error| error.to_string())
    }

    /// How many cells are alive.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn alive(&self) -> Result<u64, String> {
        self.place.alive(self.isa).map_err(|error| error.to_string())
    }

    /// Moves the cells, which are at generation `from`, by so many.
    pub(crate) fn advance(&mut self, from: u64, generations: u64, pool: &ThreadPool) -> Result<(), Stopped> {
        self.place.advance(from, generations, pool)
    }

    /// The cells and the colours that show them.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn raster(&self) -> Result<Raster, String> {
        let ((width, height), cells) = (self.size(), self.lattice()?.cells().to_vec());
        Ok(Raster { width, height, cells, palette: self.palette.clone() })
    }
}

impl State for Automaton {
    const NAME: &'static str = "Grid";
    const PICTURED: bool = true;
    type Rider = dyn Rider<Self>;

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.lattice().map_err(io::Error::other)?.cells())
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut lattice = self.lattice().map_err(io::Error::other)?.clone();
        let states = lattice.states();
        from.read_exact(lattice.cells_mut())?;
        if let Some(cell) = lattice.cells().iter().find(|&&cell| usize::from(cell) >= states) {
            return Err(io::Error::new(ErrorKind::InvalidData, format!("it holds the state {cell}")));
        }
        self.place.put(lattice).map_err(io::Error::other)
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
        self.raster().ok()
    }
}
