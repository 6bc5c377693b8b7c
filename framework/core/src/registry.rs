//! All kinds that scenes may name.

use crate::object::World;
use crate::probe::{Measure, ProbeSpec};
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::params::Param;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Kind, Kinds, Make, Role};
use std::collections::BTreeMap;

/// Kinds by role, in the order in which they were added.
#[derive(Default)]
pub struct Registry {
    kinds: BTreeMap<&'static str, Vec<Kind>>,
    scaffolds: BTreeMap<&'static str, &'static str>,
    writers: BTreeMap<&'static str, WriteScene>,
}

/// Writes the scene in which an example of a kind can run; `None` if the example cannot be made.
pub type WriteScene = fn(&Registry, &Kind, &str) -> Option<String>;

impl Registry {
    /// Adds what a struct of parameters makes for a role.
    pub fn add<R: Role, P: Make<R>>(&mut self) -> &mut Self {
        self.add_kind(Kind::new::<R, P>())
    }

    /// Adds a kind of world object.
    pub fn object<P: Make<World>>(&mut self) -> &mut Self {
        self.add::<World, P>()
    }

    /// Adds a kind of probe.
    pub fn probe<M: Measure>(&mut self) -> &mut Self {
        self.add_kind(ProbeSpec::kind::<M>())
    }

    /// Adds a kind that was put together elsewhere, as a plugin's is.
    pub fn add_kind(&mut self, kind: Kind) -> &mut Self {
        self.kinds.entry(kind.role).or_default().push(kind);
        self
    }

    /// Says how an example of a kind becomes a whole scene: `{}` stands for the example. Kinds are called by their name,
    /// by their role and name ("probe Density") where another role has one of that name, or all of a role by the role.
    pub fn scaffold(&mut self, kinds: &[&'static str], scene: &'static str) -> &mut Self {
        self.scaffolds.extend(kinds.iter().map(|kind| (*kind, scene)));
        self
    }

    /// Says how an example of any kind of a role becomes a whole scene, where that depends on what it is.
    pub fn writes_scenes(&mut self, role: &'static str, write: WriteScene) -> &mut Self {
        self.writers.insert(role, write);
        self
    }

    /// The scene in which an example of a kind can run.
    pub fn example(&self, kind: &Kind, example: &str) -> Option<String> {
        if let Some(write) = self.writers.get(kind.role) {
            return write(self, kind, example);
        }
        let keys = [&format!("{} {}", kind.role, kind.name), kind.name, kind.role];
        let scaffold = keys.iter().find_map(|key| self.scaffolds.get(*key))?;
        Some(scaffold.replace("{}", example))
    }

    /// All kinds, role by role.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values().flatten()
    }

    /// Defaults are text, so no compiler reads them: one test over the registry does.
    pub fn bad_defaults(&self) -> Vec<Diagnostic> {
        let mut cx = Cx::new(self, &NoFiles);
        for kind in self.kinds() {
            match Part::read(kind.name, "bare kind") {
                Ok(part) => _ = kind.read(&part, &mut cx),
                Err(error) => _ = cx.add::<()>(error),
            }
        }
        cx.errors.retain(|error| error.origin.name != "bare kind"); // what is required is rightly missing
        cx.errors
    }
}

impl Kinds for Registry {
    fn of_role(&self, role: &str) -> &[Kind] {
        self.kinds.get(role).map_or(&[], Vec::as_slice)
    }

    fn params(&self, name: &str) -> Option<&[Param]> {
        self.kinds().find(|kind| kind.name == name).map(|kind| &*kind.params)
    }

    fn role(&self, name: &str) -> Option<&'static str> {
        self.kinds().find(|kind| kind.name == name).map(|kind| kind.role)
    }
}
