//! Where the living cells are, coarsely.

use super::grid_of;
use crate::blocks::Blocks;
use crate::components::Automaton;
use crate::palette;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::reals::{Reals, Scale};
use quincunx_core::record::Image;
use quincunx_core::section::{Body, Section};
use quincunx_sdk::role::Complaint;
use std::sync::Arc;

/// Shares lie from 0 to 1, and the middle of the palette is for one half.
const SCALE: Scale = Scale { middle: 0.5 };

quincunx_sdk::params! {
    /// A coarse heat map over time: the share of living cells in each of some blocks, into which the grid is cut as evenly
    /// as whole cells allow. It is a NumPy stack of float32 (frames × blocks down × blocks across); pictures are white
    /// where nothing lives and black where everything does, and √s of the way between them for a share s.
    pub struct Density {
        /// how many blocks across, and down
        blocks: (u32, u32) = (16, 16), in 1..=4096, unit "blocks";
        /// whether each frame is a PNG too
        pictures: bool = true
    }
}

impl Measure for Density {
    type Target = Automaton;
    const EMITS: Emits = Emits::Frames;
    const EXAMPLES: &'static [&'static str] =
        &["Density(of: \"soup\", every: 10)", "Density(of: \"soup\", every: 5, blocks: (16, 8))"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        let blocks = (self.blocks.0 as usize, self.blocks.1 as usize);
        Ok(Box::new(Film { blocks, pictures: self.pictures, palette: palette::shares(SCALE).into() }))
    }
}

struct Film {
    blocks: (usize, usize),
    pictures: bool,
    palette: Arc<[[u8; 3]]>,
}

impl Probe<Automaton> for Film {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let ((nx, ny), (width, height)) = (self.blocks, grid_of(object)?.size());
        match nx <= width && ny <= height {
            true => Ok(()),
            false => Err(Complaint::at(
                "blocks",
                format!("{nx} × {ny} blocks are more than the grid has cells: it has {width} × {height}"),
            )),
        }
    }

    fn records(&self, _: &Automaton) -> Records {
        let ((width, height), palette) = (self.blocks, self.palette.to_vec());
        Records::Frames { width, height, pictures: self.pictures, palette, reals: Some(SCALE) }
    }

    fn section(&self, grid: &Automaton, context: &Context) -> Option<Section> {
        let ((nx, ny), (width, height)) = (self.blocks, grid.size());
        let side = |cells: usize, blocks: usize| match cells % blocks {
            0 => (cells / blocks).to_string(),
            _ => format!("{} or {}", cells / blocks, cells / blocks + 1),
        };
        let sentence = format!(
            "The share of living cells of “{}” in {nx} × {ny} blocks of {} × {} cells: from none (white) to all (black).",
            context.of,
            side(width, nx),
            side(height, ny),
        );
        let body = Body::Film { probe: context.probe.into() };
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        let (width, height) = self.blocks;
        let mut blocks = Blocks::new(grid.size(), self.blocks);
        let bits = grid.bits()?;
        let mut alive = vec![];
        for y in 0..bits.height() {
            alive.clear();
            alive.extend_from_slice(bits.row(0, y));
            for row in (1..bits.planes()).map(|plane| bits.row(plane, y)) {
                alive.iter_mut().zip(row).for_each(|(alive, word)| *alive |= word);
            }
            blocks.add(y, &alive);
        }
        let (numbers, palette) = (blocks.shares(), self.palette.clone());
        Ok(Measured::Frame(Image::Reals(Reals { width, height, numbers, scale: SCALE, palette })))
    }
}
