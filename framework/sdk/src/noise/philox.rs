//! The function beneath all noise.

/// Where 128 bits of noise stand: the counter of [`philox4x32_10`], in three parts.
///
/// What varies from lane to lane is the item, and its lower half is word 1, which no multiplication of the first
/// round sees: one and a half of the ten rounds leave a loop over items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Which block of draws of this item in this step.
    pub draw: u32,
    /// Path, atom, or block of cells, modulo 2⁴⁸.
    pub item: u64,
    /// Which block of steps, modulo 2⁴⁸.
    pub step: u64,
}

impl Place {
    /// The 128-bit counter.
    #[inline(always)]
    pub fn counter(self) -> [u32; 4] {
        let high = ((self.item >> 32) as u32) << 16 | ((self.step >> 32) as u32 & 0xffff);
        [self.draw, self.item as u32, self.step as u32, high]
    }
}

/// The counter of the item `lane` places on, where the lower half does not overflow on the way: see [`Place`].
#[inline(always)]
pub(crate) fn counter_of_lane([draw, low, step, high]: [u32; 4], lane: usize) -> [u32; 4] {
    [draw, low.wrapping_add(lane as u32), step, high]
}

/// The two words of a 64-bit key, the lower half first.
#[inline(always)]
pub fn key_words(key: u64) -> [u32; 2] {
    [key as u32, (key >> 32) as u32]
}

/// Philox4x32-10: 128 bits that are a function of a counter and a key, and of nothing else.
///
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011),
/// [doi:10.1145/2063384.2063405](https://doi.org/10.1145/2063384.2063405); the bits are those of Random123.
///
/// Call it inside a [`Kernel`](crate::lanes::isa::Kernel), in a loop over lanes that differ in word 1 of the counter
/// alone where possible. Words live in 64-bit lanes whose upper halves are ignored: `vpmuludq` reads lower halves only,
/// so a round is multiply, shift and xor, without the shuffles that packed words cost.
#[inline(always)]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    const LOW: u64 = 0xffff_ffff;
    let [mut c0, mut c1, mut c2, mut c3] = counter.map(u64::from);
    let [mut k0, mut k1] = key;
    for _ in 0..10 {
        let p0 = (c0 & LOW) * 0xd251_1f53;
        let p1 = (c2 & LOW) * 0xcd9e_8d57;
        (c0, c1, c2, c3) = ((p1 >> 32) ^ c1 ^ u64::from(k0), p1, (p0 >> 32) ^ c3 ^ u64::from(k1), p0);
        k0 = k0.wrapping_add(0x9e37_79b9);
        k1 = k1.wrapping_add(0xbb67_ae85);
    }
    [c0 as u32, c1 as u32, c2 as u32, c3 as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From Random123's `kat_vectors`.
    #[test]
    fn known_answers() {
        let all = u32::MAX;
        let pi = ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]);
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
        assert_eq!(philox4x32_10([all; 4], [all; 2]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
        assert_eq!(philox4x32_10(pi.0, pi.1), [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
    }

    #[test]
    fn every_bit_of_a_place_has_its_own_in_the_counter() {
        let place = Place { draw: 0x0123_4567, item: 0x89ab_cdef_0123, step: 0x4567_89ab_cdef };
        assert_eq!(place.counter(), [0x0123_4567, 0xcdef_0123, 0x89ab_cdef, 0x89ab_4567]);
        let beyond = Place { item: place.item | 1 << 48, step: place.step | 1 << 63, ..place };
        assert_eq!(beyond.counter(), place.counter());
    }
}
