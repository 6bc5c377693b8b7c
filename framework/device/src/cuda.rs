//! A device of CUDA: its memory, its one stream of work, and the kernels that run on it.

use crate::error::{DeviceError, is_full, is_of_a_kernel, words};
use crate::kernels::{Image, Source};
use crate::probe::{self, Card, Driver, Version};
use cudarc::driver::sys::CUresult;
use cudarc::driver::{
    CudaContext, CudaFunction, CudaModule, CudaStream, DeviceRepr, DriverError, LaunchArgs, LaunchConfig,
    ValidAsZeroBits,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use cudarc::driver::{CudaSlice as Buffer, PushKernelArg};

/// A device of CUDA that is ready. All work goes into one stream: copies and kernels come one after the other, as they
/// were asked for.
#[derive(Debug)]
pub struct Cuda {
    card: Card,
    driver: Version,
    nvrtc: Version,
    context: Arc<CudaContext>,
    stream: Arc<CudaStream>,
    /// By the name of the source.
    modules: Mutex<HashMap<&'static str, Arc<CudaModule>>>,
    /// The kernel that was started last: an error may be heard long after.
    last: Mutex<&'static str>,
    /// What went wrong first, if anything did.
    failed: OnceLock<DeviceError>,
}

/// A kernel that is on the device.
#[derive(Debug)]
pub struct Kernel {
    name: &'static str,
    function: CudaFunction,
}

/// How many threads run a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Blocks along x, y and z.
    pub blocks: (u32, u32, u32),
    /// Threads of a block along x, y and z, 1024 in all at most.
    pub threads: (u32, u32, u32),
}

/// A kernel that is about to run: hand it its arguments, then [run](Launch::run) it.
pub struct Launch<'l> {
    cuda: &'l Cuda,
    kernel: &'l Kernel,
    /// Takes [buffers](Buffer) and numbers, in the order of the kernel's parameters.
    pub arguments: LaunchArgs<'l>,
}

impl Cuda {
    /// Takes the device of a number.
    ///
    /// # Errors
    ///
    /// The driver, NVRTC or the device is missing, too old, or does not start.
    pub fn open(number: u32) -> Result<Cuda, DeviceError> {
        let Driver { version, mut devices } = probe::driver()?;
        let nvrtc = probe::nvrtc()?;
        let (at, count) = (number as usize, devices.len());
        if at >= count {
            return Err(DeviceError::NoSuchDevice { number, count: count as u32 });
        }
        let card = devices.swap_remove(at);
        let context = CudaContext::new(at);
        let context = context.map_err(|error| DeviceError::Call { what: "begin work", why: words(error) })?;
        let stream = context.default_stream();
        let (modules, last, failed) = (Mutex::default(), Mutex::new("none yet"), OnceLock::new());
        Ok(Cuda { card, driver: version, nvrtc, context, stream, modules, last, failed })
    }

    /// What device it is.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The version of the library that compiles its kernels.
    pub fn nvrtc(&self) -> Version {
        self.nvrtc
    }

    /// What went wrong first, if anything did. Whoever was told may have made words of it: what a run is told at last may
    /// be of another type.
    pub fn failed(&self) -> Option<&DeviceError> {
        self.failed.get()
    }

    fn noted(&self, error: DeviceError) -> DeviceError {
        let _ = self.failed.set(error.clone()); // the first counts
        error
    }

    /// Memory for so many numbers, all zero.
    ///
    /// # Errors
    ///
    /// The device has too little, or failed before.
    pub fn zeros<T: DeviceRepr + ValidAsZeroBits>(&self, len: usize) -> Result<Buffer<T>, DeviceError> {
        self.stream.alloc_zeros(len).map_err(|error| self.of_memory::<T>(error, len))
    }

    /// Memory that holds these numbers.
    ///
    /// # Errors
    ///
    /// The device has too little, or failed before.
    pub fn upload<T: DeviceRepr>(&self, numbers: &[T]) -> Result<Buffer<T>, DeviceError> {
        self.stream.clone_htod(numbers).map_err(|error| self.of_memory::<T>(error, numbers.len()))
    }

    /// Puts as many numbers as there are into memory.
    ///
    /// # Errors
    ///
    /// The device failed before.
    pub fn store<T: DeviceRepr>(&self, numbers: &[T], buffer: &mut Buffer<T>) -> Result<(), DeviceError> {
        self.stream.memcpy_htod(numbers, buffer).map_err(|error| self.of_call("copy memory", error))
    }

    /// Copies memory on the device into memory of the same length.
    ///
    /// # Errors
    ///
    /// The device failed before.
    pub fn copy<T: DeviceRepr>(&self, from: &Buffer<T>, to: &mut Buffer<T>) -> Result<(), DeviceError> {
        self.stream.memcpy_dtod(from, to).map_err(|error| self.of_call("copy memory", error))
    }

    /// What memory holds after all work that was asked for.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    pub fn download<T: DeviceRepr + Default + Clone>(
        &self,
        buffer: &Buffer<T>,
    ) -> Result<Vec<T>, DeviceError> {
        let mut numbers = vec![T::default(); buffer.len()];
        let copied = self.stream.memcpy_dtoh(buffer, &mut numbers);
        copied.map_err(|error| self.of_call("copy memory", error))?;
        self.finish()?;
        Ok(numbers)
    }

    /// Waits for all work that was asked for.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    pub fn finish(&self) -> Result<(), DeviceError> {
        self.stream.synchronize().map_err(|error| self.of_call("wait for work", error))
    }

    /// A kernel of a source, which is compiled when it is first asked for, or found in the cache of this user.
    ///
    /// # Errors
    ///
    /// It does not compile, the driver does not take it, or the source has no kernel of that name.
    pub fn kernel(&self, source: &Source, name: &'static str) -> Result<Kernel, DeviceError> {
        let module = self.module(source)?;
        let function = module.load_function(name).map_err(|error| {
            let why = format!("{} has none of this name: {}", source.file, words(error));
            self.noted(DeviceError::Launch { kernel: name.into(), why })
        })?;
        Ok(Kernel { name, function })
    }

    /// Begins to launch a kernel.
    pub fn launch<'l>(&'l self, kernel: &'l Kernel) -> Launch<'l> {
        Launch { cuda: self, kernel, arguments: self.stream.launch_builder(&kernel.function) }
    }

    fn module(&self, source: &Source) -> Result<Arc<CudaModule>, DeviceError> {
        let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = modules.get(source.file) {
            return Ok(module.clone());
        }
        let image = Image::of(source, self.card.capability, self.nvrtc).map_err(|error| self.noted(error))?;
        let module = self.context.load_module(image.into()).map_err(|error| self.of_image(source, error))?;
        modules.insert(source.file, module.clone());
        Ok(module)
    }

    fn of_image(&self, source: &Source, error: DriverError) -> DeviceError {
        self.noted(match error.0 {
            CUresult::CUDA_ERROR_UNSUPPORTED_PTX_VERSION | CUresult::CUDA_ERROR_NO_BINARY_FOR_GPU => {
                DeviceError::OldForKernel { file: source.file.into(), driver: self.driver, nvrtc: self.nvrtc }
            }
            _ => DeviceError::Load { file: source.file.into(), why: words(error) },
        })
    }

    fn of_memory<T>(&self, error: DriverError, len: usize) -> DeviceError {
        if !is_full(error) {
            return self.of_call("get memory", error);
        }
        let asked = (len as u64).saturating_mul(size_of::<T>() as u64);
        let free = self.context.mem_get_info().ok().map(|(free, _)| free as u64);
        self.noted(DeviceError::OutOfMemory { asked, free })
    }

    fn of_call(&self, what: &'static str, error: DriverError) -> DeviceError {
        self.noted(match is_of_a_kernel(error) {
            true => {
                let kernel = self.last.lock().unwrap_or_else(PoisonError::into_inner).to_string();
                DeviceError::Launch { kernel, why: words(error) }
            }
            false => DeviceError::Call { what, why: words(error) },
        })
    }
}

impl Launch<'_> {
    /// Puts it into the stream. What goes wrong while it runs is heard at the next copy or wait.
    ///
    /// # Errors
    ///
    /// The driver does not start it: the shape is none that the device can run, or the device failed before.
    ///
    /// # Safety
    ///
    /// The arguments are what the kernel declares, in number, order and type, and for this shape it stays inside its
    /// buffers.
    pub unsafe fn run(mut self, shape: Shape) -> Result<(), DeviceError> {
        *self.cuda.last.lock().unwrap_or_else(PoisonError::into_inner) = self.kernel.name;
        let shape = LaunchConfig { grid_dim: shape.blocks, block_dim: shape.threads, shared_mem_bytes: 0 };
        // SAFETY: it is what the caller says.
        let started = unsafe { self.arguments.launch(shape) };
        let failed = |error| DeviceError::Launch { kernel: self.kernel.name.into(), why: words(error) };
        started.map(|_| ()).map_err(|error| self.cuda.noted(failed(error)))
    }
}
