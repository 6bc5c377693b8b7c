//! For tests: a driver of CUDA without a GPU, made of kernels' own sources by g++, so that the real calls run anywhere.
//!
//! [`build`] fills a folder with `libcuda.so.1` and `libnvrtc.so`. A process that is started with the folder in
//! `LD_LIBRARY_PATH` finds one device, of compute capability 9.0, whose kernels run on the processor. What goes wrong on
//! demand is at the top of `host_driver/driver.cpp` and `host_driver/nvrtc.cpp`.

use crate::kernels::Source;
use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// What is the same for all kernels.
const FILES: [(&str, &str); 5] = [
    ("shim.h", include_str!("../host_driver/shim.h")),
    ("fault.h", include_str!("../host_driver/fault.h")),
    ("block.cpp", include_str!("../host_driver/block.cpp")),
    ("driver.cpp", include_str!("../host_driver/driver.cpp")),
    ("nvrtc.cpp", include_str!("../host_driver/nvrtc.cpp")),
];

/// No contraction, as `--fmad=false` asks of NVRTC: a kernel says `fmaf` where it means it.
const FLAGS: [&str; 9] = [
    "-std=c++17",
    "-O2",
    "-g",
    "-fPIC",
    "-shared",
    "-fvisibility=hidden",
    "-ffp-contract=off",
    "-Wall",
    "-Wno-unknown-pragmas",
];

/// `fmaf` is one instruction where the processor has it, and many else; the bits are the same. Nothing newer is asked
/// for, since valgrind does not know it.
fn fused() -> &'static [&'static str] {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("fma") && is_x86_feature_detected!("avx2") {
        return &["-mfma", "-mavx2"];
    }
    &[]
}

/// Whether `QUINCUNX_TEST_GPU` is set: then tests of kernels run on a GPU of this machine.
pub fn is_left_out() -> bool {
    env::var_os("QUINCUNX_TEST_GPU").is_some()
}

/// Lets a process find the host driver in a folder, unless it is left out.
pub fn lead(process: &mut Command, folder: &Path) {
    if !is_left_out() {
        process.env("LD_LIBRARY_PATH", folder);
    }
}

/// Whether there is a g++ to build it with.
pub fn is_possible() -> bool {
    Command::new("g++").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Compiles the driver with these kernels. Names of kernels must differ over all sources.
///
/// # Errors
///
/// A source has no kernel or does not compile, or the folder cannot be written; with what the compiler says.
pub fn build(sources: &[Source], folder: &Path) -> Result<(), String> {
    write(sources, folder)?;
    let units = (0..sources.len()).map(|n| format!("unit_{n}.cpp"));
    let driver = ["block.cpp".into(), "driver.cpp".into()].into_iter().chain(units);
    compile(folder, driver, "libcuda.so.1")?;
    compile(folder, ["nvrtc.cpp".into()].into_iter(), "libnvrtc.so")?;
    // The system's own driver has this name too, and it is looked for first.
    link(folder).map_err(|error| format!("link libcuda.so: {error}"))
}

fn write(sources: &[Source], folder: &Path) -> Result<(), String> {
    let put = |file: &str, text: &str| {
        fs::write(folder.join(file), text)
            .map_err(|error| format!("write {file} for the host driver: {error}"))
    };
    fs::create_dir_all(folder).map_err(|error| format!("make the folder of the host driver: {error}"))?;
    for (file, text) in FILES {
        put(file, text)?;
    }
    for (n, source) in sources.iter().enumerate() {
        put(source.file, source.text)?;
        put(&format!("unit_{n}.cpp"), &unit(source)?)?;
    }
    Ok(())
}

/// A source of its own for each, so that their helpers may have the same names.
fn unit(source: &Source) -> Result<String, String> {
    let kernels = kernels(source.text);
    if kernels.is_empty() {
        return Err(format!("find a kernel in {}: `extern \"C\" __global__ void name(…)`", source.file));
    }
    let mut text = format!("#include \"shim.h\"\n#include \"{}\"\n", source.file);
    for name in kernels {
        text += &format!("static host::Register register_{name}(\"{name}\", {name});\n");
    }
    Ok(text)
}

/// The names after `__global__`, in order.
fn kernels(text: &str) -> Vec<&str> {
    let heads = text.split("__global__").skip(1).filter_map(|rest| {
        let bounds =
            rest.find("__launch_bounds__").filter(|at| rest.find('{').is_some_and(|body| *at < body));
        let rest = bounds.map_or(rest, |at| rest[at..].split_once(')').map_or("", |(_, after)| after));
        Some(rest.split_once('(')?.0)
    });
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    heads
        .filter_map(|head| head.trim_end().rsplit(|c| !word(c)).next())
        .filter(|name| !name.is_empty())
        .collect()
}

fn compile(folder: &Path, sources: impl Iterator<Item = String>, library: &str) -> Result<(), String> {
    let mut compiler = Command::new("g++");
    compiler.current_dir(folder).args(FLAGS).args(fused()).args(sources).args(["-o", library]);
    let output = compiler.output().map_err(|error| format!("start g++: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("compile {library}:\n{}", String::from_utf8_lossy(&output.stderr))),
    }
}

#[cfg(unix)]
fn link(folder: &Path) -> io::Result<()> {
    match std::os::unix::fs::symlink("libcuda.so.1", folder.join("libcuda.so")) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

#[cfg(not(unix))]
fn link(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_are_found_by_their_heads() {
        let text = "__device__ int f(int a) { return a; }\n\
                    extern \"C\" __global__ void one(int *a) { f(1); }\n\
                    extern \"C\" __global__ void __launch_bounds__(256)\n two_2 (int a) {}\n\
                    extern \"C\" __global__ __launch_bounds__(32, 4) void three(void) {}";
        assert_eq!(kernels(text), ["one", "two_2", "three"]);
        assert!(kernels("int main() {}").is_empty());
    }
}
