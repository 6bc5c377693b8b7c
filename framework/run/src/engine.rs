//! What computes a run: a device if the objects of the scene have a way to move on one, or else the processor.

use crate::error::RunError;
use quincunx_core::object::OnDevice;
use quincunx_device::choice::Choice;
use quincunx_device::cuda::Cuda;
use quincunx_device::device::{Device, Opened};
use quincunx_device::error::DeviceError;
use quincunx_scene::resolve::ResolvedObject;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Kernels in plain Rust, correctly rounded operations in a fixed order; and whatever gives the same bits.
pub(crate) const CPU: &str = "cpu";
/// Floats on a device of CUDA.
pub(crate) const CUDA: &str = "cuda";

/// Whether the arithmetic is another on a device.
pub(crate) fn has_floats(objects: &[ResolvedObject]) -> bool {
    objects.iter().any(|object| object.object.on_device() == OnDevice::Floats)
}

/// What computes a run.
pub(crate) struct Engine {
    /// The device, if an object moves on it.
    pub cuda: Option<Arc<Cuda>>,
    /// Results agree bit for bit within one.
    pub arithmetic: String,
    /// Why it is the CPU although a device was looked for.
    pub without: Option<DeviceError>,
    /// One line for a person who may expect another device.
    pub notice: Option<String>,
    /// What objects that stay on the CPU have to say of it, by name.
    remarks: BTreeMap<String, String>,
}

impl Engine {
    /// The processor, which nobody has to be told of.
    pub fn processor(arithmetic: &str) -> Engine {
        Engine {
            cuda: None,
            arithmetic: arithmetic.into(),
            without: None,
            notice: None,
            remarks: BTreeMap::new(),
        }
    }

    /// Takes what was asked for. A run that goes on as it was begun stays with its arithmetic, unless another is asked
    /// for by name.
    ///
    /// # Errors
    /// CUDA was asked for by name, and something is missing or goes wrong.
    pub fn choose(
        asked: Option<Choice>,
        objects: &[ResolvedObject],
        begun: Option<&str>,
    ) -> Result<Engine, DeviceError> {
        let able: Vec<_> = objects.iter().map(|object| (&object.name, object.object.on_device())).collect();
        let floats = has_floats(objects);
        let moves = able.iter().any(|(_, able)| !matches!(able, OnDevice::Nothing(_)));
        match asked.unwrap_or_default() {
            Choice::Auto if !moves => return Ok(Engine::processor(CPU)),
            Choice::Auto if floats && begun == Some(CPU) => {
                let notice = asked.map(|_| "computing on the CPU, as the run was begun".into());
                return Ok(Engine { notice, ..Engine::processor(CPU) });
            }
            _ => {}
        }
        let Opened { device, without } = Device::open(asked.unwrap_or_default())?;
        let Device::Cuda(cuda) = device else {
            let notice = without.as_ref().filter(|error| asked.is_some() || **error != DeviceError::NoDriver);
            let notice = notice.map(|error| format!("computing on the CPU: failed to {error}"));
            return Ok(Engine { without, notice, ..Engine::processor(CPU) });
        };
        let stays = |(name, able): (&String, OnDevice)| match able {
            OnDevice::Nothing(why) => Some((name.clone(), format!("computed on the CPU: {why}"))),
            _ => None,
        };
        let remarks = able.into_iter().filter_map(stays).collect();
        let arithmetic = if floats { CUDA } else { CPU }.into();
        Ok(Engine { cuda: moves.then_some(cuda), arithmetic, without: None, notice: None, remarks })
    }

    /// As `run.json` names it: "cuda:0 (NVIDIA H200)".
    pub fn name(&self) -> String {
        let card = |cuda: &Arc<Cuda>| format!("cuda:{} ({})", cuda.card().number, cuda.card().name);
        self.cuda.as_ref().map_or(CPU.into(), card)
    }

    /// What objects have to say of how they moved, with what is to be said of where.
    pub fn remarks(&self, own: Vec<(String, String)>) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> = own.into_iter().collect();
        for (name, of_device) in &self.remarks {
            let said = all.remove(name).map_or(of_device.clone(), |own| format!("{own}; {of_device}"));
            all.insert(name.clone(), said);
        }
        all
    }

    /// The error of the device behind an error, if it failed: on the way it became words of somebody else.
    pub fn blame(&self, error: RunError) -> RunError {
        let failed = self.cuda.as_ref().and_then(|cuda| cuda.failed());
        failed.map_or(error, |failed| RunError::Device(failed.clone()))
    }
}
