//! What a result depends on besides the scene: the program and the machine.

use quincunx_sdk::lanes::isa::Isa;
use std::fs;
use std::sync::OnceLock;

/// The version of the framework.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The BLAKE3 hash of the running program, in hexadecimal; empty if it cannot be read.
pub fn program() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let read = std::env::current_exe().and_then(fs::read);
        read.map_or(String::new(), |bytes| blake3::hash(&bytes).to_hex().to_string())
    })
}

/// The machine's name.
pub fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    if name.trim().is_empty() { "unknown".into() } else { name.trim().into() }
}

/// How many threads this process may run at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The processor, as it calls itself.
pub fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = info.lines().find_map(|line| line.strip_prefix("model name"));
    line.map_or("unknown".into(), |line| line.trim_start_matches([' ', '\t', ':']).trim().into())
}

/// The instruction set that kernels are compiled for.
///
/// # Errors
/// When the environment asks for one that is not there.
pub fn instruction_set() -> Result<&'static str, String> {
    Isa::chosen().map(Isa::name).map_err(|error| error.to_string())
}
