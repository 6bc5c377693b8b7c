//! The threads of a run.

use bevy_ecs::resource::Resource;
use std::sync::Arc;

/// The threads that domains share inside `Advance`. How many there are never changes a result.
#[derive(Resource, Clone)]
pub struct Workers {
    pool: Arc<rayon::ThreadPool>,
}

impl Workers {
    /// As many threads as asked for, at least one.
    ///
    /// # Errors
    /// When the system refuses to start them.
    pub fn new(threads: usize) -> Result<Self, String> {
        let build = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
        build
            .map(|pool| Workers { pool: Arc::new(pool) })
            .map_err(|error| format!("start {threads} threads: {error}"))
    }

    /// How many there are.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// The pool that they are in.
    pub fn pool(&self) -> &rayon::ThreadPool {
        &self.pool
    }

    /// The pool, for an object whose probes compute too.
    pub fn share(&self) -> Arc<rayon::ThreadPool> {
        self.pool.clone()
    }
}
