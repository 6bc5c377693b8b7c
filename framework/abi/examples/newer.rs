//! All that is looked at of a plugin for a newer interface.

/// See `quincunx_abi::VERSION_SYMBOL`.
// SAFETY: the symbol is named after what it holds, and nothing else here has it.
#[unsafe(no_mangle)]
pub static QUINCUNX_ABI: [u32; 2] = [7, 0];
