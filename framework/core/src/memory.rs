//! How much memory there is.

use std::fs::read_to_string;
use std::path::Path;
use std::sync::LazyLock;

/// The bytes of memory that this process may have, if they can be found out: the machine's, or less where a container,
/// a batch system or `ulimit -v` says so. It is looked up once: every object of a scene asks.
pub fn total() -> Option<u64> {
    static TOTAL: LazyLock<Option<u64>> =
        LazyLock::new(|| [machine(), group(), address_space()].into_iter().flatten().min());
    *TOTAL
}

fn machine() -> Option<u64> {
    let text = read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}

/// The least limit of this process's control group and of those above it (version 2, then 1).
fn group() -> Option<u64> {
    let groups = read_to_string("/proc/self/cgroup").ok()?;
    let limit = |line: &str| {
        let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
        let (root, file) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max"),
            "memory" => ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => return None,
        };
        let folder = Path::new(root).join(path.trim_start_matches('/'));
        let above = folder.ancestors().take_while(|above| above.starts_with(root));
        above.filter_map(|above| read_to_string(above.join(file)).ok()?.trim().parse().ok()).min()
    };
    groups.lines().filter_map(limit).min()
}

fn address_space() -> Option<u64> {
    let limits = read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Asks for memory and gives it back: an error in place of a process that is ended when it takes it.
///
/// # Errors
/// A fragment that says how much there should have been.
pub fn ask_for(bytes: u64) -> Result<(), String> {
    let wanted = usize::try_from(bytes).unwrap_or(usize::MAX);
    let asked = Vec::<u8>::new().try_reserve_exact(wanted);
    asked.map_err(|_| format!("{} of memory are not to be had", readable(bytes)))
}

/// A number of bytes as a person reads it: `1.5 GiB`.
///
/// ```
/// assert_eq!(quincunx_core::memory::readable(2 << 30), "2.0 GiB");
/// ```
pub fn readable(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    let (mut amount, mut unit) = (bytes as f64 / 1024.0, 0);
    while amount >= 1023.95 && unit + 1 < units.len() {
        (amount, unit) = (amount / 1024.0, unit + 1);
    }
    format!("{amount:.1} {}", units[unit])
}
