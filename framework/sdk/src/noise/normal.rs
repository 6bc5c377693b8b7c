//! Standard normals for a block of items.

use super::{Noise, Place, key_words};
use crate::lanes::real::Real;

impl Noise {
    /// Standard normals for `N` items in a row, beginning with `first_item`, into [`Real::NORMALS`] rows of one lane an
    /// item.
    ///
    /// Call it inside a [`Kernel`](crate::lanes::isa::Kernel). A lane's numbers are a function of key, step, item (modulo
    /// 2⁴⁸) and draw alone: neither `N` nor the first item matters. They come from Box and Muller's method: |z| is below
    /// 6.77 in `f32`, where a uniform has 32 bits, and below 9.5 in `f64`, where it has 64. The step is whatever the
    /// caller counts: a path that takes r normals a step finds its normal number n in row n mod [`Real::NORMALS`] of
    /// step n / [`Real::NORMALS`].
    ///
    /// They are made of the words of [`Place`] `{ draw, item, step }`.
    ///
    /// ```
    /// use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
    /// use quincunx_sdk::noise::Noise;
    ///
    /// /// Adds a normal to each of 1024 positions.
    /// struct Diffuse<'a> {
    ///     positions: &'a mut [[f32; 128]; 8],
    ///     noise: Noise,
    /// }
    ///
    /// impl Kernel for Diffuse<'_> {
    ///     type Out = ();
    ///     #[inline(always)]
    ///     fn run(self) {
    ///         let mut z = [[0.0; 128]; 4];
    ///         for (n, block) in self.positions.iter_mut().enumerate() {
    ///             self.noise.normals(n as u64 * 128, 0, &mut z);
    ///             for (x, z) in block.iter_mut().zip(&z[0]) {
    ///                 *x += z;
    ///             }
    ///         }
    ///     }
    /// }
    ///
    /// let mut positions = [[0.0; 128]; 8];
    /// dispatch(Isa::PORTABLE, Diffuse { positions: &mut positions, noise: Noise { key: 42, step: 7 } });
    /// let mean = positions.as_flattened().iter().sum::<f32>() / 1024.0;
    /// assert!(mean.abs() < 0.1);
    /// ```
    ///
    /// # Panics
    /// If `out` has fewer rows.
    #[inline(always)]
    pub fn normals<T: Real, const N: usize>(self, first_item: u64, draw: u32, out: &mut [[T; N]]) {
        assert!(out.len() >= T::NORMALS, "{} rows for {} normals of a lane", out.len(), T::NORMALS);
        T::normals(self.counter(first_item, draw), key_words(self.key), out);
        let before_overflow = (1 << 32) - u64::from(first_item as u32);
        if before_overflow < N as u64 {
            self.normals_beyond(first_item, draw, before_overflow as usize, out);
        }
    }

    /// Replaces the lanes from number `from` on by those of items whose upper half is one more. A block that straddles a
    /// multiple of 2³² items is one in millions.
    #[cold]
    #[inline(never)]
    fn normals_beyond<T: Real, const N: usize>(
        self,
        first_item: u64,
        draw: u32,
        from: usize,
        out: &mut [[T; N]],
    ) {
        let mut beyond = vec![[T::ZERO; N]; T::NORMALS];
        T::normals(self.counter(first_item.wrapping_add(1 << 32), draw), key_words(self.key), &mut beyond);
        for (row, beyond) in out.iter_mut().zip(&beyond) {
            row[from..].copy_from_slice(&beyond[from..]);
        }
    }

    #[inline(always)]
    fn counter(self, item: u64, draw: u32) -> [u32; 4] {
        Place { draw, item, step: self.step }.counter()
    }
}

#[cfg(test)]
mod tests;
