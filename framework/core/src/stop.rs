//! Whether somebody waits for a run to stop.

use bevy_ecs::resource::Resource;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that is set from outside. Between legs a run looks at it itself; what takes long before the first leg should.
#[derive(Resource, Clone, Debug, Default)]
pub struct Stop(pub Arc<AtomicBool>);

impl Stop {
    /// Whether the run was asked to stop.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
