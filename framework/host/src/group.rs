//! A plugin's group, as the host's domains see it.

use quincunx_abi::InstanceV1;
use quincunx_abi::abi_stable::std_types::ROption;
use quincunx_sdk::group::action::Action;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::group::{Group, text};
use std::fmt;

/// What a plugin said once: no code of it is called again.
pub(crate) struct PluginGroup {
    plugin: &'static str,
    /// The part of a scene that made it.
    text: String,
    generators: Vec<Matrix>,
}

impl PluginGroup {
    pub fn new(plugin: &'static str, part: &str, instance: InstanceV1) -> Result<Self, String> {
        let ROption::RSome(form) = instance.form else { return Err("it made no group".into()) };
        let generators = text::read(&form).map_err(|why| format!("its generators do not read: {why}"))?;
        FiniteGroup::generated_by(&generators).map_err(|why| format!("it is no finite group: {why}"))?;
        Ok(PluginGroup { plugin, text: part.into(), generators })
    }
}

impl fmt::Debug for PluginGroup {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Group for PluginGroup {
    fn generators(&self) -> Vec<Matrix> {
        self.generators.clone()
    }

    fn plugin(&self) -> Option<&str> {
        Some(self.plugin)
    }
}

/// What there is to know of a group, a fragment each.
pub(crate) fn facts(group: &FiniteGroup) -> Vec<String> {
    vec![elements(group), lattice(group)]
}

fn elements(group: &FiniteGroup) -> String {
    let order = group.order();
    let commute = |a: usize| (0..a).all(|b| group.product(a, b) == group.product(b, a));
    let commuting = if (0..order).all(commute) { "all of them commute" } else { "not all of them commute" };
    let mirrors = group.elements().iter().filter(|element| element.determinant() < 0.0).count();
    let mirrors = if mirrors == 0 { "none mirrors".into() } else { format!("{mirrors} mirror") };
    match order {
        1 => "the identity alone".into(),
        _ => format!("{order} elements: {commuting}, {mirrors}"),
    }
}

fn lattice(group: &FiniteGroup) -> String {
    let parts = |side: usize| {
        let action = Action::new(group, side, Interpolation::Ring).ok()?;
        let taps = (0..side * side).filter(|tap| action.has(*tap)).count();
        Some(format!("{taps} of the {} taps of a {side}×{side} filter", side * side))
    };
    match (group.elements().iter().all(|element| element.is_integral()), parts(3), parts(5)) {
        (true, Some(three), Some(five)) => {
            format!(
                "the lattice is mapped to itself: {three} and {five} take part, and are exchanged exactly"
            )
        }
        _ => "the lattice is not mapped to itself: turned filters are interpolated".into(),
    }
}
