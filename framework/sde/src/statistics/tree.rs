//! Sums whose rounding depends on nothing but their terms.

use std::ops::Add;

/// Adds neighbours until one is left; an odd one out moves up unchanged. None if there is no term.
#[inline(always)]
pub(super) fn tree<S: Copy + Add<Output = S>>(terms: &mut [S]) -> Option<S> {
    let mut n = terms.len();
    while n > 1 {
        for i in 0..n / 2 {
            terms[i] = terms[2 * i] + terms[2 * i + 1];
        }
        if n % 2 == 1 {
            terms[n / 2] = terms[n - 1];
        }
        n = n.div_ceil(2);
    }
    terms.first().copied()
}
