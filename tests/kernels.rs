//! Every kernel of the program through the real compiler: no GPU is needed.
//!
//! `QUINCUNX_NVRTC` names the folder of a libnvrtc, such as the one from PyPI.

use quincunx::device::probe::Version;
use quincunx::device::usage::usage;
use std::env;
use std::process::Command;

const NVRTC: &str = "QUINCUNX_NVRTC";
const TASK: &str = "QUINCUNX_TEST_TASK";

/// What counts of `LD_LIBRARY_PATH` is what a process begins with.
#[test]
fn every_kernel_compiles_and_spills_no_register() {
    let Some(nvrtc) = env::var_os(NVRTC) else {
        println!("skipped: {NVRTC} names no folder of libnvrtc");
        return;
    };
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "kernels::child", "--nocapture", "--test-threads", "1"]);
    child.env(TASK, "kernels").env("LD_LIBRARY_PATH", nvrtc);
    let output = child.output().unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Does nothing unless the test above starts it.
#[test]
fn child() {
    if env::var(TASK).is_ok_and(|task| task == "kernels") {
        look(Version { major: 8, minor: 0 });
        look(Version { major: 9, minor: 0 });
    }
}

fn look(capability: Version) {
    for source in quincunx::kernels() {
        println!("{} for compute capability {capability}:", source.file);
        let kernels = usage(&source, capability).unwrap_or_else(|error| panic!("failed to {error}"));
        kernels.iter().for_each(|kernel| println!("    {kernel}"));
        assert_eq!(kernels.len(), source.text.matches("__global__").count(), "each is looked at");
        for kernel in kernels {
            assert!(kernel.registers > 0 && kernel.spilled == 0, "{kernel}");
        }
    }
}
