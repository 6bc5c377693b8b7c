//! Which axes have to be looked at together. Objects never act on each other, so what varies in one says nothing of what
//! varies in another: a batch of a thousand values here and a thousand there has two thousand things to check.

use super::axis::{Axis, Path};
use crate::resolve::Resolved;
use std::collections::BTreeSet;

/// What a path of a scene may change.
enum Touches {
    /// Nothing that is checked: the seed is a number.
    Nothing,
    /// One object and its probes.
    Object(String),
    /// Anything.
    Everything,
}

fn touches(path: &Path, base: &Resolved) -> Touches {
    let names: Vec<&str> = path.text.split('.').collect();
    let of = |probe: &str| base.probes.iter().find(|known| known.name == probe).map(|known| known.of);
    match names[..] {
        ["seed"] => Touches::Nothing,
        ["world", object, ..] => Touches::Object(object.into()),
        ["record", _, "of"] => Touches::Everything,
        ["record", probe, _, ..] => {
            of(probe).map_or(Touches::Everything, |of| Touches::Object(base.objects[of].name.clone()))
        }
        _ => Touches::Everything,
    }
}

/// Whether nothing but seeds varies along an axis.
pub(super) fn is_of_seeds(axis: &Axis) -> bool {
    axis.paths.iter().all(|path| path.text == "seed")
}

/// The axes by number, in groups that have no object in common; those of seeds are in none.
pub(super) fn groups(axes: &[Axis], base: &Resolved) -> Vec<Vec<usize>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<usize>)> = vec![];
    let axes = axes.iter().enumerate().filter(|(_, axis)| !is_of_seeds(axis));
    for (number, axis) in axes.clone() {
        let mut objects = BTreeSet::new();
        for path in &axis.paths {
            match touches(path, base) {
                Touches::Nothing => {}
                Touches::Object(name) => _ = objects.insert(name),
                Touches::Everything => return vec![axes.map(|(number, _)| number).collect()],
            }
        }
        let (joined, apart) = groups.into_iter().partition(|(known, _)| !known.is_disjoint(&objects));
        groups = apart;
        let mut group = (objects, vec![number]);
        for (objects, numbers) in joined {
            group.0.extend(objects);
            group.1.extend(numbers);
        }
        groups.push(group);
    }
    groups.into_iter().map(|(_, numbers)| numbers).collect()
}
