//! Rules of plugins in whole runs: found by name, the same bits, resumed, and refused when they changed.

use crate::device_choice::driver;
use crate::plugins::{assert_says, libraries};
use crate::run_directory::{Bench, wait_until};
use quincunx::output::Recorded;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The plugins of this repository, built once; they lie beside the program.
fn plugins() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "-q",
            "--release",
            "-p",
            "cyclic",
            "-p",
            "hexagonal",
            "-p",
            "voter",
            "-p",
            "josephson",
            "-p",
            "stochastic-runge-kutta",
        ]);
        assert!(cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
        Path::new(env!("CARGO_BIN_EXE_quincunx")).parent().unwrap().to_path_buf()
    })
}

/// One that executes, one that draws from noise, one that describes itself.
const SCENE: &str = r#"(
    plugins: ["cyclic", "voter"],
    seed: 5,
    world: {
        "wheel": Grid(size: (150, 131), cells: Uniform, rule: Cyclic(states: 9, range: 2, threshold: 2)),
        "noisy": Grid(size: (131, 150), topology: Dead, cells: Soup(0.5), rule: NoisyMajority(noise: 0.05)),
        "told": Grid(size: (64, 64), cells: Soup(0.5), rule: Annealed),
    },
    until: Steps(600),
    record: {
        "w": Population(of: wheel, every: 7), "n": Activity(of: noisy, every: 10), "t": Population(of: told, every: 50),
        "film": Frames(of: wheel, every: 300), "last": Snapshot(of: wheel), "noise": Frames(of: noisy, at: [1, 599]),
    },
)"#;

#[test]
fn threads_change_nothing() {
    plugins();
    let bench = Bench::with(SCENE);
    for threads in ["1", "2", "3", "7"] {
        bench.run_well(threads, &["--quiet", "--threads", threads]);
        bench.assert_same("1", threads);
    }
}

#[test]
fn what_describes_itself_moves_on_a_device_and_what_only_executes_says_that_it_does_not() {
    let Some(driver) = driver() else { return };
    plugins();
    let scene = SCENE.replace(r#""voter"]"#, r#""voter", "hexagonal"]"#).replace("Steps(600)", "Steps(60)");
    let hexagons = r#"world: { "hexagons": Grid(size: (70, 45), cells: Soup(0.3), rule: HexagonalLife),"#;
    let scene = scene.replace("world: {", hexagons).replace("[1, 599]", "[1, 59]");
    let bench = Bench::with_cuda(&scene, driver);
    bench.run_well("cpu", &["--quiet", "--device", "cpu"]);
    bench.run_well("cuda", &["--quiet", "--device", "cuda"]);
    bench.assert_same("cpu", "cuda");
    let remarks = bench.record("cuda")["remarks"].as_object().unwrap().clone();
    assert_eq!(remarks.keys().collect::<Vec<_>>(), ["noisy", "wheel"]);
    for (name, rule) in [("noisy", "NoisyMajority"), ("wheel", "Cyclic")] {
        let remark = remarks[name].as_str().unwrap();
        assert!(remark.starts_with(&format!("computed on the CPU: the rule {rule}")), "{remark}");
        assert!(remark.ends_with("only executes, and that is done by the processor"), "{remark}");
    }
}

/// A rule that draws is asked about a soup. What it does against its own rule is told as the rate of flips.
#[test]
fn the_rule_of_a_plugin_is_read_and_how_often_it_is_not_heeded() {
    plugins();
    let bench = Bench::with(
        r#"(
            plugins: ["voter"],
            world: {
                "noisy": Grid(size: (32, 32), rule: NoisyMajority(noise: 0.05)),
                "told": Grid(size: (32, 32), rule: Annealed),
            },
            until: Steps(1),
            record: { "n": ExtractRule(of: "noisy"), "t": ExtractRule(of: "told") },
        )"#,
    );
    bench.run_well("out", &["--quiet"]);
    let recorded = Recorded::open(&bench.path("out")).unwrap();
    let [noisy, told] = ["n", "t"].map(|probe| recorded.table(probe).unwrap());
    assert_eq!((noisy[8].words(0), told[8].words(0)), ("B5678/S45678".into(), "B4678/S35678".into()));
    let [seen, rate, low, high] = [3, 5, 6, 7].map(|column| noisy[column].number(1).unwrap());
    assert_eq!((seen, noisy[8].words(1)), (262_144.0, "estimated".into()));
    assert!((rate - 0.05).abs() < 0.003 && low < 0.05 && 0.05 < high, "{low} {rate} {high}");
}

#[test]
fn kills_change_nothing() {
    plugins();
    let bench = Bench::with(SCENE);
    bench.run_well("undisturbed", &["--quiet"]);
    for wait in [5, 20, 40, 60, 80] {
        let mut run = bench.start("killed", &["--resume"], "0.01");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = run.kill();
        run.wait().unwrap();
    }
    bench.run_well("killed", &["--quiet", "--resume"]);
    bench.assert_same("undisturbed", "killed");
}

#[test]
fn a_plugin_that_changed_is_refused() {
    let bench = Bench::with(SCENE);
    let folder = bench.path("plugins");
    fs::create_dir(&folder).unwrap();
    for name in ["libcyclic.so", "libvoter.so"] {
        fs::copy(plugins().join(name), folder.join(name)).unwrap();
    }
    let with = ["--quiet", "--plugin-dir", folder.to_str().unwrap()];
    bench.run_well("out", &with);
    let manifest = fs::read_to_string(bench.path("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"name\": \"cyclic\""));
    // A byte behind the end of the library changes its hash and nothing else.
    let library = folder.join("libcyclic.so");
    let mut bytes = fs::read(&library).unwrap();
    bytes.push(0);
    fs::remove_file(&library).unwrap();
    fs::write(&library, bytes).unwrap();
    let refused = bench.run("out", &[&with[..], &["--resume"]].concat());
    assert_eq!(refused.status.code(), Some(4));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("the plugin `cyclic` has changed since"), "{said}");
}

#[test]
fn the_groups_of_the_hexagonal_lattice_are_verified() {
    let library = plugins().join(quincunx::host::search::file_name("hexagonal"));
    let output = Bench::with("").quincunx(&["plugin", "check"]).arg(library).output().unwrap();
    let taps = "7 of the 9 taps of a 3×3 filter and 19 of the 25 taps of a 5×5 filter take part";
    let words = [
        "✓ verify that `C6` is a group 6 elements: all of them commute, none mirrors",
        "✓ verify that `D6` is a group 12 elements: not all of them commute, 6 mirror",
        "✓ hold what `HexagonalLife` says against what it does",
        taps,
        ": fine",
    ];
    assert_says(&output, 0, &words);
}

/// Complaints of a plugin about a text are underlined inside of it.
#[test]
fn a_digit_that_no_cell_has_neighbours_for_is_underlined() {
    plugins();
    let scene = r#"(plugins: ["hexagonal"], world: { "w": Grid(size: (8, 8), rule: HexagonalLife("B2/S37")) }, until: Steps(1))"#;
    let output = Bench::with(scene).quincunx(&["check", "scene.ron"]).output().unwrap();
    let column = scene.find('7').unwrap() + 1;
    assert_says(&output, 2, &["never 7; write 0 to 6", &format!("scene.ron:1:{column}")]);
}

#[test]
fn every_scene_of_a_plugin_runs() {
    plugins();
    let folders = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/plugins")).unwrap();
    let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let files = files.map(|file| file.unwrap().path());
    let scenes: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "ron")).collect();
    assert!(scenes.len() > 6, "{scenes:?}");
    for scene in scenes {
        let (bench, scene) = (Bench::with(""), scene.to_str().unwrap());
        let mut run = bench.quincunx(&["run", scene, "--quiet", "--out", "out", "--set", "until=Steps(40)"]);
        let output = run.output().unwrap();
        assert!(output.status.success(), "{scene}: {}", String::from_utf8_lossy(&output.stderr));
        wait_until("the report", || bench.path("out/report.html").exists());
    }
}

/// A run of a rule of the host's example, with commits all the time, and how it ended.
fn failing(when: &str) -> (Bench, std::process::Output) {
    let bench = Bench::with(&format!(
        r#"(
            plugins: ["life"],
            world: {{ "w": Grid(size: (64, 64), cells: Soup(0.5), rule: Failing(when: {when})) }},
            until: Steps(1000),
            record: {{ "p": Population(of: w, every: 10) }},
        )"#
    ));
    let mut run = bench.quincunx(&["run", "scene.ron", "--quiet", "--out", "out", "--plugin-dir"]);
    run.arg(libraries()).env("QUINCUNX_COMMIT_SECONDS", "0");
    let output = run.output().unwrap();
    (bench, output)
}

#[test]
fn a_step_that_fails_ends_the_run_and_spares_what_was_committed() {
    let cases = [
        ("Later", ["panicked: generation 300", "life.rs:"]),
        ("Astray", ["wrote the state 7 at (0, 0)", "2 states"]),
    ];
    for (when, words) in cases {
        let (bench, output) = failing(when);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(words.iter().all(|word| said.contains(word)) && said.contains("\"w\""), "{said}");
        let record = bench.record("out");
        assert_eq!((&record["status"], &record["steps"]["w"]), (&"failed".into(), &300.into()));
        let recorded = quincunx::output::Recorded::open(&bench.path("out")).unwrap();
        assert_eq!(recorded.table("p").unwrap()[0].len(), 31, "rows at 0, 10, …, 300");
        assert!(bench.quincunx(&["report", "out"]).status().unwrap().success());
        assert!(said.contains("the plugin `quincunx-host`") && output.status.code() == Some(3), "{said}");
    }
}

/// What waits for ever is asked to stop by the first signal, and the run can go on from where it was.
#[test]
fn a_step_that_waits_hears_that_it_should_stop() {
    let bench = Bench::with("");
    drop(failing("Dropping")); // builds the library, and shows that a drop that panics hurts nobody
    let scene = r#"(plugins: ["life"], until: Steps(9), world: {
        "w": Grid(size: (8, 8), rule: Failing(when: Waiting)) })"#;
    fs::write(bench.path("scene.ron"), scene).unwrap();
    let mut run = bench.quincunx(&["run", "scene.ron", "--quiet", "--out", "out", "--plugin-dir"]);
    let mut run = run.arg(libraries()).spawn().unwrap();
    wait_until("the run begins", || bench.path("out/run.json").exists());
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    assert_eq!(run.wait().unwrap().code(), Some(130));
    assert_eq!(
        (&bench.record("out")["status"], &bench.record("out")["steps"]["w"]),
        (&"interrupted".into(), &1.into())
    );
}

#[test]
fn parameters_are_checked_as_any_others() {
    plugins();
    let bench = Bench::with(&SCENE.replace("states: 9", "states: 1, stats: 4"));
    let check = bench.quincunx(&["check", "scene.ron"]).output().unwrap();
    assert_eq!(check.status.code(), Some(2));
    let said = String::from_utf8_lossy(&check.stderr).into_owned();
    assert!(said.contains("expected a whole number from 2 up to 255, found `1`"), "{said}");
    assert!(said.contains("no field of `Cyclic` is named `stats`: did you mean `states`?"), "{said}");
    let missing = bench.quincunx(&["check", "scene.ron", "--set", "plugins=[\"cyclc\"]"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(3));
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(said.contains("no plugin `cyclc` was found: there is no libcyclc.so in"), "{said}");
}

/// A run of an ensemble with a process and a solver of the host's example, with commits all the time, and how it ended.
fn ensemble(process: &str, solver: &str, start: &str) -> (Bench, std::process::Output) {
    let bench = Bench::with(&format!(
        r#"(
            plugins: ["motion"],
            world: {{ "e": Ensemble(paths: 1000, start: {{ {start} }}, process: {process}, solver: {solver}, dt: 0.01) }},
            until: Steps(100),
            record: {{ "m": Moments(of: e, every: 10) }},
        )"#
    ));
    let mut run = bench.quincunx(&["run", "scene.ron", "--quiet", "--out", "out", "--plugin-dir"]);
    run.arg(libraries()).env("QUINCUNX_COMMIT_SECONDS", "0");
    let output = run.output().unwrap();
    (bench, output)
}

/// The last mean that an ensemble has recorded.
fn mean(process: &str, solver: &str) -> f64 {
    let (bench, output) = ensemble(process, solver, "\"x\": 0.5, \"v\": 0.0");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let recorded = quincunx::output::Recorded::open(&bench.path("out")).unwrap();
    let table = recorded.table("m").unwrap();
    let mean = table.iter().find_map(|column| match column {
        quincunx::core::record::Values::Float64(values) if values.len() > 20 => {
            values.iter().rev().flatten().nth(1)
        }
        _ => None,
    });
    *mean.unwrap()
}

#[test]
fn procedures_give_what_formulas_give() {
    let formulas = "Ito(drift: { \"x\": \"v\", \"v\": \"-sin(x) - 0.5 * v\" }, noise: { \"v\": \"0.3\" })";
    let right = mean(formulas, "EulerMaruyama");
    for (process, solver) in [
        ("ExecutedPendulum", "EulerMaruyama"),
        ("ExecutedPendulum(described: true)", "EulerMaruyama"),
        (formulas, "ExecutedEuler"),
        (formulas, "ExecutedEuler(described: true)"),
        ("ExecutedPendulum", "ExecutedEuler"),
    ] {
        let found = mean(process, solver);
        assert!((found - right).abs() < 1e-12, "{process} by {solver}: {found}, not {right}");
    }
}

#[test]
fn a_procedure_of_an_ensemble_that_fails_ends_the_run() {
    let (ou, x) = ("OrnsteinUhlenbeck(1, 0, 0.5)", "\"x\": 1.0");
    for (process, solver) in [
        ("CrookedProcess(when: Later)", "EulerMaruyama"),
        (ou, "CrookedSolver(when: Later)"),
        ("CrookedProcess(when: Later)", "ExecutedEuler"),
    ] {
        let (bench, output) = ensemble(process, solver, x);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        for word in ["the plugin `quincunx-host`", "panicked: time 0.5", "motion.rs:", "\"e\""] {
            assert!(said.contains(word), "{word}: {said}");
        }
        let record = bench.record("out");
        assert_eq!((&record["status"], &record["steps"]["e"]), (&"failed".into(), &50.into()));
    }
    for (process, solver, words) in [
        ("CrookedProcess(when: Formula)", "EulerMaruyama", "its formulas do not read"),
        ("CrookedProcess(when: Form)", "EulerMaruyama", "its form does not read"),
        ("CrookedProcess(when: Silent)", "EulerMaruyama", "neither describes itself nor executes"),
        (ou, "CrookedSolver(when: Form)", "is not explicit"),
        (ou, "CrookedSolver(when: Telling)", "it panicked: cannot tell"),
    ] {
        let (_, output) = ensemble(process, solver, x);
        let said = String::from_utf8_lossy(&output.stderr).replace('│', " ");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(output.status.code() == Some(3) && said.contains(words), "{process}, {solver}: {said}");
    }
    let (_, output) = ensemble(ou, "CrookedSolver(when: Greedy)", x);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("numbers for each"), "{said}");
}
