//! Many runs of one scene: what a batch file may say.
//!
//! [`axis`] reads what varies, [`points`] counts the combinations, and [`mod@check`] makes a scene of each and checks it.

pub mod axis;
pub mod check;
mod groups;
pub mod plain;
pub mod points;

use crate::files::SceneFiles;
use crate::load::SceneError;
use crate::set::fault;
use axis::{Axis, Values, piece};
use points::{Condition, Points};
use quincunx_sdk::containers::{Entry, Map};
use quincunx_sdk::field::{Cx, Field, Lenient, Limits, Located};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::{Piece, Source};
use quincunx_sdk::spelling::unknown;
use quincunx_sdk::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

const MOST: u32 = Points::MOST as u32;

quincunx_sdk::params! {
    /// Many runs of one scene.
    struct Batch {
        /// the scene file, relative to the batch's
        scene: Lenient<String>;
        /// what varies: by path, as `--set` names it, or by a name for several paths that go together
        vary: Located<Map<Lenient<Values>>>;
        /// how often each combination runs, each time with a seed of its own
        repeats: Lenient<u32> = 1, in 1..=MOST;
        /// what is left out: combinations by some of their values
        except: Lenient<Vec<Located<Map<Anything>>>> = []
    }
}

/// A value that is compared and not read.
#[derive(Clone, Debug)]
struct Anything(Piece);

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

/// A batch that was read; its values are still to be checked against its scene.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The scene file, relative to the batch's.
    pub scene: String,
    /// What is to run.
    pub points: Points,
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
    if vary.0.is_empty() {
        return cx.fail(&at, "nothing varies: name a path and its values, as in { \"seed\": Range(0, 8) }");
    }
    let axes: Option<Vec<Axis>> =
        vary.0.into_iter().map(|Entry { name, at, it }| Some(it.0?.axis(&name, &at))).collect();
    let axes = axes?;
    apart(&axes, cx);
    let except: Vec<Condition> =
        batch.except.0?.into_iter().map(|condition| known(condition, &axes, cx)).collect();
    match Points::new(axes, batch.repeats.0?, &except) {
        Ok(points) if points.count() == 0 && cx.errors.is_empty() => {
            cx.fail(&at, "`except` leaves all of these out")
        }
        Ok(points) => Some(Plan { scene: batch.scene.0?, points }),
        Err(all) => cx.fail(&at, format!("these are {all} runs, and {MOST} is the most")),
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

/// A condition on paths that vary.
fn known(condition: Located<Map<Anything>>, axes: &[Axis], cx: &mut Cx) -> Condition {
    if condition.it.0.is_empty() {
        cx.fail::<()>(&condition.at, "this leaves everything out: name a path and its value");
    }
    let paths = || axes.iter().flat_map(|axis| &axis.paths).map(|path| path.text.as_str());
    let entry = |Entry { name, at, it }: Entry<Anything>| {
        if !paths().any(|path| path == name) {
            cx.fail::<()>(&at, unknown("path that varies", &name, paths()));
        }
        (name, it.0)
    };
    condition.it.0.into_iter().map(entry).collect()
}
