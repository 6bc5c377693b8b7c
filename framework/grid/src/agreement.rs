//! What is said of a pattern's rule and surface, held against the grid that it is laid on.

use crate::notation::suffix::{Suffix, split_suffix};
use crate::notation::{canonical, parse};
use crate::pattern::brief;
use crate::topology::Topology;
use quincunx_sdk::value::Value;

/// What a pattern is for.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Where the pattern stands in the scene.
    pub place: Value,
    /// The pattern, in messages: "`gosper-gun`".
    pub of: String,
    /// The rule, and perhaps the surface, as its file or the library names it.
    pub rule: String,
}

/// In what the grid differs from what a pattern is for; the grid is what counts.
pub(crate) fn differences(
    Claim { of, rule: named, .. }: &Claim,
    rule: &str,
    size: (usize, usize),
    topology: Topology,
) -> impl Iterator<Item = String> {
    let (own, suffix) = split_suffix(named).unwrap_or((named.as_str(), None));
    let same = own == rule || parse(own).map(|form| canonical(&form)).as_deref() == Ok(rule);
    let rules = (!same)
        .then(|| format!("the pattern {of} is for the rule {}; the scene's {rule} is used", brief(own)));
    let other = suffix.filter(|suffix| !is_surface(suffix, size, topology));
    let surfaces = other.map(|suffix| {
        let surface = &named[own.len()..];
        match (suffix.width, suffix.height) {
            (0, _) | (_, 0) => {
                format!("the pattern {of} is for {surface}, without end; the scene's grid is used")
            }
            _ => format!(
                "the pattern {of} is for {surface}, which is {}; the scene's grid is used",
                suffix.fields()
            ),
        }
    });
    rules.into_iter().chain(surfaces)
}

/// Whether a grid is the surface, as far as that has an end.
fn is_surface(suffix: &Suffix, (width, height): (usize, usize), topology: Topology) -> bool {
    let fits = |side: u32, own: usize| side == 0 || side as usize == own;
    suffix.topology() == topology && fits(suffix.width, width) && fits(suffix.height, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::source::Source;

    fn told(named: &str, size: (usize, usize)) -> Vec<String> {
        let claim = Claim {
            place: Source::read("test", "it").unwrap().root(),
            of: "`it`".into(),
            rule: named.into(),
        };
        differences(&claim, "B3/S23", size, Topology::TORUS).collect()
    }

    #[test]
    fn rules_and_surfaces_are_compared() {
        for same in ["B3/S23", "23/3", "Life", "B3/S23:T30,20", "b3s23:T30,20", "B3/S23:T0,20"] {
            assert_eq!(told(same, (30, 20)), [""; 0], "{same}");
        }
        let rule = "the pattern `it` is for the rule B36/S23; the scene's B3/S23 is used";
        assert_eq!(told("B36/S23:T30,20", (30, 20)), [rule]);
        assert_eq!(told("WireWorld", (30, 20)).len(), 1);
        let surface = "the pattern `it` is for :T30,20, which is `size: (30, 20)` and `topology: Torus`; \
                       the scene's grid is used";
        assert_eq!(told("B3/S23:T30,20", (31, 20)), [surface]);
        assert!(told("B3/S23:P30,20", (30, 20))[0].contains("Dead"));
        assert!(told("B3/S23:T0,20", (30, 21))[0].contains("without end"));
        assert_eq!(told("B36/S23:T9", (30, 20)).len(), 2);
    }
}
