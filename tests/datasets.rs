//! Data sets: what they hold against a film of the same run, and what is read from them when they are played again.

use crate::run_directory::Bench;
use quincunx::core::npy::Header;
use quincunx::core::record::Values;
use quincunx::output::Recorded;
use std::fs;

/// Shape and bytes of an array of cells.
fn cells(bench: &Bench, file: &str) -> (Vec<u64>, Vec<u8>) {
    let bytes = fs::read(bench.path(file)).unwrap();
    let (header, start) = Header::parse(&bytes).unwrap();
    assert_eq!(header.descr, "|u1");
    (header.shape, bytes[start..].to_vec())
}

/// Classes, and how often each was seen and was alive a generation later; and what is said of them.
fn counted(bench: &Bench, out: &str) -> (Vec<Values>, Vec<String>) {
    let table = Recorded::open(&bench.path(out)).unwrap().table("rule").unwrap();
    let Values::Text(decisions) = &table[8] else { panic!("{table:?}") };
    (table[2..5].to_vec(), decisions.clone())
}

const SOUP: &str =
    r#"seed: 5, world: { "soup": Grid(size: (70, 50), cells: Soup(0.5), rule: "B36/S23") }, until: Steps(8)"#;

/// A bench whose run `made` has left recordings, and what the next scenes play of them.
fn made(record: &str) -> Bench {
    let bench = Bench::with(&format!("({SOUP}, record: {{ {record} }})"));
    bench.run_well("made", &[]);
    bench
}

/// Plays a file in the next scene.
fn play(bench: &Bench, file: &str, out: &str, record: &str) {
    let scene = format!(r#"(world: {{ "played": Replay("{file}") }}, record: {{ {record} }})"#);
    fs::write(bench.path("scene.ron"), scene).unwrap();
    bench.run_well(out, &[]);
}

#[test]
fn samples_are_what_the_run_goes_through() {
    let bench = made(
        r#""film": Frames(of: "soup", every: 1, pictures: false), "pairs": Dataset(of: "soup", at: [0, 3, 7]),
        "threes": Dataset(of: "soup", every: 2, take: Sequences(3)), "last": Dataset(of: "soup", take: Sequences(2))"#,
    );
    let (_, film) = cells(&bench, "made/film.npy");
    let film: Vec<_> = film.chunks(70 * 50).collect();
    let (shape, pairs) = cells(&bench, "made/pairs.npy");
    assert_eq!(shape, [3, 2, 50, 70]);
    assert_eq!(pairs, [0, 1, 3, 4, 7, 8].map(|step| film[step]).concat());
    let (shape, threes) = cells(&bench, "made/threes.npy");
    assert_eq!(shape, [5, 3, 50, 70]);
    let inside = [0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8].map(|step| film[step]).concat();
    assert_eq!(threes[..inside.len()], inside);
    // The last goes on where the run does not.
    let (shape, last) = cells(&bench, "made/last.npy");
    assert_eq!(shape, [1, 2, 50, 70]);
    assert_eq!(last[..], threes[12 * 70 * 50..14 * 70 * 50]);
    let steps = fs::read(bench.path("made/pairs.steps.npy")).unwrap();
    assert_eq!(steps[128..], [0u64, 3, 7].map(u64::to_le_bytes).concat());
}

#[test]
fn the_rule_is_read_back_from_data() {
    let bench = made(r#""data": Dataset(of: "soup", every: 1)"#);
    play(
        &bench,
        "made/data.npy",
        "played",
        r#""rule": ExtractRule(of: "played"), "again": Dataset(of: "played", every: 1)"#,
    );
    let (counts, decisions) = counted(&bench, "played");
    assert_eq!(decisions[0], "B36/S23");
    // Nine pairs, and nothing between them.
    assert_eq!(counts[1].number(0), Some(9.0 * 70.0 * 50.0));
    assert_eq!(cells(&bench, "played/again.npy"), cells(&bench, "made/data.npy"));
    play(&bench, "made/data.npy", "none", r#""long": Dataset(of: "played", every: 1, take: Sequences(3))"#);
    assert_eq!(cells(&bench, "none/long.npy"), (vec![0, 3, 50, 70], vec![]));
}

#[test]
fn the_rule_is_read_from_numbers_made_elsewhere() {
    let bench = made(r#""data": Dataset(of: "soup", at: [0], take: Sequences(9))"#);
    let (_, states) = cells(&bench, "made/data.npy");
    let shown = states.iter().flat_map(|cell| [0.25f64, 0.75][usize::from(*cell)].to_le_bytes());
    let header = Header::new("<f8", &[9, 50, 70]).to_bytes();
    fs::write(bench.path("elsewhere.npy"), header.into_iter().chain(shown).collect::<Vec<_>>()).unwrap();
    play(
        &bench,
        "elsewhere.npy",
        "played",
        r#""rule": ExtractRule(of: "played"), "last": Snapshot(of: "played", format: Npy)"#,
    );
    let (counts, decisions) = counted(&bench, "played");
    assert_eq!((&*decisions[0], counts[1].number(0)), ("B36/S23", Some(8.0 * 70.0 * 50.0)));
    assert_eq!(cells(&bench, "played/last.npy").1, states[8 * 70 * 50..]);
    assert_eq!(bench.record("played")["steps"]["played"], 8);
}

#[test]
fn recorded_steps_are_held_against_a_rule_within_their_sequence() {
    let bench = made(r#""data": Dataset(of: "soup", at: [0, 4], take: Sequences(3))"#);
    let record = |rule: &str| format!(r#""rule": RuleStatistics(of: "played", against: "{rule}", every: 1)"#);
    // What is seen, how much of it agrees, and the damage of the twin, of all classes in each of the six states.
    let column = |out: &str, column: usize| {
        let table = Recorded::open(&bench.path(out)).unwrap().table("rule").unwrap();
        let all = (0..table[2].len()).filter(|row| table[2].words(*row) == "all");
        all.map(|row| table[column].number(row)).collect::<Vec<_>>()
    };
    play(&bench, "made/data.npy", "own", &record("B36/S23"));
    let (cells, none) = (Some(3500.0), Some(0.0));
    assert_eq!(column("own", 5), [cells, cells, none, cells, cells, none]);
    assert_eq!(column("own", 6), [cells, cells, none, cells, cells, none]);
    assert_eq!(column("own", 9), [none; 6]);
    play(&bench, "made/data.npy", "other", &record("B3/S23"));
    let (agreed, damage) = (column("other", 6), column("other", 9));
    assert!([0, 1, 3, 4].iter().all(|step| agreed[*step] < cells), "{agreed:?}");
    assert!(damage.iter().zip([0, 1, 1, 0, 1, 1]).all(|(n, is)| (*n > none) == (is == 1)), "{damage:?}");
}

#[test]
fn samples_are_disturbed_as_what_is_counted() {
    for perturbs in ["Inputs", "Targets", "Both"] {
        let noise = format!("perturb: Gaussian(0.4), perturbs: {perturbs}");
        let bench = made(&format!(
            r#""rule": ExtractRule(of: "soup", alphabet: Map, {noise}),
            "clean": Dataset(of: "soup", at: [0, 1, 2, 3, 4, 5, 6, 7]),
            "data": Dataset(of: "soup", at: [0, 1, 2, 3, 4, 5, 6, 7], {noise})"#
        ));
        play(&bench, "made/data.npy", "played", r#""rule": ExtractRule(of: "played", alphabet: Map)"#);
        assert_eq!(counted(&bench, "made").0[1..], counted(&bench, "played").0[1..], "{perturbs}");
        let [clean, seen] = ["clean", "data"].map(|data| cells(&bench, &format!("made/{data}.npy")).1);
        // Φ(−1/0.8) is 0.1056; each side has 28000 cells.
        for (side, met) in [(0, perturbs != "Targets"), (1, perturbs != "Inputs")] {
            let states = clean.chunks(3500).zip(seen.chunks(3500)).skip(side).step_by(2);
            let flipped = states.flat_map(|(a, b)| a.iter().zip(b)).filter(|(a, b)| a != b).count();
            assert!(
                if met { (2700..3220).contains(&flipped) } else { flipped == 0 },
                "{perturbs}: {flipped}"
            );
        }
    }
}
