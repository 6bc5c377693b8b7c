//! How much of a formula's deviation from its mean is left after some time.

mod estimate;
mod lagged;
mod lags;

use self::estimate::{Row, rows};
use self::lagged::Lagged;
use self::lags::Lags;
use super::after::After;
use super::{curve, formula_suits, paths_of};
use crate::LANES;
use crate::components::Ensemble;
use crate::parse::parse;
use crate::riders::{AnyRider, Ride};
use quincunx_core::memory;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;
use std::io::{self, Read, Write};

quincunx_sdk::params! {
    /// The autocorrelation of a formula over time and paths; it looks at every step. Columns: `step`, `time`, `lag` (in
    /// steps), `lag_time`, `covariance`, `autocorrelation`, `standard_error`.
    ///
    /// The covariance at lag k is the mean of (f(s) − m)(f(s + k) − m) over all pairs of steps s and s + k after `after`, up
    /// to and with the present one, and over the paths that are not lost; m is the mean of f over all these steps and paths.
    /// The autocorrelation is the covariance over that at lag 0, and its standard error follows from how paths differ. Null
    /// where there is no pair. A path on which the formula was not finite at any of these steps does not count.
    pub struct Autocorrelation {
        /// a formula of the variables, the parameters and `t`
        expr: String;
        /// in steps: a number n for all lags from 0 to n, or a list that rises; the cost of a step grows with their number,
        /// and memory with the longest
        lags: Lags;
        /// the steps, or the time, that pass before it begins: with 0 the start itself does not count, and step 1 is the
        /// first that does
        after: After = 0
    }
}

impl Measure for Autocorrelation {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &[
        "Autocorrelation(of: \"ou\", expr: \"x\", lags: 10)",
        "Autocorrelation(of: \"ou\", expr: \"x^2\", lags: [0, 1, 2, 5, 10], after: Time(0.05))",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        Ok(Box::new(Correlating { expr: self.expr, lags: self.lags, after: self.after, ride: None }))
    }
}

struct Correlating {
    expr: String,
    lags: Lags,
    after: After,
    /// Begun when it meets its ensemble.
    ride: Option<Ride<Lagged>>,
}

impl Probe<Ensemble> for Correlating {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        formula_suits(&self.expr, object)?;
        self.after.suits(object)?;
        let needed = self.memory(object);
        match memory::total().is_some_and(|total| needed > total) {
            true => {
                let needed = memory::readable(needed);
                let message =
                    format!("with these lags its paths need {needed}, more memory than this machine has");
                Err(Complaint::at("lags", message))
            }
            false => Ok(()),
        }
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        paths_of(object).div_ceil(LANES as u64).saturating_mul(Lagged::bytes_of(self.lags.all()))
    }

    fn begin(&mut self, of: &Ensemble) -> Result<(), String> {
        let formula = parse(&self.expr, &of.process.scope).map_err(|error| error.message)?;
        self.ride = Some(Ride::new(formula, self.after.first(of)?, of, &Lagged::new(self.lags.all()))?);
        Ok(())
    }

    fn records(&self, of: &Ensemble) -> Records {
        let mut columns = of.combinations.columns();
        columns.push(Column::new("lag", Type::Int64, "steps"));
        columns.push(Column::new("lag_time", Type::Float64, "time"));
        let names = ["covariance", "autocorrelation", "standard_error"];
        columns.extend(names.map(|name| Column::new(name, Type::Float64, "")));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let sentence =
            format!("Autocorrelation of “{}” over time and the paths of “{}”.", self.expr, context.of);
        let body = Body::Curve(Curve { x: Some("lag_time".into()), ..curve("autocorrelation", of, context) });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, step: u64) -> Result<Measured, String> {
        let lags = self.lags.all();
        let all = self.ride.as_ref().map_or_else(Vec::new, |ride| rows(of, ride, lags, ride.steps(step)));
        let number = |value: fn(&Row) -> Option<f64>| Values::Float64(all.iter().map(value).collect());
        let count = of.combinations.count() as usize;
        let mut columns = of.combinations.cells(|_| lags.len());
        columns.push(Values::Int64(lags.iter().map(|lag| i64::from(*lag)).collect::<Vec<_>>().repeat(count)));
        let times: Vec<_> = lags.iter().map(|lag| Some(f64::from(*lag) * of.dt)).collect();
        columns.push(Values::Float64(times.repeat(count)));
        columns.push(number(|row| row.covariance));
        columns.push(number(|row| row.autocorrelation));
        columns.push(number(|row| row.standard_error));
        Ok(Measured::Rows(columns))
    }

    fn rider(&mut self) -> Option<&mut AnyRider> {
        self.ride.as_mut().map(|ride| ride as _)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.ride.iter().try_for_each(|ride| ride.write(out))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.ride.iter_mut().try_for_each(|ride| ride.read(from))
    }
}
