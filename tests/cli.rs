//! The program as a person or a script meets it.

use crate::run_directory::{Bench, EVERYTHING, wait_until};
use serde_json::Value;
use std::fs;
use std::process::{Command, Output};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn quincunx(bench: &Bench, arguments: &[&str]) -> Output {
    bench.quincunx(arguments).output().unwrap()
}

#[test]
fn a_new_scene_is_checked_run_and_reported() {
    let bench = Bench::with("");
    let new = quincunx(&bench, &["new", "grid", "mine.ron"]);
    assert!(new.status.success() && text(&new.stdout).contains("quincunx run mine.ron"));
    let again = quincunx(&bench, &["new", "grid", "mine.ron"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("mine.ron: it exists"), "{}", text(&again.stderr));
    let check = quincunx(&bench, &["check", "mine.ron"]);
    assert!(check.status.success() && text(&check.stdout).starts_with("mine.ron: fine\n"));
    assert!(text(&check.stdout).contains("memory: 152.0 KiB"), "{}", text(&check.stdout));
    assert!(quincunx(&bench, &["run", "mine.ron", "--quiet"]).status.success());
    let report = bench.path("runs/latest/report.html");
    fs::remove_file(&report).unwrap();
    let written = quincunx(&bench, &["report", "runs/latest"]);
    assert_eq!(text(&written.stdout).trim(), "runs/latest/report.html");
    assert!(report.exists());
}

#[test]
fn a_new_ensemble_is_checked_and_run() {
    let bench = Bench::with("");
    assert!(quincunx(&bench, &["new", "sde", "mine.ron"]).status.success());
    let check = quincunx(&bench, &["check", "mine.ron"]);
    assert!(check.status.success() && text(&check.stdout).starts_with("mine.ron: fine\n"));
    assert!(text(&check.stdout).contains("20000 paths of x, v, additive noise"), "{}", text(&check.stdout));
    let few = ["run", "mine.ron", "--quiet", "--set", "world.swing.paths=500"];
    assert!(quincunx(&bench, &few).status.success());
    for table in ["moments", "angles", "energy", "some"] {
        assert!(bench.path(&format!("runs/latest/{table}.parquet")).exists(), "{table}");
    }
}

#[test]
fn a_new_beam_is_checked_and_run() {
    let bench = Bench::with("");
    assert!(quincunx(&bench, &["new", "beam", "mine.ron"]).status.success());
    let check = quincunx(&bench, &["check", "mine.ron"]);
    assert!(check.status.success() && text(&check.stdout).starts_with("mine.ron: fine\n"));
    let said = text(&check.stdout);
    assert!(said.contains("1000000 atoms of spin 1/2, 6 nodes with 3 ends"), "{said}");
    assert!(said.contains("16 steps, 1.00e6 atoms in all"), "{said}");
    assert!(quincunx(&bench, &["run", "mine.ron", "--quiet"]).status.success());
    for table in ["counts", "first"] {
        assert!(bench.path(&format!("runs/latest/{table}.parquet")).exists(), "{table}");
    }
}

#[test]
fn what_is_no_kind_is_described_too() {
    let bench = Bench::with("");
    let describe = |name: &str| text(&quincunx(&bench, &["describe", name]).stdout);
    let klein = describe("Klein");
    assert!(
        klein.starts_with("Klein (topology)\n\nopposite edges are joined, one pair of them with a twist\n")
    );
    assert!(
        klein.contains("`topology` of Grid") && klein.contains("twist: TopBottom | LeftRight"),
        "{klein}"
    );
    assert!(describe("LeftRight").contains("`twist` of Klein"));
    assert!(describe("Stable").contains("`until` of Scene"));
    let topologies = describe("topology");
    assert!(["Torus\n", "Dead\n", "Sphere\n"].iter().all(|name| topologies.contains(name)), "{topologies}");
    let wrong = text(&quincunx(&bench, &["describe", "Kleine"]).stderr);
    assert!(wrong.contains("did you mean `Klein`?"), "{wrong}");
}

/// The notice names the pattern, and underlines it and not the list that it stands in.
#[test]
fn a_pattern_for_another_rule_is_told() {
    let bench = Bench::with(
        "(world: { \"g\": Grid(size: (64, 64), rule: HighLife, cells: [\n  Rows([\"##\"]),\n  Known(\"glider\", (9, 9)),\n]) }, \
         until: Steps(1))",
    );
    let said = text(&quincunx(&bench, &["check", "scene.ron"]).stderr);
    assert!(
        said.contains("the pattern `glider` is for the rule B3/S23; the scene's B36/S23 is used"),
        "{said}"
    );
    assert!(said.contains("scene.ron:3:3") && said.contains("·   ─────\n"), "{said}");
}

#[test]
fn what_is_not_there_is_said() {
    let bench = Bench::with(EVERYTHING);
    let cases: [(&[&str], i32, &str); 7] = [
        (&["run"], 2, "<SCENE>"),
        (&["run", "scene.ron", "--threads", "0"], 2, "1..=1024"),
        (&["run", "nothing.ron", "--quiet"], 2, "nothing.ron"),
        (&["report", "."], 2, "manifest.json"),
        (&["describe", "Gird"], 2, "did you mean `Grid`?"),
        (&["walk"], 2, "walk"),
        (&["run", "scene.ron", "--force", "--resume"], 2, "--resume"),
    ];
    for (arguments, code, says) in cases {
        let output = quincunx(&bench, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert!(!bench.path("runs").exists());
    let mut odd = bench.quincunx(&["run", "scene.ron", "--quiet"]);
    let odd = odd.env("QUINCUNX_ISA", "sse9").output().unwrap();
    assert!(!odd.status.success() && text(&odd.stderr).contains("QUINCUNX_ISA is one of"));
    assert!(!bench.path("runs").exists());
}

#[test]
fn every_event_is_a_json_object_with_its_fields() {
    let bench = Bench::with(EVERYTHING);
    let run = bench.run("out", &[]);
    let events: Vec<Value> =
        text(&run.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |name: &str| events.iter().filter(|event| event["event"] == name).collect::<Vec<_>>();
    let [start] = of("start")[..] else { panic!("{events:?}") };
    assert_eq!(
        (&start["scene"], &start["seed"], &start["dir"]),
        (&"scene".into(), &11.into(), &"out".into())
    );
    assert_eq!(start["objects"][0]["end"], 3000);
    assert_eq!(start["probes"].as_array().unwrap().len(), 12);
    let rows = of("row");
    assert_eq!(rows.iter().filter(|row| row["probe"] == "population").count(), 301);
    assert!(rows.iter().all(|row| row["values"]["step"].is_u64() && row["values"]["time"].is_f64()));
    let [done] = of("done")[..] else { panic!("{events:?}") };
    assert_eq!((&done["status"], &done["report"]), (&"done".into(), &"out/report.html".into()));
    let refused = bench.run("out", &["--json"]);
    let event: Value = serde_json::from_str(text(&refused.stdout).trim()).unwrap();
    assert_eq!((&event["event"], &event["code"]), (&"error".into(), &2.into()));
    fs::write(bench.path("bad.ron"), "(world: {}, untli: Steps(1))").unwrap();
    let bad = quincunx(&bench, &["run", "bad.ron", "--json"]);
    let event: Value = serde_json::from_str(text(&bad.stdout).trim()).unwrap();
    let first = &event["errors"][0];
    assert_eq!((&first["file"], &first["line"], &first["column"]), (&"bad.ron".into(), &1.into(), &9.into()));
    let mut odd = bench.quincunx(&["run", "scene.ron", "--json"]);
    let odd = odd.env("QUINCUNX_COMMIT_SECONDS", "soon").output().unwrap();
    let event: Value = serde_json::from_str(text(&odd.stdout).trim()).unwrap();
    assert_eq!((&event["event"], &event["code"]), (&"error".into(), &2.into()));
}

#[test]
fn quiet_is_quiet() {
    let bench = Bench::with(EVERYTHING);
    let run = bench.run("out", &["--quiet"]);
    assert_eq!((text(&run.stdout), text(&run.stderr)), (String::new(), String::new()));
}

/// Not even a disk that is full behind a redirection.
#[test]
fn what_cannot_be_printed_does_not_change_the_exit_code() {
    let bench = Bench::with(EVERYTHING);
    fs::write(bench.path("bad.ron"), "(").unwrap();
    let cases: [(&str, i32); 7] = [
        ("check scene.ron", 0),
        ("check bad.ron", 2),
        ("describe", 0),
        ("completions bash", 0),
        ("new grid -", 0),
        ("run scene.ron --out out", 0),
        ("report out", 0),
    ];
    for (arguments, code) in cases {
        let script = format!("\"{}\" {arguments} >/dev/full 2>/dev/full", env!("CARGO_BIN_EXE_quincunx"));
        let mut sh = Command::new("sh");
        let status = sh.args(["-c", &script]).current_dir(bench.folder.path()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{arguments}");
    }
}

/// A reader that has seen enough does not stop the run.
#[test]
fn a_closed_pipe_does_not_end_the_run() {
    let bench = Bench::with(EVERYTHING);
    let program = env!("CARGO_BIN_EXE_quincunx");
    let mut sh = Command::new("sh");
    sh.args(["-c", &format!("\"{program}\" run scene.ron --out out | head -n 1")]);
    assert!(sh.current_dir(bench.folder.path()).output().unwrap().status.success());
    wait_until("the run ends", || bench.record("out")["status"] == "done");
}

#[test]
fn on_a_terminal_there_is_a_summary_that_ends_with_the_report() {
    let bench = Bench::with(EVERYTHING);
    let program = env!("CARGO_BIN_EXE_quincunx");
    let mut script = Command::new("script");
    script.args(["-qec", &format!("{program} run scene.ron --out out"), "/dev/null"]);
    let Ok(output) = script.current_dir(bench.folder.path()).output() else {
        println!("skipped: there is no `script` to make a terminal");
        return;
    };
    let screen = text(&output.stdout);
    let last = screen.lines().rev().map(str::trim).find(|line| !line.is_empty());
    assert_eq!(last, Some("out/report.html"), "{screen}");
    assert!(screen.contains('▁') && screen.contains("population") && screen.contains("alive "), "{screen}");
    assert!(!screen.contains("\"event\""));
}

#[test]
fn completions_name_the_commands() {
    let bench = Bench::with("");
    for shell in ["bash", "zsh", "fish"] {
        let output = quincunx(&bench, &["completions", shell]);
        assert!(output.status.success() && text(&output.stdout).contains("describe"), "{shell}");
    }
}

#[test]
fn what_check_prints_runs_to_the_same_end() {
    let bench = Bench::with(EVERYTHING);
    let printed = quincunx(&bench, &["check", "--print", "scene.ron"]);
    fs::write(bench.path("printed.ron"), printed.stdout).unwrap();
    bench.run_well("one", &["--quiet"]);
    assert!(quincunx(&bench, &["run", "printed.ron", "--quiet", "--out", "two"]).status.success());
    assert_eq!(bench.record("one")["state_hashes"], bench.record("two")["state_hashes"]);
}
