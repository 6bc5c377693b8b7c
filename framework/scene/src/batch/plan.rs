//! What is to run, once all that was asked for goes together.

use super::axis::Axis;
use super::canonical::canonical;
use super::file::Anything;
use super::points::{Condition, Points};
use super::slurm::Slurm;
use crate::set::fault;
use quincunx_sdk::containers::{Entry, Map};
use quincunx_sdk::field::{Cx, Located};
use quincunx_sdk::source::Piece;
use quincunx_sdk::spelling::unknown;
use std::collections::{HashMap, HashSet};

/// A batch that was read; its values are still to be checked against its scene.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The scene file, relative to the batch's.
    pub scene: String,
    /// What is to run.
    pub points: Points,
    /// The points of a shard, if the batch says how many.
    pub shard: Option<u32>,
    /// What Slurm is asked for.
    pub slurm: Slurm,
}

/// What somebody asked for, piece by piece.
pub(super) struct Wanted {
    pub axes: Vec<Axis>,
    /// Where all of that is said.
    pub at: Piece,
    pub repeats: Located<u32>,
    pub except: Option<Located<Vec<Located<Map<Anything>>>>>,
}

impl Wanted {
    /// The points, or what does not go together.
    pub fn points(self, cx: &mut Cx) -> Option<Points> {
        let Wanted { axes, at, repeats, except } = self;
        if axes.is_empty() && repeats.it == 1 {
            let message = "nothing varies: name a path and its values, as in { \"seed\": Range(0, 8) }, or repeat the scene";
            return cx.add(fault(&at, message));
        }
        apart(&axes, cx);
        axes.iter().for_each(|axis| distinct(axis, cx));
        one_kind_of_seeds(&axes, &repeats, cx);
        let conditions: Vec<Condition> = match &except {
            Some(except) => except.it.iter().map(|condition| known(condition, &axes, cx)).collect(),
            None => vec![],
        };
        match Points::new(axes, repeats.it, &conditions) {
            Ok(points) => {
                let nothing = except.filter(|_| points.count() == 0 && cx.errors.is_empty());
                nothing
                    .iter()
                    .for_each(|all| _ = cx.fail::<()>(&all.at, "this leaves out all that there is"));
                Some(points)
            }
            Err(all) => cx.add(fault(&at, format!("these are {all} runs, and {} is the most", Points::MOST))),
        }
    }
}

/// No path is given twice, and none lies inside of another.
fn apart(axes: &[Axis], cx: &mut Cx) {
    let paths: Vec<_> = axes.iter().flat_map(|axis| &axis.paths).collect();
    let mut seen = HashMap::new();
    for (number, path) in paths.iter().enumerate() {
        if seen.insert(path.text.as_str(), number).is_some() {
            cx.add::<()>(fault(&path.at, format!("`{}` varies already", path.text)));
        }
    }
    for path in &paths {
        let ends = path.text.match_indices('.').map(|(end, _)| &path.text[..end]);
        if let Some(outer) = ends.into_iter().find(|outer| seen.contains_key(outer)) {
            let message = format!("this lies inside of `{outer}`, which varies itself");
            cx.add::<()>(fault(&path.at, message));
        }
    }
}

/// No values come twice: what is to run again is repeated, and has another seed then.
fn distinct(axis: &Axis, cx: &mut Cx) {
    let mut seen = HashSet::new();
    for row in &axis.rows {
        let values: Vec<String> = row.iter().map(canonical).collect();
        if !seen.insert(values) {
            let what = if row.len() == 1 { "this value is" } else { "these values are" };
            let message = format!("{what} among those before; `repeats` is what runs a combination again");
            cx.add::<()>(fault(&row[0], message));
        }
    }
}

fn one_kind_of_seeds(axes: &[Axis], repeats: &Located<u32>, cx: &mut Cx) {
    if repeats.it > 1 && axes.iter().flat_map(|axis| &axis.paths).any(|path| path.text == "seed") {
        let message = "`repeats` gives seeds of its own, and `seed` varies already: leave out one of the two";
        cx.fail::<()>(&repeats.at, message);
    }
}

/// A condition on paths that vary.
fn known(condition: &Located<Map<Anything>>, axes: &[Axis], cx: &mut Cx) -> Condition {
    if condition.it.0.is_empty() {
        cx.fail::<()>(&condition.at, "this leaves everything out: name a path and its value");
    }
    let paths = || axes.iter().flat_map(|axis| &axis.paths).map(|path| path.text.as_str());
    let entry = |Entry { name, at, it }: &Entry<Anything>| {
        if !paths().any(|path| path == name) {
            cx.fail::<()>(at, unknown("path that varies", name, paths()));
        }
        (name.clone(), canonical(&it.0))
    };
    condition.it.0.iter().map(entry).collect()
}
