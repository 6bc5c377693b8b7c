//! Kernels from source to what a device runs. Compiling takes a moment, so what comes out is kept in the user's cache
//! folder, under a name that says all that it depends on.

use crate::error::DeviceError;
use crate::probe::Version;
use cudarc::nvrtc::result::{
    NvrtcError, compile_program, create_program, destroy_program, get_program_log, get_ptx,
};
use cudarc::nvrtc::{Ptx, sys};
use quincunx_core::cache;
use std::ffi::{CString, c_char};

/// The source of kernels, in CUDA C++.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of its file, which messages of the compiler have. No two sources of a program have the same.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
    /// How it is compiled, besides for which device.
    pub options: &'static [&'static str],
}

/// A source compiled for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image(Vec<u8>);

impl Image {
    /// From the cache, or compiled and put there. NVRTC must be [present](crate::probe::nvrtc()).
    ///
    /// # Errors
    ///
    /// It does not compile, or NVRTC has no code for such a device.
    pub fn of(source: &Source, capability: Version, nvrtc: Version) -> Result<Image, DeviceError> {
        let target = target(capability, &known_architectures(), nvrtc)?;
        let name = cache_name(source, &target, nvrtc);
        if let Some(kept) = cache::read(&name).filter(|kept| !kept.is_empty()) {
            return Ok(Image(kept));
        }
        let image = image(&compile(source, &target, &[])?, source, &target)?;
        cache::write(&name, &image);
        Ok(Image(image))
    }
}

impl From<Image> for Ptx {
    fn from(image: Image) -> Ptx {
        Ptx::from_binary(image.0)
    }
}

/// All that the result depends on.
fn cache_name(source: &Source, target: &str, nvrtc: Version) -> String {
    let mut hash = blake3::Hasher::new_derive_key("quincunx cuda kernels v1");
    let version = nvrtc.to_string();
    for part in [source.file, source.text, target, &version].into_iter().chain(source.options.iter().copied())
    {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    format!("cuda-{target}-{}", hash.finalize().to_hex())
}

/// `sm_90` where NVRTC has code for the very device; else the newest older `compute_80`, which the driver finishes.
fn target(capability: Version, known: &[u32], nvrtc: Version) -> Result<String, DeviceError> {
    let wanted = capability.major * 10 + capability.minor;
    if known.contains(&wanted) {
        return Ok(format!("sm_{wanted}"));
    }
    let older = known.iter().filter(|known| **known < wanted).max();
    older.map(|older| format!("compute_{older}")).ok_or(DeviceError::Architecture { capability, nvrtc })
}

/// For what NVRTC makes code: 90 is 9.0. Empty if it does not say.
fn known_architectures() -> Vec<u32> {
    let mut count = 0;
    // SAFETY: it is the place for a number.
    let counted = unsafe { sys::nvrtcGetNumSupportedArchs(&mut count) }.result();
    let mut known = vec![0; usize::try_from(count).unwrap_or(0)];
    // SAFETY: there is room for as many as it has just counted.
    let listed = counted.and_then(|()| unsafe { sys::nvrtcGetSupportedArchs(known.as_mut_ptr()) }.result());
    if listed.is_err() {
        vec![]
    } else {
        known.into_iter().filter_map(|arch| u32::try_from(arch).ok()).collect()
    }
}

/// A program of NVRTC, which is given back.
pub(crate) struct Program(sys::nvrtcProgram);

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: nothing else gives it back. That it could not be is no one's loss.
        let _ = unsafe { destroy_program(self.0) };
    }
}

fn failed(source: &Source, log: impl ToString) -> DeviceError {
    DeviceError::Compile { file: source.file.into(), log: log.to_string() }
}

/// Compiles it for a target, with more options than its own.
pub(crate) fn compile(source: &Source, target: &str, more: &[&str]) -> Result<Program, DeviceError> {
    let c_string = |text: &str| CString::new(text).map_err(|error| failed(source, error));
    let (text, file) = (c_string(source.text)?, c_string(source.file)?); // they outlive the program
    let architecture = format!("--gpu-architecture={target}");
    let mut options = vec![architecture.as_str()];
    options.extend(source.options.iter().chain(more));
    let program = Program(create_program(&text, Some(&file)).map_err(|error| failed(source, error))?);
    // SAFETY: the program was created just now.
    if let Err(error) = unsafe { compile_program(program.0, &options) } {
        let log = log(&program);
        return Err(failed(source, if log.is_empty() { error.to_string() } else { log }));
    }
    Ok(program)
}

/// What a compiled program is to a driver.
fn image(program: &Program, source: &Source, target: &str) -> Result<Vec<u8>, DeviceError> {
    let said = |error: NvrtcError| failed(source, error);
    if target.starts_with("sm_") {
        return machine_code(program).map_err(said);
    }
    // SAFETY: the program was compiled.
    let ptx = unsafe { get_ptx(program.0) }.map_err(said)?;
    Ok(ptx.into_iter().map(|c| c as u8).collect())
}

/// What the compiler said.
pub(crate) fn log(program: &Program) -> String {
    // SAFETY: the program is there.
    let log = unsafe { get_program_log(program.0) }.unwrap_or_default();
    let bytes: Vec<u8> = log.into_iter().map(|c| c as u8).take_while(|c| *c != 0).collect();
    String::from_utf8_lossy(&bytes).trim().to_string()
}

fn machine_code(program: &Program) -> Result<Vec<u8>, NvrtcError> {
    let mut size = 0;
    // SAFETY: it is the place for a number.
    unsafe { sys::nvrtcGetCUBINSize(program.0, &mut size) }.result()?;
    let mut code = vec![0u8; size];
    // SAFETY: there is room for as many bytes as it has just said.
    unsafe { sys::nvrtcGetCUBIN(program.0, code.as_mut_ptr().cast::<c_char>()) }.result()?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NVRTC: Version = Version { major: 12, minor: 9 };

    #[test]
    fn the_target_is_the_device_or_what_is_older() {
        let of = |major, minor| target(Version { major, minor }, &[75, 80, 90, 120], NVRTC);
        assert_eq!(of(9, 0).unwrap(), "sm_90");
        assert_eq!(of(12, 0).unwrap(), "sm_120");
        assert_eq!(of(8, 6).unwrap(), "compute_80");
        assert_eq!(of(13, 0).unwrap(), "compute_120");
        let error = of(6, 1).unwrap_err().to_string();
        assert!(error.contains("6.1") && error.contains("NVRTC 12.9"), "{error}");
        assert!(target(Version { major: 9, minor: 0 }, &[], NVRTC).is_err());
    }

    #[test]
    fn the_name_says_all_that_the_code_depends_on() {
        let source = Source { file: "a.cu", text: "text", options: &["-x", "-y"] };
        let newer = Version { major: 12, minor: 10 };
        let names = [
            cache_name(&source, "sm_90", NVRTC),
            cache_name(&source, "sm_80", NVRTC),
            cache_name(&source, "sm_90", newer),
            cache_name(&Source { file: "b.cu", ..source }, "sm_90", NVRTC),
            cache_name(&Source { text: "text ", ..source }, "sm_90", NVRTC),
            cache_name(&Source { options: &["-x"], ..source }, "sm_90", NVRTC),
            cache_name(&Source { options: &["-x-y"], ..source }, "sm_90", NVRTC),
        ];
        for (n, name) in names.iter().enumerate() {
            assert!(name.len() < 200 && !names[..n].contains(name), "{name}");
        }
        assert!(names[0].starts_with("cuda-sm_90-"));
    }
}
