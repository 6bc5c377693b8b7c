//! A table of 5×5 cells on a device.

use super::kernels::NETWORK;
use crate::table::Table;
use quincunx_device::board::Board;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;
use quincunx_device::rule::DeviceStepper;

/// Decisions that are looked up.
pub struct DeviceTable {
    kernel: Kernel,
    /// Two words of the kernel in each, the lower first, as devices have them.
    words: Buffer<u64>,
}

impl DeviceTable {
    /// Puts a table of 5×5 cells on a device.
    ///
    /// # Errors
    ///
    /// The kernel does not compile, or the device has too little memory.
    ///
    /// # Panics
    ///
    /// If the table is for fewer cells.
    pub fn new(cuda: &Cuda, table: &Table) -> Result<Self, DeviceError> {
        assert_eq!(table.side(), 5, "its kernel is for 5×5 cells");
        Ok(DeviceTable { kernel: cuda.kernel(&NETWORK, "table_of_25")?, words: cuda.upload(table.words())? })
    }

    fn step(&self, board: &mut Board) -> Result<(), DeviceError> {
        let (width, height, torus) = (board.width() as i32, board.height() as i32, board.torus());
        let blocks = ((board.words() * board.height()).div_ceil(4) as u32, 1, 1);
        let cuda = board.cuda().clone();
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(&board.cells).arg(&width).arg(&height).arg(&torus);
        launch.arguments.arg(&self.words).arg(&mut board.next);
        // SAFETY: these are the kernel's parameters. The cells are a board's, the next ones are as many, and the table
        // has a bit for every square of 5×5 cells.
        unsafe { launch.run(Shape { blocks, threads: (128, 1, 1) })? };
        board.turn();
        Ok(())
    }
}

impl DeviceStepper for DeviceTable {
    fn advance(&mut self, board: &mut Board, generations: u64) -> Result<(), DeviceError> {
        (0..generations).try_for_each(|_| self.step(board))
    }
}
