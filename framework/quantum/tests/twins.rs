//! The fast sampler against atoms that walk through the tree by themselves.

use crate::laboratory::{beam, ms, spin};
use proptest::prelude::*;
use quincunx_quantum::components::Beam;
use quincunx_quantum::reference::walk;

/// Decides what a random scene has.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n
    }

    /// Between -1 and 1.
    fn number(&mut self) -> f64 {
        self.next() as f64 / (1u64 << 30) as f64 - 1.0
    }
}

fn axis(dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => "X".into(),
        1 => "Y".into(),
        2 | 3 => "Z".into(),
        4 => format!("Polar({:?}, {:?})", 180.0 * dice.number(), 360.0 * dice.number()),
        _ => format!("Vector({:?}, {:?}, {:?})", dice.number(), dice.number(), 1.5 + dice.number()),
    }
}

/// Real and imaginary parts, and their norm.
fn components(twice: usize, dice: &mut Dice) -> (Vec<(f64, f64)>, f64) {
    let all: Vec<(f64, f64)> = (0..=twice).map(|_| (dice.number(), 0.1 + dice.number())).collect();
    let norm = all.iter().map(|(re, im)| re * re + im * im).sum::<f64>().sqrt();
    (all, norm)
}

fn state(twice: usize, dice: &mut Dice) -> String {
    let (ms, (all, norm)) = (ms(twice), components(twice, dice));
    match dice.below(4) {
        0 => "Unpolarised".into(),
        1 => format!("Eigen({}, \"{}\")", axis(dice), ms[dice.below(ms.len())]),
        2 => {
            let words: Vec<_> =
                all.iter().map(|(re, im)| format!("({:?}, {:?})", re / norm, im / norm)).collect();
            format!("Ket([{}])", words.join(", "))
        }
        _ => {
            // Three quarters of a pure state, and a quarter of which nothing is known.
            let entry = |i: usize, j: usize| {
                let ((a, b), (c, d)) = (all[i], all[j]);
                let even = if i == j { 0.25 / ms.len() as f64 } else { 0.0 };
                let by = 0.75 / (norm * norm);
                format!("({:?}, {:?})", even + by * (a * c + b * d), by * (b * c - a * d))
            };
            let row =
                |i: usize| format!("[{}]", (0..ms.len()).map(|j| entry(i, j)).collect::<Vec<_>>().join(", "));
            format!("Density([{}])", (0..ms.len()).map(row).collect::<Vec<_>>().join(", "))
        }
    }
}

fn node(twice: usize, depth: usize, dice: &mut Dice) -> String {
    let next = |dice: &mut Dice| node(twice, depth.saturating_sub(1), dice);
    match if depth == 0 { 9 } else { dice.below(10) } {
        0 => format!("Precess({}, {:?}, {})", axis(dice), 720.0 * dice.number(), next(dice)),
        1 => format!("Depolarise({:?}, {})", dice.number().abs(), next(dice)),
        2..=7 => magnet(twice, depth, dice),
        8 => "Block".into(),
        _ => format!("Detector(\"{}\")", dice.below(5)),
    }
}

/// All m in random groups.
fn magnet(twice: usize, depth: usize, dice: &mut Dice) -> String {
    let outlets = 1 + dice.below((twice + 1).min(4));
    let mut groups = vec![vec![]; outlets];
    ms(twice).into_iter().for_each(|m| groups[dice.below(outlets)].push(m));
    groups.retain(|group| !group.is_empty());
    let mut words = vec![];
    for group in groups {
        let inner = node(twice, depth - 1, dice);
        let watched = group.len() > 1 && dice.below(2) == 0;
        let inner = if watched { format!("Watched({inner})") } else { inner };
        words.push(format!("\"{}\": {inner}", group.join("|")));
    }
    format!("Magnet({}, {{ {} }})", axis(dice), words.join(", "))
}

fn random(seed: u64) -> Beam {
    let dice = &mut Dice(seed);
    let twice = 1 + [0, 0, 1, 2, 3, 5, 14][dice.below(7)];
    let (state, depth) = (state(twice, dice), 2 + dice.below(6));
    beam(&spin(twice), &state, &magnet(twice, depth, dice))
}

/// Where a number leads by the partition, as a node.
fn fast(beam: &Beam, number: u64) -> usize {
    let ends: Vec<usize> = beam.apparatus.ends().map(|(node, _)| node).collect();
    ends[beam.outcomes.end_of(number)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_sampler_and_the_walk_agree_atom_for_atom(seed in any::<u64>()) {
        let mut beam = random(seed);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        beam.atoms = 300;
        beam.advance(0, 1, &pool).unwrap();
        let ends: Vec<usize> = beam.apparatus.ends().map(|(node, _)| node).collect();
        let mut counts = vec![0; ends.len()];
        for atom in 0..beam.atoms {
            let (number, end) = beam.atom(atom);
            let walked = walk(&beam.apparatus, number);
            prop_assert_eq!(walked, ends[end], "atom {}", atom);
            counts[end] += 1;
        }
        prop_assert_eq!(&beam.counts, &counts);
    }

    /// As near to the bounds as floats know them: the one adds probabilities up, the other takes them off the number.
    #[test]
    fn both_have_the_same_bounds(seed in any::<u64>()) {
        let beam = random(seed);
        let near = 1 << 20; // 6e-14
        let bounds = beam.outcomes.bounds();
        for (n, bound) in bounds.iter().enumerate() {
            let before = if n == 0 { 0 } else { bounds[n - 1] };
            let after = bounds.get(n + 1).copied().unwrap_or(u64::MAX);
            if bound - before > 2 * near && after - bound > 2 * near {
                for number in [bound - near, bound + near] {
                    prop_assert_eq!(walk(&beam.apparatus, number), fast(&beam, number), "beside {}", bound);
                }
            }
        }
        for number in [0, u64::MAX] {
            prop_assert_eq!(walk(&beam.apparatus, number), fast(&beam, number));
        }
    }
}
