//! A full disk, a limit on files and a folder that cannot be written: a clear error, and what was committed stays.

use crate::run_directory::{Bench, EVERYTHING};
use std::fs;
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_quincunx");

/// Runs a script in the bench's folder, with the program as `$Q`.
fn shell(bench: &Bench, script: &str) -> Output {
    let mut sh = Command::new("sh");
    sh.args(["-c", script]).env("Q", PROGRAM).env("QUINCUNX_COMMIT_SECONDS", "0").env_remove("QUINCUNX_ISA");
    sh.current_dir(bench.folder.path()).output().unwrap()
}

/// The same where a file system may be mounted; `None`, with a word about it, where not.
fn mounted(bench: &Bench, options: &str, script: &str) -> Option<Output> {
    fs::create_dir_all(bench.path("disk")).unwrap();
    let mount = format!("unshare -m sh -c 'mount -t tmpfs -o {options} none disk || exit 99; {script}'");
    let output = shell(bench, &mount);
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(99) || said.contains("unshare") {
        println!("skipped: no file system may be mounted here ({})", said.trim());
        return None;
    }
    Some(output)
}

#[test]
fn a_limit_on_the_size_of_files_fails_the_run_and_spares_what_was_committed() {
    let bench = Bench::with(EVERYTHING);
    bench.run_well("undisturbed", &["--quiet"]);
    // In blocks of 512 bytes: the film's stack outgrows it in the middle of the run.
    let failed = shell(&bench, "ulimit -f 300; exec \"$Q\" run scene.ron --quiet --out out");
    let said = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    assert!(said.contains("film.npy.part") && said.contains("ulimit -f"), "{said}");
    let record = bench.record("out");
    assert!(record["error"].as_str().unwrap().contains("film.npy.part"), "{record}");
    let report = fs::read_to_string(bench.path("out/report.html")).unwrap();
    assert!(report.contains("The run failed to") && report.contains("class=\"plot\""));
    bench.run_well("out", &["--quiet", "--resume"]);
    bench.assert_same("undisturbed", "out");
}

#[test]
fn a_full_disk_fails_the_run_and_spares_what_was_committed() {
    let bench = Bench::with(EVERYTHING);
    bench.run_well("undisturbed", &["--quiet"]);
    let script = "\"$Q\" run scene.ron --quiet --out disk/out; code=$?; rm -f disk/ballast; cp -r disk/out out; exit $code";
    let fill = format!("head -c 300k /dev/zero > disk/ballast; {script}");
    let Some(failed) = mounted(&bench, "size=700k", &fill) else { return };
    let said = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    assert!(said.contains("the disk is full; free some space, then go on with --resume"), "{said}");
    assert!(bench.quincunx(&["report", "out"]).status().unwrap().success());
    bench.run_well("out", &["--quiet", "--resume"]);
    bench.assert_same("undisturbed", "out");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_at_once() {
    let bench = Bench::with(EVERYTHING);
    fs::write(bench.path("file"), "").unwrap();
    let in_a_file = bench.run("file/out", &["--quiet"]);
    let said = String::from_utf8_lossy(&in_a_file.stderr);
    assert_eq!(in_a_file.status.code(), Some(1), "{said}");
    assert!(said.contains("file/out") && said.contains("is a file, not a folder"), "{said}");
    let Some(failed) = mounted(&bench, "ro", "exec \"$Q\" run scene.ron --quiet --out disk/out") else {
        return;
    };
    let said = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    assert!(said.contains("disk/out") && said.contains("read-only") && said.contains("--out"), "{said}");
}
