//! What plugins may ask of the program.

use quincunx_abi::HostV1;
use quincunx_abi::abi_stable::std_types::RStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The flag that asks runs to stop. There is one in a process, because plugins ask without saying for which run.
pub fn stop_flag() -> &'static Arc<AtomicBool> {
    static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    STOP.get_or_init(Arc::default)
}

pub(crate) fn host() -> HostV1 {
    HostV1 { log, cancelled }
}

extern "C" fn log(message: RStr<'_>) {
    tracing::info!("plugin: {}", message.as_str());
}

extern "C" fn cancelled() -> bool {
    stop_flag().load(Ordering::Relaxed)
}
