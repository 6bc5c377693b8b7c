//! Domains: what composes a laboratory, as plugins compose an app in bevy.

use crate::registry::Registry;
use crate::schedule::Systems;

/// A field of dynamics: what it can put into a scene, and the systems that move it.
pub trait Domain: Send + Sync {
    /// Its name, for messages.
    fn name(&self) -> &'static str;

    /// Adds object kinds, probe kinds and what they are made of.
    fn register(&self, registry: &mut Registry);

    /// Adds systems to the phases of a leg.
    fn systems(&self, systems: &mut Systems);
}
