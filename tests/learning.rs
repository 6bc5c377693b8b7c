//! Learning through the program: a rule to the last neighbourhood, the same bits always, and from recordings.

use crate::run_directory::Bench;
use quincunx::core::record::Values;
use quincunx::output::Recorded;
use std::fs;
use std::path::Path;

fn scene(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes").join(name)).unwrap()
}

/// Wrong answers in the last row of a probe.
fn wrong(bench: &Bench, out: &str, probe: &str) -> f64 {
    let table = Recorded::open(&bench.path(out)).unwrap().table(probe).unwrap();
    table[3].number(table[3].len() - 1).unwrap()
}

#[test]
fn what_learn_highlife_leaves_is_the_file_that_the_next_scene_reads() {
    let bench = Bench::with(&scene("learn-highlife.ron"));
    for (out, threads) in [("alone", "1"), ("shared", "3")] {
        bench.run_well(out, &["--threads", threads]);
        let learned = fs::read(bench.path(out).join("learned-highlife.safetensors")).unwrap();
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes/weights/learned-highlife.safetensors");
        assert!(learned == fs::read(kept).unwrap(), "{threads} threads learned something else");
        assert_eq!(wrong(&bench, out, "accuracy"), 0.0);
        assert!(wrong(&bench, out, "against-life") > 0.0);
    }
}

#[test]
fn every_method_learns_every_rule_to_the_last_neighbourhood() {
    for (rule, method, rate, epochs) in [
        ("B36/S23", "Equivariant(group: C4)", 0.005, 200),
        ("B3678/S34678", "Equivariant(group: C8)", 0.005, 200),
        ("B3/S23", "Equivariant(group: C8)", 0.005, 200),
        ("B3/S23", "Logistic(alphabet: Totalistic)", 0.02, 100),
        ("B2-a/S12", "Logistic", 0.02, 200),
        ("B3678/S34678", "Table(alphabet: Totalistic)", 0.02, 3),
        ("B2-a/S12", "Table", 0.02, 3),
    ] {
        let bench = Bench::with(&format!(
            r#"(
                seed: 4,
                world: {{ "student": Learner(from: "{rule}", method: {method}, optimiser: Adam(rate: {rate}), epochs: {epochs}, target_accuracy: 1.0) }},
                record: {{ "accuracy": Accuracy(of: "student"), "learned": Weights(of: "student") }},
            )"#,
        ));
        bench.run_well("learns", &[]);
        assert_eq!(wrong(&bench, "learns", "accuracy"), 0.0, "{method} of {rule}");
        // And what it left is the rule.
        let read = r#"(
                world: { "net": Grid(size: (32, 32), cells: Soup(0.5), rule: Network(weights: "learns/learned.safetensors")) },
                until: Steps(1),
                record: { "rule": ExtractRule(of: "net") },
            )"#;
        fs::write(bench.path("scene.ron"), read).unwrap();
        bench.run_well("read", &[]);
        let table = Recorded::open(&bench.path("read")).unwrap().table("rule").unwrap();
        let Values::Text(decisions) = &table[8] else { panic!("{table:?}") };
        assert_eq!(decisions[0], rule, "{method}");
    }
}

#[test]
fn a_rule_is_learned_from_a_recording_that_nobody_explains() {
    let bench = Bench::with(
        r#"(
            seed: 5,
            world: { "soup": Grid(size: (256, 256), cells: Soup(0.5), rule: "B36/S23") },
            until: Steps(1),
            record: { "data": Dataset(of: "soup", at: [0]) },
        )"#,
    );
    bench.run_well("made", &[]);
    let learn = r#"(
        seed: 6,
        world: { "counter": Learner(from: Replay("made/data.npy"), method: Table, epochs: 20) },
        record: { "accuracy": Accuracy(of: "counter"), "truth": Accuracy(of: "counter", against: "B36/S23") },
    )"#;
    fs::write(bench.path("scene.ron"), learn).unwrap();
    bench.run_well("learned", &[]);
    assert_eq!(wrong(&bench, "learned", "accuracy"), 0.0);
    assert_eq!(wrong(&bench, "learned", "truth"), 0.0);
}
