//! A look at a library before the system opens it: what is cut short would end the process inside of `dlopen`.

/// Checks that a file is a whole shared library of this machine.
///
/// # Errors
/// A fragment that says what it is instead.
pub fn check(file: &[u8]) -> Result<(), String> {
    if cfg!(not(all(target_os = "linux", target_arch = "x86_64"))) {
        return Ok(()); // untested: the system's own words must do
    }
    if !file.starts_with(b"\x7fELF") {
        return Err("it is no library (it does not begin like an ELF file)".into());
    }
    let cut = || "it is cut short; copy or build it again".to_string();
    let header = file.get(..64).ok_or_else(cut)?;
    let (class, order) = (header[4], header[5]);
    let (kind, machine) = (u16_at(header, 16), u16_at(header, 18));
    if (class, order, machine) != (2, 1, 62) {
        return Err(format!("it is for another machine (ELF machine {machine}, and this is x86-64, 62)"));
    }
    if kind != 3 {
        return Err("it is a program or an object file, not a shared library".into());
    }
    let programs = table(file, u64_at(header, 32), u16_at(header, 54), u16_at(header, 56)).ok_or_else(cut)?;
    for program in programs {
        let whole = program.len() >= 56 && within(file, u64_at(program, 8), u64_at(program, 32));
        whole.then_some(()).ok_or_else(cut)?;
    }
    // Nothing at run time needs the sections, but they end the file: without them it was cut.
    table(file, u64_at(header, 40), u16_at(header, 58), u16_at(header, 60)).map(|_| ()).ok_or_else(cut)
}

/// The entries of a table in the file; `None` if it reaches beyond the end.
fn table(file: &[u8], start: u64, size: u16, count: u16) -> Option<impl Iterator<Item = &[u8]>> {
    let bytes = u64::from(size) * u64::from(count);
    let start = within(file, start, bytes).then_some(start as usize)?;
    Some(file[start..][..bytes as usize].chunks(usize::from(size.max(1))))
}

fn within(file: &[u8], start: u64, bytes: u64) -> bool {
    start.checked_add(bytes).is_some_and(|end| end <= file.len() as u64)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..at + 8].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}
