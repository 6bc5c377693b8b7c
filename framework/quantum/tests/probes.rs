//! What probes of beams say.

use crate::laboratory::beam;
use quincunx_core::probe::{Measure, Measured};
use quincunx_core::record::Values;
use quincunx_core::state::State;
use quincunx_quantum::components::Beam;
use quincunx_quantum::probes::{Arrivals, Atoms, Counts};
use quincunx_quantum::sampler::BLOCK;

const CASCADE: &str = "Magnet(Z, { \"+1/2\": Magnet(Z, { \"+1/2\": Detector(\"up\"), \"-1/2\": Detector(\"never\") }), \
                       \"-1/2\": Magnet(X, { \"+1/2\": Detector(\"up\"), \"-1/2\": Block }) })";

fn pool() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap()
}

fn rows(measured: Result<Measured, String>) -> Vec<Values> {
    match measured.unwrap() {
        Measured::Rows(columns) => columns,
        other => panic!("{other:?}"),
    }
}

fn counts(beam: &Beam, step: u64) -> Result<Measured, String> {
    Counts {}.probe().ok().unwrap().measure(beam, step)
}

#[test]
fn counts_stand_beside_what_is_expected() {
    let mut beam = beam("1/2", "Unpolarised", CASCADE);
    beam.advance(0, 10, &pool()).unwrap();
    let all = rows(counts(&beam, 10));
    let sent = (10 * BLOCK) as f64;
    assert_eq!(
        all[0],
        Values::Text(["up", "never", "blocked"].map(String::from).to_vec()),
        "names once, in order"
    );
    let Values::Int64(count) = &all[1] else { panic!() };
    assert_eq!(count.iter().sum::<i64>(), 10 * BLOCK as i64);
    assert_eq!(count[1], 0);
    let number = |column: usize, row: usize| all[column].number(row);
    assert_eq!(
        (number(2, 1), number(3, 1), number(4, 1), number(5, 1)),
        (Some(0.0), Some(0.0), Some(0.0), None)
    );
    for (row, p) in [(0, 0.75), (2, 0.25)] {
        let error = (sent * p * (1.0 - p)).sqrt();
        assert!((number(2, row).unwrap() - p).abs() < 1e-13);
        assert!((number(3, row).unwrap() - sent * p).abs() < 1e-6);
        assert!((number(4, row).unwrap() - error).abs() < 1e-6);
        assert!((number(5, row).unwrap() - (count[row] as f64 - sent * p) / error).abs() < 1e-6);
    }
}

#[test]
fn before_the_first_atom_nothing_is_off() {
    let all = rows(counts(&beam("1/2", "Unpolarised", CASCADE), 0));
    assert_eq!((all[1].number(0), all[3].number(0), all[5].number(0)), (Some(0.0), Some(0.0), None));
}

#[test]
fn what_is_impossible_fails_the_run_if_it_was_counted() {
    let mut beam = beam("1/2", "Unpolarised", CASCADE);
    beam.advance(0, 1, &pool()).unwrap();
    beam.counts[0] -= 3;
    beam.counts[1] += 3;
    let why = counts(&beam, 1).unwrap_err();
    assert!(why.contains("\"never\" has the probability 0") && why.contains("3 were counted"), "{why}");
}

#[test]
fn what_is_certain_fails_the_run_if_it_was_not_counted() {
    // Both ends have one name: whatever they add up to, the outcome is certain.
    let path = "Magnet(Polar(77, 5), { \"+1/2\": Detector(\"all\"), \"-1/2\": Detector(\"all\") })";
    let mut beam = beam("1/2", "Ket([0.6, 0.8])", path);
    beam.advance(0, 16, &pool()).unwrap();
    let all = rows(counts(&beam, 16));
    assert_eq!(
        (all[1].number(0), all[2].number(0), all[4].number(0), all[5].number(0)),
        (Some(1e6), Some(1.0), Some(0.0), None)
    );
    beam.counts[1] -= 1;
    assert!(
        counts(&beam, 16).unwrap_err().contains("1000000 of 1000000 atoms have it, and 999999 were counted")
    );
}

/// Whatever is not 1 or 0 leaves something to chance, even where floats see no difference.
#[test]
fn what_is_nearly_certain_is_not_certain() {
    let mut path = "Detector(\"rare\")".to_string();
    for k in 0..60 {
        path = format!("Magnet({}, {{ \"+1/2\": {path}, \"-1/2\": Block }})", ["Z", "X"][k % 2]);
    }
    let mut beam = beam("1/2", "Unpolarised", &path);
    beam.advance(0, 16, &pool()).unwrap();
    beam.counts[0] += 1; // once in 10¹² runs
    *beam.counts.last_mut().unwrap() -= 1;
    let all = rows(counts(&beam, 16));
    assert!(all[5].number(0).unwrap() > 1e5 && all[5].number(1).is_some());
}

#[test]
fn the_first_atoms_have_routes() {
    let mut beam = beam("1/2", "Unpolarised", CASCADE);
    beam.advance(0, 1, &pool()).unwrap();
    let all = rows(Atoms { count: 50 }.probe().ok().unwrap().measure(&beam, 1));
    assert!(all.iter().all(|column| column.len() == 50));
    for row in 0..50 {
        let expected = match all[1].number(row).unwrap() {
            0.0..0.5 => ("Magnet Z: +1/2 → Magnet Z: +1/2 → up", "up"),
            0.5..0.75 => ("Magnet Z: -1/2 → Magnet X: +1/2 → up", "up"),
            _ => ("Magnet Z: -1/2 → Magnet X: -1/2 → blocked", "blocked"),
        };
        assert_eq!((&*all[2].words(row), &*all[3].words(row)), expected);
    }
    let none = rows(Atoms { count: 50 }.probe().ok().unwrap().measure(&beam, 0));
    assert!(none[0].is_empty());
}

#[test]
fn a_beam_is_its_counts() {
    let mut sent = beam("1/2", "Unpolarised", CASCADE);
    sent.advance(0, 3, &pool()).unwrap();
    let mut bytes = vec![];
    sent.write(&mut bytes).unwrap();
    let mut taken_up = beam("1/2", "Unpolarised", CASCADE);
    taken_up.read(&mut &bytes[..]).unwrap();
    sent.advance(3, 13, &pool()).unwrap();
    taken_up.advance(3, 13, &pool()).unwrap();
    assert_eq!(sent.counts, taken_up.counts);
    assert_eq!(sent.counts.iter().sum::<u64>(), 1_000_000);
}

#[test]
fn damaged_counts_are_refused() {
    let mut beam = beam("1/2", "Unpolarised", CASCADE);
    assert!(beam.read(&mut &[255; 32][..]).is_err());
    assert!(beam.read(&mut &[0; 31][..]).is_err());
    beam.counts[0] = 5;
    assert!(beam.advance(0, 1, &pool()).unwrap_err().fault.message.contains("damaged"));
}

/// 10¹² atoms, of which the last two blocks are sent.
#[test]
fn many_atoms_overflow_nothing() {
    for atoms in [1_000_000_000_000u64, 1 << 48] {
        let mut beam = beam("1/2", "Unpolarised", CASCADE);
        beam.atoms = atoms;
        let last = atoms.div_ceil(BLOCK);
        let before = beam.emitted(last - 2);
        beam.counts[0] = before / 2;
        beam.counts[2] = before / 4;
        beam.counts[3] = before - before / 2 - before / 4;
        beam.advance(last - 2, 2, &pool()).unwrap();
        assert_eq!(beam.counts.iter().sum::<u64>(), atoms);
        let all = rows(counts(&beam, last));
        for row in [0, 2] {
            assert!(all[5].number(row).unwrap().abs() < 5.0, "{all:?}");
        }
        assert_eq!(all[3].number(0), Some(0.75 * atoms as f64));
    }
}

#[test]
fn arrivals_are_the_density_operators_of_what_comes() {
    let all = rows(Arrivals {}.probe().ok().unwrap().measure(&beam("1/2", "Unpolarised", CASCADE), 0));
    assert_eq!(all[0].len(), 7 * 4, "nodes × entries");
    let row = |node: usize, entry: usize| [2, 5, 6].map(|column| all[column].number(4 * node + entry));
    let half = Some(0.5);
    assert_eq!(
        [0, 1, 3].map(|entry| row(0, entry)[1]),
        [half, Some(0.0), half],
        "nothing is known of the oven's"
    );
    assert_eq!([row(1, 0), row(1, 3)], [[half, Some(1.0), Some(0.0)], [half, Some(0.0), Some(0.0)]]);
    assert_eq!(row(3, 0), [Some(0.0), None, None], "nothing arrives there");
    let (right, left) = (row(5, 1)[1].unwrap(), row(6, 1)[1].unwrap());
    assert!((right - 0.5).abs() < 1e-15 && (left + 0.5).abs() < 1e-15, "{right} {left}");
    let ms = ["+1/2", "+1/2", "-1/2", "-1/2"].repeat(7);
    assert_eq!(all[3], Values::Text(ms.into_iter().map(String::from).collect()));
}
