//! The laboratory: objects and probes on an ECS, clocks, legs, and the messages that are recorded.
//!
//! A run is a chain of legs ([`schedule`]); each takes every object ([`object`]) to the next step at which one of its
//! probes ([`probe`]) is due. What they measure goes out as messages ([`record`]) to sinks ([`sink`]).

pub mod cache;
pub mod clock;
pub mod domain;
pub mod due;
pub mod interval;
pub mod lab;
pub mod memory;
pub mod neighbourhood;
pub mod npy;
pub mod object;
mod persist;
pub mod perturb;
pub mod probe;
pub mod reals;
pub mod record;
pub mod registry;
pub mod schedule;
pub mod section;
pub mod sequence;
pub mod sink;
pub mod state;
pub mod stop;
pub mod streams;
pub mod workers;
