//! The mean of a formula over time.

use super::after::After;
use super::{curve, formula_suits, memory_of};
use crate::LANES;
use crate::components::Ensemble;
use crate::parse::parse;
use crate::riders::{AnyRider, PerPath, Ride, Tally, read_rows, write_rows};
use crate::statistics::moments::Moments;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Section};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::role::Complaint;
use std::io::{self, Read, Write};

quincunx_sdk::params! {
    /// The mean of a formula over time and paths; it looks at every step. Each path has its own mean over the steps after
    /// `after`, up to and with the present one; `mean` is the mean of these over the paths that are not lost, and
    /// `standard_error` follows from how they differ. A path on which the formula was not finite at any of these steps does
    /// not count. Columns: `step`, `time`, `mean`, `standard_error`; null before the first step that counts.
    pub struct TimeAverage {
        /// a formula of the variables, the parameters and `t`
        expr: String;
        /// the steps, or the time, that pass before it begins: with 0 the start itself does not count, and step 1 is the
        /// first that does
        after: After = 0
    }
}

impl Measure for TimeAverage {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &[
        "TimeAverage(of: \"ou\", expr: \"x^2\", after: 10)",
        "TimeAverage(of: \"ou\", expr: \"x\", after: Time(0.05), every: 5)",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        Ok(Box::new(Averaging { expr: self.expr, after: self.after, ride: None }))
    }
}

/// The sum of each path, from its first value on: what a mean far from 0 would cost in digits is not lost.
#[derive(Clone)]
struct Sums {
    first: [f64; LANES],
    sum: [f64; LANES],
}

impl Sums {
    const NONE: Sums = Sums { first: [0.0; LANES], sum: [0.0; LANES] };
}

impl Tally for Sums {
    #[inline(always)]
    fn see<T: Real>(&mut self, values: &[T; LANES], n: u64) {
        if n == 0 {
            *self = Sums { first: values.map(Real::wide), ..Sums::NONE };
        }
        for ((sum, first), value) in self.sum.iter_mut().zip(&self.first).zip(values) {
            *sum += value.wide() - first;
        }
    }

    fn bytes(&self) -> u64 {
        size_of::<Sums>() as u64
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(&[self.first, self.sum], out)
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut rows = [[0.0; LANES]; 2];
        read_rows(&mut rows, from)?;
        [self.first, self.sum] = rows;
        Ok(())
    }
}

struct Averaging {
    expr: String,
    after: After,
    /// Begun when it meets its ensemble.
    ride: Option<Ride<Sums>>,
}

impl Averaging {
    /// Of each combination of parameters.
    fn averages(&self, of: &Ensemble, step: u64) -> Vec<Moments> {
        let ride = self.ride.as_ref().filter(|ride| ride.steps(step) > 0);
        let mean = |block: usize, lane: usize| {
            let own = ride.map(|ride| (&ride.tallies[block], ride.steps(step)));
            own.map_or(f64::NAN, |(tally, steps)| tally.first[lane] + tally.sum[lane] / steps as f64)
        };
        PerPath::new(of, mean).moments(of)
    }
}

impl Probe<Ensemble> for Averaging {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        formula_suits(&self.expr, object)?;
        self.after.suits(object)
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        memory_of(&Sums::NONE, object)
    }

    fn begin(&mut self, of: &Ensemble) -> Result<(), String> {
        let formula = parse(&self.expr, &of.process.scope).map_err(|error| error.message)?;
        self.ride = Some(Ride::new(formula, self.after.first(of)?, of, &Sums::NONE)?);
        Ok(())
    }

    fn records(&self, of: &Ensemble) -> Records {
        let mut columns = of.combinations.columns();
        columns.extend(["mean", "standard_error"].map(|name| Column::new(name, Type::Float64, "")));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let sentence = format!("Mean of “{}” over time and the paths of “{}”.", self.expr, context.of);
        let body = Body::Curve(curve("mean", of, context));
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, step: u64) -> Result<Measured, String> {
        let all = self.averages(of, step);
        let mut columns = of.combinations.cells(|_| 1);
        columns.push(Values::Float64(all.iter().map(|moments| moments.mean).collect()));
        columns.push(Values::Float64(all.iter().map(Moments::standard_error).collect()));
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
