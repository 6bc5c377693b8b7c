//! When each path first meets a condition.

use super::{memory_of, scope};
use crate::LANES;
use crate::components::Ensemble;
use crate::ensemble::finite;
use crate::expression::{Condition, Expr};
use crate::parse::{ParseError, parse_condition};
use crate::riders::{AnyRider, Ride, Tally};
use quincunx_core::clock::MOST_STEPS;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Section, Survival};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::role::Complaint;
use std::io::{self, ErrorKind, Read, Write};

quincunx_sdk::params! {
    /// The first step at which each path meets a condition; it looks at every step, and step 0 counts. Columns: `step`,
    /// `time`, `path`, `passage_step`, `passage_time`, the last two null for a path that has not passed yet. A path that is
    /// lost can pass no more: if it had not, it stays null for good.
    pub struct FirstPassage {
        /// a condition on the variables, the parameters and `t`, such as `x > 1`; with `&&`, `||` and `!`, too
        when: String
    }
}

impl Measure for FirstPassage {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "M. Broadie, P. Glasserman, S. Kou, \"A continuity correction for discrete barrier options\", Mathematical Finance 7, 325-349 (1997)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "FirstPassage(of: \"ou\", when: \"x < 0.9\")",
        "FirstPassage(of: \"ou\", when: \"x < 0.9 || x > 1.1 && t > 0.05\", every: 10)",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        Ok(Box::new(Waiting { when: self.when, ride: None }))
    }
}

/// For a path that has not passed.
const NEVER: u64 = u64::MAX;

/// The step at which each path passed, or `NEVER`.
#[derive(Clone)]
struct Passages([u64; LANES]);

impl Tally for Passages {
    #[inline(always)]
    fn see<T: Real>(&mut self, values: &[T; LANES], n: u64) {
        for (passage, value) in self.0.iter_mut().zip(values) {
            *passage = if *passage == NEVER && *value > T::ZERO { n } else { *passage };
        }
    }

    fn complete(&self) -> bool {
        self.0.iter().all(|passage| *passage != NEVER)
    }

    fn bytes(&self) -> u64 {
        size_of::<Passages>() as u64
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.0.iter().try_for_each(|passage| out.write_all(&passage.to_le_bytes()))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        for passage in &mut self.0 {
            let mut bytes = [0; 8];
            from.read_exact(&mut bytes)?;
            *passage = match u64::from_le_bytes(bytes) {
                step if step > MOST_STEPS && step != NEVER => {
                    return Err(io::Error::new(ErrorKind::InvalidData, "a path passed after the last step"));
                }
                step => step,
            };
        }
        Ok(())
    }
}

struct Waiting {
    when: String,
    /// Begun when it meets its ensemble.
    ride: Option<Ride<Passages>>,
}

/// 1 where a path passes, and 0 where it does not: a path that is not finite is lost, whatever the condition says.
fn indicator(when: Condition, variables: usize) -> Expr {
    let sound = (0..variables).map(|n| finite(&Expr::variable(n)));
    let passes = sound.fold(when, |all, one| Condition::And(all.into(), one.into()));
    Expr::choose(passes, Expr::Number(1.0), Expr::Number(0.0))
}

impl Probe<Ensemble> for Waiting {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let Some(scope) = scope(object) else { return Ok(()) };
        let refused = |error: ParseError| Complaint::inside("when", error.bytes, error.message);
        parse_condition(&self.when, scope).map(|_| ()).map_err(refused)
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        memory_of(&Passages([NEVER; LANES]), object)
    }

    fn begin(&mut self, of: &Ensemble) -> Result<(), String> {
        let when = parse_condition(&self.when, &of.process.scope).map_err(|error| error.message)?;
        let formula = indicator(when, of.process.variables());
        self.ride = Some(Ride::new(formula, 0, of, &Passages([NEVER; LANES]))?);
        Ok(())
    }

    fn records(&self, of: &Ensemble) -> Records {
        let mut columns = vec![Column::new("path", Type::Int64, "")];
        columns.extend(of.combinations.columns());
        columns.push(Column::new("passage_step", Type::Int64, "steps").nullable());
        columns.push(Column::new("passage_time", Type::Float64, "time"));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let sentence =
            format!("The share of the paths of “{}” for which “{}” has not held yet.", context.of, self.when);
        let swept = of.combinations.swept_names();
        let body = Body::Survival(Survival { probe: context.probe.into(), swept });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, _: u64) -> Result<Measured, String> {
        let passage = |path: usize| {
            let block = self.ride.as_ref().and_then(|ride| ride.tallies.get(path / LANES));
            block.map(|block| block.0[path % LANES]).filter(|step| *step != NEVER)
        };
        let paths = of.store.paths();
        let passages: Vec<Option<u64>> = (0..paths).map(passage).collect();
        let mut columns = vec![Values::Int64((0..paths as i64).collect())];
        columns.extend(of.combinations.cells(|_| of.combinations.each() as usize));
        columns.push(Values::Int64OrNull(passages.iter().map(|step| step.map(|step| step as i64)).collect()));
        let time = |step: &Option<u64>| step.map(|step| step as f64 * of.dt);
        columns.push(Values::Float64(passages.iter().map(time).collect()));
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
