//! Exact probabilities against closed forms, and counts against exact probabilities.

use crate::laboratory::{beam, chi_square, ends, ms, p_value, probability, spin};
use quincunx_quantum::components::Beam;
use quincunx_quantum::sampler::BLOCK;
use quincunx_sdk::lanes::isa::Isa;

const DETECTED: &str = "{ \"+1/2\": Detector(\"up\"), \"-1/2\": Detector(\"down\") }";

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1e-13, "{what}: {found}, expected {expected}");
}

fn cos2(degrees: f64) -> f64 {
    let c = libm::cos(degrees.to_radians());
    c * c
}

/// A beam of spin 1/2 and the exact probability of one of its outcomes.
fn half(state: &str, path: &str, outcome: &str) -> f64 {
    probability(&beam("1/2", state, path), outcome)
}

#[test]
fn the_cascades_of_the_textbook() {
    let cascade = |first: &str, second: &str| {
        let path = format!("Magnet({first}, {{ \"+1/2\": Magnet({second}, {DETECTED}), \"-1/2\": Block }})");
        ["up", "down", "blocked"].map(|outcome| half("Unpolarised", &path, outcome))
    };
    assert_eq!(cascade("Z", "Z"), [0.5, 0.0, 0.5], "what is certain is certain");
    let tilted = cascade("Vector(1, 2, 3)", "Vector(2, 4, 6)");
    assert_eq!(tilted[1], 0.0, "what is impossible is impossible");
    near(tilted[0], 0.5, "tilted, tilted");
    for (found, expected) in cascade("Z", "X").into_iter().zip([0.25, 0.25, 0.5]) {
        near(found, expected, "z, x");
    }
    let three = beam("1/2", "Unpolarised", &stern_gerlach());
    for (outcome, expected) in [("up", 0.125), ("down", 0.125), ("blocked", 0.75)] {
        near(probability(&three, outcome), expected, "z, x, z");
    }
}

fn stern_gerlach() -> String {
    format!(
        "Magnet(Z, {{ \"+1/2\": Magnet(X, {{ \"+1/2\": Magnet(Z, {DETECTED}), \"-1/2\": Block }}), \"-1/2\": Block }})"
    )
}

#[test]
fn cos_squared_of_half_the_angle() {
    for n in -48..=48 {
        let theta = 7.5 * f64::from(n);
        let magnet = format!("Magnet(Polar({theta:?}, 33), {DETECTED})");
        let turned = format!("Precess(Y, {:?}, Magnet(Z, {DETECTED}))", -theta);
        for path in [magnet, turned] {
            near(half("Eigen(Z, \"+1/2\")", &path, "up"), cos2(theta / 2.0), &path);
        }
    }
}

/// Each magnet is turned a little more than the one before: cos² for each, multiplied along the tree.
#[test]
fn zeno() {
    for n in [1u32, 2, 3, 9, 30] {
        let angle = 90.0 / f64::from(n);
        let mut path = "Detector(\"through\")".to_string();
        for k in (1..=n).rev() {
            let axis = format!("Polar({:?}, 0)", angle * f64::from(k));
            path = format!("Magnet({axis}, {{ \"+1/2\": {path}, \"-1/2\": Block }})");
        }
        let expected = (0..n).fold(1.0, |product, _| product * cos2(angle / 2.0));
        near(half("Eigen(Z, \"+1/2\")", &path, "through"), expected, &path);
    }
}

#[test]
fn the_bloch_vector_turns_right_handed() {
    let turned = |state: &str, field: &str, axis: &str| {
        half(state, &format!("Precess({field}, 90, Magnet({axis}, {DETECTED}))"), "up")
    };
    assert_eq!(turned("Eigen(X, \"+1/2\")", "Z", "Y"), 1.0);
    assert_eq!(turned("Eigen(Y, \"+1/2\")", "X", "Z"), 1.0);
    assert_eq!(turned("Eigen(Z, \"+1/2\")", "Y", "X"), 1.0);
    for angle in [10.0, 123.456, 270.0, 1e6] {
        let path = format!("Precess(Z, {angle:?}, Magnet(X, {DETECTED}))");
        near(half("Eigen(X, \"+1/2\")", &path, "up"), cos2(angle % 720.0 / 2.0), &path);
    }
}

#[test]
fn states_by_components_and_matrices() {
    let up = format!("Magnet(Z, {DETECTED})");
    near(half("Ket([0.6, (0, 0.8)])", &up, "up"), 0.36, "ket");
    near(half("Ket([\"0.36+0.48i\", \"-0.8i\"])", &up, "down"), 0.64, "ket");
    near(half("Density([[0.75, (0, 0.25)], [(0, -0.25), 0.25]])", &up, "up"), 0.75, "matrix");
    // tr ρσ_y / 2 + 1/2, with ρ_{01} = i/4 = -i y / 2
    let along_y = format!("Magnet(Y, {DETECTED})");
    near(half("Density([[0.75, (0, 0.25)], [(0, -0.25), 0.25]])", &along_y, "up"), 0.25, "matrix");
}

#[test]
fn what_is_forgotten_is_even() {
    for p in [0.0, 0.1, 0.5, 1.0] {
        let path = format!("Depolarise({p:?}, Magnet(Z, {DETECTED}))");
        near(half("Eigen(Z, \"+1/2\")", &path, "up"), 1.0 - p / 2.0, &path);
    }
    let path = "Depolarise(0.3, Magnet(Z, { \"+1\": Detector(\"a\"), \"0|-1\": Block }))";
    near(probability(&beam("1", "Eigen(Z, \"+1\")", path), "a"), 0.7 + 0.3 / 3.0, path);
}

const OF_ONE: &str = "{ \"+1\": Detector(\"+\"), \"0\": Detector(\"0\"), \"-1\": Detector(\"-\") }";

#[test]
fn beams_interfere_unless_they_are_watched() {
    let one = |path: &str| {
        let beam = beam("1", "Eigen(Z, \"+1\")", path);
        ["+", "0", "-"].map(|outcome| probability(&beam, outcome))
    };
    let joined = |outlets: &str, other: &str| one(&format!("Magnet(X, {{ \"{outlets}\": {other} }})"));
    let end = format!("Magnet(Z, {OF_ONE})");
    assert_eq!(joined("+1|0|-1", &end), [1.0, 0.0, 0.0], "all together are as if nothing had been there");
    let watched = joined("0|-1|+1", &format!("Watched({end})"));
    for (found, expected) in watched.into_iter().zip([3.0 / 8.0, 1.0 / 4.0, 3.0 / 8.0]) {
        near(found, expected, "Σ |⟨z|m⟩|²|⟨m|+1⟩|² over m along x");
    }
    let two = |end: &str| one(&format!("Magnet(X, {{ \"+1|-1\": {end}, \"0\": Block }})"));
    for (found, expected) in two(&end).into_iter().zip([0.25, 0.0, 0.25]) {
        near(found, expected, "½(|+1⟩ + |-1⟩)");
    }
    for (found, expected) in
        two(&format!("Watched({end})")).into_iter().zip([1.0 / 8.0, 1.0 / 4.0, 1.0 / 8.0])
    {
        near(found, expected, "watched");
    }
}

/// |⟨j, +j| along θ |j, +j⟩|² = cos⁴ʲ(θ/2)
#[test]
fn every_spin() {
    for twice in 1..=15 {
        let all = ms(twice);
        let (top, others) = (&all[0], all[1..].join("|"));
        for theta in [20.0, 90.0, 131.0] {
            let axis = format!("Polar({theta:?}, 70)");
            let path = format!("Magnet({axis}, {{ \"{top}\": Detector(\"top\"), \"{others}\": Block }})");
            let expected = (0..twice).fold(1.0, |product, _| product * cos2(theta / 2.0));
            let beam = beam(&spin(twice), &format!("Eigen(Z, \"{top}\")"), &path);
            near(probability(&beam, "top"), expected, &path);
        }
    }
}

/// Sixty-four magnets one behind the other, each of which lets half of the atoms through, and bushes beside it.
#[test]
fn a_thousand_nodes_and_sixty_four_deep() {
    let mut path = format!("Magnet(Z, {DETECTED})");
    for depth in (0..64).rev() {
        let mut bush = "Detector(\"bush\")".to_string();
        for k in 0..8 {
            bush = format!("Magnet(Polar({k}0, {depth}), {{ \"+1/2\": {bush}, \"-1/2\": Block }})");
        }
        let axis = ["Z", "X"][depth % 2];
        path = format!("Magnet({axis}, {{ \"+1/2\": {path}, \"-1/2\": {bush} }})");
    }
    let start = std::time::Instant::now();
    let mut beam = beam("1/2", "Unpolarised", &path);
    assert!(beam.apparatus.nodes().len() > 1000, "{}", beam.apparatus.nodes().len());
    assert!(beam.apparatus.nodes().iter().any(|node| node.depth > 64));
    let deepest = beam.chances.at(beam.apparatus.ends().map(|(node, _)| node).next().unwrap()).probability;
    assert!((deepest * (1u128 << 65) as f64 - 1.0).abs() < 1e-12, "{deepest:e}");
    let all: f64 = beam.apparatus.ends().map(|(node, _)| beam.chances.at(node).probability).sum();
    near(all, 1.0, "all outcomes");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    beam.advance(0, beam.atoms.div_ceil(BLOCK), &pool).unwrap();
    assert_eq!(beam.counts.iter().sum::<u64>(), beam.atoms);
    let (statistic, freedom) = chi_square(&beam);
    let p = p_value(statistic, freedom);
    assert!((1e-4..1.0 - 1e-4).contains(&p), "{statistic} with {freedom}: {p}");
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

/// A spin 15/2 parted fully three times over.
#[test]
fn a_large_tree_of_a_large_spin() {
    let mut path = "Detector(\"all\")".to_string();
    for axis in ["X", "Polar(30, 40)", "Z"] {
        let outlets: Vec<String> = ms(15).iter().map(|m| format!("\"{m}\": {path}")).collect();
        path = format!("Magnet({axis}, {{ {} }})", outlets.join(", "));
    }
    let beam = beam("15/2", "Unpolarised", &path);
    assert_eq!(beam.apparatus.ends().count(), 4096);
    near(probability(&beam, "all"), 1.0, "all");
}

/// Fixed keys: a p-value beyond the bounds is to be looked into with other keys, not to be replaced.
#[test]
fn counts_are_as_likely_as_they_should_be() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let zz = format!("Magnet(Z, {{ \"+1/2\": Magnet(Z, {DETECTED}), \"-1/2\": Block }})");
    let zx = format!("Magnet(Z, {{ \"+1/2\": Magnet(X, {DETECTED}), \"-1/2\": Block }})");
    let tilted = format!(
        "Magnet(Polar(20, 0), {{ \"+1/2\": Magnet(Polar(25, 0), {DETECTED}), \"-1/2\": Precess(Y, 3, Magnet(Z, {DETECTED})) }})"
    );
    let of_one = format!(
        "Magnet(X, {{ \"+1|-1\": Magnet(Z, {OF_ONE}), \"0\": Watched(Magnet(Polar(50, 0), {OF_ONE})) }})"
    );
    let mut deep = "Detector(\"end\")".to_string();
    for k in 0..30 {
        deep = format!("Magnet({}, {{ \"+1/2\": {deep}, \"-1/2\": Block(\"{k}\") }})", ["Z", "X"][k % 2]);
    }
    let cases = [
        ("1/2", "Unpolarised", zz),
        ("1/2", "Unpolarised", zx),
        ("1/2", "Unpolarised", stern_gerlach()),
        ("1/2", "Ket([0.6, (0, 0.8)])", tilted),
        ("1", "Eigen(Z, \"0\")", of_one),
        ("1/2", "Unpolarised", deep),
    ];
    for (spin, state, path) in cases {
        for key in [1922, 7, 0x0123_4567_89ab_cdef] {
            let apparatus = beam(spin, state, &path).apparatus;
            let mut beam = Beam::new(apparatus, 10_000_000, key, Isa::chosen().unwrap());
            beam.advance(0, beam.atoms.div_ceil(BLOCK), &pool).unwrap();
            assert_eq!(beam.counts.iter().sum::<u64>(), beam.atoms);
            for (count, p) in beam.counts.iter().zip(ends(&beam)) {
                assert!(*count == 0 || p > 0.0, "what is impossible happened");
            }
            let (statistic, freedom) = chi_square(&beam);
            let p = p_value(statistic, freedom);
            println!("{p:.5} with {freedom} degrees of freedom, key {key}: {path:.60}");
            assert!(freedom == 0 || (1e-4..1.0 - 1e-4).contains(&p), "{p} with key {key}: {path}");
        }
    }
}
