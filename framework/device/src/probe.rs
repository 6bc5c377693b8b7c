//! What CUDA this machine has. Nothing is started that was not asked whether it is there: cudarc panics otherwise.

use crate::error::{DeviceError, words};
use cudarc::driver::result::{device, init};
use cudarc::driver::sys::{CUdevice_attribute, CUresult};
use cudarc::driver::{self, DriverError};
use cudarc::nvrtc;
use std::ffi::c_int;
use std::fmt;

/// The oldest driver that has every call that is made: by the CUDA that it knows.
pub const LEAST_DRIVER: Version = Version { major: 12, minor: 0 };

/// The oldest NVRTC that is used.
pub const LEAST_NVRTC: Version = Version { major: 12, minor: 0 };

/// A version, or the compute capability of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Before the point.
    pub major: u32,
    /// After it.
    pub minor: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What a machine has, and why not where not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The driver with its devices.
    pub driver: Result<Driver, DeviceError>,
    /// The version of the library that compiles kernels.
    pub nvrtc: Result<Version, DeviceError>,
}

/// A driver that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver {
    /// The newest CUDA that it knows.
    pub version: Version,
    /// At least one, by number.
    pub devices: Vec<Card>,
}

/// A device that CUDA can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// How it is chosen, from 0.
    pub number: u32,
    /// What its maker calls it.
    pub name: String,
    /// All of its memory, in bytes.
    pub memory: u64,
    /// What its hardware can do: 9.0 is Hopper.
    pub capability: Version,
    /// How many multiprocessors it has: each works on several blocks of threads at once.
    pub multiprocessors: u32,
}

/// Looks for all that CUDA needs.
pub fn probe() -> Found {
    Found { driver: driver(), nvrtc: nvrtc() }
}

/// The driver with its devices.
///
/// # Errors
///
/// There is none, it is too old, it does not start, or it sees no device.
pub fn driver() -> Result<Driver, DeviceError> {
    // SAFETY: this opens and closes libraries by the names that the system knows.
    if !unsafe { driver::sys::is_culib_present() } {
        return Err(DeviceError::NoDriver);
    }
    let version = driver_version()?;
    if version < LEAST_DRIVER {
        return Err(DeviceError::OldDriver { found: version });
    }
    init().map_err(not_started)?;
    let count = device::get_count().map_err(not_started)?;
    if count < 1 {
        return Err(DeviceError::NoDevice);
    }
    let devices: Result<_, DriverError> = (0..count).map(card).collect();
    let devices =
        devices.map_err(|error| DeviceError::Call { what: "ask for properties", why: words(error) })?;
    Ok(Driver { version, devices })
}

/// The version of the library that compiles kernels.
///
/// # Errors
///
/// There is none, or it is too old.
pub fn nvrtc() -> Result<Version, DeviceError> {
    // SAFETY: this opens and closes libraries by the names that the system knows.
    if !unsafe { nvrtc::sys::is_culib_present() } {
        return Err(DeviceError::NoNvrtc);
    }
    let (mut major, mut minor) = (0, 0);
    // SAFETY: both are places for a number.
    let answer = unsafe { nvrtc::sys::nvrtcVersion(&mut major, &mut minor) };
    answer.result().map_err(|_| DeviceError::NoNvrtc)?;
    let found = Version { major: unsigned(major), minor: unsigned(minor) };
    if found < LEAST_NVRTC { Err(DeviceError::OldNvrtc { found }) } else { Ok(found) }
}

/// It needs no driver that was started.
fn driver_version() -> Result<Version, DeviceError> {
    let mut version: c_int = 0;
    // SAFETY: it is the place for a number.
    unsafe { driver::sys::cuDriverGetVersion(&mut version) }.result().map_err(not_started)?;
    Ok(Version { major: unsigned(version / 1000), minor: unsigned(version % 1000 / 10) })
}

fn not_started(error: DriverError) -> DeviceError {
    match error.0 {
        CUresult::CUDA_ERROR_NO_DEVICE => DeviceError::NoDevice,
        _ => DeviceError::Start(words(error)),
    }
}

fn card(number: c_int) -> Result<Card, DriverError> {
    use CUdevice_attribute::{
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR as MAJOR,
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR as MINOR,
        CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT as MULTIPROCESSORS,
    };
    let device = device::get(number)?;
    // SAFETY: the driver has just handed out the device.
    let (memory, major, minor, multiprocessors) = unsafe {
        (
            device::total_mem(device)?,
            device::get_attribute(device, MAJOR)?,
            device::get_attribute(device, MINOR)?,
            device::get_attribute(device, MULTIPROCESSORS)?,
        )
    };
    Ok(Card {
        number: unsigned(number),
        name: device::get_name(device)?,
        memory: memory as u64,
        capability: Version { major: unsigned(major), minor: unsigned(minor) },
        multiprocessors: unsigned(multiprocessors),
    })
}

fn unsigned(number: c_int) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
