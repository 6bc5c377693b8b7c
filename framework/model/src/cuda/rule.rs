//! A network as a rule that runs on a device.

use super::network::DeviceNetwork;
use super::table::DeviceTable;
use crate::rule::Core;
use quincunx_device::board::Board;
use quincunx_device::cuda::Cuda;
use quincunx_device::error::DeviceError;
use quincunx_device::rule::{DeviceRule, DeviceStepper};
use std::sync::Arc;

/// What a [`NetworkRule`](crate::rule::NetworkRule) has beside for devices.
pub(crate) struct NetworkOnDevice(Arc<Core>);

impl NetworkOnDevice {
    /// Of what decides on the processor, too.
    pub fn new(core: Arc<Core>) -> Self {
        NetworkOnDevice(core)
    }
}

impl DeviceRule for NetworkOnDevice {
    fn floats(&self) -> bool {
        true
    }

    fn load(&self, cuda: &Arc<Cuda>) -> Result<Box<dyn DeviceStepper>, DeviceError> {
        let core = self.0.clone();
        if let Some(prepared) = core.table.get() {
            return Ok(Box::new(DeviceTable::new(cuda, &prepared.table)?));
        }
        let (threshold, memory) = (core.choices.threshold, DeviceNetwork::MEMORY);
        let network = DeviceNetwork::new(cuda, &core.inference, threshold, memory)?;
        Ok(Box::new(NetworkStepper { network, core }))
    }
}

/// Asks the network in each step, and tells the rule how close decisions were.
struct NetworkStepper {
    network: DeviceNetwork,
    core: Arc<Core>,
}

impl DeviceStepper for NetworkStepper {
    fn advance(&mut self, board: &mut Board, generations: u64) -> Result<(), DeviceError> {
        (0..generations).try_for_each(|_| self.network.step(board))
    }

    fn settle(&mut self) -> Result<(), DeviceError> {
        if let Some(closest) = self.network.closest()? {
            self.core.margin.meet(closest);
        }
        Ok(())
    }
}
