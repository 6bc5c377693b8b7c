//! The sources of the kernels.

use quincunx_device::kernels::Source;

/// Lattices of two states, a bit a cell: `bits_counts_torus`, `bits_counts_dead`, `bits_table_torus`, `bits_table_dead`
/// and `bits_population`.
pub const BITS: Source = Source {
    file: "bits.cu",
    text: concat!(
        include_str!("../../../device/kernels/board.cuh"),
        "#line 1 \"bits.cu\"\n",
        include_str!("../../kernels/bits.cu")
    ),
    options: &["--std=c++17", "--fmad=false"],
};

/// All of this crate.
pub const SOURCES: [Source; 1] = [BITS];
