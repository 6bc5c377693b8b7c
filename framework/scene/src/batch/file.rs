//! What a batch file may say.

use super::axis::{Path, Values, piece};
use super::plan::{Plan, Wanted};
use super::points::Points;
use super::slurm::Slurm;
use crate::files::SceneFiles;
use crate::load::SceneError;
use quincunx_sdk::containers::{Entry, Map};
use quincunx_sdk::field::{Cx, Field, Lenient, Limits, Located};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::{Piece, Source};
use quincunx_sdk::value::Value;
use std::sync::Arc;

pub(super) const MOST: u32 = Points::MOST as u32;

quincunx_sdk::params! {
    /// Many runs of one scene.
    struct Batch {
        /// the scene file, relative to the batch's
        scene: Lenient<String>;
        /// what varies: by path, as `--set` names it, or by a name for several paths that go together
        vary: Located<Map<Lenient<Values>>>;
        /// how often each combination runs, each time with a seed of its own
        repeats: Lenient<Located<u32>> = 1, in 1..=MOST;
        /// what is left out: combinations by some of their values
        except: Lenient<Located<Vec<Located<Map<Anything>>>>> = [];
        /// the points of a shard, which one worker runs in one go; without it, as many as take about a minute
        shard: Lenient<Option<u32>>, in 1..=MOST;
        /// what Slurm is asked for, where it runs the batch
        slurm: Lenient<Option<Slurm>>
    }
}

/// A value that is compared and not read.
#[derive(Clone, Debug)]
pub(super) struct Anything(pub Piece);

impl Field for Anything {
    type Scalar = f64;

    fn read(value: &Value, _: &Limits<f64>, _: &mut Cx) -> Option<Self> {
        Some(Anything(piece(value)))
    }

    fn show(&self) -> String {
        self.0.text().into()
    }

    fn words() -> String {
        "value".into()
    }
}

/// Whether a text is a batch, and no scene.
pub fn is_batch(source: &Arc<Source>) -> bool {
    Part::of(&source.root()).is_ok_and(|part| part.name == Batch::NAME)
}

/// Reads a batch; files that it names lie beside it.
///
/// # Errors
/// Everything that is wrong with it but for values that its scene does not take.
pub fn read(source: &Arc<Source>, files: &SceneFiles) -> Result<Plan, SceneError> {
    let mut cx = Cx::new(&NoKinds, files);
    let part = Part::of(&source.root()).map_err(SceneError::from)?;
    let plan = Batch::read(&part, &mut cx).and_then(|batch| plan(batch, &mut cx));
    match plan {
        Some(plan) if cx.errors.is_empty() => Ok(plan),
        _ => Err(SceneError::Wrong(cx.errors)),
    }
}

fn plan(batch: Batch, cx: &mut Cx) -> Option<Plan> {
    let Located { it: vary, at } = batch.vary;
    let axis = |Entry { name, at, it }: Entry<Lenient<Values>>| Some(it.0?.axis(Path::of(name, &at)));
    let axes = vary.0.into_iter().map(axis).collect::<Option<_>>()?;
    let wanted = Wanted { axes, at: piece(&at), repeats: batch.repeats.0?, except: Some(batch.except.0?) };
    let slurm = batch.slurm.0?.unwrap_or_default();
    Some(Plan { points: wanted.points(cx)?, scene: batch.scene.0?, shard: batch.shard.0?, slurm })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(vary: &str) -> Result<usize, String> {
        let source = Source::read("batch", format!("Batch(scene: \"scene.ron\", vary: {{ \"p\": {vary} }})"));
        let plan = read(&source.unwrap(), &SceneFiles::beside(std::path::Path::new("batch")));
        plan.map(|plan| plan.points.count()).map_err(|error| match error {
            SceneError::Wrong(all) => all[0].message.clone(),
            unreadable => unreadable.to_string(),
        })
    }

    #[test]
    fn a_million_values_are_the_most() {
        assert_eq!(points("Range(0, 1000000)"), Ok(1_000_000));
        assert_eq!(points("Linspace(0, 1, 1000000)"), Ok(1_000_000));
        assert!(points("Range(0, 1000001)").unwrap_err().contains("more than 1000000"));
        assert!(points("Linspace(0, 1, 1000001)").unwrap_err().contains("up to 1000000"));
        assert!(points("Range(0, 0)").unwrap_err().contains("at least one value"));
    }
}
