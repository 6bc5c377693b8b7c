//! Our own functions against arithmetic of 192 bits, and those of `f32` against those of `f64`.

use super::tests::{BLOCK, Own, Precision, argument, power_of_two};
use crate::lanes::isa::{Isa, dispatch};
use astro_float::{BigFloat, Consts, RoundingMode, Sign};

const BITS: usize = 192;
const NEAREST: RoundingMode = RoundingMode::ToEven;
const NAMES: [&str; 4] = ["exp", "ln", "sin", "cos"];

/// `x` exactly, scaled by hand: astro-float 0.9 reads subnormal numbers wrongly.
fn big(x: f64) -> BigFloat {
    let shift = if x.abs() < 1.0 { 200 } else { 0 };
    let mut big = BigFloat::from_f64(x * power_of_two(shift), BITS);
    big.set_exponent(big.exponent().unwrap() - shift);
    big
}

/// Function number `f` of `x`; nothing outside its domain, or where exp is 0 or ∞ beyond any doubt.
fn exact<T: Precision>(f: usize, x: f64, memory: &mut Consts) -> Option<BigFloat> {
    let big = big(x);
    match f {
        0 => (x.abs() < T::EXPONENT).then(|| big.exp(BITS, NEAREST, memory)),
        1 => (x > 0.0).then(|| big.ln(BITS, NEAREST, memory)),
        2 => Some(big.sin(BITS, NEAREST, memory)),
        _ => Some(big.cos(BITS, NEAREST, memory)),
    }
}

/// How far `y` is from the exact value, in units of its last place.
fn ulps<T: Precision>(y: f64, exact: &BigFloat) -> f64 {
    if exact.is_zero() {
        return if y == 0.0 { 0.0 } else { f64::MAX };
    }
    let (words, _, sign, e, _) = exact.as_raw_parts().unwrap();
    let largest = 3 - T::LEAST - T::DIGITS;
    if e > largest {
        return if y.is_infinite() { 0.0 } else { f64::MAX };
    }
    // y·2⁻ᵉ and the top 53 bits of the mantissa subtract exactly; the rest of the mantissa follows.
    let y = libm::ldexp(if sign == Sign::Neg { -y } else { y }, -e);
    let (high, low) = (words[words.len() - 1], words[words.len() - 2]);
    let rest = ((high & 0x7ff) as f64 + low as f64 * power_of_two(-64)) * power_of_two(-64);
    let off = (y - (high >> 11) as f64 * power_of_two(-53)) - rest;
    off.abs() / power_of_two(-T::DIGITS).max(power_of_two(T::LEAST - e))
}

fn within_two_ulp<T: Precision>() {
    let mut memory = Consts::new().unwrap();
    let mut worst = [(0.0, 0.0); 4];
    for n in (0..1 << 15).step_by(BLOCK) {
        let x: [T; BLOCK] = std::array::from_fn(|i| argument(n + i));
        let y = dispatch(*Isa::all().last().unwrap(), Own(&x));
        for (i, x) in x.into_iter().enumerate().filter(|(_, x)| x.finite() && *x != T::ZERO) {
            for (f, worst) in worst.iter_mut().enumerate() {
                let Some(exact) = exact::<T>(f, x.wide(), &mut memory) else { continue };
                let off = ulps::<T>(y[f][i].wide(), &exact);
                if off > worst.0 || off.is_nan() {
                    *worst = (off, x.wide());
                }
            }
        }
    }
    println!("{}: {NAMES:?} are off by (ulp, at) {worst:?}", std::any::type_name::<T>());
    assert!(worst.iter().all(|w| w.0 <= 2.0), "{worst:?}");
}

#[test]
fn f32_is_within_two_ulp() {
    within_two_ulp::<f32>();
}

#[test]
fn f64_is_within_two_ulp() {
    within_two_ulp::<f64>();
}

/// How far `y` is from `exact`, in units of the last place of an `f32`.
fn single_ulps(y: f32, exact: f64) -> f64 {
    if y.to_bits() == (exact as f32).to_bits() && !exact.is_finite() {
        return 0.0;
    }
    let e = (exact.to_bits() >> 52 & 0x7ff) as i32 - 1023;
    let unit = f64::from_bits(((e - 23).max(-149) + 1023) as u64 * (1 << 52));
    // Beyond the largest number ∞ stands for 2¹²⁸.
    let y = if y.is_infinite() { power_of_two(128).copysign(f64::from(y)) } else { f64::from(y) };
    let exact = exact.clamp(-(power_of_two(128)), power_of_two(128));
    (y - exact).abs() / unit
}

/// Every 97th of all bit patterns, which differ in any bit from one to the next.
#[test]
fn f32_is_within_two_ulp_everywhere() {
    let isa = *Isa::all().last().unwrap();
    let mut worst = [0f64; 4];
    for first in (0..1u64 << 32).step_by(97 * BLOCK) {
        let x: [f32; BLOCK] = std::array::from_fn(|i| f32::from_bits((first + 97 * i as u64) as u32));
        let y = dispatch(isa, Own(&x));
        let exact = dispatch(isa, Own(&x.map(f64::from)));
        for f in 0..4 {
            for i in 0..BLOCK {
                let off = single_ulps(y[f][i], exact[f][i]);
                assert!(off <= 2.0, "{} of {:e} is {:e}, off by {off}", NAMES[f], x[i], y[f][i]);
                worst[f] = worst[f].max(off);
            }
        }
    }
    println!("f32, every 97th: {NAMES:?} are off by {worst:?} ulp");
}
