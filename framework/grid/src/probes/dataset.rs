//! What others learn from: states, and what became of them.

use super::grid_of;
use crate::components::Automaton;
use crate::figures::short;
use crate::store::Store;
use quincunx_core::memory;
use quincunx_core::object::Object;
use quincunx_core::perturb::{Disturbance, Flips, Perturbations, Perturbs};
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Image, Raster};
use quincunx_core::section::{Body, Section, Table};
use quincunx_sdk::role::{Complaint, Slot};

quincunx_sdk::choice! {
    /// What a sample is.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Take {
        /// a state, and what became of it
        Pairs,
        /// as many states, each of which is what became of the one before
        Sequences(Sequences),
    }
}

quincunx_sdk::params! {
    /// States one after the other.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub struct Sequences {
        /// how many
        length: u32, in 2..=1 << 20, unit "states"
    }
}

quincunx_sdk::params! {
    /// Data to learn from. At each step that is measured a sample begins: the state, and as many after it as are asked for,
    /// whether the run goes on so far or not. The file is NumPy's, uint8, samples × states × height × width; `Replay` plays it, and
    /// `<name>.steps.npy` has the steps at which samples begin. Without `every` there is one sample, which begins at the end.
    /// A network on a device has its samples made by the processor. Of a recording, samples are taken where all states were
    /// recorded one after the other. What is disturbed are samples, not the run: the first state of each as `Inputs`, all
    /// others as `Targets`.
    pub struct Dataset {
        /// what a sample is
        take: Take = Pairs;
        /// what disturbs the cells of samples
        perturb: Option<Slot<Perturbations>>;
        /// which states of a sample are disturbed
        perturbs: Perturbs = Inputs
    }
}

impl Measure for Dataset {
    type Target = Automaton;
    const EMITS: Emits = Emits::Frames;
    const EXAMPLES: &'static [&'static str] = &[
        "Dataset(of: \"soup\", every: 5)",
        "Dataset(of: \"soup\", every: 10, take: Sequences(length: 4), perturb: Gaussian(0.5), perturbs: Both)",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        let length = match self.take {
            Take::Pairs => 2,
            Take::Sequences(Sequences { length }) => length as usize,
        };
        let noise = self.perturb.map(|perturb| (perturb.it, self.perturbs));
        Ok(Box::new(Sampling { length, noise, ahead: None }))
    }
}

/// What of a sample is disturbed: the numbers of its draws, which are those of `ExtractRule`.
const INPUTS: u32 = 0;
const TARGETS: u32 = 1;

/// Takes samples.
struct Sampling {
    /// States of a sample.
    length: usize,
    noise: Option<(Flips, Perturbs)>,
    /// Goes ahead of the grid.
    ahead: Option<Store>,
}

impl Sampling {
    fn bytes(&self, (width, height): (usize, usize)) -> u64 {
        (width as u64 * height as u64).saturating_mul(self.length as u64)
    }

    /// Disturbs a state of the sample that begins at a step. A target has the number of the state that it comes from.
    fn disturb(&self, grid: &Automaton, step: u64, n: usize, cells: &mut [u8]) {
        let Some((flips, perturbs)) = self.noise else { return };
        let noise = Disturbance::new(flips, grid.noise, grid.isa);
        match n {
            0 if perturbs.inputs() => noise.meet(step, INPUTS, 0, cells),
            1.. if perturbs.targets() => noise.meet(step + n as u64 - 1, TARGETS, 0, cells),
            _ => {}
        }
    }

    /// The cells of a sample, one state below the other.
    fn sample(&self, grid: &Automaton, step: u64, ahead: &mut Store) -> Result<Vec<u8>, String> {
        let (width, height) = grid.size();
        let mut cells = vec![0; width * height * self.length];
        grid.lay(ahead)?;
        for (n, state) in cells.chunks_mut(width * height).enumerate() {
            if n > 0 {
                let from = step + n as u64 - 1;
                ahead.advance(from, 1, &grid.pool).map_err(|stopped| stopped.fault.to_string())?;
            }
            state.chunks_mut(width).enumerate().for_each(|(y, row)| ahead.get_row(y, row));
            self.disturb(grid, step, n, state);
        }
        Ok(cells)
    }
}

impl Probe<Automaton> for Sampling {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        match grid_of(object)?.states() {
            states if states > 2 && self.noise.is_some() => {
                let message = format!("its object has {states} states, and cells of two are disturbed");
                Err(Complaint::at("perturb", message))
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, grid: &Automaton) -> Result<(), String> {
        memory::ask_for(self.bytes(grid.size()))?;
        self.ahead = Some(grid.another()?);
        Ok(())
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        let sample = grid_of(object).map_or(0, |grid| self.bytes(grid.size()));
        sample.saturating_add(object.memory())
    }

    fn records(&self, grid: &Automaton) -> Records {
        let ((width, height), palette) = (grid.size(), grid.palette.to_vec());
        let length = Some(self.length);
        Records::Frames { width, height, pictures: false, palette, reals: None, length }
    }

    fn section(&self, grid: &Automaton, context: &Context) -> Option<Section> {
        let ((width, height), length, probe) = (grid.size(), self.length, context.probe);
        let states = match length {
            2 => "a state and what became of it".into(),
            _ => format!("{length} states one after the other"),
        };
        let noise = self.noise.map_or(String::new(), words);
        let sentence = format!("Samples of “{}”, each of them {states}.{noise}", context.of);
        let row = |file: String, holds: String| vec![file, holds];
        let rows = vec![
            row(format!("{probe}.npy"), format!("uint8, samples × {length} × {height} × {width}")),
            row(format!("{probe}.steps.npy"), "int64, the step at which each sample begins".into()),
            row(format!("Replay(\"{probe}.npy\")"), "plays them in a scene beside these files".into()),
        ];
        let headings = vec!["file".into(), "what it holds".into()];
        Some(Section { title: probe.into(), sentence, body: Body::Table(Table { headings, rows }) })
    }

    fn measure(&mut self, grid: &Automaton, step: u64) -> Result<Measured, String> {
        let last = step + self.length as u64 - 1;
        if !(step..last).all(|step| grid.follows(step)) {
            return Ok(Measured::Nothing);
        }
        let mut ahead = self.ahead.take().ok_or("it did not begin")?;
        let sample = self.sample(grid, step, &mut ahead);
        self.ahead = Some(ahead);
        let ((width, height), palette) = (grid.size(), grid.palette.clone());
        let height = height * self.length;
        Ok(Measured::Frame(Image::Cells(Raster { width, height, cells: sample?, palette })))
    }
}

/// What was disturbed, as a sentence that follows another.
fn words((Flips { born, dies }, perturbs): (Flips, Perturbs)) -> String {
    let which = match perturbs {
        Perturbs::Inputs => "first states",
        Perturbs::Targets => "states after the first",
        Perturbs::Both => "states",
    };
    let [born, dies] = [born, dies].map(|p| short((100.0 * p) as f32));
    format!(
        " Of their {which}, {born} % of the dead cells were turned on and {dies} % of the living ones off."
    )
}
