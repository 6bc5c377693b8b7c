//! The first paths themselves.

use crate::components::Ensemble;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// The first paths themselves. Columns: `step`, `time`, `path`, and one for each variable; null where the path is lost.
    /// Where parameters are swept, the first of each combination.
    pub struct Paths {
        /// how many; all there are, if that is fewer
        count: u32 = 10, in 1..=1000000, unit "paths"
    }
}

impl Measure for Paths {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Paths(of: \"ou\", count: 5, every: 1)"];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Paths {
    /// How many of each combination of parameters.
    fn shown(&self, of: &Ensemble) -> usize {
        of.combinations.each().min(u64::from(self.count)) as usize
    }
}

impl Probe<Ensemble> for Paths {
    fn records(&self, of: &Ensemble) -> Records {
        let variable = |name: &String| Column::new(name.clone(), Type::Float64, "");
        let mut columns = vec![Column::new("path", Type::Int64, "")];
        columns.extend(of.combinations.columns());
        columns.extend(of.process.scope.variables.iter().map(variable));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let each = if of.combinations.swept().is_empty() { "" } else { " with each value of its parameters" };
        let sentence = match self.shown(of) {
            1 => format!("The first path of “{}”{each}.", context.of),
            shown => format!("The first {shown} paths of “{}”{each}.", context.of),
        };
        let body = Body::Curve(Curve {
            probe: context.probe.into(),
            columns: of.process.scope.variables.clone(),
            plot: context.plot.map(String::from),
            group: Some("path".into()),
            ..Curve::default()
        });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, _: u64) -> Result<Measured, String> {
        let (all, shown) = (&of.combinations, self.shown(of));
        let paths: Vec<usize> = (0..all.count()).flat_map(|c| all.of(c).take(shown)).collect();
        let variable = |n: usize| {
            let value = |path: &usize| Some(of.store.value(*path, n)).filter(|value| value.is_finite());
            Values::Float64(paths.iter().map(value).collect())
        };
        let mut columns = vec![Values::Int64(paths.iter().map(|path| *path as i64).collect())];
        columns.extend(all.cells(|_| shown));
        columns.extend((0..of.process.variables()).map(variable));
        Ok(Measured::Rows(columns))
    }
}
