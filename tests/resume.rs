//! Interrupted, failed and finished runs, taken up again as a person would.

use crate::device_choice::driver;
use crate::run_directory::{BEAMS, Bench, ENSEMBLES, EVERYTHING, NETWORKS, wait_until};
use std::fs;
use std::process::{Child, Command, Output};
use std::time::Duration;

/// Runs for minutes if nothing stops it.
const LONG: &str = r#"(
    world: { "g": Grid(size: (700, 700), cells: Soup(0.35), rule: Life) },
    until: Steps(100_000_000),
    record: { "p": Population(of: g, every: 100) },
)"#;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

/// Waits until a commit of the run is true.
fn committed(bench: &Bench, out: &str) {
    wait_until("a commit", || bench.path(out).join("checkpoint/commit.json").exists());
}

#[test]
fn the_first_signal_commits_and_the_run_goes_on() {
    goes_on(&Bench::with(&EVERYTHING.replace("Steps(3000)", "Steps(200_000)")));
}

#[test]
fn ensembles_go_on_after_a_signal() {
    goes_on(&Bench::with(&ENSEMBLES.replace("Steps(400)", "Steps(4000)")));
}

#[test]
fn beams_go_on_after_a_signal() {
    goes_on(&Bench::with(&BEAMS.replace("200_000_000", "10_000_000_000")));
}

#[test]
fn networks_go_on_after_a_signal() {
    goes_on(&Bench::with(&NETWORKS.replace("Steps(12)", "Steps(4000)")));
}

#[test]
fn what_moves_on_a_device_goes_on_after_a_signal() {
    let Some(driver) = driver() else { return };
    goes_on(&Bench::with_cuda(EVERYTHING, driver));
    goes_on(&Bench::with_cuda(&NETWORKS.replace("Steps(12)", "Steps(100)"), driver));
}

fn goes_on(bench: &Bench) {
    bench.run_well("undisturbed", &["--quiet"]);
    for name in ["INT", "TERM"] {
        let mut run = bench.start(name, &[], "0.05");
        committed(bench, name);
        signal(&run, &format!("-{name}"));
        assert_eq!(run.wait().unwrap().code(), Some(130));
        assert_eq!(bench.record(name)["status"], "interrupted");
        assert!(bench.path(name).join("report.html").exists());
        bench.run_well(name, &["--quiet", "--resume"]);
        bench.assert_same("undisturbed", name);
    }
}

#[test]
fn the_second_signal_ends_it_at_once() {
    // A step of this grid takes long: the first signal alone would be waited for.
    let bench = Bench::with(&LONG.replace("700", "9000"));
    let mut run = bench.start("out", &[], "60");
    wait_until("the run begins", || bench.path("out/run.json").exists());
    signal(&run, "-INT");
    signal(&run, "-INT");
    assert_eq!(run.wait().unwrap().code(), Some(130));
}

/// Whether a process has asked for so much memory, in pages.
fn holds(child: &Child, pages: u64) -> bool {
    let sizes = fs::read_to_string(format!("/proc/{}/statm", child.id())).unwrap_or_default();
    sizes.split(' ').next().and_then(|all| all.parse::<u64>().ok()).is_some_and(|all| all > pages)
}

/// Random cells for so large a grid take seconds.
#[test]
fn a_signal_is_heard_while_a_world_is_made() {
    let bench = Bench::with(&LONG.replace("700", "65536"));
    let run = bench.start("out", &[], "60");
    wait_until("the world is being made", || holds(&run, (512 << 20) / 4096));
    signal(&run, "-INT");
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(said(&output).contains("interrupted while its world was made"), "{}", said(&output));
    assert!(!bench.path("out").exists());
}

#[test]
fn without_a_folder_the_newest_unfinished_run_of_the_scene_is_taken_up() {
    let bench = Bench::with(LONG);
    let start = |more: &[&str]| {
        let mut command = bench.quincunx(&[&["run", "scene.ron", "--quiet"], more].concat());
        command.env("QUINCUNX_COMMIT_SECONDS", "0").spawn().unwrap()
    };
    let interrupt = |mut run: Child, folder: &str| {
        committed(&bench, folder);
        signal(&run, "-INT");
        assert_eq!(run.wait().unwrap().code(), Some(130));
    };
    let runs = || fs::read_dir(bench.path("runs")).unwrap().count();
    let first = start(&[]);
    wait_until("the run begins", || bench.path("runs/latest").exists());
    interrupt(first, "runs/latest");
    let folder = fs::read_link(bench.path("runs/latest")).unwrap();
    let steps = bench.record("runs/latest")["steps"]["g"].as_u64().unwrap();
    let name = format!("runs/{}", folder.display());
    let again = start(&["--resume"]);
    wait_until("the run goes on", || bench.record(&name)["status"] == "running");
    std::thread::sleep(Duration::from_millis(300));
    interrupt(again, &name);
    assert!(bench.record(&name)["steps"]["g"].as_u64().unwrap() > steps);
    assert_eq!(runs(), 2, "the run and `latest`");
    // Another scene is another run: it begins anew.
    let mut other = start(&["--resume", "--seed", "5", "--set", "until=Steps(10)"]);
    assert!(other.wait().unwrap().success());
    assert_eq!(runs(), 3);
    assert_ne!(fs::read_link(bench.path("runs/latest")).unwrap(), folder);
}

#[test]
fn what_is_complete_stays_as_it_is() {
    let bench = Bench::with(EVERYTHING);
    bench.run_well("out", &["--quiet"]);
    let before = bench.left("out");
    bench.run_well("out", &["--quiet", "--resume"]);
    assert!(bench.left("out") == before);
    let refused = bench.run("out", &["--quiet"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(["--out", "--resume", "--force"].iter().all(|way| said(&refused).contains(way)));
    fs::write(bench.path("out/notes.txt"), "mine").unwrap();
    bench.run_well("out", &["--quiet", "--force", "--set", "until=Steps(2999)"]);
    assert_eq!(fs::read_to_string(bench.path("out/notes.txt")).unwrap(), "mine");
    assert_eq!(bench.record("out")["steps"]["soup"], 2999);
    // What the run would write over, but the one that is there did not leave, is somebody's.
    fs::write(bench.path("out/notes.csv"), "mine").unwrap();
    let more = "record.notes=Population(of: soup, format: Csv)";
    let refused = bench.run("out", &["--quiet", "--force", "--set", more]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("out/notes.csv: the run that is there did not leave it"),
        "{}",
        said(&refused)
    );
    assert_eq!(bench.record("out")["steps"]["soup"], 2999);
}

#[test]
fn another_scene_input_or_program_is_refused_with_the_difference() {
    let scene = r#"(
        world: { "g": Grid(size: (40, 40), cells: "glider.rle", rule: Life) },
        until: Steps(20),
        record: { "p": Population(of: g, every: 1) },
    )"#;
    let bench = Bench::with(scene);
    let glider = bench.path("glider.rle");
    fs::write(&glider, "x = 3, y = 3, rule = B3/S23\nbo$2bo$3o!").unwrap();
    bench.run_well("out", &["--quiet"]);
    let refused = |more: &[&str], says: &str| {
        let output = bench.run("out", &[&["--quiet", "--resume"], more].concat());
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert!(said(&output).contains(says), "{}", said(&output));
    };
    refused(
        &["--set", "until=Steps(21)"],
        "it said `until: Steps(steps: 20),`, and now `until: Steps(steps: 21),`",
    );
    refused(&["--seed", "1"], "seed: 1");
    fs::write(&glider, "x = 3, y = 3, rule = B3/S23\nbo$2bo$2o!").unwrap();
    refused(&[], "`glider.rle` has changed since");
    fs::write(&glider, "x = 3, y = 3, rule = B3/S23\nbo$2bo$3o!").unwrap();
    bench.run_well("out", &["--quiet", "--resume"]);
    let manifest = bench.path("out/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let change = |from: &str, to: &str, says: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(&manifest, text.replace(from, to)).unwrap();
        refused(&[], says);
    };
    change(json["hashes"]["program"].as_str().unwrap(), &"0".repeat(64), "another build of the program");
    change("\"arithmetic\": \"cpu\"", "\"arithmetic\": \"cuda\"", "the arithmetic cuda");
}

#[test]
fn a_second_process_is_kept_out() {
    let bench = Bench::with(LONG);
    let mut run = bench.start("out", &[], "0");
    committed(&bench, "out");
    for more in [&["--resume"][..], &["--force"], &[]] {
        let second = bench.run("out", &[more, &["--quiet"]].concat());
        assert_eq!(second.status.code(), Some(2), "{more:?}: {}", said(&second));
    }
    assert!(said(&bench.run("out", &["--resume"])).contains("in use"));
    run.kill().unwrap();
    run.wait().unwrap();
}

#[test]
fn damage_is_named_and_nothing_is_lost_to_it() {
    let bench = Bench::with(LONG);
    let mut run = bench.start("out", &[], "0");
    committed(&bench, "out");
    run.kill().unwrap();
    run.wait().unwrap();
    let commit = bench.path("out/checkpoint/commit.json");
    let good = fs::read(&commit).unwrap();
    for bytes in [&b""[..], b"{", b"\xff\xfe", b"[1, 2]"] {
        fs::write(&commit, bytes).unwrap();
        for output in
            [bench.run("out", &["--resume", "--quiet"]), bench.quincunx(&["report", "out"]).output().unwrap()]
        {
            assert!(matches!(output.status.code(), Some(1 | 2)), "{:?}", output.status);
            assert!(said(&output).contains("commit.json"), "{}", said(&output));
        }
    }
    fs::write(&commit, good).unwrap();
    assert!(bench.quincunx(&["report", "out"]).status().unwrap().success());
}
