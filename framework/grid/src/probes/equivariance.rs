//! Whether a network treats turned cells as it treats the cells.

use super::predictor_of;
use crate::components::Automaton;
use crate::equivariance::{self, Deviation, How};
use crate::figures::short;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Section, Table};
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// How far a network is from treating turned cells as it treats the cells: the differences, in logits, between "turn,
    /// then predict" and "predict, then turn", for each element of its group. It depends on the network alone, and not on
    /// what the grid holds. Columns: `step`, `time`, `element` (0 is the identity), `angle` (in degrees,
    /// counter-clockwise; null if it is no rotation), `mirrored` (1 if it mirrors), `how`, `largest`, `mean` and
    /// `resampling`.
    ///
    /// `how` is `field` where an element maps the lattice to itself: random fields of cells on a torus are turned exactly.
    /// A square lattice has no other symmetry. For other elements it is `neighbourhood` if only one layer looks around:
    /// that of one cell is turned, each of its square rings along itself. Else it is `disc`: smoothed noise is
    /// turned by bilinear interpolation, and `resampling` is by how much predictions change at most that are turned there
    /// and back, which is none of the network's doing.
    pub struct Equivariance {
        /// how many random fields, and discs or 64 neighbourhoods, are compared; they are the same in every run
        samples: u32 = 16, in 1..=4096
    }
}

impl Measure for Equivariance {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "T. S. Cohen and M. Welling, \"Group equivariant convolutional networks\", ICML 2016, PMLR 48, 2990-2999",
    ];
    const EXAMPLES: &'static [&'static str] = &["Equivariance(of: \"net\", samples: 4)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Verdict { samples: self.samples, found: None }))
    }
}

struct Verdict {
    samples: u32,
    /// None before it has met its object.
    found: Option<equivariance::Equivariance>,
}

impl Probe<Automaton> for Verdict {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        predictor_of(object).map(|_| ())
    }

    fn begin(&mut self, grid: &Automaton) -> Result<(), String> {
        let predictor = grid.predictor().ok_or("its rule does not decide by a number")?;
        let found = equivariance::measure(predictor, self.samples, &grid.pool);
        self.found = Some(found.map_err(|fault| fault.to_string())?);
        Ok(())
    }

    fn records(&self, _: &Automaton) -> Records {
        Records::Rows(vec![
            Column::new("element", Type::Int64, ""),
            Column::new("angle", Type::Float64, "degrees"),
            Column::new("mirrored", Type::Int64, ""),
            Column::new("how", Type::Text, ""),
            Column::new("largest", Type::Float64, "logits"),
            Column::new("mean", Type::Float64, "logits"),
            Column::new("resampling", Type::Float64, "logits"),
        ])
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let found = self.found.as_ref()?;
        let sentence = sentence(context.of, found);
        Some(Section { title: context.probe.into(), sentence, body: Body::Table(table(found)) })
    }

    fn measure(&mut self, _: &Automaton, _: u64) -> Result<Measured, String> {
        let all = self.found.as_ref().map_or(&[][..], |found| &found.deviations);
        let numbers =
            |number: fn(&Deviation) -> Option<f64>| Values::Float64(all.iter().map(number).collect());
        Ok(Measured::Rows(vec![
            Values::Int64((0..all.len() as i64).collect()),
            numbers(|deviation| angle(deviation.matrix)),
            Values::Int64(all.iter().map(|deviation| mirrors(deviation.matrix).into()).collect()),
            Values::Text(all.iter().map(|deviation| how(deviation.how).into()).collect()),
            numbers(|deviation| Some(deviation.largest)),
            numbers(|deviation| Some(deviation.mean)),
            numbers(|deviation| deviation.resampling),
        ]))
    }
}

/// In degrees, counter-clockwise as seen with y downwards; none if it is no rotation.
fn angle(matrix: Matrix) -> Option<f64> {
    let turns = matrix.is_orthogonal() && !mirrors(matrix);
    turns.then(|| (matrix.turn() * 360e9).round() / 1e9)
}

fn mirrors(matrix: Matrix) -> bool {
    matrix.determinant() < 0.0
}

fn how(how: How) -> &'static str {
    match how {
        How::Field => "field",
        How::Neighbourhood => "neighbourhood",
        How::Disc => "disc",
    }
}

/// What an element does, in a word.
fn words(matrix: Matrix) -> String {
    match angle(matrix) {
        Some(angle) => format!("{angle}°"),
        None if mirrors(matrix) && matrix.is_orthogonal() => "mirrored".into(),
        None => matrix.to_string(),
    }
}

fn table(found: &equivariance::Equivariance) -> Table {
    let row = |(element, deviation): (usize, &Deviation)| {
        let number = |number: f64| short(number as f32);
        let verdict = match deviation.how {
            How::Field if found.holds(deviation) => "equivariant",
            How::Field => "not equivariant",
            How::Neighbourhood | How::Disc => "no symmetry of the lattice",
        };
        vec![
            element.to_string(),
            words(deviation.matrix),
            how(deviation.how).into(),
            number(deviation.largest),
            number(deviation.mean),
            deviation.resampling.map(number).unwrap_or_default(),
            verdict.into(),
        ]
    };
    let headings = ["element", "it turns by", "looked at", "largest", "mean", "resampling alone", ""];
    Table {
        headings: headings.map(String::from).into(),
        rows: found.deviations.iter().enumerate().map(row).collect(),
    }
}

/// The verdict. Only what maps the lattice to itself is ever called equivariant.
fn sentence(of: &str, found: &equivariance::Equivariance) -> String {
    let group = &found.group;
    let (fields, others): (Vec<&Deviation>, Vec<&Deviation>) =
        found.deviations.iter().partition(|deviation| deviation.how == How::Field);
    let broken: Vec<&Deviation> =
        fields.iter().copied().filter(|deviation| !found.holds(deviation)).collect();
    let logit = short(found.largest_logit as f32);
    let those = match (fields.len(), others.is_empty()) {
        (1, true) => {
            return format!(
                "The group {group} of “{of}” is the identity alone: there is nothing to compare."
            );
        }
        (1, false) => {
            let alone = format!("Of {group}, only the identity maps the lattice of “{of}” to itself.");
            return alone + &between(&others, found);
        }
        (n, true) => format!("all {n} elements of {group}"),
        (n, false) => format!("the {n} elements of {group} that map the lattice to itself"),
    };
    let mut text = match broken.as_slice() {
        [] => format!("“{of}” is equivariant under {those}, to {} of logits up to {logit}.", worst(&fields)),
        _ => format!(
            "“{of}” is not equivariant under {} of {those} ({}): it deviates by up to {} of logits up to {logit}.",
            broken.len(),
            listed(&broken),
            worst(&broken)
        ),
    };
    if !others.is_empty() {
        text += &between(&others, found);
    }
    text
}

/// What is to say of elements that turn the lattice between its cells.
fn between(others: &[&Deviation], found: &equivariance::Equivariance) -> String {
    let beginning = format!(
        " A square lattice has no symmetry under the other {} ({}): they do not take cells to cells.",
        others.len(),
        listed(others)
    );
    let resampling = others.iter().filter_map(|deviation| deviation.resampling).fold(0.0, f64::max);
    let rounding = others.iter().all(|deviation| deviation.largest <= found.rounding());
    beginning
        + &match others.iter().any(|deviation| deviation.how == How::Disc) {
            false if rounding => format!(
                " But when the rings of a neighbourhood are shifted along themselves by as much, the logit of its cell stays \
                 the same but for rounding (to {}).",
                worst(others)
            ),
            false => format!(
                " When the rings of a neighbourhood are shifted along themselves by as much, the logit of its cell changes by \
                 up to {}.",
                worst(others)
            ),
            true => format!(
                " In a disc that is turned by resampling, logits deviate by up to {}; resampling alone, there and back, \
                 changes them by up to {}.",
                worst(others),
                short(resampling as f32)
            ),
        }
}

fn worst(deviations: &[&Deviation]) -> String {
    short(deviations.iter().map(|deviation| deviation.largest).fold(0.0, f64::max) as f32)
}

/// A few by name.
fn listed(deviations: &[&Deviation]) -> String {
    let mut names: Vec<String> = deviations.iter().take(4).map(|deviation| words(deviation.matrix)).collect();
    names.dedup();
    if deviations.len() > 4 {
        names.push("…".into());
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deciding::Small;

    fn said(predictor: &Small) -> (String, Table) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let found = equivariance::measure(predictor, 2, &pool).unwrap();
        (sentence("net", &found), table(&found))
    }

    #[test]
    fn the_verdict_names_what_holds_and_what_does_not() {
        let (text, table) = said(&Small::turning(4, 2));
        assert!(text.starts_with("“net” is equivariant under all 4 elements of C4, to "), "{text}");
        assert_eq!(table.rows[1][..3], ["1", "90°", "field"]);
        assert!(table.rows.iter().all(|row| row[6] == "equivariant" && row.len() == table.headings.len()));
        let (text, table) = said(&Small::turning(4, 2).unfair());
        assert!(text.contains("not equivariant under 3 of all 4 elements of C4 (90°, 180°, 270°)"), "{text}");
        assert_eq!(table.rows[3][6], "not equivariant");
        let (text, _) = said(&Small::turning(1, 1));
        assert!(text.contains("nothing to compare"), "{text}");
        let (text, table) = said(&Small::hexagonal());
        assert!(text.contains("is equivariant under all 6 elements"), "{text}");
        assert_eq!(table.rows[1][1], "[[1, -1], [1, 0]]");
    }

    #[test]
    fn eighths_are_never_called_equivariant() {
        for (layers, says) in [(1, "but for rounding"), (2, "resampling alone, there and back")] {
            let (text, table) = said(&Small::turning(8, layers));
            let (verdict, rest) = text.split_once(". ").unwrap();
            assert!(verdict.contains("the 4 elements of C8 that map the lattice to itself"), "{text}");
            assert!(rest.contains("(45°, 135°, 225°, 315°)") && rest.contains(says), "{text}");
            assert!(!rest.contains("equivariant"), "{text}");
            assert!(table.rows.iter().skip(1).step_by(2).all(|row| row[6] == "no symmetry of the lattice"));
        }
        let (text, _) = said(&Small::turning(3, 1));
        assert!(text.starts_with("Of C3, only the identity maps the lattice of “net” to itself. "), "{text}");
        assert!(!text.contains("equivariant"), "{text}");
        let (text, _) = said(&Small::turning(8, 1).unfair());
        assert!(text.contains("the logit of its cell changes by up to"), "{text}");
    }
}
