//! What a plugin may ask of the program that loaded it.

use super::abi::HostV1;
use std::sync::OnceLock;

static HOST: OnceLock<HostV1> = OnceLock::new();

pub(super) fn remember(host: HostV1) {
    let _ = HOST.set(host); // a second registration is by the same program
}

/// Tells a person something, on stderr. Without a host (in a test) nothing is said.
pub fn log(message: &str) {
    if let Some(host) = HOST.get() {
        (host.log)(message.into());
    }
}

/// Whether the run was asked to stop. What takes more than a second should look now and then, and return an error.
pub fn cancelled() -> bool {
    HOST.get().is_some_and(|host| (host.cancelled)())
}
