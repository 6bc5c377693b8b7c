//! `quincunx devices`

use crate::console::out;
use crate::exit::{Exit, Told};
use quincunx::core::memory::readable;
use quincunx::device::error::DeviceError;
use quincunx::device::probe::{Card, Driver, Found, Version, probe};
use quincunx::scene::render::plain;
use quincunx::sdk::lanes::isa::Isa;
use std::fmt::Display;

pub fn devices() -> Told {
    let Found { driver, nvrtc } = probe();
    let choice = choice(&driver, &nvrtc);
    let mut page = processor();
    match driver {
        Ok(driver) => {
            page += &driver.devices.iter().map(card).collect::<String>();
            page += &line("driver", &format!("CUDA {}", driver.version));
        }
        Err(error) => page += &missing("cuda", error),
    }
    page += &match nvrtc {
        Ok(version) => line("NVRTC", &format!("{version}, compiles kernels for CUDA")),
        Err(error) => missing("NVRTC", error),
    };
    out(plain(&(page + &choice)));
    Ok(Exit::Done)
}

/// What a run takes, and how to have it take another.
fn choice(driver: &Result<Driver, DeviceError>, nvrtc: &Result<Version, DeviceError>) -> String {
    let (Ok(driver), Ok(_)) = (driver, nvrtc) else { return "Runs compute on the cpu.\n".into() };
    let devices = driver.devices.iter().map(|card| format!(", cuda:{}", card.number));
    let devices: String = devices.collect();
    format!("A run takes cuda:0 for what can run there; choose with `quincunx run --device`: cpu{devices}\n")
}

fn processor() -> String {
    let threads = quincunx::run::identity::cores();
    match Isa::chosen() {
        Ok(isa) => line("cpu", &format!("{threads} threads, {}", isa.name())),
        Err(error) => missing("cpu", error),
    }
}

fn card(card: &Card) -> String {
    let Card { number, name, memory, capability, .. } = card;
    let memory = readable(*memory);
    line(&format!("cuda:{number}"), &format!("{name}, {memory}, compute capability {capability}"))
}

fn missing(what: &str, error: impl Display) -> String {
    line(what, &format!("× failed to {error}"))
}

fn line(what: &str, text: &str) -> String {
    format!("{what:8}{text}\n")
}
