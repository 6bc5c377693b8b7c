//! World objects as a scene describes them.

use crate::section::Section;
use crate::streams::Streams;
use bevy_ecs::world::EntityWorldMut;
use quincunx_sdk::role::Role;
use std::any::{Any, TypeId};

/// The role of what stands in a scene's `world`.
pub struct World;

impl Role for World {
    const NAME: &'static str = "object";
    type Product = Box<dyn Object>;
}

/// The type of state that an object has, which decides what probes may measure it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The type of the component.
    pub id: TypeId,
    /// What such objects are called: "Grid".
    pub name: &'static str,
    /// Whether the report shows their last state, if no film does.
    pub pictured: bool,
}

impl Target {
    /// Objects whose state is `T`.
    pub fn of<T: crate::state::State>() -> Self {
        Target { id: TypeId::of::<T>(), name: T::NAME, pictured: T::PICTURED }
    }
}

/// What an object does on a device that is not the processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnDevice {
    /// Nothing, and why: "its rule only executes".
    Nothing(String),
    /// It moves there, with the same bits as on the processor.
    Same,
    /// It moves there, with floats that are rounded otherwise.
    Floats,
}

/// An object that was checked, but does not exist yet.
pub trait Object: Any + Send + Sync {
    /// The type of its state.
    fn target(&self) -> Target;

    /// The time that a step takes, if it has a time.
    fn dt(&self) -> Option<f64>;

    /// Its last step, if it ends by itself.
    fn end(&self) -> Option<u64> {
        None
    }

    /// Whether it can tell that it has come to rest, so that its run may end there.
    ///
    /// # Errors
    /// A fragment that says why it cannot.
    fn rests(&self) -> Result<(), String> {
        Err(format!("no {} tells when it has come to rest", self.target().name))
    }

    /// The bytes of memory that it will take.
    fn memory(&self) -> u64;

    /// The bytes of its state alone: what a probe holds that keeps a copy.
    fn state_bytes(&self) -> u64 {
        self.memory()
    }

    /// The bytes that its picture in the report takes, if there is one.
    fn picture_bytes(&self) -> u64 {
        self.state_bytes()
    }

    /// What it is, in a few words: "1024 × 1024 cells on a torus, B36/S23".
    fn summary(&self) -> String;

    /// What there is to say of it beyond its summary: names and values.
    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![]
    }

    /// What the report says of it before anything is measured: what is known exactly, say. It is asked when it was
    /// spawned.
    fn sections(&self, _name: &str) -> Vec<Section> {
        vec![]
    }

    /// What it does on a device of CUDA, if there is one.
    fn on_device(&self) -> OnDevice {
        OnDevice::Nothing(format!("no {} runs on CUDA", self.target().name))
    }

    /// The work of a step, and what it counts: (1048576, "cells").
    fn work(&self) -> (u64, &'static str);

    /// Puts its components on an entity that already has a name and a clock.
    ///
    /// # Errors
    /// A fragment that says why it cannot exist (no memory).
    fn spawn(&self, name: &str, streams: &Streams, entity: &mut EntityWorldMut) -> Result<(), String>;
}
