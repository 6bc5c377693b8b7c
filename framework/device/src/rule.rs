//! The seam between those that have rules with kernels of their own and those that have lattices: neither names the other.

use crate::board::Board;
use crate::cuda::Cuda;
use crate::error::DeviceError;
use std::sync::Arc;

/// A rule of two states that runs on a device of CUDA with kernels of its own, beside its procedure on the processor.
///
/// A `Rule` of the sdk that has one hands out an `Arc<dyn DeviceRule>` as what it has
/// [beside](quincunx_sdk::rule::Rule::beside).
pub trait DeviceRule: Send + Sync {
    /// Whether it computes with floats: then the device decides as the processor does but for rounding.
    fn floats(&self) -> bool;

    /// Gets ready: compiles its kernels, and puts what they read onto the device. A rule is told to
    /// [prepare](quincunx_sdk::rule::Rule::prepare) before.
    ///
    /// # Errors
    ///
    /// What is wrong with the device or with the kernels.
    fn load(&self, cuda: &Arc<Cuda>) -> Result<Box<dyn DeviceStepper>, DeviceError>;
}

/// Takes a board from generation to generation by one rule.
pub trait DeviceStepper: Send + Sync {
    /// Puts so many generations into the device's stream and does not wait for them. The board's cells are then those of
    /// the last.
    ///
    /// # Errors
    ///
    /// A kernel does not start, or there is too little memory.
    fn advance(&mut self, board: &mut Board, generations: u64) -> Result<(), DeviceError>;

    /// Is told that all work is done that was asked for, at the end of a leg: what kernels have to tell (how close
    /// decisions were) is fetched now.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    fn settle(&mut self) -> Result<(), DeviceError> {
        Ok(())
    }
}
