//! How many cells of a board are alive, counted where they are.

use crate::cuda::kernels::BITS;
use crate::cuda::tiles::THREADS;
use quincunx_device::board::Board;
use quincunx_device::cuda::{Buffer, Cuda, Kernel, PushKernelArg, Shape};
use quincunx_device::error::DeviceError;
use std::sync::Arc;

/// Blocks for each multiprocessor that keep it busy.
const BLOCKS: u32 = 8;

/// Counts living cells of boards of one device.
#[derive(Debug)]
pub struct Population {
    kernel: Kernel,
    /// The one number.
    alive: Buffer<u64>,
}

impl Population {
    /// Gets ready to count.
    ///
    /// # Errors
    ///
    /// The kernel does not compile or load, or there is no memory.
    pub fn new(cuda: &Arc<Cuda>) -> Result<Population, DeviceError> {
        Ok(Population { kernel: cuda.kernel(&BITS, "bits_population")?, alive: cuda.zeros(1)? })
    }

    /// The number of living cells after all work that was asked for.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    pub fn count(&mut self, board: &Board) -> Result<u64, DeviceError> {
        let (cuda, words) = (board.cuda(), board.cells.len() as u64);
        cuda.store(&[0], &mut self.alive)?;
        let most = u64::from(BLOCKS * cuda.card().multiprocessors.max(1));
        let blocks = words.div_ceil(u64::from(THREADS)).min(most) as u32;
        let mut launch = cuda.launch(&self.kernel);
        launch.arguments.arg(&board.cells).arg(&words).arg(&mut self.alive);
        // SAFETY: these are the kernel's parameters, and it reads so many words.
        unsafe { launch.run(Shape { blocks: (blocks, 1, 1), threads: (THREADS, 1, 1) }) }?;
        Ok(cuda.download(&self.alive)?.into_iter().sum())
    }
}
