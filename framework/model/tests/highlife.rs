//! Networks that learned B36/S23 decide as it does.

use crate::likeness::{rotations, surrounded};
use crate::random::Numbers;
use quincunx_model::network::Network;
use quincunx_model::rule::{Choices, Compile, NetworkRule};
use quincunx_model::weights;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::rule::Rule;

const HIGHLIFE: OuterTotalistic = OuterTotalistic { born: 1 << 3 | 1 << 6, survive: 1 << 2 | 1 << 3 };

/// All files of the network, and the order of their groups.
const FILES: [(&str, usize); 8] = [
    ("../../scenes/weights/highlife-p4.safetensors", 4),
    ("../../scenes/weights/highlife-p8.safetensors", 8),
    ("tests/data/highlife-p4-f16.safetensors", 4),
    ("tests/data/highlife-p4-bf16.safetensors", 4),
    ("tests/data/highlife-expanded-p4.safetensors", 4),
    ("tests/data/highlife-expanded-p4-f16.safetensors", 4),
    ("tests/data/highlife-plain.safetensors", 1),
    ("tests/data/highlife-plain-bf16.safetensors", 1),
];

pub fn rule(file: &str, order: usize, compile: Compile, isa: Isa) -> NetworkRule {
    let bytes = std::fs::read(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let weights = weights::read(&bytes).unwrap();
    let network = Network::new(&weights, rotations(order), Interpolation::Ring).unwrap();
    let choices = Choices { weights: file.into(), group: format!("C{order}"), threshold: 0.0, compile };
    NetworkRule::new(network, isa, choices).unwrap()
}

#[test]
fn all_neighbourhoods_are_decided_as_by_the_rule() {
    for (file, order) in FILES {
        let isa = Isa::chosen().unwrap();
        let Some(Form::MooreTable(table)) = rule(file, order, Compile::Auto, isa).form() else {
            panic!("{file}")
        };
        for n in 0..512u16 {
            assert_eq!(Some(table.next(n)), Form::OuterTotalistic(HIGHLIFE).next(n), "{file}, {n}");
        }
    }
}

#[test]
fn margins_are_those_that_are_stated() {
    for ((file, order), stated) in FILES.into_iter().zip([0.58, 0.086]) {
        for compile in [Compile::Auto, Compile::Always] {
            let rule = rule(file, order, compile, Isa::chosen().unwrap());
            let closest = rule.predictor().unwrap().margin().met().unwrap();
            assert!((f64::from(closest.margin) - stated).abs() < 0.006, "{closest:?}");
            assert!(closest.neighbourhood.is_empty() && !closest.is_within_rounding());
            assert!(rule.facts().iter().any(|(name, _)| *name == "smallest margin"), "{:?}", rule.facts());
        }
    }
}

/// The network itself for a thousand generations, on every instruction set in turn.
#[test]
fn a_thousand_steps_on_random_tori() {
    for (i, (file, order)) in FILES.into_iter().take(2).enumerate() {
        let rules = Isa::all()
            .into_iter()
            .skip(1)
            .chain([Isa::PORTABLE])
            .map(|isa| rule(file, order, Compile::Never, isa));
        for (turn, rule) in rules.enumerate() {
            let (width, height) = [(37, 29), (16, 45), (3, 5)][(turn + i) % 3];
            let steps = if turn == 0 { 1000 } else { 40 }; // without fused multiplication in hardware it is slow
            let mut numbers = Numbers(turn as u64);
            let mut cells: Vec<u8> = (0..width * height).map(|_| u8::from(numbers.next() > 0.2)).collect();
            assert_eq!(rule.form(), None);
            for step in 0..steps {
                let (src, slab) = surrounded(&cells, width, height, rule.info().halo);
                let mut dst = vec![0; slab.stride * height];
                rule.step(&src, &mut dst, &slab).unwrap();
                for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
                    let alive = |dy: usize, dx: usize| u32::from(src[(y + dy) * slab.stride + x + dx]);
                    let around: u32 = (0..9).map(|i| alive(i / 3, i % 3)).sum::<u32>() - alive(1, 1);
                    let expected = HIGHLIFE.next(alive(1, 1) == 1, around);
                    assert_eq!(dst[y * slab.stride + x] == 1, expected, "{file}, step {step}");
                    cells[y * width + x] = dst[y * slab.stride + x];
                }
            }
            assert!(rule.predictor().unwrap().margin().met().unwrap().margin > 0.08);
        }
    }
}
