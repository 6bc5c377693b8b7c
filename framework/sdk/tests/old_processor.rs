//! The same bits from a processor without AVX, and with it fused multiply-add in software.

use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::noise::{Noise, philox4x32_10};
use std::process::Command;

const BLOCK: usize = 64;
/// exp, ln, sin, cos, floor, a fused multiply, normals.
const FUNCTIONS: [&str; 7] = ["exp", "ln", "sin", "cos", "floor", "mul_add", "normals"];

/// Sums of bits of many blocks, a function each. What goes in are any bits at all, and numbers of everyday size.
struct Digests<T> {
    blocks: usize,
    of_bits: fn(u64) -> T,
}

impl<T: Real> Digests<T> {
    fn argument(&self, n: usize) -> T {
        let [a, b, c, d] = philox4x32_10([n as u32, 0, 0, 0], [21, 22]);
        let any = (self.of_bits)(u64::from(a) << 32 | u64::from(b));
        if n.is_multiple_of(2) { any } else { T::of((f64::from(c) - f64::from(d)) * 1e-7) }
    }
}

impl<T: Real> Kernel for Digests<T> {
    type Out = [u64; FUNCTIONS.len()];

    #[inline(always)]
    fn run(self) -> Self::Out {
        let mut digests = [0xcbf2_9ce4_8422_2325; FUNCTIONS.len()];
        for block in 0..self.blocks {
            let x: [T; BLOCK] = std::array::from_fn(|i| self.argument(block * BLOCK + i));
            let (sin, cos) = (T::sin(&x), T::cos(&x));
            let mut normals = [[T::ZERO; BLOCK]; 4];
            Noise { key: 23, step: block as u64 }.normals((1 << 32) - 99, 0, &mut normals);
            for i in 0..BLOCK {
                let (x, next) = (x[i], x[(i + 1) % BLOCK]);
                let fused = x.mul_add(next, -(x * next)).canonical();
                let z = normals[block % T::NORMALS][i];
                let values = [x.exp(), x.ln(), sin[i], cos[i], x.floor(), fused, z];
                for (digest, value) in digests.iter_mut().zip(values) {
                    *digest = (*digest ^ value.bits()).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        digests
    }
}

/// A line for each function and precision, the same from every machine.
fn lines(isa: Isa) -> Vec<String> {
    let single =
        dispatch(isa, Digests { blocks: 1 << 10, of_bits: |bits| f32::from_bits((bits >> 32) as u32) });
    let double = dispatch(isa, Digests { blocks: 1 << 10, of_bits: f64::from_bits });
    let both = [("f32", single), ("f64", double)];
    both.into_iter()
        .flat_map(|(precision, digests)| {
            FUNCTIONS
                .into_iter()
                .zip(digests)
                .map(move |(f, d)| format!("digest of {f} {precision}: {d:016x}"))
        })
        .collect()
}

/// What the emulated processor runs.
#[test]
fn every_set_here_gives_the_same_digests() {
    let portable = lines(Isa::PORTABLE);
    portable.iter().for_each(|line| println!("\n{line}"));
    for isa in Isa::all() {
        assert_eq!(lines(isa), portable, "{}", isa.name());
    }
}

#[test]
fn an_old_processor_gives_the_same_digests() {
    if Command::new("qemu-x86_64").arg("--version").output().is_err() {
        println!("skipped: there is no qemu-x86_64 (Debian's package qemu-user)");
        return;
    }
    let mut old = Command::new("qemu-x86_64");
    old.args(["-cpu", "Nehalem"]).arg(std::env::current_exe().unwrap());
    let output =
        old.args(["--exact", "every_set_here_gives_the_same_digests", "--nocapture"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let found: Vec<_> = text.lines().filter(|line| line.starts_with("digest of ")).collect();
    let best = *Isa::all().last().unwrap();
    assert_eq!(found, lines(best));
}
