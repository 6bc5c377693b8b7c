//! `quincunx devices`, on the host driver and without anything.

use quincunx::device::host_driver;
use std::path::Path;
use std::process::Command;

/// What it prints with these libraries and this fault, without the line of the processor.
fn devices(libraries: &Path, fault: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
    command.arg("devices").env("LD_LIBRARY_PATH", libraries).env("QUINCUNX_FAKE_CUDA_FAULT", fault);
    let output = command.env("QUINCUNX_FAKE_CUDA_DEVICES", "2").output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let (processor, rest) = said.split_once('\n').unwrap();
    assert!(processor.starts_with("cpu     "), "{processor}");
    rest.to_string()
}

const CPU: &str = "\nRuns compute on the cpu.\n";

#[test]
fn what_is_found_is_listed() {
    if !host_driver::is_possible() {
        println!("skipped: there is no g++ to build the host driver with");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    host_driver::build(&[], folder.path()).unwrap();
    let expected = "cuda:0  host driver, 16.0 GiB, compute capability 9.0\n\
                    cuda:1  host driver, 16.0 GiB, compute capability 9.0\n\
                    driver  CUDA 12.9\n\
                    NVRTC   12.9, compiles kernels for CUDA\n";
    let choice = "A run takes cuda:0 for what can run there; choose with `quincunx run --device`: cpu, cuda:0, cuda:1\n";
    assert_eq!(devices(folder.path(), "none"), format!("{expected}{choice}"));
    let said = devices(folder.path(), "no-device");
    assert!(
        said.starts_with("cuda    × failed to find a CUDA device: the NVIDIA driver sees none;")
            && said.ends_with(CPU),
        "{said}"
    );
    let said = devices(folder.path(), "old-driver");
    assert!(
        said.starts_with("cuda    × failed to use CUDA: the NVIDIA driver is too old: it knows CUDA 11.4"),
        "{said}"
    );
}

#[test]
fn what_is_missing_is_said_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let said = devices(folder.path(), "none");
    if quincunx::device::probe::driver().is_err() && quincunx::device::probe::nvrtc().is_err() {
        assert!(
            said.starts_with("cuda    × failed to find CUDA: no NVIDIA driver is installed here"),
            "{said}"
        );
        assert!(said.contains("\nNVRTC   × failed to find NVRTC, which compiles kernels"), "{said}");
        assert!(said.ends_with(CPU), "{said}");
    } else {
        println!("skipped: this machine has CUDA");
    }
}
