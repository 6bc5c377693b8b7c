//! How close the decisions of a device are.

use quincunx_device::cuda::{Buffer, Cuda};
use quincunx_device::error::DeviceError;
use quincunx_sdk::predictor::Closest;

/// The most cells of a square that fit beside a margin.
const MOST_SIDE: usize = 5;

/// What kernels decide by, and what they remember of it: the twin of the processor's tally.
pub(super) struct Tally {
    pub threshold: f32,
    /// A margin from which on rounding cannot have decided: nobody will ask for the neighbourhood.
    pub far: f32,
    /// The side of the square that a cell sees.
    pub side: usize,
    /// The smallest margin as bits, above the bits of its square.
    pub closest: Buffer<u64>,
    /// The largest size of a logit, as bits.
    pub largest: Buffer<u32>,
}

impl Tally {
    /// Of no decisions yet; logits are at most as large as `bound`.
    pub fn new(cuda: &Cuda, threshold: f32, bound: f32, side: usize) -> Result<Self, DeviceError> {
        let (closest, largest) = (cuda.upload(&[u64::MAX])?, cuda.zeros(1)?);
        Ok(Tally { threshold, far: Closest::ROUNDING * bound, side, closest, largest })
    }

    /// The closest decision so far, once all are made; `None` if there was none. Of squares of more than 5×5 cells it
    /// knows the margin alone.
    pub fn met(&self, cuda: &Cuda) -> Result<Option<Closest>, DeviceError> {
        let (closest, largest) = (cuda.download(&self.closest)?, cuda.download(&self.largest)?);
        let (Some(closest), Some(largest)) = (closest.first(), largest.first()) else { return Ok(None) };
        let met = || {
            let margin = f32::from_bits((closest >> 32) as u32);
            let known = margin <= self.far && self.side <= MOST_SIDE;
            let neighbourhood = if known { cells(*closest as u32, self.side) } else { vec![] };
            Closest { margin, neighbourhood, largest: f32::from_bits(*largest) }
        };
        Ok((*closest != u64::MAX).then(met))
    }
}

/// The cells of a square, row by row, of which the first is the highest bit.
fn cells(square: u32, side: usize) -> Vec<u8> {
    (0..side * side).rev().map(|bit| (square >> bit & 1) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn the_first_cell_is_the_highest_bit() {
        assert_eq!(cells(0b100_010_011, 3), [1, 0, 0, 0, 1, 0, 0, 1, 1]);
        assert_eq!(cells(1, 1), [1]);
    }
}
