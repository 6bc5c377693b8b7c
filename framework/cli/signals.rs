//! Ctrl-C and SIGTERM: the first asks the run to stop after its leg, the second ends the program at once.

use crate::exit::Exit;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::{Arc, atomic::AtomicBool};

/// A flag that the first signal sets.
pub fn stop_flag() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the signal that finds the flag set is the second one.
        flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, stop.clone())?;
        flag::register(signal, stop.clone())?;
    }
    Ok(stop)
}
