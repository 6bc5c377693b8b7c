//! Takes a board from generation to generation by a rule that was described.

use crate::cuda::kernels::BITS;
use crate::cuda::tiles;
use quincunx_device::board::Board;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg};
use quincunx_device::error::DeviceError;
use quincunx_device::rule::DeviceStepper;
use quincunx_sdk::form::{MooreTable, OuterTotalistic};
use std::sync::Arc;

/// Steps a board of the device that it was made for.
#[derive(Debug)]
pub struct BitStepper {
    torus: Kernel,
    dead: Kernel,
    rule: Rule,
}

/// What the kernels are told of the rule.
#[derive(Debug)]
enum Rule {
    /// Births and survivals.
    Counts(u32, u32),
    /// 512 bits.
    Table(Buffer<u32>),
}

impl BitStepper {
    /// By the numbers of living neighbours.
    ///
    /// # Errors
    ///
    /// The kernels do not compile or load.
    pub fn counts(cuda: &Arc<Cuda>, rule: OuterTotalistic) -> Result<BitStepper, DeviceError> {
        let (torus, dead) =
            (cuda.kernel(&BITS, "bits_counts_torus")?, cuda.kernel(&BITS, "bits_counts_dead")?);
        let rule = Rule::Counts(u32::from(rule.born), u32::from(rule.survive));
        Ok(BitStepper { torus, dead, rule })
    }

    /// By a table of all nine cells.
    ///
    /// # Errors
    ///
    /// The kernels do not compile or load, or the device failed before.
    pub fn table(cuda: &Arc<Cuda>, table: &MooreTable) -> Result<BitStepper, DeviceError> {
        let (torus, dead) = (cuda.kernel(&BITS, "bits_table_torus")?, cuda.kernel(&BITS, "bits_table_dead")?);
        let word = |n: u16| (0..32).fold(0, |word, bit| word | u32::from(table.next(32 * n + bit)) << bit);
        let words: Vec<u32> = (0..16).map(word).collect();
        Ok(BitStepper { torus, dead, rule: Rule::Table(cuda.upload(&words)?) })
    }

    /// From the board's cells to its next, 1 to 16 generations later.
    fn launch(&self, board: &mut Board, generations: u64) -> Result<(), DeviceError> {
        let (cuda, shape) = (board.cuda().clone(), tiles::shape(board, generations));
        let (width, height, generations) = (board.width() as i32, board.height() as i32, generations as i32);
        let mut launch = cuda.launch(if board.torus() { &self.torus } else { &self.dead });
        let arguments = launch.arguments.arg(&board.cells).arg(&mut board.next);
        arguments.arg(&width).arg(&height).arg(&generations);
        match &self.rule {
            Rule::Counts(born, survive) => arguments.arg(born).arg(survive),
            Rule::Table(words) => arguments.arg(words),
        };
        // SAFETY: these are the kernels' parameters. They read and write words of the lattice alone, which has as many
        // as width and height say.
        unsafe { launch.run(shape) }
    }
}

impl DeviceStepper for BitStepper {
    fn advance(&mut self, board: &mut Board, generations: u64) -> Result<(), DeviceError> {
        let (mut left, most) = (generations, tiles::generations(board));
        while left > 0 {
            let now = left.min(most);
            self.launch(board, now)?;
            board.turn();
            left -= now;
        }
        Ok(())
    }
}
