//! What may be missing, and what may go wrong, with the remedy.

use crate::probe::{LEAST_DRIVER, LEAST_NVRTC, Version};
use cudarc::driver::DriverError;
use cudarc::driver::sys::CUresult;
use quincunx_core::memory::readable;
use std::ffi::CStr;

/// Why CUDA cannot be used, or stopped working. Each reads after "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The driver's library is not there.
    #[error("find CUDA: no NVIDIA driver is installed here (libcuda.so.1); install one, or use --device cpu")]
    NoDriver,
    /// The driver has not what is needed.
    #[error(
        "use CUDA: the NVIDIA driver is too old: it knows CUDA {found}, and {LEAST_DRIVER} is needed; install a newer \
         driver, or use --device cpu"
    )]
    OldDriver {
        /// The newest CUDA that it knows.
        found: Version,
    },
    /// The driver is there and does not start.
    #[error("start the NVIDIA driver: {0}; `nvidia-smi` may say more")]
    Start(String),
    /// The driver sees no device.
    #[error(
        "find a CUDA device: the NVIDIA driver sees none; look at `nvidia-smi` and at CUDA_VISIBLE_DEVICES, or use --device \
         cpu"
    )]
    NoDevice,
    /// There are devices, but not this one.
    #[error("use CUDA device {number}: {}; `quincunx devices` lists what there is", numbers(*.count))]
    NoSuchDevice {
        /// Which was asked for.
        number: u32,
        /// How many there are, at least one.
        count: u32,
    },
    /// The library that compiles kernels is not there.
    #[error(
        "find NVRTC, which compiles kernels (libnvrtc.so): install it with the CUDA toolkit, or with `pip install \
         nvidia-cuda-nvrtc-cu12`, and put its folder into LD_LIBRARY_PATH; or use --device cpu"
    )]
    NoNvrtc,
    /// The library that compiles kernels has not what is needed.
    #[error(
        "use NVRTC {found}, which compiles kernels: {LEAST_NVRTC} is needed; install a newer one, or use --device cpu"
    )]
    OldNvrtc {
        /// Its version.
        found: Version,
    },
    /// The device has too little memory left.
    #[error(
        "get {} on the CUDA device: its memory is full{}; make the world smaller, or use --device cpu",
        readable(*.asked),
        left(*.free)
    )]
    OutOfMemory {
        /// How many bytes were asked for.
        asked: u64,
        /// How many were free, if the device says so.
        free: Option<u64>,
    },
    /// NVRTC makes nothing that this device could run.
    #[error(
        "compile kernels: the CUDA device has compute capability {capability}, and NVRTC {nvrtc} makes none for it; \
         install an older NVRTC, or use --device cpu"
    )]
    Architecture {
        /// That of the device.
        capability: Version,
        /// The version of the compiler.
        nvrtc: Version,
    },
    /// A source of kernels is wrong.
    #[error("compile the kernels of {file}:\n{log}")]
    Compile {
        /// The source.
        file: String,
        /// What the compiler says, in lines.
        log: String,
    },
    /// The driver does not know what NVRTC made.
    #[error(
        "load the kernels of {file}: the NVIDIA driver knows CUDA {driver}, and does not take what NVRTC {nvrtc} made; \
         install a newer driver or an older NVRTC, or use --device cpu"
    )]
    OldForKernel {
        /// The source.
        file: String,
        /// The newest CUDA that the driver knows.
        driver: Version,
        /// The version of the compiler.
        nvrtc: Version,
    },
    /// The driver does not take compiled kernels for another reason.
    #[error("load the kernels of {file} onto the CUDA device: {why}")]
    Load {
        /// The source.
        file: String,
        /// What the driver says.
        why: String,
    },
    /// A kernel did not start, or did not end well.
    #[error("run the kernel `{kernel}` on the CUDA device: {why}")]
    Launch {
        /// The kernel, or the last one that was started before this was seen.
        kernel: String,
        /// What the driver says.
        why: String,
    },
    /// A call of the driver that has no words of its own here.
    #[error("{what} on the CUDA device: {why}")]
    Call {
        /// What was tried.
        what: &'static str,
        /// What the driver says.
        why: String,
    },
}

fn numbers(count: u32) -> String {
    match count {
        1 => "the only one is 0".into(),
        _ => format!("they are 0 to {}", count.saturating_sub(1)),
    }
}

fn left(free: Option<u64>) -> String {
    free.map_or_else(String::new, |free| format!(" ({} are free)", readable(free)))
}

/// What the driver says of an error, with the name that one can search for. Only where the driver is there.
pub(crate) fn words(error: DriverError) -> String {
    let text = |found: Result<&CStr, DriverError>| found.ok().map(|text| text.to_string_lossy().into_owned());
    let name = text(error.error_name()).unwrap_or_else(|| format!("CUDA error {}", error.0 as u32));
    match text(error.error_string()) {
        Some(said) => format!("{said} ({name})"),
        None => name,
    }
}

/// Whether it says that memory is full.
pub(crate) fn is_full(error: DriverError) -> bool {
    error.0 == CUresult::CUDA_ERROR_OUT_OF_MEMORY
}

/// Whether it says how a kernel ended, wherever it is heard first.
pub(crate) fn is_of_a_kernel(error: DriverError) -> bool {
    use CUresult::{
        CUDA_ERROR_ASSERT, CUDA_ERROR_HARDWARE_STACK_ERROR, CUDA_ERROR_ILLEGAL_ADDRESS,
        CUDA_ERROR_ILLEGAL_INSTRUCTION, CUDA_ERROR_INVALID_ADDRESS_SPACE, CUDA_ERROR_INVALID_PC,
        CUDA_ERROR_LAUNCH_FAILED, CUDA_ERROR_LAUNCH_TIMEOUT, CUDA_ERROR_MISALIGNED_ADDRESS,
    };
    matches!(
        error.0,
        CUDA_ERROR_ASSERT
            | CUDA_ERROR_HARDWARE_STACK_ERROR
            | CUDA_ERROR_ILLEGAL_ADDRESS
            | CUDA_ERROR_ILLEGAL_INSTRUCTION
            | CUDA_ERROR_INVALID_ADDRESS_SPACE
            | CUDA_ERROR_INVALID_PC
            | CUDA_ERROR_LAUNCH_FAILED
            | CUDA_ERROR_LAUNCH_TIMEOUT
            | CUDA_ERROR_MISALIGNED_ADDRESS
    )
}
