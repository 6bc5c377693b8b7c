//! What is decided on a device, and where it goes.

use super::lattice::{Lattice, Piece};
use super::tally::Tally;
use quincunx_device::cuda::{Buffer, Launch, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;

/// Where to put what is decided.
pub(super) struct Decisions<'d> {
    /// The next cells, as a board has them.
    pub next: &'d mut Buffer<u32>,
    /// A logit for each cell of the board, if that is asked for.
    pub logits: Option<&'d mut Buffer<f32>>,
    /// How close it was.
    pub tally: &'d mut Tally,
}

impl Decisions<'_> {
    /// Runs a kernel that decides a piece of a lattice, a warp for each word. It has its first arguments, those of the
    /// layers; the others are the same for all such kernels.
    ///
    /// # Safety
    ///
    /// The arguments so far are what the kernel declares, and for the piece and what the layers see around it it stays
    /// inside of their buffers. The piece is inside of the lattice and begins with a word.
    pub unsafe fn run(
        &mut self,
        launch: Launch<'_>,
        lattice: &Lattice<'_>,
        piece: Piece,
    ) -> Result<(), DeviceError> {
        let Tally { threshold, far, side, closest, largest } = &mut *self.tally;
        let (cut, side, none) = (piece.numbers(), *side as i32, 0u64);
        let mut launch = launch; // from here on it lives as long as these
        launch
            .arguments
            .arg(lattice.cells)
            .arg(&lattice.width)
            .arg(&lattice.height)
            .arg(&lattice.torus)
            .arg(&cut);
        launch
            .arguments
            .arg(&*threshold)
            .arg(&*far)
            .arg(&side)
            .arg(closest)
            .arg(largest)
            .arg(&mut *self.next);
        match &mut self.logits {
            Some(logits) => launch.arguments.arg(&mut **logits),
            None => launch.arguments.arg(&none), // a null pointer
        };
        let shape = Shape { blocks: (piece.words().div_ceil(4) as u32, 1, 1), threads: (128, 1, 1) };
        // SAFETY: of the first arguments it is what the caller says. The board and what is decided have room for all
        // cells of the lattice, and the tally for a number each.
        unsafe { launch.run(shape) }
    }
}
