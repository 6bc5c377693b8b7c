//! The sources of the kernels.

use quincunx_device::kernels::Source;

/// The kernels of networks.
pub const NETWORK: Source = Source {
    file: "network.cu",
    text: concat!(
        include_str!("../../../device/kernels/board.cuh"),
        "#line 1 \"network.cu\"\n",
        include_str!("../../kernels/network.cu")
    ),
    // No multiplication is fused but where a kernel says so.
    options: &["--std=c++17", "--fmad=false"],
};

/// All sources of this crate.
pub const SOURCES: [Source; 1] = [NETWORK];
