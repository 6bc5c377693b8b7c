//! What a comparison says is the same wherever legs are cut, whoever shares the work, and after a run was taken up again.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod laboratory;

use laboratory::{World, complaint, kinds, read, resumed};
use proptest::prelude::*;
use quincunx_core::probe::ProbeSpec;
use quincunx_core::record::Rows;

const NAMES: [&str; 16] = [
    "step",
    "time",
    "class",
    "centre",
    "count",
    "seen",
    "agreed",
    "differed",
    "accuracy",
    "damage",
    "diverged",
    "density",
    "density_against",
    "entropy",
    "entropy_against",
    "margin",
];

/// A number of the row of all classes.
fn number(rows: &Rows, name: &str) -> Option<f64> {
    rows.columns[NAMES.iter().position(|known| *known == name).unwrap()].number(0)
}

fn compared(rule: &str, probe: &str) -> Vec<Rows> {
    let grid = format!("Grid(size: (200, 120), cells: Soup(0.4), rule: \"{rule}\")");
    let rows = World::new(&grid, &format!("RuleStatistics(of: soup, {probe})"), 2).finish();
    assert!(rows.iter().all(|rows| rows.columns[2].words(0) == "all" && rows.columns.len() == NAMES.len()));
    rows
}

/// Classes and how accurate the rule is in them.
fn classes(rows: &Rows) -> Vec<(String, f64)> {
    (1..rows.len()).map(|row| (rows.columns[2].words(row), rows.columns[8].number(row).unwrap())).collect()
}

#[test]
fn a_rule_that_is_born_of_six_too_errs_there_and_nowhere_else() {
    let rows = compared("B36/S23", "against: \"B3/S23\"");
    for rows in &rows {
        let wrong = |class: &str| class.starts_with("B6");
        assert!(classes(rows).iter().all(|(class, share)| *share == if wrong(class) { 0.0 } else { 1.0 }));
        assert_eq!(number(rows, "seen"), Some(24_000.0));
        let all = number(rows, "agreed").unwrap() + number(rows, "differed").unwrap();
        assert!(all == 24_000.0 && number(rows, "differed").unwrap() > 0.0);
    }
    // Both begin alike, and part in the first step.
    let column = |name| rows.iter().map(|rows| number(rows, name)).collect::<Vec<_>>();
    assert_eq!(column("diverged"), [None, Some(1.0), Some(1.0), Some(1.0)]);
    assert_eq!(number(&rows[0], "damage"), Some(0.0));
    assert_eq!(number(&rows[0], "entropy"), number(&rows[0], "entropy_against"));
    assert!(number(&rows[3], "damage").unwrap() > 24.0);
    assert_ne!(number(&rows[3], "density"), number(&rows[3], "density_against"));
    assert_eq!(number(&rows[3], "margin"), None);
}

#[test]
fn a_rule_never_parts_from_itself_unless_it_is_disturbed() {
    for rows in compared("B36/S23", "against: HighLife") {
        assert!(classes(&rows).iter().all(|(_, share)| *share == 1.0));
        assert_eq!((number(&rows, "damage"), number(&rows, "diverged")), (Some(0.0), None));
    }
    for rows in compared("B36/S23", "against: HighLife, perturb: Flip(0.01)") {
        assert_eq!(number(&rows, "accuracy"), Some(1.0));
        assert!(number(&rows, "damage").unwrap() > 0.0 && number(&rows, "diverged") == Some(0.0));
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let suits = |grid: &str| complaint(grid, "RuleStatistics(of: soup, against: Life)");
    assert_eq!(suits("Grid(size: (9, 9), topology: Sphere, rule: \"R2,C0,M1,S6..11,B7..8,NM\")"), None);
    let said = suits("Grid(size: (9, 9), rule: \"345/2/4\")").unwrap();
    assert!(said.contains("345/2/4 has 4 states; rules of two are compared"), "{said}");
    let said = read::<ProbeSpec>("probe", "RuleStatistics(of: soup, against: \"345/2/4\")").err().unwrap();
    assert!(said.contains("345/2/4 has 4 states; rules of two are compared"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn what_is_compared_is_the_same_wherever_legs_are_cut_and_runs_taken_up(
        (width, height, seed) in (1usize..300, 1usize..40, 0u64..1000),
        topology in prop::sample::select(vec!["Torus", "Dead", "Klein", "CrossSurface"]),
        rule in prop::sample::select(vec!["B3/S23", "B36/S23", "R2,C0,M1,S6..11,B7..8,NM"]),
        against in prop::sample::select(vec!["B3/S23", "B3/S2-i34q", "R2,C0,M1,S6..11,B7..8,NM"]),
        more in prop::sample::select(vec!["", ", perturb: Flip(0.001)", ", perturb: Gaussian(0.5, HalfEven)"]),
        (longest, threads, taken_up) in (1u64..13, 1usize..4, prop::collection::vec(0usize..6, 0..3)),
    ) {
        let grid = format!(
            "Grid(size: ({width}, {height}), topology: {topology}, cells: Soup(0.4, \"{seed}\"), rule: \"{rule}\")"
        );
        let probe = format!("RuleStatistics(of: soup, against: \"{against}\"{more})");
        let expected = World::new(&grid, &probe, 1).finish();
        prop_assert_eq!(expected.len(), 4);
        prop_assert_eq!(resumed((&grid, &probe), threads, (longest, seed), taken_up), expected);
    }
}

#[test]
fn columns_are_as_declared() {
    assert_eq!(kinds(&compared("Life", "against: HighLife")[0]), "iftnniiifnnfffff");
}
