//! How many paths have a variable in each of some bins.

use super::scope;
use crate::components::Ensemble;
use crate::on_paths;
use crate::statistics::histogram::{Bins, Counts};
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Exact, Heatmap, Section};
use quincunx_sdk::role::Complaint;
use quincunx_sdk::spelling::unknown;

quincunx_sdk::params! {
    /// The histogram of a variable: how many paths lie in each of some bins of equal width. A bin holds its lower edge, but
    /// not its upper one. Columns: `step`, `time`, `var`, `low`, `high`, `count`, `density`. A row from −inf and one to +inf
    /// count what fell outside, so that the counts add up to the paths that are not lost.
    pub struct Histogram {
        /// the variable
        var: String;
        /// how many bins
        bins: u32 = 100, in 1..=100000;
        /// the lower edge of the first and the upper edge of the last bin
        range: (f64, f64)
    }
}

/// Points of an exact density.
const POINTS: usize = 300;

impl Measure for Histogram {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] =
        &["Histogram(of: \"ou\", var: \"x\", bins: 50, range: (-2.0, 2.0), every: 5)"];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        let (low, high) = self.range;
        let bins = Bins::new(low, high, self.bins as usize).map_err(|why| Complaint::at("range", why))?;
        Ok(Box::new(Counting { var: self.var, range: self.range, bins }))
    }
}

struct Counting {
    var: String,
    range: (f64, f64),
    bins: Bins,
}

impl Probe<Ensemble> for Counting {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let Some(scope) = scope(object) else { return Ok(()) };
        match scope.variables.contains(&self.var) {
            true => Ok(()),
            false => {
                let names = scope.variables.iter().map(String::as_str);
                Err(Complaint::at("var", unknown("variable", &self.var, names)))
            }
        }
    }

    fn records(&self, of: &Ensemble) -> Records {
        let mut columns = of.combinations.columns();
        columns.extend([
            Column::new("var", Type::Text, ""),
            Column::new("low", Type::Float64, ""),
            Column::new("high", Type::Float64, ""),
            Column::new("count", Type::Int64, "paths"),
            Column::new("density", Type::Float64, ""),
        ]);
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let sentence = format!("How the paths of “{}” are spread over {}.", context.of, self.var);
        let exact = self.exact(of, context.last as f64 * of.dt).into_iter().collect();
        let swept = of.combinations.swept_names();
        let body = Body::Heatmap(Heatmap { probe: context.probe.into(), swept, exact });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, _: u64) -> Result<Measured, String> {
        let variable = of.process.scope.variables.iter().position(|name| *name == self.var);
        let variable = variable.ok_or_else(|| format!("there is no variable `{}`", self.var))?;
        let count = |combination| {
            let range = of.combinations.of(combination);
            on_paths!(&of.store, paths => self.bins.count(paths.column(variable).part(range), of.isa, &of.pool))
        };
        let all: Vec<Counts> = (0..of.combinations.count()).map(count).collect();
        let mut columns = of.combinations.cells(|_| self.bins.bins() + 2);
        columns.extend(self.rows(&all));
        Ok(Measured::Rows(columns))
    }
}

impl Counting {
    /// The rows of each of these, one behind the other.
    fn rows(&self, all: &[Counts]) -> Vec<Values> {
        let bins = self.bins.bins();
        let edges: Vec<(f64, f64)> = (0..bins).map(|n| self.bins.bin(n)).collect();
        let outside = [(f64::NEG_INFINITY, self.range.0), (self.range.1, f64::INFINITY)];
        let ends = [outside[0]].into_iter().chain(edges.iter().copied()).chain([outside[1]]);
        let (low, high): (Vec<_>, Vec<_>) = ends.map(|(low, high)| (Some(low), Some(high))).unzip();
        let count = |counts: &Counts| {
            let inside = counts.bins.iter().copied();
            [counts.below]
                .into_iter()
                .chain(inside)
                .chain([counts.above])
                .map(|n| n as i64)
                .collect::<Vec<_>>()
        };
        let density = |counts: &Counts| {
            let paths = counts.count() as f64;
            let density = |(count, (low, high)): (&u64, &(f64, f64))| {
                Some(*count as f64 / (paths * (high - low))).filter(|density| density.is_finite())
            };
            let inside: Vec<_> = counts.bins.iter().zip(&edges).map(density).collect();
            [None].into_iter().chain(inside).chain([None])
        };
        vec![
            Values::Text(vec![self.var.clone(); (bins + 2) * all.len()]),
            Values::Float64(low.repeat(all.len())),
            Values::Float64(high.repeat(all.len())),
            Values::Int64(all.iter().flat_map(count).collect()),
            Values::Float64(all.iter().flat_map(density).collect()),
        ]
    }

    /// The density by the process's law.
    fn exact(&self, of: &Ensemble, time: f64) -> Option<Exact> {
        if of.combinations.count() > 1 {
            return None;
        }
        let (law, start) = (of.process.exact(&of.combinations.values(0))?, of.began(0, 0)?);
        let law = law.at(&start, time).filter(|law| law.variance() > 0.0)?;
        let (low, high) = self.range;
        let x = |n: usize| low + (high - low) * n as f64 / POINTS as f64;
        let points = (0..=POINTS).map(x).map(|x| (x, law.density(x)));
        Some(Exact::new("exact density", self.var.clone(), points))
    }
}
