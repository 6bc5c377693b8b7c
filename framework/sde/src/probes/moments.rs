//! Moments and quantiles of every variable.

use crate::components::Ensemble;
use crate::on_paths;
use crate::statistics::Summary;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Exact, Fan, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// Moments and quantiles of every variable, over the paths that are not lost. Columns: `step`, `time`, `var`, `paths`,
    /// `mean`, `variance` (over n − 1), `skewness`, `kurtosis` (excess), `q05`, `q25`, `q50`, `q75`, `q95`, `lost`.
    pub struct Moments {}
}

/// Quantiles in columns, in the order of [`LEVELS`](crate::statistics::quantiles::LEVELS).
const QUANTILES: [&str; 5] = ["q05", "q25", "q50", "q75", "q95"];
/// Points of an exact line.
const POINTS: u64 = 200;

impl Measure for Moments {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Moments(of: \"ou\", every: 10)"];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Ensemble> for Moments {
    fn records(&self, of: &Ensemble) -> Records {
        let null = |name| Column::new(name, Type::Float64, "");
        let mut columns = of.combinations.columns();
        columns.extend([Column::new("var", Type::Text, ""), Column::new("paths", Type::Int64, "paths")]);
        columns.extend(["mean", "variance", "skewness", "kurtosis"].map(null));
        columns.extend(QUANTILES.map(null));
        columns.push(Column::new("lost", Type::Int64, "paths"));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let sentence = format!("Mean and the quantiles 5, 25, 75 and 95 % of the paths of “{}”.", context.of);
        let swept = of.combinations.swept_names();
        let body = Body::Fan(Fan { probe: context.probe.into(), swept, exact: exact(of, context.last) });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, _: u64) -> Result<Measured, String> {
        let names = &of.process.scope.variables;
        let summary = |combination: u64, variable: usize| {
            let range = of.combinations.of(combination);
            on_paths!(&of.store, paths => Summary::of(paths.column(variable).part(range), of.isa, &of.pool))
        };
        let count = of.combinations.count();
        let all: Vec<Summary> = (0..count)
            .flat_map(|c| (0..names.len()).map(move |variable| (c, variable)))
            .map(|(c, v)| summary(c, v))
            .collect();
        let floats =
            |value: &dyn Fn(&Summary) -> Option<f64>| Values::Float64(all.iter().map(value).collect());
        let mut columns = of.combinations.cells(|_| names.len());
        columns.extend([
            Values::Text((0..count).flat_map(|_| names.iter().cloned()).collect()),
            Values::Int64(all.iter().map(|s| s.moments.count as i64).collect()),
            floats(&|s| s.moments.mean),
            floats(&|s| s.moments.variance),
            floats(&|s| s.moments.skewness),
            floats(&|s| s.moments.kurtosis),
        ]);
        columns.extend((0..QUANTILES.len()).map(|n| floats(&|s| s.quantiles.map(|all| all[n]))));
        columns.push(Values::Int64(all.iter().map(|s| s.moments.lost as i64).collect()));
        Ok(Measured::Rows(columns))
    }
}

/// Mean and outer quantiles by the process's law, up to a step.
fn exact(of: &Ensemble, last: u64) -> Vec<Exact> {
    let law = of.process.exact(&of.combinations.values(0)).filter(|_| of.combinations.count() == 1);
    let (Some(law), Some(start)) = (law, of.began(0, 0)) else { return vec![] };
    let name = of.process.scope.variables.first().cloned().unwrap_or_default();
    let steps: Vec<u64> = (0..=POINTS.min(last))
        .map(|n| (n as u128 * last as u128 / POINTS.min(last).max(1) as u128) as u64)
        .collect();
    let line = |what: &str, at: &dyn Fn(f64) -> Option<f64>| {
        let point = |step: &u64| {
            let time = *step as f64 * of.dt;
            at(time).map(|value| (time, value))
        };
        Exact::new(format!("exact {what}"), name.clone(), steps.iter().filter_map(point))
    };
    let mut lines = vec![line("mean", &|t| Some(law.moments(start.moments(), t).0))];
    // At the start there may be no spread, and with it no quantiles.
    let (law, start) = (&law, &start);
    let quantile = |p: f64| move |t: f64| law.at(start, t).map(|law| law.quantile(p));
    for (what, p) in [("5 %", 0.05), ("95 %", 0.95)] {
        lines.push(line(what, &quantile(p)));
    }
    lines.retain(|line| !line.points.is_empty());
    lines
}
