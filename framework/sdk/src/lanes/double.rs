//! exp, ln, sin, cos and normals of `f64`, built like those of `f32`; kernels from FreeBSD's msun.

use super::far::full_range;
use crate::noise::{counter_of_lane, philox4x32_10};
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2, LN_2, LOG2_E};

/// Where sin and cos leave three-part reduction for libm's, lane by lane: 2²⁸.
const NEAR: f64 = 268_435_456.0;
/// 2⁵²: from here on every number is an integer; and or-ing an integer into its mantissa converts it, for which AVX2
/// has no instruction.
const WHOLE: f64 = 4_503_599_627_370_496.0;
/// 1.5·2⁵²: adding it rounds to an integer that can be read off the low bits.
const MAGIC: f64 = 6_755_399_441_055_744.0;
/// π/2 in three parts; with a fused multiply the first step is exact.
const PI_2: [f64; 3] = [FRAC_PI_2, 6.123_233_995_736_766e-17, -1.497_384_904_859_169_8e-33];

/// ⌊x⌋ without the instruction for it, which the oldest x86-64 lack.
#[inline(always)]
pub(super) fn floor(x: f64) -> f64 {
    let nearest = ((x.abs() + WHOLE) - WHOLE).copysign(x);
    let below = if nearest > x { nearest - 1.0 } else { nearest };
    let y = if x.abs() < WHOLE { below } else { x };
    if x.is_nan() { f64::NAN } else { y }
}

/// eˣ, subnormal results included.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    let x = if x > 720.0 { 720.0 } else { x };
    let x = if x < -760.0 { -760.0 } else { x };
    let n = x.mul_add(LOG2_E, MAGIC);
    // Positive, because AVX2 cannot shift signs.
    let k = n.to_bits().wrapping_sub(MAGIC.to_bits()).wrapping_add(2048);
    let n = n - MAGIC;
    let r = n.mul_add(-2.319_046_813_846_299_6e-17, n.mul_add(-LN_2, x));
    let y = 1.0 + exp_less_one(r);
    let half = k >> 1;
    let y = y * power_of_two(half) * power_of_two(k.wrapping_sub(half));
    if x.is_nan() { f64::NAN } else { y }
}

/// eʳ − 1 for |r| ≤ ln 2 / 2. Taylor to degree 13: the rest is below 2⁻⁵⁷.
#[inline(always)]
fn exp_less_one(r: f64) -> f64 {
    let r2 = r * r;
    let q = term_pair(12, r).mul_add(r2, term_pair(10, r)).mul_add(r2, term_pair(8, r));
    let q = q.mul_add(r2, term_pair(6, r)).mul_add(r2, term_pair(4, r)).mul_add(r2, term_pair(2, r));
    r2.mul_add(q, r)
}

/// 1/n! + r/(n + 1)!
#[inline(always)]
fn term_pair(n: usize, r: f64) -> f64 {
    (1.0 / FACTORIAL[n + 1]).mul_add(r, 1.0 / FACTORIAL[n])
}

const FACTORIAL: [f64; 14] = {
    let mut f = [1.0; 14];
    let mut n = 1;
    while n < 14 {
        f[n] = f[n - 1] * n as f64;
        n += 1;
    }
    f
};

/// 2ᵏ⁻¹⁰²⁴.
#[inline(always)]
fn power_of_two(k: u64) -> f64 {
    f64::from_bits(k.wrapping_sub(1) << 52)
}

/// ln x; −∞ at ±0, NaN below.
#[inline(always)]
pub(super) fn ln(x: f64) -> f64 {
    let subnormal = x < f64::MIN_POSITIVE;
    let (q, e) = split(if subnormal { x * WHOLE } else { x });
    let y = ln_of_parts(q, e - if subnormal { 52.0 } else { 0.0 });
    let y = if x == f64::INFINITY { x } else { y };
    let y = if x == 0.0 { f64::NEG_INFINITY } else { y };
    if x >= 0.0 { y } else { f64::NAN }
}

/// (q, e) of `x` = (1 + q)·2ᵉ with √½ ≤ 1 + q < √2, for a positive normal `x`.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let t = x.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - ROOT_HALF);
    let q = f64::from_bits((t & 0x000f_ffff_ffff_ffff) + ROOT_HALF) - 1.0;
    (q, f64::from_bits((t >> 52) | WHOLE.to_bits()) - (WHOLE + 1023.0))
}

/// ln(1 + q) + e·ln 2.
#[inline(always)]
fn ln_of_parts(q: f64, e: f64) -> f64 {
    let s = q / (2.0 + q);
    let (z, half) = (s * s, 0.5 * q * q);
    let w = z * z;
    let odd = 1.479_819_860_511_658_6e-1f64.mul_add(w, 1.818_357_216_161_805e-1);
    let odd = odd.mul_add(w, 2.857_142_874_366_239e-1).mul_add(w, 6.666_666_666_666_735e-1);
    let even = 1.531_383_769_920_937_3e-1f64.mul_add(w, 2.222_219_843_214_978_4e-1);
    let even = even.mul_add(w, 3.999_999_999_940_942e-1);
    let r = z * even.mul_add(z, odd);
    // The first part of ln 2 has few bits: its product with e is exact.
    let low = s.mul_add(half + r, e * 1.908_214_929_270_587_7e-10) - half;
    e.mul_add(6.931_471_803_691_238e-1, q + low)
}

/// s and c of sin y = y + y³·s and cos y = 1 − y²/2 + y⁴·c for |y| ≤ π/4 and z = y².
#[inline(always)]
fn octant(z: f64) -> (f64, f64) {
    let s = 1.589_690_995_211_55e-10f64.mul_add(z, -2.505_076_025_340_686_3e-8);
    let s = s.mul_add(z, 2.755_731_370_707_006_8e-6).mul_add(z, -1.984_126_982_985_795e-4);
    let s = s.mul_add(z, 8.333_333_333_322_49e-3).mul_add(z, -1.666_666_666_666_663_2e-1);
    let c = (-1.135_964_755_778_819_5e-11f64).mul_add(z, 2.087_572_321_298_175e-9);
    let c = c.mul_add(z, -2.755_731_435_139_066_3e-7).mul_add(z, 2.480_158_728_947_673e-5);
    let c = c.mul_add(z, -1.388_888_888_887_411e-3).mul_add(z, 4.166_666_666_666_66e-2);
    (s, c)
}

/// Adds `h >> 62` quarter turns to an angle with this sine and cosine; only the two top bits of `h` count.
#[inline(always)]
fn turned(s: f64, c: f64, h: u64) -> (f64, f64) {
    let (s, c) = if ((h << 1) as i64) < 0 { (c, s) } else { (s, c) };
    (negated_if(s, h), negated_if(c, h ^ (h << 1)))
}

/// −v if the top bit is set.
#[inline(always)]
fn negated_if(v: f64, top_bit: u64) -> f64 {
    f64::from_bits(v.to_bits() ^ (top_bit & (1 << 63)))
}

/// x less the nearest multiple of π/2 as a sum of a number and its tail, and that multiple in the two lowest bits.
#[inline(always)]
fn reduced(x: f64) -> (f64, f64, u64) {
    let n = x.mul_add(FRAC_2_PI, MAGIC);
    let (quarters, n) = (n.to_bits(), n - MAGIC);
    let t = n.mul_add(-PI_2[0], x);
    // t − n·π₂ as an exact sum: beside a multiple of π/2 either term may be the larger, so it takes the two-sum of six
    // operations, and the result must be brought in order again.
    let p = n * -PI_2[1];
    let y = t + p;
    let (as_p, as_t) = (y - t, y - (y - t));
    let tail = n.mul_add(-PI_2[2], ((t - as_t) + (p - as_p)) + n.mul_add(-PI_2[1], -p));
    (y + tail, (y - (y + tail)) + tail, quarters)
}

/// (sin x, cos x) for |x| ≤ [`NEAR`]; NaN beyond and for NaN.
#[inline(always)]
fn sin_cos_near(x: f64) -> (f64, f64) {
    let (y, tail, quarters) = reduced(x);
    let z = y * y;
    let (s, c) = octant(z);
    let s = y + (z * y).mul_add(s, (-0.5 * z).mul_add(tail, tail));
    let w = 1.0 - 0.5 * z;
    let c = w + (((1.0 - w) - 0.5 * z) + (z * z).mul_add(c, -y * tail));
    let (s, c) = turned(s, c, quarters << 62);
    // The polynomial turns −0 into +0.
    let s = if x == 0.0 { x } else { s };
    if x.abs() <= NEAR { (s, c) } else { (f64::NAN, f64::NAN) }
}

full_range!(f64, sin_cos_near, NEAR);

/// Two normals of each lane: all words, then all numbers. In one loop, which is bound by latency, they take a fifth
/// longer. Words of 32 bits make the compiler take eight lanes at once, which hides latency too.
#[inline(always)]
pub(super) fn normals<const N: usize>(counter: [u32; 4], key: [u32; 2], out: &mut [[f64; N]]) {
    let [z0, z1, ..] = out else { return };
    let [mut a, mut b, mut c, mut d] = [[0; N]; 4];
    for i in 0..N {
        [a[i], b[i], c[i], d[i]] = philox4x32_10(counter_of_lane(counter, i), key);
    }
    for i in 0..N {
        (z0[i], z1[i]) = box_muller(joined(a[i], b[i]), joined(c[i], d[i]));
    }
}

#[inline(always)]
fn joined(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

/// As in `f32`, from 64 bits each: u = (a + ½)·2⁻⁶⁴, |z| ≤ 9.5. The angle drops its ten lowest bits: 2⁻⁵⁴ of a turn is
/// left.
#[inline(always)]
pub(super) fn box_muller(a: u64, b: u64) -> (f64, f64) {
    let (q, e) = split(a as f64 + 0.5);
    let radius = (-2.0 * ln_of_parts(q, e - 64.0)).sqrt();
    // 52 bits below the quadrant as the mantissa of a float in [1, 2): no conversion that AVX2 lacks.
    let y = (f64::from_bits(0x3ff0_0000_0000_0000 | (b >> 10 & 0x000f_ffff_ffff_ffff)) - 1.5) * FRAC_PI_2;
    // Without a tail: cheaper, and as good as noise needs.
    let z = y * y;
    let (s, c) = octant(z);
    let (s, c) = turned((z * y).mul_add(s, y), (z * z).mul_add(c, z.mul_add(-0.5, 1.0)), b);
    (radius * c, radius * s)
}
