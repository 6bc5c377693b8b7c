//! What arrives at each node of an apparatus.

use crate::components::Beam;
use crate::spin::M;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::Section;
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// The exact density operator of what arrives at each node of the apparatus, of trace 1, entry by entry: no atom is
    /// needed for it. Columns: `step`, `time` (null), `node` (0 is what the atoms meet first), `route`, `probability`
    /// that an atom comes there, `row` and `column` (the m of each, along z), `re`, `im` (null where nothing arrives).
    pub struct Arrivals {}
}

impl Measure for Arrivals {
    type Target = Beam;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Arrivals(of: \"silver\")"];

    fn probe(self) -> Result<Box<dyn Probe<Beam>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Beam> for Arrivals {
    fn records(&self, _: &Beam) -> Records {
        Records::Rows(vec![
            Column::new("node", Type::Int64, ""),
            Column::new("route", Type::Text, ""),
            Column::new("probability", Type::Float64, ""),
            Column::new("row", Type::Text, ""),
            Column::new("column", Type::Text, ""),
            Column::new("re", Type::Float64, ""),
            Column::new("im", Type::Float64, ""),
        ])
    }

    /// The report has them with the apparatus.
    fn section(&self, _: &Beam, _: &Context) -> Option<Section> {
        None
    }

    fn measure(&mut self, beam: &Beam, _: u64) -> Result<Measured, String> {
        let (apparatus, chances) = (&beam.apparatus, &beam.chances);
        let ms: Vec<String> = apparatus.spin.ms().iter().map(M::to_string).collect();
        let (nodes, d) = (apparatus.nodes().len(), ms.len());
        let entries: Vec<_> = (0..nodes * d * d).map(|k| (k / (d * d), k / d % d, k % d)).collect();
        let routes: Vec<String> = (0..nodes).map(|node| apparatus.route_in_words(node)).collect();
        let entry =
            |(n, i, j): &(usize, usize, usize)| chances.at(*n).state.as_ref().map(|rho| rho.entry(*i, *j));
        Ok(Measured::Rows(vec![
            Values::Int64(entries.iter().map(|(node, ..)| *node as i64).collect()),
            Values::Text(entries.iter().map(|(node, ..)| routes[*node].clone()).collect()),
            Values::Float64(entries.iter().map(|(node, ..)| Some(chances.at(*node).probability)).collect()),
            Values::Text(entries.iter().map(|(_, row, _)| ms[*row].clone()).collect()),
            Values::Text(entries.iter().map(|(.., column)| ms[*column].clone()).collect()),
            Values::Float64(entries.iter().map(|at| entry(at).map(|z| z.re)).collect()),
            Values::Float64(entries.iter().map(|at| entry(at).map(|z| z.im)).collect()),
        ]))
    }
}
