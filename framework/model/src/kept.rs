//! Tables of 2²⁵ decisions in the user's cache folder.

use crate::network::Network;
use crate::table::{MOST_SIDE, Table};
use quincunx_core::cache;
use quincunx_sdk::predictor::Margin;

/// Raised when the arithmetic of networks changes.
const VERSION: u32 = 1;
const BITS: usize = 1 << (MOST_SIDE * MOST_SIDE);
const BYTES: usize = BITS / 8;

/// The table of a network, if it was kept and is whole.
pub(crate) fn find(network: &Network, threshold: f32) -> Option<Table> {
    read(&cache::read(&name(network, threshold))?)
}

/// Keeps a table. If that fails it is made again the next time.
pub(crate) fn keep(network: &Network, threshold: f32, table: &Table) {
    cache::write(&name(network, threshold), &written(table));
}

/// By all that decides: the weights as they are written out, and the threshold.
fn name(network: &Network, threshold: f32) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes()).update(&threshold.to_le_bytes());
    for layer in &network.layers {
        for number in [layer.side, layer.inputs, layer.outputs] {
            hasher.update(&(number as u64).to_le_bytes());
        }
        layer.weight.iter().chain(&layer.bias).for_each(|w| _ = hasher.update(&w.to_le_bytes()));
    }
    format!("network-{}.table", hasher.finalize().to_hex())
}

/// The bits, and how close they were. That a file is whole is the cache's concern.
fn written(table: &Table) -> Vec<u8> {
    let mut file: Vec<u8> = table.words().iter().flat_map(|word| word.to_le_bytes()).collect();
    let margin = Margin::default();
    margin.meet(table.closest().clone());
    let _ = margin.write(&mut file); // a Vec takes all
    file
}

fn read(file: &[u8]) -> Option<Table> {
    let (bits, rest) = file.split_at_checked(BYTES)?;
    let margin = Margin::default();
    margin.read(&mut &rest[..]).ok()?;
    let words = bits.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
    Some(Table::from_words(MOST_SIDE, words, margin.met()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::predictor::Closest;

    #[test]
    fn a_file_reads_back_and_a_part_of_it_does_not() {
        let closest = Closest { margin: 0.25, neighbourhood: vec![], largest: 3.0 };
        let words: Vec<u64> = (0..BITS as u64 / 64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let file = written(&Table::from_words(MOST_SIDE, words.clone(), closest.clone()));
        let back = read(&file).unwrap();
        assert!(back.words() == words && back.closest() == &closest && back.side() == MOST_SIDE);
        for length in [0, 1, BYTES - 1, BYTES, BYTES + 7] {
            assert!(read(&file[..length]).is_none(), "{length}");
        }
    }
}
