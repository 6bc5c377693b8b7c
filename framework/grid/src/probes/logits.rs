//! What decides the next generation.

use super::predictor_of;
use crate::components::Automaton;
use crate::palette;
use crate::piece::Plane;
use crate::stepper::shares_of_work;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::reals::{Reals, Scale};
use quincunx_core::record::Image;
use quincunx_core::section::{Body, Section};
use quincunx_sdk::fault::Fault;
use quincunx_sdk::role::Complaint;
use rayon::prelude::*;
use std::sync::Arc;

/// Numbers that are computed at once.
const NUMBERS: usize = 1 << 18;

quincunx_sdk::params! {
    /// The logits of a network: a number for each cell, which is alive in the next generation if it is above the
    /// threshold. It is a NumPy stack of float32 (frames × height × width); pictures are white at the threshold, blue
    /// above and red below it.
    pub struct Logits {
        /// whether each frame is a PNG too
        pictures: bool = true
    }
}

impl Measure for Logits {
    type Target = Automaton;
    const EMITS: Emits = Emits::Frames;
    /// Four bytes a number, a byte of its picture, and as much on the way.
    const COPIES: u64 = 6;
    const EXAMPLES: &'static [&'static str] = &["Logits(of: \"net\", every: 1)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Film { pictures: self.pictures, palette: palette::diverging().into() }))
    }
}

struct Film {
    pictures: bool,
    palette: Arc<[[u8; 3]]>,
}

/// White is where a decision turns.
fn scale(grid: &Automaton) -> Scale {
    Scale { middle: grid.predictor().map_or(0.0, |predictor| predictor.threshold()) }
}

impl Probe<Automaton> for Film {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        predictor_of(object).map(|_| ())
    }

    fn records(&self, grid: &Automaton) -> Records {
        let (width, height) = grid.size();
        let (palette, reals) = (self.palette.to_vec(), Some(scale(grid)));
        Records::Frames { width, height, pictures: self.pictures, palette, reals, length: None }
    }

    fn section(&self, grid: &Automaton, context: &Context) -> Option<Section> {
        let (of, threshold) = (context.of, scale(grid).middle);
        let sentence = format!(
            "The logits of “{of}”, which decide its next generation: alive (blue) above the threshold {threshold}, dead \
             (red) below."
        );
        let body = Body::Film { probe: context.probe.into() };
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, step: u64) -> Result<Measured, String> {
        let (width, height) = grid.size();
        let numbers = logits(grid, step).map_err(|fault| fault.to_string())?;
        let (scale, palette) = (scale(grid), self.palette.clone());
        Ok(Measured::Frame(Image::Reals(Reals { width, height, numbers, scale, palette })))
    }
}

/// All logits of a state, on the threads of the run.
fn logits(grid: &Automaton, step: u64) -> Result<Vec<f32>, Fault> {
    let predictor = grid.predictor().ok_or("its rule does not decide by a number")?;
    let (lattice, info) = (grid.lattice()?, grid.rule.info());
    let width = lattice.width();
    let share = lattice.height().div_ceil(shares_of_work(&lattice, info.work, &grid.pool));
    let rows = share.min(NUMBERS / width).max(1);
    let plane = Plane { cells: lattice.cells(), width, topology: lattice.topology() };
    let mut numbers = vec![0.0; lattice.cells().len()];
    let bands = numbers.par_chunks_mut(rows * width).enumerate();
    let band = |(n, out): (usize, &mut [f32])| {
        let first = n * rows;
        let piece = plane.piece(first..first + out.len() / width, info.halo, step);
        piece.numbers(out, |src, dst, slab| predictor.logits(src, dst, slab))
    };
    grid.pool.install(|| bands.map(band).collect::<Result<(), Fault>>())?;
    Ok(numbers)
}
