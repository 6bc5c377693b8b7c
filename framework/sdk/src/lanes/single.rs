//! exp, ln, sin, cos and normals of `f32`.
//!
//! Plain scalar functions, free of branches and inlined, so that a loop over a block becomes vector code.
//! The NaN that comes out is always [`f32::NAN`]: whose payload survives otherwise is the compiler's choice.

use super::far::full_range;
use crate::noise::{counter_of_lane, philox4x32_10};
use std::f32::consts::{FRAC_2_PI, FRAC_PI_2, LN_2, LOG2_E};

/// Where sin and cos leave three-part reduction for libm's, lane by lane.
const NEAR: f32 = 65536.0;
/// 2²³: from here on every number is an integer.
const WHOLE: f32 = 8_388_608.0;
/// 1.5·2²³: adding it rounds to an integer that can be read off the low bits.
const MAGIC: f32 = 12_582_912.0;
/// π/2 in three parts; with a fused multiply the first step is exact.
const PI_2: [f32; 3] = [FRAC_PI_2, -4.371_139e-8, -1.715_124_5e-15];

/// ⌊x⌋ without the instruction for it, which the oldest x86-64 lack.
#[inline(always)]
pub(super) fn floor(x: f32) -> f32 {
    let nearest = ((x.abs() + WHOLE) - WHOLE).copysign(x);
    let below = if nearest > x { nearest - 1.0 } else { nearest };
    let y = if x.abs() < WHOLE { below } else { x };
    if x.is_nan() { f32::NAN } else { y }
}

/// eˣ, subnormal results included.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    // Compare and select, not clamp: whatever is unordered falls through as NaN.
    let x = if x > 130.0 { 130.0 } else { x };
    let x = if x < -151.0 { -151.0 } else { x };
    let n = x.mul_add(LOG2_E, MAGIC);
    let k = (n.to_bits() as i32).wrapping_sub(MAGIC.to_bits() as i32);
    let n = n - MAGIC;
    let r = n.mul_add(1.904_654_2e-9, n.mul_add(-LN_2, x));
    // Taylor to degree 7: the rest is below 2⁻²⁷ for |r| ≤ ln 2 / 2.
    let q = (1.0 / 5040.0f32).mul_add(r, 1.0 / 720.0).mul_add(r, 1.0 / 120.0).mul_add(r, 1.0 / 24.0);
    let q = q.mul_add(r, 1.0 / 6.0).mul_add(r, 0.5);
    let y = 1.0 + (r * r).mul_add(q, r);
    // 2ᵏ in two factors, so that it neither overflows nor loses bits before the last rounding.
    let y = y * power_of_two(k >> 1) * power_of_two(k - (k >> 1));
    if x.is_nan() { f32::NAN } else { y }
}

#[inline(always)]
fn power_of_two(k: i32) -> f32 {
    f32::from_bits((k.wrapping_add(127) as u32) << 23)
}

/// ln x; −∞ at ±0, NaN below.
#[inline(always)]
pub(super) fn ln(x: f32) -> f32 {
    let subnormal = x < f32::MIN_POSITIVE;
    let (q, e) = split(if subnormal { x * WHOLE } else { x });
    let y = ln_of_parts(q, e - if subnormal { 23.0 } else { 0.0 });
    let y = if x == f32::INFINITY { x } else { y };
    let y = if x == 0.0 { f32::NEG_INFINITY } else { y };
    if x >= 0.0 { y } else { f32::NAN }
}

/// (q, e) of `x` = (1 + q)·2ᵉ with √½ ≤ 1 + q < √2, for a positive normal `x`.
#[inline(always)]
fn split(x: f32) -> (f32, f32) {
    const ROOT_HALF: u32 = 0x3f35_04f3;
    let t = x.to_bits().wrapping_sub(ROOT_HALF);
    (f32::from_bits((t & 0x007f_ffff) + ROOT_HALF) - 1.0, (t as i32 >> 23) as f32)
}

/// ln(1 + q) + e·ln 2.
#[inline(always)]
fn ln_of_parts(q: f32, e: f32) -> f32 {
    // Cephes' polynomial. Estrin, not Horner: half the latency, which is what bounds a loop over noise.
    let (q2, q4) = (q * q, (q * q) * (q * q));
    let c01 = (-2.499_999_4e-1f32).mul_add(q, 3.333_333e-1);
    let c23 = (-1.666_805_8e-1f32).mul_add(q, 2.000_071_5e-1);
    let c45 = (-1.242_014_1e-1f32).mul_add(q, 1.424_932_3e-1);
    let c67 = (-1.151_461e-1f32).mul_add(q, 1.167_699_9e-1);
    let p = 7.037_683_6e-2f32.mul_add(q4, c67.mul_add(q2, c45)).mul_add(q4, c23.mul_add(q2, c01));
    // 0.693359375 has nine bits: its product with e is exact.
    let low = e.mul_add(-2.121_944_4e-4, q2 * p.mul_add(q, -0.5));
    e.mul_add(355.0 / 512.0, q + low)
}

/// (sin y, cos y) for |y| ≤ π/4.
#[inline(always)]
fn octant(y: f32) -> (f32, f32) {
    let y2 = y * y;
    let sin = (-1.951_529_6e-4f32).mul_add(y2, 8.332_161e-3).mul_add(y2, -1.666_665_5e-1);
    let cos = 2.443_315_7e-5f32.mul_add(y2, -1.388_731_6e-3).mul_add(y2, 4.166_664_6e-2);
    ((y2 * y).mul_add(sin, y), (y2 * y2).mul_add(cos, y2.mul_add(-0.5, 1.0)))
}

/// (sin, cos) of y plus `h >> 30` quarter turns; only the two top bits of `h` count.
#[inline(always)]
fn turned(y: f32, h: u32) -> (f32, f32) {
    let (s, c) = octant(y);
    let (s, c) = if ((h << 1) as i32) < 0 { (c, s) } else { (s, c) };
    (negated_if(s, h), negated_if(c, h ^ (h << 1)))
}

/// −v if the top bit is set.
#[inline(always)]
fn negated_if(v: f32, top_bit: u32) -> f32 {
    f32::from_bits(v.to_bits() ^ (top_bit & 0x8000_0000))
}

/// (sin x, cos x) for |x| ≤ [`NEAR`]; NaN beyond and for NaN.
#[inline(always)]
fn sin_cos_near(x: f32) -> (f32, f32) {
    let n = x.mul_add(FRAC_2_PI, MAGIC);
    let (quarters, n) = (n.to_bits(), n - MAGIC);
    let y = n.mul_add(-PI_2[2], n.mul_add(-PI_2[1], n.mul_add(-PI_2[0], x)));
    let (s, c) = turned(y, quarters << 30);
    // The polynomial turns −0 into +0.
    let s = if x == 0.0 { x } else { s };
    if x.abs() <= NEAR { (s, c) } else { (f32::NAN, f32::NAN) }
}

full_range!(f32, sin_cos_near, NEAR);

/// Four normals of each lane, words and numbers in one loop: a block of words between them costs a tenth.
#[inline(always)]
pub(super) fn normals<const N: usize>(counter: [u32; 4], key: [u32; 2], out: &mut [[f32; N]]) {
    let [z0, z1, z2, z3, ..] = out else { return };
    for i in 0..N {
        let [a, b, c, d] = philox4x32_10(counter_of_lane(counter, i), key);
        (z0[i], z1[i]) = box_muller(a, b);
        (z2[i], z3[i]) = box_muller(c, d);
    }
}

/// Two normals from two words by Box and Muller's method: u = (a + ½)·2⁻³² for the radius, b·2⁻³² − ⅛ turns for the
/// angle. No table and no rejection, so that a lane's numbers depend on its own words alone. |z| ≤ 6.77.
#[inline(always)]
pub(super) fn box_muller(a: u32, b: u32) -> (f32, f32) {
    // a + ½ as a float: fine near 0, where the tail is, coarse near 2³², where the radius is 0.
    let (q, e) = split(a as f32 + 0.5);
    let radius = (-2.0 * ln_of_parts(q, e - 32.0)).sqrt();
    // Quarter turns exactly, in integers: the two top bits name the quadrant, the rest is the angle.
    let y = ((b & 0x3fff_ffff) as i32 - (1 << 29)) as f32;
    let (s, c) = turned(y * (std::f64::consts::FRAC_PI_2 / (1u64 << 30) as f64) as f32, b);
    (radius * c, radius * s)
}
