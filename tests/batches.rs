//! Batches as a person meets them: what `check` says of their points.

use crate::run_directory::Bench;
use std::fs;
use std::path::Path;
use std::process::Output;

const SCENE: &str = r#"(
    world: { "soup": Grid(size: (16, 16), cells: Soup(0.35), rule: "B36/S23") },
    until: Steps(20),
    record: { "p": Population(of: "soup", every: 5) },
)"#;

/// What `check` says of a batch of that scene.
fn check(batch: &str, files: &[(&str, &str)]) -> Output {
    let bench = Bench::with(SCENE);
    fs::write(bench.path("batch.ron"), batch).unwrap();
    files.iter().for_each(|(name, text)| fs::write(bench.path(name), text).unwrap());
    bench.quincunx(&["check", "batch.ron"]).output().unwrap()
}

fn fine(batch: &str, files: &[(&str, &str)]) -> String {
    let output = check(batch, files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn those_of_the_repository_are_fine() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes/batch");
    for (name, points) in [
        ("ou-sweep", "24 points"),
        ("life-density", "304 points"),
        ("analyser-scan", "148 points"),
        ("current-voltage", "164 points"),
    ] {
        let bench = Bench::with("");
        let file = folder.join(name).with_extension("ron");
        let output = bench.quincunx(&["check", file.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains(points), "{said}");
    }
}

#[test]
fn what_varies_is_said_and_counted() {
    let said = fine(
        r#"Batch(
            scene: "scene.ron",
            vary: {
                "world.soup.rule": ["B3/S23", "B36/S23"],
                "record.p.every": Range(1, 13),
                "sizes": Zip({ "world.soup.size": [(8, 8), (16, 4)], "until": [Steps(20), Time(10.0)] }),
            },
            repeats: 3,
            except: [{ "world.soup.rule": "B3/S23", "record.p.every": 3 }, { "record.p.every": 4.0 }],
        )"#,
        &[],
    );
    // 2 × 12 × 2, less one of both sizes and two rules of both sizes; three times.
    let expected = "\
batch.ron: fine
  126 points of scene.ron
  world.soup.rule: \"B3/S23\", \"B36/S23\"
  record.p.every: 1, 2, 3, 4, 5, 6, …, 12 (12 values)
  world.soup.size: (8, 8), (16, 4)
  until: Steps(20), Time(10.0)
  each 3 times, with seeds of their own
";
    assert!(said.starts_with(expected), "{said}");
    // 64 cells, 20 steps or 10, in 21 combinations of each; three times.
    assert!(said.contains("  work: 1.21e5 cells in all\n"), "{said}");
}

#[test]
fn tables_have_values_of_a_path_or_of_several() {
    let several = fine(
        r#"Batch(scene: "scene.ron", vary: { "rows": Csv("rows.csv"), "seed": Csv("seeds.csv") })"#,
        &[
            (
                "rows.csv",
                "world.soup.cells.density, world.soup.rule\n0.25, B3/S23\n\n0.5, B36/S23\n0.75,Life",
            ),
            ("seeds.csv", "numbers\r\n17\r\n4\r\n"),
        ],
    );
    let expected = "\
batch.ron: fine
  6 points of scene.ron
  world.soup.cells.density: 0.25, 0.5, 0.75
  world.soup.rule: B3/S23, B36/S23, Life
  seed: 17, 4
";
    assert!(several.starts_with(expected), "{several}");
}

/// What varies in one object is checked apart from what varies in another, and the sums are those of all points.
#[test]
fn many_points_of_several_objects_add_up() {
    let bench = Bench::with(
        r#"(
            world: {
                "a": Grid(size: (8, 8), rule: Life),
                "b": Grid(size: (8, 8), rule: Life),
            },
            until: Steps(10),
            record: { "p": Population(of: "a", every: 5) },
        )"#,
    );
    let batch = |more: &str| {
        format!(
            r#"Batch(scene: "scene.ron", vary: {{
                "world.a.size": [(8, 8), (16, 8), (1, 1)],
                "world.b.size": [(8, 8), (32, 32)],
                "record.p.every": [1, 2],
                "seed": Range(0, 1000),
            }}, {more})"#
        )
    };
    let said = |more: &str| {
        fs::write(bench.path("batch.ron"), batch(more)).unwrap();
        let output = bench.quincunx(&["check", "batch.ron"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // Of "a" (64 + 128 + 1) · 2 cells, of "b" (64 + 1024) · 3, each with two intervals and a thousand seeds, for ten steps.
    let (all, cells) = (said(""), (193 * 2 + 1088 * 3) * 2 * 1000 * 10);
    assert!(all.contains("  12000 points of scene.ron\n"), "{all}");
    assert!(all.contains(&format!("  work: {:.2e} cells in all\n", f64::from(cells))), "{all}");
    // Without the largest two together.
    let some = said(r#"except: [{ "world.a.size": (16, 8), "world.b.size": (32, 32) }]"#);
    let cells = cells - (128 + 1024) * 2 * 1000 * 10;
    assert!(some.contains("  10000 points of scene.ron\n"), "{some}");
    assert!(some.contains(&format!("  work: {:.2e} cells in all\n", f64::from(cells))), "{some}");
}

/// What is left out need not be right, and what is right by itself may be wrong together.
#[test]
fn combinations_are_checked_and_not_only_values() {
    let batch = |except: &str| {
        format!(
            r#"Batch(scene: "scene.ron", vary: {{
                "until": [Steps(20), Steps(10)],
                "record.p": [Population(of: "soup", at: [15]), Population(of: "soup", at: [5])],
            }}, except: [{except}])"#
        )
    };
    let wrong = check(&batch(""), &[]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(said.contains("time 15 is step 15, and the run ends at step 10"), "{said}");
    let said = fine(&batch(r#"{ "until": Steps(10), "record.p": Population(of: "soup", at: [15]) }"#), &[]);
    assert!(said.contains("  3 points of scene.ron\n"), "{said}");
}
