//! The rules as an author looks at them.

use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::noise::Noise;
use quincunx_sdk::rule::Rules;
use quincunx_sdk::slab::Slab;
use quincunx_sdk::testing::{Board, agree, make, pure};
use voter::{annealed::Annealed, majority::Majority, noisy::NoisyMajority, reference};

#[test]
fn the_described_rules_count_nine() {
    let rules = [make::<Rules, Majority>("Majority").unwrap(), make::<Rules, Annealed>("Annealed").unwrap()];
    let wanted: [fn(u32) -> bool; 2] = [|sum| sum >= 5, |sum| sum == 4 || sum >= 6];
    for (rule, wanted) in rules.iter().zip(wanted) {
        let form = rule.form().unwrap();
        assert!((0..512u16).all(|nine| form.next(nine) == Some(wanted(nine.count_ones()))), "{rule:?}");
        agree(&**rule).unwrap();
        pure(&**rule).unwrap();
    }
}

#[test]
fn a_corner_is_voted_away_and_a_straight_edge_stays() {
    let rule = make::<Rules, Majority>("Majority").unwrap();
    let mut board = Board::dead(["......", ".####.", ".####.", ".####.", ".####.", "......"]);
    board.step(&*rule, 0).unwrap();
    assert_eq!(board.rows(), ["......", "..##..", ".####.", ".####.", "..##..", "......"]);
}

#[test]
fn without_noise_it_is_the_majority_and_with_all_its_opposite() {
    let majority = make::<Rules, Majority>("Majority").unwrap();
    let never = make::<Rules, NoisyMajority>("NoisyMajority(noise: 0)").unwrap();
    let always = make::<Rules, NoisyMajority>("NoisyMajority(noise: 1)").unwrap();
    let boards = [&majority, &never, &always].map(|rule| {
        let mut board = Board::torus(["..##.#.#", "#.###..#", ".##..#.#", "#...####", "##.#..#."]);
        board.step(&**rule, 7).unwrap();
        board
    });
    assert_eq!(boards[0].rows(), boards[1].rows());
    let opposite: Vec<u8> = boards[2].cells().iter().map(|cell| 1 - cell).collect();
    assert_eq!(boards[0].cells(), opposite);
}

#[test]
fn key_and_step_matter_and_slabs_do_not() {
    let rule = make::<Rules, NoisyMajority>("NoisyMajority(noise: 0.5)").unwrap();
    pure(&*rule).unwrap();
    let run = |keys: [u64; 2]| {
        // Half of the cells flip, so whatever was there, a generation is as good as new.
        let mut board = Board::torus(["................................"]);
        keys.map(|key| board.step(&*rule, key).map(|()| board.rows()).unwrap())
    };
    assert_eq!(run([1, 1]), run([1, 1]));
    assert_ne!(run([1, 1])[0], run([2, 1])[0], "the key");
    let noise = |step| {
        let slab = Slab {
            width: 64,
            height: 1,
            stride: 66,
            halo: 1,
            lattice_width: 64,
            step,
            key: 1,
            ..Slab::default()
        };
        let mut dst = vec![0; slab.target_len()];
        rule.step(&vec![0; slab.source_len()], &mut dst, &slab).map(|()| dst).unwrap()
    };
    assert_ne!(noise(0), noise(1), "the step");
}

#[test]
fn noise_is_as_frequent_as_it_says() {
    let rule = make::<Rules, NoisyMajority>("NoisyMajority").unwrap();
    let mut board = Board::torus(vec![".".repeat(400); 250]);
    board.step(&*rule, 3).unwrap();
    let flipped = board.cells().iter().filter(|cell| **cell == 1).count();
    assert!((850..1150).contains(&flipped), "{flipped} of 100000 at 0.01, five deviations are 157");
}

#[test]
fn the_lanes_compute_what_the_reference_says() {
    for (noise, width) in [(0.01, 1), (0.3, 63), (1.0, 257)] {
        let rule = NoisyMajority { noise };
        let slab = Slab {
            width,
            height: 4,
            stride: width + 5,
            halo: 2,
            x0: 3,
            y0: 1,
            lattice_width: 300,
            step: 5,
            key: 6,
        };
        let random = Noise { key: 1, step: 1 };
        let src: Vec<u8> = (0..slab.source_len()).map(|at| (random.word(at as u64, 0) & 1) as u8).collect();
        let cell = |n| reference::next(&rule, &src, &slab, n % width, n / width);
        let wanted: Vec<u8> = (0..4 * width).map(cell).collect();
        for isa in Isa::all() {
            let mut dst = vec![0; slab.target_len()];
            rule.step_with(isa, &src, &mut dst, &slab);
            let found: Vec<u8> = dst.chunks(slab.stride).flat_map(|row| &row[..width]).copied().collect();
            assert_eq!(found, wanted, "{rule:?} {}", isa.name());
        }
    }
}
