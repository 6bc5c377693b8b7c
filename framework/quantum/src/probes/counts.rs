//! How many atoms had each outcome, beside what is expected.

use crate::components::Beam;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Bars, Body, Section};
use quincunx_sdk::role::Complaint;
use std::collections::HashMap;

quincunx_sdk::params! {
    /// How many atoms had each outcome, beside what is expected: of N atoms N·p with the exact probability p, and a standard
    /// error of √(N·p·(1 - p)). Columns: `step`, `time` (null), `outcome`, `count`, `probability`, `expected`,
    /// `standard_error`, `z` (how many standard errors the count is off; null where there is none).
    pub struct Counts {}
}

impl Measure for Counts {
    type Target = Beam;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Counts(of: \"silver\")", "Counts(of: \"silver\", every: 1)"];

    fn probe(self) -> Result<Box<dyn Probe<Beam>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Beam> for Counts {
    fn records(&self, _: &Beam) -> Records {
        let float = |name: &str, unit: &str| Column::new(name, Type::Float64, unit);
        Records::Rows(vec![
            Column::new("outcome", Type::Text, ""),
            Column::new("count", Type::Int64, "atoms"),
            float("probability", ""),
            float("expected", "atoms"),
            float("standard_error", "atoms"),
            float("z", ""),
        ])
    }

    fn section(&self, _: &Beam, context: &Context) -> Option<Section> {
        let sentence = format!("Atoms of “{}” by outcome, beside what is expected.", context.of);
        let (probe, plot) = (context.probe.into(), context.plot.map(String::from));
        let body = Body::Bars(Bars { probe, unit: "atoms".into(), plot, ..Bars::default() });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, beam: &Beam, step: u64) -> Result<Measured, String> {
        let (all, sent) = (Outcome::all(beam), beam.emitted(step));
        all.iter().try_for_each(|outcome| outcome.possible(sent))?;
        let floats =
            |value: &dyn Fn(&Outcome) -> Option<f64>| Values::Float64(all.iter().map(value).collect());
        Ok(Measured::Rows(vec![
            Values::Text(all.iter().map(|outcome| outcome.name.into()).collect()),
            Values::Int64(all.iter().map(|outcome| outcome.count as i64).collect()),
            floats(&|outcome| Some(outcome.probability)),
            floats(&|outcome| Some(outcome.expected(sent))),
            floats(&|outcome| Some(outcome.standard_error(sent))),
            floats(&|outcome| outcome.z(sent)),
        ]))
    }
}

/// All ends of one name.
struct Outcome<'a> {
    name: &'a str,
    probability: f64,
    count: u64,
}

impl Outcome<'_> {
    /// In the order in which the names come up, depth first.
    fn all(beam: &Beam) -> Vec<Outcome<'_>> {
        let mut all: Vec<Outcome> = vec![];
        let mut places = HashMap::new();
        for ((node, end), count) in beam.apparatus.ends().zip(&beam.counts) {
            let p = beam.chances.at(node).probability;
            let place = *places.entry(&*end.name).or_insert_with(|| {
                all.push(Outcome { name: &end.name, probability: 0.0, count: 0 });
                all.len() - 1
            });
            all[place].probability += p;
            all[place].count += count;
        }
        // Sums round: what is certain has a probability of 1, and nothing else has.
        let certain = all.iter().filter(|outcome| outcome.probability > 0.0).count() == 1;
        let most = 1.0 - f64::EPSILON / 2.0;
        for outcome in all.iter_mut().filter(|outcome| outcome.probability > 0.0) {
            outcome.probability = if certain { 1.0 } else { outcome.probability.min(most) };
        }
        all
    }

    fn expected(&self, sent: u64) -> f64 {
        sent as f64 * self.probability
    }

    /// The binomial deviation of the count.
    fn standard_error(&self, sent: u64) -> f64 {
        (self.expected(sent) * (1.0 - self.probability)).sqrt()
    }

    fn z(&self, sent: u64) -> Option<f64> {
        let error = self.standard_error(sent);
        (error > 0.0).then(|| (self.count as f64 - self.expected(sent)) / error)
    }

    /// What is certain has happened, and what is impossible has not.
    fn possible(&self, sent: u64) -> Result<(), String> {
        let Outcome { name, probability, count } = self;
        if self.standard_error(sent) > 0.0 || *count as f64 == self.expected(sent) {
            return Ok(());
        }
        Err(format!(
            "the outcome \"{name}\" has the probability {probability}, so that {} of {sent} atoms have it, and {count} were \
             counted (a damaged checkpoint, or a defect of the program)",
            self.expected(sent)
        ))
    }
}
