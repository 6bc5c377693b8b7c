//! On what a bench ran: figures mean nothing without it.

use quincunx::sdk::lanes::isa::Isa;
use std::fs;

/// Prints processor, instruction set, cores and load.
pub fn print() {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_string();
    let isa = Isa::chosen().map_or("unknown", Isa::name);
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    println!("{}, {isa}, {cores} cores, load {load}", cpu.trim_start_matches([' ', '\t', ':']));
}
