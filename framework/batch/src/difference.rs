//! What keeps a batch from being taken up by another scene, batch file or program.

use crate::plan::Plan;
use quincunx_run::manifest::{first_difference, other_build};
use quincunx_scene::batch::plain::{PlainAxis, PlainPoints};

/// Why what was planned is not what would be planned now.
pub fn difference(old: &Plan, new: &Plan) -> Option<String> {
    if old.version != new.version || old.program != new.program {
        return Some(other_build((&old.version, &old.program), (&new.version, &new.program)));
    }
    if old.points != new.points {
        return Some(of_points(&old.points, &new.points));
    }
    if old.first != new.first {
        return Some(format!("the scene has changed: {}", first_difference(&old.first, &new.first)));
    }
    if let Some(input) = new.inputs.iter().find(|input| !old.inputs.contains(input)) {
        return Some(format!("`{}` has changed since", input.path));
    }
    if let Some(plugin) = new.plugins.iter().find(|plugin| !old.plugins.contains(plugin)) {
        return Some(format!("the plugin `{}` has changed since", plugin.name));
    }
    // What is left follows from all of that, but for a scene in which a value was changed that varies.
    (old.ids != new.ids).then(|| "the scene has changed".into())
}

fn of_points(old: &PlainPoints, new: &PlainPoints) -> String {
    let paths =
        |points: &PlainPoints| points.axes.iter().map(|axis| axis.paths.join(" and ")).collect::<Vec<_>>();
    if paths(old) != paths(new) {
        return format!("it varied {}, and now {}", paths(old).join(", "), paths(new).join(", "));
    }
    if let Some((old, new)) = old.axes.iter().zip(&new.axes).find(|(old, new)| old != new) {
        return of_axis(old, new);
    }
    if old.repeats != new.repeats {
        return format!("`repeats` was {}, and now is {}", old.repeats, new.repeats);
    }
    let (old, new) = (old.left_out.len(), new.left_out.len());
    format!("`except` left out {old} combinations, and now {new}, or others")
}

fn of_axis(old: &PlainAxis, new: &PlainAxis) -> String {
    let path = old.paths.join(" and ");
    let row = |axis: &PlainAxis, number: usize| {
        axis.rows.get(number).map_or("nothing".into(), |row| row.join(" and "))
    };
    let number = old.rows.iter().zip(&new.rows).take_while(|(old, new)| old == new).count();
    let (was, is) = (row(old, number), row(new, number));
    format!("value {} of {path} was {was}, and now is {is}", number + 1)
}
