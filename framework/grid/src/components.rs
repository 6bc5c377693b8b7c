//! What a grid is made of in the laboratory.

use crate::bits::Bits;
use crate::lattice::Lattice;
use crate::method::Method;
use crate::packed::Packed;
use crate::place::Place;
use crate::remark;
use crate::replay;
use crate::rest::Rest;
use crate::sight::Sight;
use crate::store::Store;
use crate::topology::Topology;
use bevy_ecs::component::Component;
use quincunx_core::clock::Stopped;
use quincunx_core::probe::Rider;
use quincunx_core::record::Raster;
use quincunx_core::sequence::Sequence;
use quincunx_core::state::State;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::predictor::Predictor;
use quincunx_sdk::rule::Rule;
use rayon::ThreadPool;
use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// A lattice and what moves it.
#[derive(Component)]
pub struct Automaton {
    /// Where its cells are, and what moves them.
    pub(crate) place: Place,
    /// How its cells change.
    pub rule: Arc<dyn Rule>,
    /// The key of what its rule draws, if that is stochastic.
    pub(crate) draws: u64,
    /// The rule, as pattern files write it.
    pub notation: String,
    /// What its cells are counted with.
    pub isa: Isa,
    /// Red, green and blue of every state.
    pub palette: Arc<[[u8; 3]]>,
    /// The key of what disturbs its cells where they are measured: all probes of a grid see the same noise.
    pub(crate) noise: u64,
    /// For probes that compute.
    pub pool: Arc<ThreadPool>,
    /// What looks out for the end, if the run ends where the grid comes to rest.
    pub(crate) rest: Option<Rest>,
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

    /// How many states a cell may be in.
    pub fn states(&self) -> usize {
        self.place.states()
    }

    /// How the edges meet.
    pub fn topology(&self) -> Topology {
        self.place.topology()
    }

    /// Whether the state after that of a step is what became of it, and not where another sequence of a recording begins.
    pub fn follows(&self, step: u64) -> bool {
        let follows = |sequence: &Sequence| usize::try_from(step).is_ok_and(|step| sequence.follows(step));
        replay::recording(self.rule.as_ref()).is_none_or(follows)
    }

    /// Cells of its own size that its rule moves here, all of them dead: for what goes on while the grid stays.
    ///
    /// # Errors
    /// A fragment that says why no grid can run its rule.
    pub(crate) fn another(&self) -> Result<Store, String> {
        Ok(Method::of(&self.rule)?.store(self.size(), self.topology(), self.isa, self.draws))
    }

    /// Lays its cells there.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub(crate) fn lay(&self, onto: &mut Store) -> Result<(), String> {
        match (self.own_bits(), onto) {
            (Some(bits), Store::Bits(onto, _)) => {
                onto.words.copy_from_slice(&bits.words);
                Ok(())
            }
            (_, onto) => self.each_row(|y, row| onto.put_row(y, row)),
        }
    }

    /// Has the cells at hand: from a device they are fetched, once in a generation.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn fetch(&self) -> Result<(), String> {
        self.place.fetch().map_err(|error| error.to_string())
    }

    /// All cells as bytes: a copy, where they are kept as bits.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn lattice(&self) -> Result<Cow<'_, Lattice>, String> {
        self.place.lattice().map_err(|error| error.to_string())
    }

    /// All cells as bits: a copy, where they are kept as bytes.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn bits(&self) -> Result<Cow<'_, Bits>, String> {
        self.place.bits().map_err(|error| error.to_string())
    }

    /// The cells, if it is as bits that they are kept: nothing has to be fetched or copied.
    pub(crate) fn own_bits(&self) -> Option<&Bits> {
        self.place.own_bits()
    }

    /// Visits the rows from above, each with its number and states. Never are all cells of a large grid there in bytes.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn each_row(&self, mut visit: impl FnMut(usize, &[u8])) -> Result<(), String> {
        self.try_each_row(|y, row| {
            visit(y, row);
            Ok::<(), String>(())
        })
    }

    /// The same, as long as the visitor succeeds.
    fn try_each_row<E>(&self, mut visit: impl FnMut(usize, &[u8]) -> Result<(), E>) -> Result<(), E>
    where
        E: From<String>,
    {
        let (width, height) = self.size();
        let mut buffer = vec![0; width];
        for y in 0..height {
            let row = self.place.row(y, &mut buffer).map_err(|error| E::from(error.to_string()))?;
            visit(y, row)?;
        }
        Ok(())
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

    /// The generation that must be looked at next, if any must.
    pub(crate) fn look_next(&self) -> Option<u64> {
        self.rest.as_ref().and_then(Rest::next)
    }

    /// Looks at that generation, in which it is: whether it is at rest.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub(crate) fn look(&mut self) -> Result<bool, String> {
        let Some(mut rest) = self.rest.take() else { return Ok(false) };
        let look = || self.bits().map(|bits| Sight::of(&bits));
        let seen = self.alive().and_then(|alive| rest.see(alive, look));
        let rested = rest.rested().is_some();
        self.rest = Some(rest);
        seen.map(|()| rested)
    }

    /// The cells and the colours that show them.
    ///
    /// # Errors
    /// A fragment that says how the device failed.
    pub fn raster(&self) -> Result<Raster, String> {
        let ((width, height), cells) = (self.size(), self.lattice()?.into_owned().cells);
        Ok(Raster { width, height, cells, palette: self.palette.clone() })
    }
}

/// Cells of a side that a report's picture is made of at most.
const PICTURED: usize = 1 << 13;

/// How far apart the cells are of which a picture is made.
pub(crate) fn apart((width, height): (usize, usize)) -> usize {
    width.max(height).div_ceil(PICTURED)
}

/// Why a row was not written.
struct Unwritten(io::Error);

impl From<String> for Unwritten {
    fn from(why: String) -> Self {
        Unwritten(io::Error::other(why))
    }
}

impl State for Automaton {
    const NAME: &'static str = "Grid";
    const PICTURED: bool = true;
    type Rider = dyn Rider<Self>;

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.try_each_row(|_, row| out.write_all(row).map_err(Unwritten)).map_err(|Unwritten(error)| error)
    }

    fn save(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut packed = Packed::new(self.size().0, self.states());
        if let Some(bits) = self.own_bits() {
            return packed.write_all(bits, out);
        }
        self.try_each_row(|_, row| packed.write(row, out).map_err(Unwritten))
            .map_err(|Unwritten(error)| error)
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let (width, height) = self.size();
        let (mut packed, mut row) = (Packed::new(width, self.states()), vec![0; width]);
        for y in 0..height {
            packed.read(&mut row, from)?;
            self.place.put_row(y, &row).map_err(io::Error::other)?;
        }
        self.place.settle().map_err(io::Error::other)
    }

    /// What it looked like, if that is watched, and how close decisions were.
    fn remember(&self, out: &mut dyn Write) -> io::Result<()> {
        self.rest.as_ref().map_or(Ok(()), |rest| rest.write(out))?;
        self.predictor().map_or(Ok(()), |predictor| predictor.margin().write(out))
    }

    fn recall(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.rest.as_mut().map_or(Ok(()), |rest| rest.read(from))?;
        self.predictor().map_or(Ok(()), |predictor| predictor.margin().read(from))
    }

    fn remark(&self) -> Option<String> {
        let margin = self.predictor().and_then(|predictor| predictor.margin().met());
        let said: Vec<String> = self
            .rest
            .as_ref()
            .map(Rest::words)
            .into_iter()
            .chain(self.rule.remark())
            .chain(margin.map(|met| remark::of(&met)))
            .collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    fn rested(&self) -> Option<u64> {
        self.rest.as_ref().and_then(Rest::rested)
    }

    /// Of a large grid, cells at equal distances.
    fn picture(&self) -> Option<Raster> {
        let ((width, height), each) = (self.size(), apart(self.size()));
        let mut cells = Vec::with_capacity(width.div_ceil(each) * height.div_ceil(each));
        let mut buffer = vec![0; width];
        for y in (0..height).step_by(each) {
            cells.extend(self.place.row(y, &mut buffer).ok()?.iter().step_by(each));
        }
        let (width, height) = (width.div_ceil(each), height.div_ceil(each));
        Some(Raster { width, height, cells, palette: self.palette.clone() })
    }
}
