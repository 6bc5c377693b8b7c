//! The first paths themselves.

use crate::components::Ensemble;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// The first paths themselves. Columns: `step`, `time`, `path`, and one for each variable; null where the path is lost.
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

impl Probe<Ensemble> for Paths {
    fn records(&self, of: &Ensemble) -> Records {
        let variable = |name: &String| Column::new(name.clone(), Type::Float64, "");
        let mut columns = vec![Column::new("path", Type::Int64, "")];
        columns.extend(of.process.scope.variables.iter().map(variable));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let shown = of.store.paths().min(self.count as usize);
        let sentence = match shown {
            1 => format!("The first path of “{}”.", context.of),
            _ => format!("The first {shown} paths of “{}”.", context.of),
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
        let shown = of.store.paths().min(self.count as usize);
        let variable = |n: usize| {
            let value = |path| Some(of.store.value(path, n)).filter(|value| value.is_finite());
            Values::Float64((0..shown).map(value).collect())
        };
        let mut columns = vec![Values::Int64((0..shown as i64).collect())];
        columns.extend((0..of.process.variables()).map(variable));
        Ok(Measured::Rows(columns))
    }
}
