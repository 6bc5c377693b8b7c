//! Cells vote, as a plugin: examples of rules that describe themselves, and of one that draws from noise.

pub mod annealed;
pub mod majority;
pub mod noisy;
pub mod reference;

/// The work that all three come from.
pub(crate) const VICHNIAC: &str =
    "G. Y. Vichniac, \"Simulating physics with cellular automata\", Physica D 10 (1-2), 96-116 (1984)";

quincunx_sdk::export_plugin!(rules: [majority::Majority, annealed::Annealed, noisy::NoisyMajority]);
