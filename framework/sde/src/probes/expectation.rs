//! The mean of a formula.

use super::{curve, formula_suits};
use crate::LANES;
use crate::components::Ensemble;
use crate::interpret::Machine;
use crate::on_paths;
use crate::parse::parse;
use crate::paths::Paths;
use crate::program::Program;
use crate::rows::Rows;
use crate::statistics::Column;
use crate::statistics::moments::Moments;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{self, Type, Values};
use quincunx_core::section::{Body, Section};
use quincunx_sdk::lanes::isa::{Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::role::Complaint;
use rayon::prelude::*;

quincunx_sdk::params! {
    /// The mean of a formula over the paths that are not lost, and its standard error. Columns: `step`, `time`, `mean`,
    /// `standard_error`. A path on which the formula is not finite does not count.
    pub struct Expectation {
        /// a formula of the variables, the parameters and `t`
        expr: String
    }
}

impl Measure for Expectation {
    type Target = Ensemble;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Expectation(of: \"ou\", expr: \"x^2\", every: 5)"];

    fn probe(self) -> Result<Box<dyn Probe<Ensemble>>, Complaint> {
        Ok(Box::new(Averaging { expr: self.expr, program: None }))
    }
}

struct Averaging {
    expr: String,
    /// Compiled when it first measures.
    program: Option<Program>,
}

impl Probe<Ensemble> for Averaging {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        formula_suits(&self.expr, object)
    }

    fn records(&self, of: &Ensemble) -> Records {
        let mut columns = of.combinations.columns();
        columns.extend(["mean", "standard_error"].map(|name| record::Column::new(name, Type::Float64, "")));
        Records::Rows(columns)
    }

    fn section(&self, of: &Ensemble, context: &Context) -> Option<Section> {
        let sentence = format!("Mean of “{}” over the paths of “{}”.", self.expr, context.of);
        let body = Body::Curve(curve("mean", of, context));
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, of: &Ensemble, step: u64) -> Result<Measured, String> {
        if self.program.is_none() {
            let formula = parse(&self.expr, &of.process.scope).map_err(|error| error.message)?;
            let params = of.combinations.parameters(of.process.variables());
            self.program = Some(Program::swept(&[formula], &params));
        }
        let Some(program) = &self.program else { return Err("the formula did not compile".into()) };
        let time = step as f64 * of.dt;
        let all = on_paths!(&of.store, paths => average(paths, program, time, of));
        let mut columns = of.combinations.cells(|_| 1);
        columns.push(Values::Float64(all.iter().map(|moments| moments.mean).collect()));
        columns.push(Values::Float64(all.iter().map(Moments::standard_error).collect()));
        Ok(Measured::Rows(columns))
    }
}

/// Of each combination of parameters.
fn average<T: Real>(paths: &Paths<T>, program: &Program, time: f64, of: &Ensemble) -> Vec<Moments> {
    let variables = paths.variables().max(1);
    let mut values = vec![[T::ZERO; LANES]; paths.blocks.len() / variables];
    of.pool.install(|| {
        let blocks = paths.blocks.par_chunks(variables).zip(&mut values).enumerate();
        blocks.for_each(|(n, (x, out))| {
            let mut rows = Rows::new(variables + of.combinations.swept().len());
            rows[..variables].copy_from_slice(x);
            of.combinations.put((n * LANES) as u64, &mut rows[variables..]);
            dispatch(of.isa, Evaluate { program, time, x: &rows, out: std::slice::from_mut(out) })
        });
    });
    let column = Column::new(&values, 0, 1, paths.paths());
    let of_combination = |c| Moments::of(column.part(of.combinations.of(c)), of.isa, &of.pool);
    (0..of.combinations.count()).map(of_combination).collect()
}

/// A formula on one block; what is not finite becomes NaN.
struct Evaluate<'a, T> {
    program: &'a Program,
    time: f64,
    x: &'a [[T; LANES]],
    out: &'a mut [[T; LANES]],
}

impl<T: Real> Kernel for Evaluate<'_, T> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let mut machine = Machine::new(self.program);
        machine.at(self.time);
        machine.run(self.x, &[], self.out);
        // A formula that does not name a lost path's variable would be finite on it.
        for (n, value) in self.out.iter_mut().flatten().enumerate() {
            *value = if value.finite() && !self.x[0][n % LANES].is_nan() { *value } else { T::NAN };
        }
    }
}
