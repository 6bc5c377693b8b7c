//! Panics stop here.

use super::abi::abi_stable::std_types::{ROption, RResult};
use super::abi::{ErrorKindV1, ErrorV1, SpanV1};
use crate::fault::{Fault, FaultKind};
use crate::role::Complaint;
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Where this thread last panicked.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Remembers where a panic happened, in place of printing it. A plugin has a standard library of its own, and with it a
/// hook of its own.
pub(super) fn remember_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        PLACE.with(|last| *last.borrow_mut() = place);
    }));
}

/// Runs a call that came from the host.
pub(super) fn guard<T>(call: impl FnOnce() -> Result<T, ErrorV1>) -> RResult<T, ErrorV1> {
    // What the closure borrows is not looked at again after a panic: the host gets an error and drops the instance.
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.into(),
        Err(payload) => RResult::RErr(panicked(payload)),
    }
}

/// Runs what must not fail, like a drop.
pub(super) fn swallow(call: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(call)) {
        let error = panicked(payload);
        super::host::log(&format!("a drop panicked: {} (at {})", error.message, error.place));
    }
}

fn panicked(payload: Box<dyn Any + Send>) -> ErrorV1 {
    let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
    let message = text.or_else(|| payload.downcast_ref::<String>().cloned());
    std::mem::forget(payload); // its own drop may panic again
    let place = PLACE.with(|last| last.borrow_mut().take()).unwrap_or_default();
    ErrorV1 {
        kind: ErrorKindV1::Panicked,
        message: message.unwrap_or("with something that is no text".into()).into(),
        place: place.into(),
        ..refused("")
    }
}

/// An error without a place.
pub(super) fn refused(message: &str) -> ErrorV1 {
    ErrorV1 {
        kind: ErrorKindV1::Refused,
        message: message.into(),
        at: "".into(),
        bytes: ROption::RNone,
        place: "".into(),
    }
}

impl From<Fault> for ErrorV1 {
    fn from(fault: Fault) -> Self {
        let kind = match fault.kind {
            FaultKind::Refused => ErrorKindV1::Refused,
            FaultKind::Panicked => ErrorKindV1::Panicked,
            FaultKind::DescribedOnly => ErrorKindV1::DescribedOnly,
        };
        ErrorV1 { kind, place: fault.place.unwrap_or_default().into(), ..refused(&fault.message) }
    }
}

impl From<Complaint> for ErrorV1 {
    fn from(complaint: Complaint) -> Self {
        let span =
            |bytes: std::ops::Range<usize>| SpanV1 { offset: bytes.start as u64, length: bytes.len() as u64 };
        ErrorV1 {
            at: complaint.at.unwrap_or_default().into(),
            bytes: complaint.bytes.map(span).into(),
            ..refused(&complaint.message)
        }
    }
}
