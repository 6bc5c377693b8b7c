//! The rule as an author looks at it.

use cyclic::{cyclic::Cyclic, reference};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::noise::Noise;
use quincunx_sdk::rule::Rules;
use quincunx_sdk::slab::Slab;
use quincunx_sdk::testing::{Board, make, pure};

#[test]
fn a_cell_is_eaten_by_the_next_state() {
    let rule = make::<Rules, Cyclic>("Cyclic(states: 5)").unwrap();
    let mut board = Board::dead(["00000", "00000", "00100", "00000", "00004"]);
    board.step(&*rule, 0).unwrap();
    // A 1 eats the zeros around it, and the ground eats the 4.
    assert_eq!(board.rows(), ["00000", "01110", "01110", "01110", "00000"]);
}

#[test]
fn the_threshold_is_how_many_suffice() {
    let rule = make::<Rules, Cyclic>("Cyclic(states: 3, threshold: 2)").unwrap();
    let mut board = Board::torus(["0000", "0110", "0000", "0000"]);
    board.step(&*rule, 0).unwrap();
    assert_eq!(board.rows(), ["0110", "0110", "0110", "0000"]);
}

#[test]
fn a_range_reaches_far() {
    let rule = make::<Rules, Cyclic>("Cyclic(states: 3, range: 2)").unwrap();
    let mut board = Board::dead(["0000000", "0001000", "0000000", "0000000"]);
    board.step(&*rule, 0).unwrap();
    assert_eq!(board.rows(), ["0111110", "0111110", "0111110", "0111110"]);
}

#[test]
fn rules_keep_their_word() {
    for text in ["Cyclic", "Cyclic(255)", "Cyclic(2)", "Cyclic(4, 3, 2)", "Cyclic(6, 20, 10)"] {
        let rule = make::<Rules, Cyclic>(text).unwrap();
        pure(&*rule).unwrap();
        assert_eq!(rule.info().palette.unwrap().len(), rule.info().states);
    }
}

#[test]
fn a_threshold_beyond_the_neighbours_is_refused() {
    let error = make::<Rules, Cyclic>("Cyclic(threshold: 9)").unwrap_err();
    assert!(error.contains("8 neighbours at range 1"), "{error}");
    assert!(make::<Rules, Cyclic>("Cyclic(states: 5, threshold: 24, range: 2)").is_ok());
}

/// Wide enough for whole lanes, blocks and what is left over.
#[test]
fn the_lanes_compute_what_the_reference_says() {
    for (states, threshold, range) in [(2, 3, 1), (3, 3, 1), (14, 1, 1), (255, 1, 1), (3, 9, 2), (4, 70, 9)] {
        let rule = Cyclic { states, threshold, range };
        for width in [1, 31, 257, 300] {
            let halo = usize::from(range) + 1;
            let slab = Slab { width, height: 3, stride: width + 2 * halo, halo, ..Slab::default() };
            let src = cells(&slab, states);
            let wanted: Vec<u8> =
                (0..3 * width).map(|n| reference::next(&rule, &src, &slab, n % width, n / width)).collect();
            for isa in Isa::all() {
                let mut dst = vec![0; slab.target_len()];
                rule.step_with(isa, &src, &mut dst, &slab);
                let found: Vec<u8> = dst.chunks(slab.stride).flat_map(|row| &row[..width]).copied().collect();
                assert_eq!(found, wanted, "{rule:?} {} {width}", isa.name());
            }
        }
    }
}

fn cells(slab: &Slab, states: u8) -> Vec<u8> {
    let noise = Noise { key: 9, step: 0 };
    (0..slab.source_len()).map(|at| (noise.word(at as u64, 0) % u32::from(states)) as u8).collect()
}
