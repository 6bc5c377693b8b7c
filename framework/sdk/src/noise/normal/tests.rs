use super::*;
use crate::lanes::isa::{Isa, Kernel, dispatch};
use crate::noise::philox4x32_10;
use std::f64::consts::TAU;

const N: usize = 256;
const NOISE: Noise = Noise { key: 0x0123_4567_89ab_cdef, step: 1000 };

/// A block of normals, four rows of which the first [`Real::NORMALS`] count.
struct Block {
    noise: Noise,
    first_item: u64,
    draw: u32,
}

struct Normals<T>(Block, std::marker::PhantomData<T>);

impl<T: Real> Kernel for Normals<T> {
    type Out = Vec<[T; N]>;

    #[inline(always)]
    fn run(self) -> Self::Out {
        let mut out = vec![[T::ZERO; N]; T::NORMALS];
        self.0.noise.normals(self.0.first_item, self.0.draw, &mut out);
        out
    }
}

fn block<T: Real>(isa: Isa, noise: Noise, first_item: u64, draw: u32) -> Vec<[T; N]> {
    dispatch(isa, Normals(Block { noise, first_item, draw }, std::marker::PhantomData))
}

/// The rows of one item alone.
fn lane<T: Real>(noise: Noise, item: u64, draw: u32) -> Vec<T> {
    let mut out = vec![[T::ZERO; 1]; T::NORMALS];
    noise.normals(item, draw, &mut out);
    out.into_flattened()
}

/// Radius from u, angle from v − ⅛ of a turn.
fn polar(u: f64, v: f64) -> [f64; 2] {
    let radius = (-2.0 * libm::log(u)).sqrt();
    let angle = TAU * (v - 0.125);
    [radius * libm::cos(angle), radius * libm::sin(angle)]
}

/// Box and Muller's formula for one item, slowly, from the words as they were specified.
fn reference<T: Real>(noise: Noise, item: u64, draw: u32) -> Vec<f64> {
    let counter = Place { draw, item, step: noise.step }.counter();
    let words = philox4x32_10(counter, key_words(noise.key));
    let (half, whole) = (libm::ldexp(1.0, -32), |low: u32, high: u32| u64::from(low) | u64::from(high) << 32);
    match (T::NORMALS, words) {
        // As coarse near u = 1 as an f32 is.
        (4, [a, b, c, d]) => [[a, b], [c, d]]
            .into_iter()
            .flat_map(|[a, b]| polar(f64::from(a as f32 + 0.5) * half, f64::from(b) * half))
            .collect(),
        (_, [a, b, c, d]) => {
            polar((whole(a, b) as f64 + 0.5) * half * half, whole(c, d) as f64 * half * half).into()
        }
    }
}

/// First items of blocks: odd ones, and about the places where a part of the counter overflows.
const FIRST: [u64; 12] = [
    0,
    1,
    77,
    (1 << 32) - 257,
    (1 << 32) - 256,
    (1 << 32) - 101,
    (1 << 32) - 1,
    1 << 32,
    (7 << 32) - 3,
    (1 << 48) - 99,
    (1 << 48) - 1,
    u64::MAX - 98,
];

fn a_block_is_its_lanes<T: Real>() {
    for (first, draw) in FIRST.into_iter().zip([0, 0, 1].into_iter().cycle()) {
        let rows: Vec<Vec<u64>> = (0..N as u64)
            .map(|i| lane::<T>(NOISE, first.wrapping_add(i), draw).into_iter().map(T::bits).collect())
            .collect();
        for isa in Isa::all() {
            let found = block::<T>(isa, NOISE, first, draw);
            for (i, expected) in rows.iter().enumerate() {
                let found: Vec<_> = found.iter().map(|row| row[i].bits()).collect();
                assert_eq!(found, *expected, "{}: lane {i} of the block at {first}", isa.name());
            }
        }
    }
}

#[test]
fn a_block_is_its_lanes_in_both_precisions() {
    a_block_is_its_lanes::<f32>();
    a_block_is_its_lanes::<f64>();
}

fn lanes_are_the_formula<T: Real>(tolerance: f64) {
    for item in (0..1 << 16).map(|i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
        let (found, expected) = (lane::<T>(NOISE, item, 2), reference::<T>(NOISE, item, 2));
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.into_iter().zip(expected) {
            let off = (found.wide() - expected).abs();
            assert!(off < tolerance, "{found:?} is not {expected} (item {item})");
        }
    }
}

#[test]
fn a_lane_is_the_formula_in_both_precisions() {
    lanes_are_the_formula::<f32>(4e-6);
    lanes_are_the_formula::<f64>(1e-14);
}

/// What a run gave once it must give for ever.
#[test]
fn pinned() {
    let bits = |z: Vec<f32>| z.into_iter().map(f32::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(lane(NOISE, 0x2_4690_0001_2345, 5)), [1070656489, 3195815827, 1049183119, 3217857447]);
    let bits = |z: Vec<f64>| z.into_iter().map(f64::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(lane(NOISE, 0x2_4690_0001_2345, 5)), [4600049921930344125, 13835308261537904244]);
}

/// Whatever addresses a lane changes it, and items count modulo 2⁴⁸.
#[test]
fn what_a_lane_depends_on() {
    fn of<T: Real>() {
        let (item, draw) = (0x1234_5678_9abc, 5);
        let here = lane::<T>(NOISE, item, draw);
        assert_eq!(lane::<T>(NOISE, item | 1 << 48, draw), here);
        let key = |bit| Noise { key: NOISE.key ^ 1u64 << bit, ..NOISE };
        let step = |bit| Noise { step: NOISE.step ^ 1u64 << bit, ..NOISE };
        let keys = (0..64).map(|bit| lane::<T>(key(bit), item, draw));
        let steps = (0..48).map(|bit| lane::<T>(step(bit), item, draw));
        let items = (0..48).map(|bit| lane::<T>(NOISE, item ^ 1u64 << bit, draw));
        let draws = (0..32).map(|bit| lane::<T>(NOISE, item, draw ^ 1 << bit));
        for other in keys.chain(steps).chain(items).chain(draws) {
            assert!(other.iter().zip(&here).all(|(a, b)| a != b), "{other:?}");
        }
    }
    of::<f32>();
    of::<f64>();
}

/// 2²² numbers or so: step after step, row after row, lane after lane.
fn sample<T: Real>() -> Vec<Vec<[f64; N]>> {
    let isa = *Isa::all().last().unwrap();
    let steps = (1 << 22) / N / T::NORMALS;
    let step = |step| block::<T>(isa, Noise { step, key: 7 }, 1001, 0);
    (0..steps as u64).map(|n| step(n).into_iter().map(|row| row.map(T::wide)).collect()).collect()
}

/// The mean of what `term` gives for each number's step, row and lane is 4.5 standard errors from `mean` at most.
fn near(
    what: &str,
    z: &[Vec<[f64; N]>],
    (mean, variance): (f64, f64),
    term: impl Fn(usize, usize, usize) -> f64,
) {
    let (steps, rows) = (z.len(), z[0].len());
    let places = (0..steps).flat_map(|s| (0..rows).flat_map(move |r| (0..N).map(move |i| (s, r, i))));
    let count = (steps * rows * N) as f64;
    let found = places.map(|(s, r, i)| term(s, r, i)).sum::<f64>() / count;
    let error = (variance / count).sqrt();
    assert!((found - mean).abs() < 4.5 * error, "{what}: {found}, not {mean} ± {error}");
}

fn law<T: Real>() {
    let z = sample::<T>();
    let (steps, rows) = (z.len(), z[0].len());
    let z2 = |s: usize, r: usize, i: usize| z[s][r][i] * z[s][r][i];
    near("mean", &z, (0.0, 1.0), |s, r, i| z[s][r][i]);
    near("variance", &z, (1.0, 2.0), z2);
    near("skewness", &z, (0.0, 15.0), |s, r, i| z2(s, r, i) * z[s][r][i]);
    near("fourth moment", &z, (3.0, 96.0), |s, r, i| z2(s, r, i) * z2(s, r, i));
    near("excess kurtosis", &z, (0.0, 24.0), |s, r, i| z2(s, r, i) * (z2(s, r, i) - 6.0) + 3.0);
    near("beyond two", &z, (0.045_500_263_9, 0.043_43), |s, r, i| f64::from(z2(s, r, i) > 4.0));
    let pair = |what: &str, other: &dyn Fn(usize, usize, usize) -> f64| {
        // Half of the pairs may come twice: twice the variance.
        near(what, &z, (0.0, 2.0), |s, r, i| z[s][r][i] * other(s, r, i));
        near(what, &z, (0.0, 8.0), |s, r, i| (z2(s, r, i) - 1.0) * (other(s, r, i) * other(s, r, i) - 1.0));
    };
    pair("lanes", &|s, r, i| z[s][r][(i + 1) % N]);
    pair("steps", &|s, r, i| z[(s + 1) % steps][r][i]);
    for offset in 1..rows {
        pair("rows", &|s, r, i| z[s][(r + offset) % rows][i]);
    }
}

#[test]
fn normals_have_their_law_in_f32() {
    law::<f32>();
}

#[test]
fn normals_have_their_law_in_f64() {
    law::<f64>();
}
