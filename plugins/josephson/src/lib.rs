//! Josephson junctions, as a plugin: examples of processes that describe themselves.
//!
//! Numbers are without units, as the literature has them. With critical current I_c, resistance R, capacitance C,
//! temperature T and the flux quantum Φ₀ of a junction:
//!
//! | here | is |
//! |---|---|
//! | time τ | 2π I_c R t / Φ₀ |
//! | current i | I / I_c |
//! | damping β_c | 2π I_c R² C / Φ₀ |
//! | noise D | 2π k_B T / (Φ₀ I_c) |
//! | mean of φ′ | V / (I_c R) |

pub mod chain;
pub mod drive;
pub mod junction;

/// The works that the equation comes from.
pub(crate) const REFERENCES: &[&str] = &[
    "D. E. McCumber, \"Effect of ac impedance on dc voltage-current characteristics of superconductor weak-link junctions\", Journal of Applied Physics 39 (7), 3113-3118 (1968)",
    "W. C. Stewart, \"Current-voltage characteristics of Josephson junctions\", Applied Physics Letters 12 (8), 277-280 (1968)",
    "V. Ambegaokar, B. I. Halperin, \"Voltage due to thermal noise in the dc Josephson effect\", Physical Review Letters 22 (25), 1364-1366 (1969)",
];

quincunx_sdk::export_plugin!(processes: [junction::Josephson, chain::JosephsonChain]);
