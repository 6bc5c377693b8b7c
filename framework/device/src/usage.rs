//! What kernels take of a device, as the assembler says.

use crate::error::DeviceError;
use crate::kernels::{Source, compile, log};
use crate::probe::Version;
use std::fmt;

/// What a kernel takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Its name.
    pub kernel: String,
    /// Registers of a thread.
    pub registers: u32,
    /// Bytes of shared memory of a block.
    pub shared: u32,
    /// Bytes of a thread's own memory, for arrays that are no registers and for what is spilled.
    pub stack: u32,
    /// Bytes that a thread writes and reads because it has too few registers: they cost what memory costs.
    pub spilled: u32,
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Usage { kernel, registers, shared, stack, spilled } = self;
        write!(
            f,
            "{kernel:24} {registers:3} registers, {shared:5} bytes shared, {stack} of stack, {spilled} spilled"
        )
    }
}

/// Compiles a source for devices of a compute capability, and tells of every kernel. NVRTC must be
/// [present](crate::probe::nvrtc()).
///
/// # Errors
///
/// It does not compile.
pub fn usage(source: &Source, capability: Version) -> Result<Vec<Usage>, DeviceError> {
    let target = format!("sm_{}{}", capability.major, capability.minor);
    Ok(read(&log(&compile(source, &target, &["--ptxas-options=-v"])?)))
}

/// Each kernel has a line with its name, then those with its numbers, each before what it counts.
fn read(log: &str) -> Vec<Usage> {
    let mut all: Vec<Usage> = vec![];
    for line in log.lines() {
        if let Some((_, rest)) = line.split_once("Compiling entry function '") {
            let kernel = rest.split('\'').next().unwrap_or_default().into();
            all.push(Usage { kernel, ..Usage::default() });
        }
        let Some(last) = all.last_mut() else { continue };
        let counted = |what: &str| -> u32 {
            let number = |part: &str| part.strip_suffix(what)?.rsplit(' ').next()?.parse().ok();
            line.split([',', '.']).find_map(number).unwrap_or(0)
        };
        last.registers += counted(" registers");
        last.shared += counted(" bytes smem");
        last.stack += counted(" bytes stack frame");
        last.spilled += counted(" bytes spill stores") + counted(" bytes spill loads");
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_read() {
        let log = "\
ptxas warning : Registers are spilled to local memory in function 'spill', 976 bytes spill stores, 1096 bytes spill loads
ptxas info    : 16 bytes gmem, 32 bytes cmem[4]
ptxas info    : Compiling entry function 'one' for 'sm_80'
ptxas info    : Function properties for one
ptxas         .     0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 22 registers, used 1 barriers, 64 bytes smem, 376 bytes cmem[0]
ptxas info    : Compile time = 19.764 ms
ptxas info    : Compiling entry function 'spill' for 'sm_80'
ptxas info    : Function properties for spill
ptxas         .     616 bytes stack frame, 976 bytes spill stores, 1096 bytes spill loads
ptxas info    : Used 64 registers, used 1 barriers, 616 bytes cumulative stack size, 360 bytes cmem[0]";
        let usage = |kernel: &str, registers, shared, stack, spilled| Usage {
            kernel: kernel.into(),
            registers,
            shared,
            stack,
            spilled,
        };
        assert_eq!(read(log), [usage("one", 22, 64, 0, 0), usage("spill", 64, 0, 616, 2072)]);
        assert!(read("").is_empty());
    }
}
