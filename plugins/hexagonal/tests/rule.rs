//! The rule as an author looks at it.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use hexagonal::life::HexagonalLife;
use hexagonal::notation::{Counts, read};
use hexagonal::{reference, symmetries::D6};
use proptest::prelude::*;
use quincunx_sdk::group::{Group, finite::FiniteGroup, matrix::Matrix};
use quincunx_sdk::rule::{Rule, Rules};
use quincunx_sdk::testing::{Board, agree, make, pure};
use std::sync::Arc;

fn rule(text: &str) -> Arc<dyn Rule> {
    make::<Rules, HexagonalLife>(&format!("HexagonalLife({text:?})")).unwrap()
}

fn board(cells: &[bool], width: usize) -> Board {
    let row = |row: &[bool]| row.iter().map(|alive| if *alive { '#' } else { '.' }).collect::<String>();
    Board::torus(cells.chunks(width).map(row))
}

fn stepped(rule: &dyn Rule, cells: &[bool], width: usize) -> Vec<bool> {
    let mut board = board(cells, width);
    board.step(rule, 0).unwrap();
    board.cells().iter().map(|cell| *cell == 1).collect()
}

/// Rules in text.
fn any_rule() -> impl Strategy<Value = String> {
    let digits = |mask: u8| (0..7).filter(|n| mask >> n & 1 == 1).map(|n| n.to_string()).collect::<String>();
    (0..128u8, 0..128u8).prop_map(move |(b, s)| format!("B{}/S{}H", digits(b), digits(s)))
}

/// What a symmetry makes of a square torus: it moves the cell at a place to where it takes that place.
fn moved(element: Matrix, cells: &[bool], side: usize) -> Vec<bool> {
    let mut moved = vec![false; cells.len()];
    for (at, alive) in cells.iter().enumerate() {
        let place = element.apply([(at % side) as f64, (at / side) as f64]);
        let [x, y] = place.map(|at| (at as i64).rem_euclid(side as i64) as usize);
        moved[y * side + x] = *alive;
    }
    moved
}

proptest! {
    #[test]
    fn the_table_is_what_six_neighbours_say(
        text in any_rule(),
        (width, cells) in (3..12usize).prop_flat_map(|width| {
            (Just(width), (3..12usize).prop_flat_map(move |height| prop::collection::vec(any::<bool>(), width * height)))
        }),
    ) {
        let counts = read(&text).unwrap();
        prop_assert_eq!(stepped(&*rule(&text), &cells, width), reference::step(counts, &cells, width));
    }

    #[test]
    fn the_rule_commutes_with_every_symmetry(
        text in any_rule(),
        (side, cells) in (3..10usize).prop_flat_map(|side| (Just(side), prop::collection::vec(any::<bool>(), side * side))),
    ) {
        let (rule, group) = (rule(&text), FiniteGroup::generated_by(&D6 {}.generators()).unwrap());
        let next = stepped(&*rule, &cells, side);
        for element in group.elements() {
            prop_assert_eq!(stepped(&*rule, &moved(*element, &cells, side), side), moved(*element, &next, side));
        }
    }
}

/// Two neighbours have two neighbours in common, and so have those: from one pair to the other and back.
#[test]
fn a_pair_blinks() {
    let rule = rule("B2/S34");
    let pairs = [
        ["......", "......", "..##..", "......", "......"],
        ["......", "..#...", "......", "...#..", "......"],
    ];
    let mut board = Board::dead(pairs[0]);
    for n in 1..5 {
        board.step(&*rule, 0).unwrap();
        assert_eq!(board.rows(), pairs[n % 2]);
    }
}

/// In B2/S3 a cell with all its neighbours dies in the middle, and each of the six, with three neighbours, stays.
#[test]
fn a_hexagon_loses_its_middle() {
    let mut board =
        Board::dead([".......", ".......", "..##...", "..###..", "...##..", ".......", "......."]);
    board.step(&*rule("B/S3"), 0).unwrap();
    assert_eq!(board.rows(), [".......", ".......", "..##...", "..#.#..", "...##..", ".......", "......."]);
}

/// Packard's snowflake, where a cell freezes beside exactly one that is frozen. How many are: A151723 of the On-Line
/// Encyclopedia of Integer Sequences.
#[test]
fn a_snowflake_grows_as_it_is_known_to() {
    let (rule, side) = (rule("B1/S0123456"), 41);
    let mut cells = vec![false; side * side];
    cells[side * side / 2] = true;
    let mut board = board(&cells, side);
    for frozen in [1, 7, 13, 31, 37, 55, 85, 127, 133, 151, 181, 235, 289, 331, 409, 499] {
        assert_eq!(board.cells().iter().filter(|cell| **cell == 1).count(), frozen);
        board.step(&*rule, 0).unwrap();
    }
}

#[test]
fn the_corners_do_not_matter() {
    let form = rule("B245/S3").form().unwrap();
    let corners = 1 << 2 | 1 << 6; // upper right, lower left
    (0..512u16).for_each(|nine| assert_eq!(form.next(nine), form.next(nine ^ corners), "{nine}"));
    assert_eq!(Counts { born: 1 << 6, survive: 0 }, read("B6/S").unwrap());
    assert_eq!(self::rule("B6/S").form().unwrap().next(0x1ff & !corners & !(1 << 4)), Some(true));
}

#[test]
fn the_rule_keeps_its_word() {
    for text in ["B2/S34", "B2/S35H", "B0/S"] {
        pure(&*rule(text)).unwrap();
        agree(&*rule(text)).unwrap();
    }
}

#[test]
fn the_digit_at_fault_is_named() {
    let error = make::<Rules, HexagonalLife>("HexagonalLife(rule: \"B2/S37\")").unwrap_err();
    assert!(error.contains("never 7; write 0 to 6"), "{error}");
    let error = make::<Rules, HexagonalLife>("HexagonalLife(\"B3/S23V\")").unwrap_err();
    assert!(error.contains("written like `B2/S34`"), "{error}");
}
