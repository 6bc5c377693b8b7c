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
        /// how many blocks across, and down; by default 16, or one a cell where a side has fewer cells
        blocks: Option<(u32, u32)>, in 1..=4096, unit "blocks";
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
        let blocks = self.blocks.map(|(nx, ny)| (nx as usize, ny as usize));
        Ok(Box::new(Film { blocks, pictures: self.pictures, palette: palette::shares(SCALE).into() }))
    }
}

/// Blocks of a side, unless the scene says it.
const USUAL: usize = 16;

struct Film {
    /// As the scene says.
    blocks: Option<(usize, usize)>,
    pictures: bool,
    palette: Arc<[[u8; 3]]>,
}

impl Film {
    fn blocks(&self, (width, height): (usize, usize)) -> (usize, usize) {
        self.blocks.unwrap_or((width.min(USUAL), height.min(USUAL)))
    }
}

impl Probe<Automaton> for Film {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let (width, height) = grid_of(object)?.size();
        let (nx, ny) = self.blocks((width, height));
        match nx <= width && ny <= height {
            true => Ok(()),
            false => Err(Complaint::at(
                "blocks",
                format!("{nx} × {ny} blocks are more than the grid has cells: it has {width} × {height}"),
            )),
        }
    }

    fn records(&self, grid: &Automaton) -> Records {
        let ((width, height), palette) = (self.blocks(grid.size()), self.palette.to_vec());
        Records::Frames { width, height, pictures: self.pictures, palette, reals: Some(SCALE), length: None }
    }

    fn section(&self, grid: &Automaton, context: &Context) -> Option<Section> {
        let ((nx, ny), (width, height)) = (self.blocks(grid.size()), grid.size());
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
        let (width, height) = self.blocks(grid.size());
        let mut blocks = Blocks::new(grid.size(), (width, height));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_has_room_on_every_grid() {
        let blocks = |blocks, size| Film { blocks, pictures: true, palette: Arc::new([]) }.blocks(size);
        assert_eq!(blocks(None, (5, 300)), (5, 16));
        assert_eq!(blocks(None, (1, 1)), (1, 1));
        assert_eq!(blocks(Some((20, 3)), (5, 300)), (20, 3));
    }
}
