//! The device that a run computes on.

use crate::choice::Choice;
use crate::cuda::Cuda;
use crate::error::DeviceError;
use bevy_ecs::resource::Resource;
use std::sync::Arc;

/// Where a run computes.
#[derive(Debug)]
pub enum Device {
    /// On the processor.
    Cpu,
    /// On a device of CUDA.
    Cuda(Arc<Cuda>),
}

/// The device that the objects of a laboratory move on, if they have a way to: a laboratory without it is on the CPU.
#[derive(Clone, Debug, Resource)]
pub struct Accelerator(pub Arc<Cuda>);

/// A device, and what is to be said of how it was chosen.
#[derive(Debug)]
pub struct Opened {
    /// The device.
    pub device: Device,
    /// Why it is not the one that was looked for first.
    pub without: Option<DeviceError>,
}

impl Device {
    /// Takes the device that was chosen. `Auto` takes the CPU where CUDA cannot be used, and says why not.
    ///
    /// # Errors
    ///
    /// CUDA was chosen, and something is missing or goes wrong.
    pub fn open(choice: Choice) -> Result<Opened, DeviceError> {
        let cuda = |number| Cuda::open(number).map(|cuda| Device::Cuda(Arc::new(cuda)));
        let (device, without) = match choice {
            Choice::Cpu => (Device::Cpu, None),
            Choice::Cuda(number) => (cuda(number.unwrap_or(0))?, None),
            Choice::Auto => match cuda(0) {
                Ok(device) => (device, None),
                Err(error) => (Device::Cpu, Some(error)),
            },
        };
        Ok(Opened { device, without })
    }
}
