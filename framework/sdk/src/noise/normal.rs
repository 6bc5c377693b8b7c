//! Standard normals for a block of items.

use super::{Noise, Place, key_words, philox4x32_10};
use crate::lanes::real::Real;

/// A call of Philox for each lane, one array a word.
type Words<const N: usize> = [[u32; N]; 4];

impl Noise {
    /// Standard normals for `N` items in a row, beginning with `first_item`, into [`Real::NORMALS`] rows of one lane an
    /// item.
    ///
    /// Call it inside a [`Kernel`](crate::lanes::isa::Kernel). A lane's numbers are a function of key, step, item (modulo
    /// 2⁴⁸) and draw alone: neither `N` nor the first item matters. They come from Box and Muller's method: |z| is below
    /// 6.77 in `f32`, where a uniform has 32 bits, and below 9.5 in `f64`, where it has 64.
    ///
    /// # Panics
    /// If `out` has fewer rows.
    #[inline(always)]
    pub fn normals<T: Real, const N: usize>(self, first_item: u64, draw: u32, out: &mut [[T; N]]) {
        let mut words = [[0; N]; 4];
        if u64::from(first_item as u32) + N as u64 > 1 << 32 {
            self.words_across(first_item, draw, &mut words);
        } else {
            self.words_beside(first_item, draw, &mut words);
        }
        T::normals([&words[0], &words[1], &words[2], &words[3]], out);
    }

    /// The words of items that differ in the lower half alone.
    #[inline(always)]
    fn words_beside<const N: usize>(self, first_item: u64, draw: u32, words: &mut Words<N>) {
        let [draw, low, step, high] = Place { draw, item: first_item, step: self.step }.counter();
        let key = key_words(self.key);
        for i in 0..N {
            let call = philox4x32_10([draw, low.wrapping_add(i as u32), step, high], key);
            [words[0][i], words[1][i], words[2][i], words[3][i]] = call;
        }
    }

    /// The words of items on both sides of a multiple of 2³²: once in four thousand million.
    #[cold]
    #[inline(never)]
    fn words_across<const N: usize>(self, first_item: u64, draw: u32, words: &mut Words<N>) {
        for i in 0..N {
            let place = Place { draw, item: first_item.wrapping_add(i as u64), step: self.step };
            let call = philox4x32_10(place.counter(), key_words(self.key));
            [words[0][i], words[1][i], words[2][i], words[3][i]] = call;
        }
    }
}

#[cfg(test)]
mod tests;
