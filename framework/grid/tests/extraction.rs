//! What is read of a rule is the same wherever legs are cut, whoever shares the work, and after a run was taken up again.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod laboratory;

use laboratory::{STEPS, World, complaint, kinds, read, resumed};
use proptest::prelude::*;
use quincunx_core::probe::ProbeSpec;

/// Column 2 has names, column 8 words: those of the row `rule`, of each step that is due.
fn rules(grid: &str, probe: &str) -> Vec<String> {
    let rows = World::new(grid, probe, 2).finish();
    assert!(rows.iter().all(|rows| rows.columns[2].words(0) == "rule"));
    rows.iter().map(|rows| rows.columns[8].words(0)).collect()
}

#[test]
fn rules_are_asked_or_read_from_a_run() {
    let grid = |rule: &str| format!("Grid(size: (200, 200), cells: Soup(0.5), rule: \"{rule}\")");
    for rule in ["B36/S23", "B2-a/S12", "B2/S34H", "W110", "B2/S", "B0/S8"] {
        // Before the first step, too.
        assert_eq!(rules(&grid(rule), "ExtractRule(of: soup)"), [rule; 4]);
        // One step of a soup says it all.
        let read = rules(&grid(rule), "ExtractRule(of: soup, samples: 30000, noise: 0)");
        assert_eq!(read[0], "nothing is decided");
        assert_eq!(read[1..], [rule; 3]);
    }
    let noisy = "ExtractRule(of: soup, samples: 40000, perturb: Flip(0.05))";
    assert_eq!(rules(&grid("B36/S23"), noisy)[1..], ["B36/S23"; 3]);
    let lopsided = "ExtractRule(of: soup, samples: 40000, perturb: Gaussian(0.3, HalfEven))";
    assert_eq!(rules(&grid("B36/S23"), lopsided)[1..], ["B36/S23"; 3]);
    // What looks farther is asked about a soup; a rule that only seems to is found.
    let larger = rules(&grid("R2,C0,M1,S6..11,B7..8,NM"), "ExtractRule(of: soup)");
    assert!(larger.iter().all(|rule| rule.starts_with("no rule of nine cells: ")), "{larger:?}");
    assert_eq!(rules(&grid("R1,C0,M0,S2..3,B3..3,NM"), "ExtractRule(of: soup)"), ["B3/S23"; 4]);
}

/// Columns 5, 6 and 7 are the share, and how far off the truth may be.
#[test]
fn what_all_neighbourhoods_say_is_no_estimate() {
    let life = "Grid(size: (64, 64), cells: Soup(0.5), rule: Life)";
    let shares = |probe: &str, row: usize| {
        let rows = World::new(life, probe, 1).finish();
        let last = &rows[rows.len() - 1].columns;
        [5, 6, 7].map(|column| last[column].number(row).unwrap())
    };
    assert_eq!(shares("ExtractRule(of: soup)", 2 + 3), [1.0; 3]);
    assert_eq!(shares("ExtractRule(of: soup)", 2 + 4), [0.0; 3]);
    let [share, low, high] = shares("ExtractRule(of: soup, noise: 0)", 2 + 3);
    assert!(share == 1.0 && low < 1.0 && high == 1.0, "{low} {high}");
}

/// Columns 9 and 10 say how much of the right rule was read: in all, of the rate of flips nothing, and class by class.
#[test]
fn what_is_read_is_marked_where_the_right_rule_is_known() {
    let life = "Grid(size: (64, 64), cells: Soup(0.5), rule: Life)";
    let marks = |probe: &str, row: usize| {
        let rows = World::new(life, &format!("ExtractRule(of: soup, {probe})"), 1).finish();
        let last = &rows[rows.len() - 1].columns;
        [9, 10].map(|column| last[column].number(row))
    };
    assert_eq!(marks("against: Life", 0), [Some(1.0), Some(0.0)]);
    assert_eq!(marks("against: Life", 1), [None, None]);
    // B3 and B6 are 56 and 28 of the 512 neighbourhoods.
    assert_eq!(marks("against: \"B36/S23\"", 0), [Some(484.0 / 512.0), Some(28.0)]);
    assert_eq!(marks("against: \"B36/S23\"", 2 + 6), [Some(0.0), Some(28.0)]);
    assert_eq!(marks("against: \"B36/S23\"", 2 + 3), [Some(1.0), Some(0.0)]);
    // What is undecided is not wrong.
    let [accuracy, wrong] = marks("against: Life, samples: 1, noise: 0, alphabet: Map", 0);
    assert_eq!([accuracy, wrong], [Some(1.0 / 512.0), Some(0.0)]);
    let refused = |rule: &str| {
        let probe = format!("ExtractRule(of: soup, against: \"{rule}\")");
        read::<ProbeSpec>("probe", &probe).err().unwrap()
    };
    assert!(refused("345/2/4").contains("345/2/4 is not known to be a rule of nine cells of two states"));
    assert!(refused("R2,C0,M1,S6..11,B7..8,NM").contains("rule of nine cells"));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let suits = |grid: &str| complaint(grid, "ExtractRule(of: soup)");
    assert_eq!(suits("Grid(size: (9, 9), rule: Life)"), None);
    let said = suits("Grid(size: (9, 9), rule: \"345/2/4\")").unwrap();
    assert!(said.contains("345/2/4 has 4 states; rules of two are read"), "{said}");
    let of =
        |more: &str| read::<ProbeSpec>("probe", &format!("ExtractRule(of: soup, {more})")).err().unwrap();
    assert!(of("perturb: Flip(0.7)").contains("the contrary of what is"));
    assert!(of("noise: 0.5").contains("0.5"));
    assert!(of("samples: 0").contains('1'));
    assert!(
        read::<ProbeSpec>("probe", "ExtractRule(of: soup, perturb: Flip(0.7), perturbs: Inputs)").is_ok()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_read_is_the_same_wherever_legs_are_cut_and_runs_taken_up(
        (width, height, seed) in (1usize..600, 1usize..40, 0u64..1000),
        topology in prop::sample::select(vec!["Torus", "Dead", "Klein", "CrossSurface"]),
        rule in prop::sample::select(vec!["B3/S23", "B2-a/S12", "R2,C0,M1,S6..11,B7..8,NM"]),
        more in prop::sample::select(vec![
            "", "samples: 999", "samples: 5000", "perturb: Flip(0.1)",
            "perturb: Gaussian(0.5, HalfEven), perturbs: Both, alphabet: Map", "noise: 0.01",
        ]),
        (longest, threads, taken_up) in (1u64..13, 1usize..4, prop::collection::vec(0usize..6, 0..3)),
    ) {
        let grid = format!(
            "Grid(size: ({width}, {height}), topology: {topology}, cells: Soup(0.4, \"{seed}\"), rule: \"{rule}\")"
        );
        let probe = format!("ExtractRule(of: soup, {more})");
        let expected = World::new(&grid, &probe, 1).finish();
        prop_assert_eq!(expected.len(), 4);
        let cells = (width * height) as f64 * STEPS as f64;
        let seen = expected[3].columns[3].number(0).unwrap();
        match more {
            "samples: 999" => prop_assert_eq!(seen, cells.min(999.0)),
            "samples: 5000" => prop_assert_eq!(seen, cells.min(5000.0)),
            "" if rule == "R2,C0,M1,S6..11,B7..8,NM" => prop_assert_eq!(seen, 512.0 * 512.0),
            "" => prop_assert_eq!(seen, 512.0),
            _ => prop_assert_eq!(seen, cells),
        }
        prop_assert_eq!(resumed((&grid, &probe), threads, (longest, seed), taken_up), expected);
    }
}

/// Counts are in the columns 3 and 4, and are whole numbers.
#[test]
fn columns_are_as_declared() {
    let rows =
        World::new("Grid(size: (40, 40), cells: Soup(0.5), rule: Life)", "ExtractRule(of: soup)", 1).finish();
    assert_eq!(kinds(&rows[0]), "iftiiffft");
    assert_eq!(rows[0].len(), 2 + 18);
}
