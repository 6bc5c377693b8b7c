//! A film of the grid.

use crate::components::Automaton;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::Image;
use quincunx_core::section::{Body, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// A film of the grid. It is a NumPy stack (frames × height × width), and with pictures a PNG of each frame and an
    /// animated one.
    pub struct Frames {
        /// whether each frame is a PNG too
        pictures: bool = true
    }
}

impl Measure for Frames {
    type Target = Automaton;
    const EMITS: Emits = Emits::Frames;
    const COPIES: u64 = 1;
    const EXAMPLES: &'static [&'static str] =
        &["Frames(of: \"soup\", every: 10)", "Frames(of: \"soup\", at: [0, 1, 5], pictures: false)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Automaton> for Frames {
    fn records(&self, grid: &Automaton) -> Records {
        let (width, height) = grid.size();
        Records::Frames {
            width,
            height,
            pictures: self.pictures,
            palette: grid.palette.to_vec(),
            reals: None,
            length: None,
        }
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let sentence = format!("The cells of “{}”.", context.of);
        let body = Body::Film { probe: context.probe.into() };
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        Ok(Measured::Frame(Image::Cells(grid.raster()?)))
    }
}
