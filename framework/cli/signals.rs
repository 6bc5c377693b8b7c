//! Ctrl-C and SIGTERM: the first asks the run to stop after its leg, the second ends the program at once.
//!
//! A limit on the size of files is an error of the write that meets it, not the death of the program.

use crate::exit::{Exit, Untold};
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use std::io;
use std::sync::{Arc, atomic::AtomicBool};

/// A flag that the first signal sets; plugins see it too, and leave long calls.
pub fn stop_flag() -> Result<Arc<AtomicBool>, Untold> {
    let stop = quincunx::host::host::stop_flag().clone();
    watch(&stop)?;
    Ok(stop)
}

/// Lets the first signal set a flag.
pub fn watch(stop: &Arc<AtomicBool>) -> Result<(), Untold> {
    let failed = |error| Untold { message: format!("watch for signals: {error}"), exit: Exit::Failed };
    register(stop).map_err(failed)
}

fn register(stop: &Arc<AtomicBool>) -> io::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        // In this order: the signal that finds the flag set is the second one.
        flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, stop.clone())?;
        flag::register(signal, stop.clone())?;
    }
    // With a handler in place, the write itself reports what the signal would have killed us for.
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}
