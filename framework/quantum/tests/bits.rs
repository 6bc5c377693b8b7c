//! The same bits on every machine: a digest of what the algebra computes.

use quincunx_quantum::{C64, Operator, Spin};
use std::process::Command;

/// FNV-1a over the bits of numbers, with one zero.
fn digest(operators: &[Operator]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for operator in operators {
        for i in 0..operator.dimension() {
            for j in 0..operator.dimension() {
                let C64 { re, im } = operator.entry(i, j);
                for byte in [re + 0.0, im + 0.0].into_iter().flat_map(|x| x.to_bits().to_le_bytes()) {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
                }
            }
        }
    }
    hash
}

#[test]
fn the_algebra_has_the_same_bits_everywhere() {
    let mut operators = Vec::new();
    for spin in [1, 2, 7, 15].map(|twice| Spin::of_twice(twice).unwrap()) {
        let axis = [0.3, -0.4, 0.2];
        operators.push(spin.rotation(axis, 1.1));
        operators.push(spin.rotation_by_degrees(axis, 77.0));
        operators.push(spin.basis(axis).unitary());
        let spectrum = (spin.j(axis) * spin.j(axis) + spin.jx()).spectrum().unwrap();
        operators.push(spectrum.map(|a| C64::new(a, a * a)));
        operators.extend(spectrum.eigenspaces().iter().map(|space| space.projector()));
    }
    assert_eq!(format!("{:016x}", digest(&operators)), "1506fc84288af07a");
}

#[test]
fn an_old_processor_has_the_same_bits() {
    if Command::new("qemu-x86_64").arg("--version").output().is_err() {
        println!("skipped: there is no qemu-x86_64 (Debian's package qemu-user)");
        return;
    }
    let mut old = Command::new("qemu-x86_64");
    old.args(["-cpu", "Nehalem"]).arg(std::env::current_exe().unwrap());
    let output = old.args(["--exact", "bits::the_algebra_has_the_same_bits_everywhere"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
