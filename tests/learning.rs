//! Learning through the program: a rule to the last neighbourhood, the same bits always, and from recordings.

use crate::run_directory::Bench;
use quincunx::core::record::Values;
use quincunx::output::Recorded;
use serde_json::{Value, json};
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

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        self.0 >> 33
    }

    /// Some of these, each with even odds.
    fn some(&mut self, of: &str) -> String {
        of.chars().filter(|_| self.roll() % 2 == 1).collect()
    }

    fn totalistic(&mut self) -> String {
        format!("B{}/S{}", self.some("012345678"), self.some("012345678"))
    }

    fn isotropic(&mut self) -> String {
        const LETTERS: [&str; 9] =
            ["", "ce", "aceikn", "aceijknqry", "aceijknqrtwyz", "aceijknqry", "aceikn", "ce", ""];
        let mut half = || -> String {
            let mut count = |(n, letters): (usize, &&str)| {
                let some = self.some(letters);
                let counts = if letters.is_empty() { self.roll() % 2 == 1 } else { !some.is_empty() };
                if counts { format!("{n}{some}") } else { String::new() }
            };
            LETTERS.iter().enumerate().map(&mut count).collect()
        };
        format!("B{}/S{}", half(), half())
    }

    /// 86 letters of six bits each; the last has two that count for nothing.
    fn map(&mut self) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut digit = |of: u64| char::from(DIGITS[(self.roll() % of) as usize * (64 / of as usize)]);
        let letters: String = (0..85).map(|_| digit(64)).collect();
        format!("MAP{letters}{}", digit(4))
    }
}

/// Networks of rules, learned by counting, each in a file of its own: `rule-7.safetensors`.
fn networks(rules: &[String]) -> Bench {
    let each = |line: &dyn Fn((usize, &String)) -> String| -> String {
        rules.iter().enumerate().map(line).collect()
    };
    let learners =
        each(&|(n, rule)| format!("\"{n}\": Learner(from: \"{rule}\", method: Table, epochs: 4),\n"));
    let weights = each(&|(n, _)| format!("\"rule-{n}\": Weights(of: \"{n}\"),\n"));
    let bench = Bench::with(&format!("(seed: 7, world: {{ {learners} }}, record: {{ {weights} }})"));
    bench.run_well("learned", &["--quiet"]);
    bench
}

/// What is read of a rule's network is the rule, in the words that these rules are told in, and wholly.
fn assert_read(bench: &Bench, out: &str, rules: &[String], words: &str) {
    let recorded = Recorded::open(&bench.path(out)).unwrap();
    for (n, rule) in rules.iter().enumerate() {
        let table = recorded.table(&format!("read-{n}")).unwrap();
        let Values::Text(decisions) = &table[8] else { panic!("{table:?}") };
        assert!(decisions[0].starts_with(words), "{rule}: {}", decisions[0]);
        let marks = [9, 10].map(|column| table[column].number(0).unwrap());
        assert_eq!(marks, [1.0, 0.0], "{rule}: {}", decisions[0]);
    }
}

/// Grids of these networks, whose rules are read.
fn read(bench: &Bench, out: &str, rules: &[String], network: impl Fn(usize) -> String) {
    let (mut world, mut record) = (String::new(), String::new());
    for (n, rule) in rules.iter().enumerate() {
        let network = network(n);
        world += &format!("\"{n}\": Grid(size: (8, 8), rule: Network({network})),\n");
        record += &format!("\"read-{n}\": ExtractRule(of: \"{n}\", against: \"{rule}\"),\n");
    }
    let scene = format!("(world: {{ {world} }}, until: Steps(1), record: {{ {record} }})");
    fs::write(bench.path("scene.ron"), scene).unwrap();
    bench.run_well(out, &["--quiet"]);
}

#[test]
fn three_hundred_rules_of_each_alphabet_are_read_from_networks() {
    let mut dice = Dice(8);
    let all = |rule: &mut dyn FnMut() -> String| -> Vec<String> { (0..300).map(|_| rule()).collect() };
    for (rules, words) in [
        (all(&mut || dice.totalistic()), "B"),
        (all(&mut || dice.isotropic()), "B"),
        (all(&mut || dice.map()), "MAP"),
    ] {
        let bench = networks(&rules);
        read(&bench, "read", &rules, |n| format!("weights: \"learned/rule-{n}.safetensors\""));
        assert_read(&bench, "read", &rules, words);
    }
}

/// The same network with filters of 5×5, whose outermost weights are 0: it is asked about a soup.
#[test]
fn rules_are_read_from_networks_that_look_farther() {
    let mut dice = Dice(9);
    let rules = [dice.totalistic(), dice.isotropic(), dice.map()];
    let bench = networks(&rules);
    for n in 0..rules.len() {
        let learned = fs::read(bench.path("learned").join(format!("rule-{n}.safetensors"))).unwrap();
        fs::write(bench.path(&format!("wide-{n}.safetensors")), widened(&learned)).unwrap();
    }
    for compile in ["Auto", "Never"] {
        let wide = |n| format!("weights: \"wide-{n}.safetensors\", compile: {compile}");
        read(&bench, compile, &rules, wide);
        assert_read(&bench, compile, &rules, "");
    }
    // Two generations of Life are no rule of nine cells.
    let twice = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes/weights/life-twice.safetensors");
    read(&bench, "twice", &["B3/S23".into()], |_| format!("weights: {twice:?}"));
    let table = Recorded::open(&bench.path("twice")).unwrap().table("read-0").unwrap();
    let Values::Text(decisions) = &table[8] else { panic!("{table:?}") };
    assert!(decisions[0].starts_with("no rule of nine cells: "), "{}", decisions[0]);
}

/// A file of weights whose first layer is as it was, in the middle of filters of 5×5.
fn widened(file: &[u8]) -> Vec<u8> {
    let (length, rest) = file.split_at(8);
    let (header, numbers) = rest.split_at(u64::from_le_bytes(length.try_into().unwrap()) as usize);
    let header: Value = serde_json::from_slice(header).unwrap();
    let (mut wide, mut data) = (json!({}), vec![]);
    for (name, tensor) in header.as_object().unwrap() {
        let Some(offsets) = tensor["data_offsets"].as_array() else {
            wide[name] = tensor.clone();
            continue;
        };
        let [from, to] = [0, 1].map(|n| offsets[n].as_u64().unwrap() as usize);
        let mut shape: Vec<u64> =
            tensor["shape"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
        let mut own = numbers[from..to].to_vec();
        if shape.ends_with(&[3, 3]) {
            let sides = shape.len() - 2;
            shape[sides..].fill(5);
            own = own.chunks(9 * 4).flat_map(padded).collect();
        }
        wide[name] = json!({
            "dtype": tensor["dtype"], "shape": shape, "data_offsets": [data.len(), data.len() + own.len()]
        });
        data.extend(own);
    }
    let header = wide.to_string();
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()
}

/// Nine numbers of four bytes in the middle of 25.
fn padded(filter: &[u8]) -> Vec<u8> {
    let mut wide = vec![0; 25 * 4];
    for (y, row) in filter.chunks(12).enumerate() {
        wide[(5 * (y + 1) + 1) * 4..][..12].copy_from_slice(row);
    }
    wide
}
