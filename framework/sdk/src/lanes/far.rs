//! sin and cos of whole blocks, from functions that are good near 0 and libm's for the lanes far from it.

/// Makes `sin` and `cos` of a block of `$T` from `$near`, which gives both for one lane with |x| ≤ `$limit`.
///
/// A branch inside the lane function would keep the loop from becoming vector code, so the test is one flag for the
/// block. A lane's result depends on its own argument only, whichever way its block goes.
macro_rules! full_range {
    ($T:ty, $near:ident, $limit:ident) => {
        full_range!(@one sin, 0, $T, $near, $limit);
        full_range!(@one cos, 1, $T, $near, $limit);
    };
    (@one $name:ident, $part:tt, $T:ty, $near:ident, $limit:ident) => {
        /// Of each lane, over the whole range; NaN at ±∞.
        #[inline(always)]
        pub(super) fn $name<const N: usize>(x: &[$T; N]) -> [$T; N] {
            #[cold]
            #[inline(never)]
            fn far(x: &[$T], y: &mut [$T]) {
                for (x, y) in x.iter().zip(y) {
                    if x.abs() > $limit && x.is_finite() {
                        *y = libm::Libm::<$T>::$name(*x);
                    }
                }
            }
            let mut y = [0.0; N];
            let mut any_far = 0;
            for (x, y) in x.iter().zip(&mut y) {
                *y = $near(*x).$part;
                any_far |= u32::from(x.abs() > $limit);
            }
            if any_far != 0 {
                far(x, &mut y);
            }
            y
        }
    };
}

pub(super) use full_range;
