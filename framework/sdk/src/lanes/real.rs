//! The two precisions behind one trait, with functions that give the same bits on every machine.

use super::{double, single};
use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// `f32` or `f64`, for kernels that are written once for both.
///
/// Std's exp, ln, sin and the others give other bits on other machines. These give the same everywhere:
///
/// | functions | how | off by at most |
/// |---|---|---|
/// | [`exp`](Real::exp), [`ln`](Real::ln), [`sin`](Real::sin), [`cos`](Real::cos) | our own; a loop over a block becomes vector code | 2 ulp |
/// | [`mul_add`](Real::mul_add), [`sqrt`](Real::sqrt), [`floor`](Real::floor), [`abs`](Real::abs) | exact or rounded once; vector code | ½ ulp |
/// | [`tan`](Real::tan), [`pow`](Real::pow) and the others | the crate `libm`, one lane at a time: right, and slow | a few ulp |
///
/// All functions hold over the whole range, and a NaN that they give is always [`Real::NAN`]. Operators and `mul_add`
/// are the processor's: of two NaNs they pass on the one or the other, so let [`Real::canonical`] have the last word
/// before bits are stored or compared.
///
/// On `f32` and `f64` themselves std's methods of the same names come first: write `T: Real`, or `Real::exp(x)`.
///
/// ```
/// use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
/// use quincunx_sdk::lanes::real::Real;
///
/// /// x ← eˣ of each lane.
/// struct Exponential<'a, T>(&'a mut [T; 64]);
///
/// impl<T: Real> Kernel for Exponential<'_, T> {
///     type Out = ();
///     #[inline(always)]
///     fn run(self) {
///         for x in self.0 {
///             *x = x.exp();
///         }
///     }
/// }
///
/// let mut block = [0.0f64; 64];
/// dispatch(Isa::PORTABLE, Exponential(&mut block));
/// assert_eq!(block[7], 1.0);
/// ```
pub trait Real:
    Copy
    + Default
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The one NaN that functions give.
    const NAN: Self;
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// ∞.
    const INFINITY: Self;
    /// How many normals one call of Philox gives: 4 in `f32`, 2 in `f64`.
    const NORMALS: usize;

    /// The nearest number of this precision.
    fn of(x: f64) -> Self;
    /// The same number as `f64`.
    fn wide(self) -> f64;

    /// self·a + b, rounded once. Without FMA it is a call into software: right, and slow.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// √x; NaN below 0.
    fn sqrt(self) -> Self;
    /// |x|. It clears a bit, of NaN too.
    fn abs(self) -> Self;
    /// The greatest integer that is not above x; −0 of −0.
    fn floor(self) -> Self;

    /// eˣ, subnormal results included.
    fn exp(self) -> Self;
    /// The natural logarithm; −∞ at ±0, NaN below.
    fn ln(self) -> Self;
    /// The sine of each lane; NaN at ±∞.
    ///
    /// A block, because lanes far from 0 (beyond 2¹⁶ in `f32`, 2²⁸ in `f64`) go to libm one by one after the others.
    fn sin<const N: usize>(x: &[Self; N]) -> [Self; N];
    /// The cosine of each lane, as [`Real::sin`].
    fn cos<const N: usize>(x: &[Self; N]) -> [Self; N];

    /// The tangent.
    fn tan(self) -> Self;
    /// The angle in [−π/2, π/2] with this sine.
    fn asin(self) -> Self;
    /// The angle in [0, π] with this cosine.
    fn acos(self) -> Self;
    /// The angle in [−π/2, π/2] with this tangent.
    fn atan(self) -> Self;
    /// The angle of the point (x, self), in [−π, π].
    fn atan2(self, x: Self) -> Self;
    /// The hyperbolic sine.
    fn sinh(self) -> Self;
    /// The hyperbolic cosine.
    fn cosh(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// selfʸ. As in C: pow(1, NaN) and pow(NaN, 0) are 1.
    fn pow(self, y: Self) -> Self;

    /// Neither ±∞ nor NaN.
    fn finite(self) -> bool;
    /// Unordered with everything.
    fn is_nan(self) -> bool;
    /// Itself, but [`Real::NAN`] for every NaN.
    #[inline(always)]
    fn canonical(self) -> Self {
        if self.is_nan() { Self::NAN } else { self }
    }
    /// The smaller of two; NaN if either is.
    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        let least = if other < self { other } else { self };
        if other.is_nan() { Self::NAN } else { least.canonical() }
    }
    /// The larger of two; NaN if either is.
    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        let most = if other > self { other } else { self };
        if other.is_nan() { Self::NAN } else { most.canonical() }
    }
    /// −1, 0 or 1; NaN of NaN.
    #[inline(always)]
    fn sign(self) -> Self {
        let up = if self > Self::ZERO { Self::ONE } else { Self::ZERO };
        let signed = if self < Self::ZERO { -Self::ONE } else { up };
        if self.is_nan() { Self::NAN } else { signed }
    }

    /// The bits, in the lower half for `f32`: for digests, and to compare with signs and NaNs.
    fn bits(self) -> u64;

    /// Standard normals of `N` lanes into [`Real::NORMALS`] rows, lane i from the call of Philox for `counter` with i
    /// added to its word 1. [`Noise::normals`](crate::noise::Noise::normals) says which are whose. It does nothing if
    /// `out` has fewer rows.
    fn normals<const N: usize>(counter: [u32; 4], key: [u32; 2], out: &mut [[Self; N]]);
}

/// What std gives without a difference between machines, and our own for the rest.
macro_rules! real {
    ($T:ident, $own:ident, $normals:literal) => {
        impl Real for $T {
            const NAN: Self = $T::NAN;
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const INFINITY: Self = $T::INFINITY;
            const NORMALS: usize = $normals;

            #[inline(always)]
            fn of(x: f64) -> Self {
                x as $T
            }
            #[inline(always)]
            fn wide(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                $T::mul_add(self, a, b)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                // The root of |x|, because LLVM takes all NaNs for one: between NAN and the root of x, where they
                // differ in nothing but which NaN they are, it drops the choice. The sign is for −0.
                let y = $T::sqrt(self.abs()).copysign(self);
                if self >= 0.0 { y } else { $T::NAN }
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $T::abs(self)
            }
            #[inline(always)]
            fn floor(self) -> Self {
                $own::floor(self)
            }
            #[inline(always)]
            fn exp(self) -> Self {
                $own::exp(self)
            }
            #[inline(always)]
            fn ln(self) -> Self {
                $own::ln(self)
            }
            #[inline(always)]
            fn sin<const N: usize>(x: &[Self; N]) -> [Self; N] {
                $own::sin(x)
            }
            #[inline(always)]
            fn cos<const N: usize>(x: &[Self; N]) -> [Self; N] {
                $own::cos(x)
            }
            real!(@libm $T: tan, asin, acos, atan, sinh, cosh, tanh);
            #[inline(always)]
            fn atan2(self, x: Self) -> Self {
                libm::Libm::<$T>::atan2(self, x).canonical()
            }
            #[inline(always)]
            fn pow(self, y: Self) -> Self {
                libm::Libm::<$T>::pow(self, y).canonical()
            }
            #[inline(always)]
            fn finite(self) -> bool {
                self.is_finite()
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $T::is_nan(self)
            }
            #[inline(always)]
            fn bits(self) -> u64 {
                u64::from(self.to_bits())
            }
            #[inline(always)]
            fn normals<const N: usize>(counter: [u32; 4], key: [u32; 2], out: &mut [[Self; N]]) {
                $own::normals(counter, key, out)
            }
        }
    };
    (@libm $T:ident: $($function:ident),*) => {$(
        #[inline(always)]
        fn $function(self) -> Self {
            libm::Libm::<$T>::$function(self).canonical()
        }
    )*};
}

real!(f32, single, 4);
real!(f64, double, 2);

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod tests;
