//! Ensembles as a person meets them: paths that are lost, and tables that reach to infinity.

use crate::run_directory::Bench;
use quincunx::core::record::Values;
use quincunx::output::Recorded;
use serde_json::Value;
use std::fs;
use std::process::{Command, Output};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Some of the first ensemble's paths are lost, and none of the second's.
const SOME: &str = r#"(
    world: {
        "wild": Ensemble(paths: 600, start: { "x": Normal(0, 1), "y": 0 }, process: Ito(
            drift: { "x": "x^2 - 1", "y": "x" }, noise: { "y": "0.1" },
        ), solver: EulerMaruyama, dt: 0.05),
        "tame": Ensemble(paths: 10, start: { "x": 1 }, process: OrnsteinUhlenbeck(1, 0, 1), solver: Exact, dt: 0.05),
    },
    until: Steps(200),
    record: {
        "moments": Moments(of: wild, every: 20),
        "spread": Histogram(of: wild, var: "x", bins: 4, range: (-2.0, 2.0), every: 20),
        "spread-csv": Histogram(of: wild, var: "x", bins: 4, range: (-2.0, 2.0), every: 20, format: Csv),
        "some": Paths(of: wild, count: 40, every: 20),
        "mean": Expectation(of: wild, expr: "1", every: 20),
    },
)"#;

/// Every path is lost in the end.
const ALL: &str = r#"(
    world: { "wild": Ensemble(
        paths: 9000, start: { "x": Uniform(0.3, 0.5) }, process: Ito(drift: { "x": "x^2" }), solver: EulerMaruyama, dt: 0.1,
    ) },
    until: Steps(500),
    record: { "moments": Moments(of: wild, every: 10), "counts": Histogram(of: wild, var: "x", range: (0.0, 1.0), every: 5) },
)"#;

fn ints(values: &Values) -> Vec<i64> {
    match values {
        Values::Int64(values) => values.clone(),
        other => panic!("{other:?}"),
    }
}

fn floats(values: &Values) -> Vec<Option<f64>> {
    match values {
        Values::Float64(values) => values.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn lost_paths_are_counted_and_named() {
    let bench = Bench::with(SOME);
    let run = bench.run("out", &[]);
    assert!(run.status.success(), "{}", said(&run));
    let recorded = Recorded::open(&bench.path("out")).unwrap();
    let moments = recorded.table("moments").unwrap();
    let (paths, lost) = (ints(&moments[3]), ints(moments.last().unwrap()));
    assert!(paths.iter().zip(&lost).all(|(paths, lost)| paths + lost == 600));
    assert!(lost.is_sorted() && lost[0] == 0 && lost[lost.len() - 1] > 50, "{lost:?}");
    // A path is lost in all variables.
    assert!(lost.chunks(2).all(|of_variables| of_variables[0] == of_variables[1]));
    let count = lost[lost.len() - 1];
    // Counts add up to the paths that are left.
    let spread = recorded.table("spread").unwrap();
    let (steps, counts) = (ints(&spread[0]), ints(&spread[5]));
    for (at, step) in (0..=200).step_by(20).enumerate() {
        let all: i64 = steps.iter().zip(&counts).filter(|(s, _)| **s == step).map(|(_, count)| count).sum();
        assert_eq!(all, paths[2 * at], "step {step}");
    }
    let nulls = floats(&recorded.table("some").unwrap()[3]).iter().filter(|x| x.is_none()).count();
    assert!(nulls > 0);
    // A formula that is finite on lost paths is not taken there: its mean and error are those of the others.
    assert!(floats(&recorded.table("mean").unwrap()[2]).iter().all(|mean| *mean == Some(1.0)));
    // In the record, the report, the events.
    let remark = format!("{count} of 600 paths were lost: they did not stay finite");
    assert_eq!(bench.record("out")["remarks"]["wild"], remark.as_str());
    assert!(bench.record("out")["remarks"]["tame"].is_null());
    assert!(fs::read_to_string(bench.path("out/report.html")).unwrap().contains(&remark));
    let events = String::from_utf8(run.stdout).unwrap();
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let remarks: Vec<Value> = events.lines().map(event).filter(|event| event["event"] == "remark").collect();
    assert_eq!((remarks.len(), &remarks[0]["text"]), (1, &remark.as_str().into()));
}

#[test]
fn lost_paths_are_named_on_a_terminal() {
    let bench = Bench::with(SOME);
    let mut script = Command::new("script");
    let program = env!("CARGO_BIN_EXE_quincunx");
    script.args(["-qec", &format!("{program} run scene.ron --out out"), "/dev/null"]);
    let Ok(output) = script.current_dir(bench.folder.path()).output() else {
        println!("skipped: there is no `script` to make a terminal");
        return;
    };
    let screen = String::from_utf8_lossy(&output.stdout);
    assert!(screen.contains("wild: ") && screen.contains(" of 600 paths were lost"), "{screen}");
}

/// Whatever the threads and wherever legs end.
#[test]
fn the_run_fails_when_all_paths_are_lost() {
    let bench = Bench::with(ALL);
    let mut faults = vec![];
    let more = "record.each=Paths(of: wild, count: 1, every: 1)";
    for (out, threads, set) in [("1", "1", ""), ("2", "2", ""), ("7", "7", ""), ("legs", "3", more)] {
        let set: &[&str] = if set.is_empty() { &[] } else { &["--set", set] };
        let run = bench.run(out, &[&["--quiet", "--threads", threads], set].concat());
        assert_eq!(run.status.code(), Some(1), "{}", said(&run));
        assert_eq!(bench.record(out)["status"], "failed");
        assert!(bench.path(out).join("report.html").exists());
        faults.push(said(&run));
    }
    let step = {
        let (mut x, mut step) = (0.3, 0);
        while f64::is_finite(x) {
            (x, step) = (x + x * x * 0.1, step + 1);
        }
        step
    };
    let right = "\"wild\": every path is lost: none was finite after step ";
    for fault in faults.iter() {
        let (_, found) = fault.split_once(right).unwrap_or_else(|| panic!("{fault}"));
        let found: i64 = found.trim().parse().unwrap();
        // No path begins at exactly 0.3.
        assert!(found <= step && found > step - 3, "{found} is not about {step}");
        assert_eq!(fault, &faults[0]);
    }
}

/// The rows that count what fell outside.
#[test]
fn tables_reach_to_infinity() {
    let bench = Bench::with(SOME);
    let run = bench.run("out", &["--json"]);
    let recorded = Recorded::open(&bench.path("out")).unwrap();
    let events = String::from_utf8(run.stdout).unwrap();
    for probe in ["spread", "spread-csv"] {
        let table = recorded.table(probe).unwrap();
        let (low, high) = (floats(&table[3]), floats(&table[4]));
        let edges: Vec<_> =
            low.iter().zip(&high).take(6).map(|(low, high)| (low.unwrap(), high.unwrap())).collect();
        let inf = f64::INFINITY;
        assert_eq!(
            edges,
            [(-inf, -2.0), (-2.0, -1.0), (-1.0, 0.0), (0.0, 1.0), (1.0, 2.0), (2.0, inf)],
            "{probe}"
        );
        let event = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        let rows: Vec<Value> =
            events.lines().map(event).filter(|event| event["probe"] == probe).take(6).collect();
        assert_eq!(
            (&rows[0]["values"]["low"], &rows[0]["values"]["high"]),
            (&"-inf".into(), &Value::from(-2.0))
        );
        assert_eq!((&rows[5]["values"]["low"], &rows[5]["values"]["high"]), (&2.0.into(), &"inf".into()));
        assert_eq!(rows[0]["values"]["density"], Value::Null);
    }
    let csv = fs::read_to_string(bench.path("out/spread-csv.csv")).unwrap();
    assert!(csv.contains(",-inf,-2.0,") && csv.contains(",2.0,inf,"), "{csv}");
}
