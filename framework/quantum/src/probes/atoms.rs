//! The routes of the first atoms.

use crate::components::Beam;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::Section;
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// The routes of the first atoms. Columns: `step`, `time` (null), `atom`, `number` (between 0 and 1: it says which way
    /// the atom takes), `route`, `outcome`.
    pub struct Atoms {
        /// how many; all that were sent, if those are fewer
        count: u32 = 10, in 1..=1000000, unit "atoms"
    }
}

impl Measure for Atoms {
    type Target = Beam;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Atoms(of: \"silver\", count: 20)"];

    fn probe(self) -> Result<Box<dyn Probe<Beam>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Beam> for Atoms {
    fn records(&self, _: &Beam) -> Records {
        Records::Rows(vec![
            Column::new("atom", Type::Int64, ""),
            Column::new("number", Type::Float64, ""),
            Column::new("route", Type::Text, ""),
            Column::new("outcome", Type::Text, ""),
        ])
    }

    fn section(&self, _: &Beam, _: &Context) -> Option<Section> {
        None
    }

    fn measure(&mut self, beam: &Beam, step: u64) -> Result<Measured, String> {
        let ends: Vec<_> = beam.apparatus.ends().collect();
        let routes: Vec<String> = ends.iter().map(|(node, _)| beam.apparatus.route_in_words(*node)).collect();
        let shown = beam.emitted(step).min(u64::from(self.count));
        let atoms: Vec<(u64, usize)> = (0..shown).map(|atom| beam.atom(atom)).collect();
        Ok(Measured::Rows(vec![
            Values::Int64((0..shown as i64).collect()),
            Values::Float64(atoms.iter().map(|(number, _)| Some(share(*number))).collect()),
            Values::Text(atoms.iter().map(|(_, end)| routes[*end].clone()).collect()),
            Values::Text(atoms.iter().map(|(_, end)| ends[*end].1.name.clone()).collect()),
        ]))
    }
}

/// A number in units of 2⁻⁶⁴.
fn share(number: u64) -> f64 {
    number as f64 / 18_446_744_073_709_551_616.0
}
