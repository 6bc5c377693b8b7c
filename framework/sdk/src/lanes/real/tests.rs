//! Special values, and the same bits from every set.

use super::{Real, double, single};
use crate::lanes::isa::{Isa, Kernel, dispatch};
use crate::noise::philox4x32_10;

pub(super) const BLOCK: usize = 64;

/// What the tests need to know of a precision.
pub(super) trait Precision: Real {
    /// Bits of a mantissa.
    const DIGITS: i32;
    /// The least positive number is 2 to this.
    const LEAST: i32;
    /// |x| up to which eˣ is neither 0 nor ∞, generously.
    const EXPONENT: f64;
    /// The number with these bits: for `f32` the upper half.
    fn of_bits(bits: u64) -> Self;
}

impl Precision for f32 {
    const DIGITS: i32 = 24;
    const LEAST: i32 = -149;
    const EXPONENT: f64 = 110.0;
    fn of_bits(bits: u64) -> f32 {
        f32::from_bits((bits >> 32) as u32)
    }
}

impl Precision for f64 {
    const DIGITS: i32 = 53;
    const LEAST: i32 = -1074;
    const EXPONENT: f64 = 750.0;
    fn of_bits(bits: u64) -> f64 {
        f64::from_bits(bits)
    }
}

pub(super) fn power_of_two(exponent: i32) -> f64 {
    libm::ldexp(1.0, exponent)
}

/// In turn: any bits at all, where exp is finite, beside a multiple of π/4, subnormal, beside 1.
pub(super) fn argument<T: Precision>(n: usize) -> T {
    let [a, b, c, d] = philox4x32_10([n as u32, 0, 0, 0], [11, 12]);
    let bits = u64::from(a) << 32 | u64::from(b);
    let share = bits as f64 / 18_446_744_073_709_551_616.0 - 0.5;
    match n % 5 {
        0 => T::of_bits(bits),
        1 => T::of(share * 2.0 * T::EXPONENT),
        2 => {
            let multiple = T::of(f64::from(c >> (d % 32)) * std::f64::consts::FRAC_PI_4).wide();
            T::of(multiple * (1.0 + f64::from(d >> 30) * power_of_two(1 - T::DIGITS)))
        }
        3 => T::of(share * power_of_two(T::LEAST + T::DIGITS)),
        _ => T::of(1.0 + share * power_of_two(-((c % 60) as i32))),
    }
}

/// exp, ln, sin and cos of a block.
pub(super) struct Own<'a, T>(pub &'a [T; BLOCK]);

impl<T: Real> Kernel for Own<'_, T> {
    type Out = [[T; BLOCK]; 4];

    #[inline(always)]
    fn run(self) -> Self::Out {
        let (mut exp, mut ln) = ([T::ZERO; BLOCK], [T::ZERO; BLOCK]);
        for (i, x) in self.0.iter().enumerate() {
            (exp[i], ln[i]) = (x.exp(), x.ln());
        }
        [exp, ln, T::sin(self.0), T::cos(self.0)]
    }
}

const REST: usize = 16;

/// All other functions of each lane and the next.
struct Rest<'a, T>(&'a [T; BLOCK]);

impl<T: Real> Kernel for Rest<'_, T> {
    type Out = [[T; REST]; BLOCK];

    #[inline(always)]
    fn run(self) -> Self::Out {
        let mut out = [[T::ZERO; REST]; BLOCK];
        for (i, out) in out.iter_mut().enumerate() {
            let (x, y) = (self.0[i], self.0[(i + 1) % BLOCK]);
            *out = [
                x.mul_add(y, x).canonical(),
                x.sqrt(),
                x.floor(),
                x.sign(),
                x.smaller(y),
                x.larger(y),
                x.tan(),
                x.asin(),
                x.acos(),
                x.atan(),
                x.atan2(y),
                x.sinh(),
                x.cosh(),
                x.tanh(),
                x.pow(y),
                x.abs().pow(y),
            ];
        }
        out
    }
}

fn bits<T: Real, const N: usize, const M: usize>(values: [[T; N]; M]) -> [[u64; N]; M] {
    values.map(|row| row.map(T::bits))
}

fn same_bits<T: Precision>() {
    for n in (0..1 << 16).step_by(BLOCK) {
        let x: [T; BLOCK] = std::array::from_fn(|i| argument(n + i));
        let own = bits(dispatch(Isa::PORTABLE, Own(&x)));
        let rest = dispatch(Isa::PORTABLE, Rest(&x));
        assert!(rest.iter().flatten().all(|y| y.bits() == y.canonical().bits()), "NaNs of {x:?}");
        let rest = bits(rest);
        for isa in Isa::all() {
            assert!(bits(dispatch(isa, Own(&x))) == own, "{} of {x:?}", isa.name());
            assert!(bits(dispatch(isa, Rest(&x))) == rest, "{} of {x:?}", isa.name());
        }
    }
}

#[test]
fn every_set_gives_the_same_bits() {
    same_bits::<f32>();
    same_bits::<f64>();
}

/// A lane's result is its own, whether another lane of its block is far from 0 or not.
#[test]
fn a_far_lane_changes_no_other() {
    fn of<T: Precision>() {
        for n in 0..1000 {
            let x: [T; 1] = [argument(n)];
            let [both_sin, both_cos] = [[x[0], T::of(1e30)]; 2];
            assert_eq!(T::sin(&both_sin)[0].bits(), T::sin(&x)[0].bits());
            assert_eq!(T::cos(&both_cos)[0].bits(), T::cos(&x)[0].bits());
        }
    }
    of::<f32>();
    of::<f64>();
}

/// Argument, exp, ln, sin, cos; compared as bits, so that the signs of zero and of NaN count.
macro_rules! special_values {
    ($test:ident, $T:ident, $ln_of_max:literal) => {
        #[test]
        fn $test() {
            let (inf, nan, tiny, max) = ($T::INFINITY, $T::NAN, $T::from_bits(1), $T::MAX);
            let (sin_max, cos_max) = (libm::Libm::<$T>::sin(max), libm::Libm::<$T>::cos(max));
            let rows = [
                [0.0, 1.0, -inf, 0.0, 1.0],
                [-0.0, 1.0, -inf, -0.0, 1.0],
                [inf, inf, inf, nan, nan],
                [-inf, 0.0, nan, nan, nan],
                [nan, nan, nan, nan, nan],
                [-nan, nan, nan, nan, nan],
                [-tiny, 1.0, nan, -tiny, 1.0],
                [max, inf, $ln_of_max, sin_max, cos_max],
                [-max, 0.0, nan, -sin_max, cos_max],
            ];
            for (isa, row) in Isa::all().into_iter().flat_map(|isa| rows.map(|row| (isa, row))) {
                let y = dispatch(isa, Own(&[row[0]; BLOCK])).map(|y| y[5].to_bits());
                assert_eq!(y, [1, 2, 3, 4].map(|f| row[f].to_bits()), "{} of {:e}", isa.name(), row[0]);
            }
        }
    };
}

special_values!(special_values_of_f32, f32, 88.72284);
special_values!(special_values_of_f64, f64, 709.782712893384);

#[test]
fn floor_is_std_floor() {
    fn of<T: Precision>(floor: fn(T) -> T) {
        let halves = (-40..40).map(|i| T::of(f64::from(i) / 4.0));
        let edges = [T::INFINITY, -T::INFINITY, -T::ZERO, T::of(power_of_two(T::LEAST))];
        let whole = (-4..4).map(|i| T::of(power_of_two(T::DIGITS - 1) + f64::from(i) / 2.0));
        let any = (0..1 << 16).map(argument::<T>);
        for x in halves.chain(edges).chain(whole.flat_map(|x| [x, -x])).chain(any) {
            let expected = if x.is_nan() { T::NAN } else { floor(x) };
            assert_eq!(Real::floor(x).bits(), expected.bits(), "{x:?}");
        }
    }
    of::<f32>(f32::floor);
    of::<f64>(f64::floor);
}

/// NaN wins over any order, and no function gives another NaN than the one.
#[test]
fn one_nan() {
    fn of<T: Precision>() {
        let (nan, one) = (T::NAN, T::ONE);
        let odd_nan = -nan;
        let found = [
            odd_nan.canonical(),
            odd_nan.smaller(one),
            one.smaller(odd_nan),
            odd_nan.larger(one),
            one.larger(odd_nan),
            odd_nan.sign(),
            odd_nan.floor(),
            (-one).sqrt(),
            odd_nan.sqrt(),
            odd_nan.tan(),
            (one + one).asin(),
            (one + one).acos(),
            one.atan2(odd_nan),
            (-one).pow(T::of(0.5)),
            T::INFINITY.tan(),
        ];
        assert!(found.iter().all(|y| y.bits() == nan.bits()), "{found:?}");
        assert!(!nan.finite() && !T::INFINITY.finite() && one.finite());
    }
    of::<f32>();
    of::<f64>();
}

#[test]
fn order_and_sign() {
    fn of<T: Real>() {
        let (low, high) = (-T::ONE, T::INFINITY);
        assert_eq!([low.smaller(high), high.smaller(low)], [low; 2]);
        assert_eq!([low.larger(high), high.larger(low)], [high; 2]);
        assert_eq!([low, -T::ZERO, high].map(T::sign), [-T::ONE, T::ZERO, T::ONE]);
    }
    of::<f32>();
    of::<f64>();
}

/// Without FMA `mul_add` is a call of compiler_builtins, which asks the processor itself. The crate libm in software is
/// that same code: so the two ways agree, even where a sum nearly cancels.
#[test]
fn fused_multiply_in_software_gives_the_same_bits() {
    for n in 0..1 << 18 {
        let [a, b, c] = [0, 1, 2].map(|j| argument::<f64>(3 * n + (n + j) % 3));
        let c = if n % 2 == 0 { -a * b * (1.0 + f64::EPSILON * (n / 4 % 3) as f64) } else { c };
        let wide = [a.mul_add(b, c), libm::fma(a, b, c)].map(|y| y.canonical().to_bits());
        assert_eq!(wide[0], wide[1], "{a:e}·{b:e} + {c:e}");
        let [a, b, c] = [a as f32, b as f32, c as f32];
        let narrow = [a.mul_add(b, c), libm::fmaf(a, b, c)].map(|y| y.canonical().to_bits());
        assert_eq!(narrow[0], narrow[1], "{a:e}·{b:e} + {c:e}");
    }
}

/// The ends of the first word: the longest and the shortest radius.
#[test]
fn normals_are_bounded() {
    let (single, double) = (|a| single::box_muller(a, 7), |a| double::box_muller(a, 7));
    let square = |(x, y): (f64, f64)| x * x + y * y;
    let wide = |(x, y)| (f64::from(x), f64::from(y));
    assert!((45.74..45.75).contains(&square(wide(single(0)))) && square(wide(single(u32::MAX))) == 0.0);
    assert!((90.10..90.12).contains(&square(double(0))) && square(double(u64::MAX)) == 0.0);
}
