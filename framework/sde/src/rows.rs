//! Memory for blocks of lanes.

use crate::interpret::LANES;
use quincunx_sdk::lanes::real::Real;
use std::any::TypeId;
use std::ops::{Deref, DerefMut};

/// Rows of f64 as plain numbers, without a copy; `None` if they are in another precision.
pub(crate) fn wide<T: Real>(rows: &[[T; LANES]]) -> Option<&[f64]> {
    let same = TypeId::of::<T>() == TypeId::of::<f64>();
    // SAFETY: `T` is f64, so these are the same rows under the same name.
    same.then(|| unsafe { std::slice::from_raw_parts(rows.as_ptr().cast(), rows.len() * LANES) })
}

/// The same, to be written.
pub(crate) fn wide_mut<T: Real>(rows: &mut [[T; LANES]]) -> Option<&mut [f64]> {
    let same = TypeId::of::<T>() == TypeId::of::<f64>();
    // SAFETY: as above, and nobody else has them.
    same.then(|| unsafe { std::slice::from_raw_parts_mut(rows.as_mut_ptr().cast(), rows.len() * LANES) })
}

/// A row of lanes on a boundary of cache lines: a vector that straddles two lines costs as much as two.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct Row<T>(pub [T; LANES]);

/// Rows of lanes, each on a boundary of cache lines: variables, normals or outputs of one block.
///
/// Programs run on any rows, and on these up to half as fast again.
///
/// ```
/// use quincunx_sde::{interpret::LANES, rows::Rows};
/// let mut x = Rows::<f32>::new(2);
/// x[1][7] = 3.0;
/// assert_eq!(x.as_flattened()[LANES + 7], 3.0);
/// assert_eq!(x.as_ptr() as usize % 64, 0);
/// ```
#[derive(Clone, Debug)]
pub struct Rows<T>(Vec<Row<T>>);

impl<T: Real> Rows<T> {
    /// Nothing between two rows, so that they can be seen as arrays.
    const DENSE: () = assert!(size_of::<Row<T>>() == size_of::<[T; LANES]>());

    /// So many rows of zeros.
    pub fn new(count: usize) -> Rows<T> {
        Rows(vec![Row([T::ZERO; LANES]); count])
    }
}

impl<T: Real> Deref for Rows<T> {
    type Target = [[T; LANES]];

    #[inline(always)]
    fn deref(&self) -> &[[T; LANES]] {
        let () = Self::DENSE;
        // SAFETY: a row is an array with a stricter alignment and, by `DENSE`, the same size.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len()) }
    }
}

impl<T: Real> DerefMut for Rows<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [[T; LANES]] {
        let () = Self::DENSE;
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), self.0.len()) }
    }
}
