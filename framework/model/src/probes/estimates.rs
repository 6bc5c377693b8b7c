//! What counting says of each class.

use super::learner_of;
use crate::learning::learner::Learner;
use crate::learning::method::Estimate;
use quincunx_core::interval::wilson;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Findings, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// How often cells of each class of neighbourhoods came alive, for a learner with the method `Table`. Columns: `step`
    /// (epochs), `time` (null), `class`, called as `ExtractRule` does ("B3": dead with three living neighbours; "B3a": these in
    /// the arrangement of that letter; or the neighbourhood's rows), `seen`, `alive`, `estimate` (alive/seen, null where nothing
    /// was seen), and `low` and `high`, Wilson's 95 % interval.
    pub struct Estimates {}
}

impl Measure for Estimates {
    type Target = Learner;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "E. B. Wilson, \"Probable inference, the law of succession, and statistical inference\", Journal of the American Statistical Association 22 (1927)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Estimates(of: \"counter\")"];

    fn probe(self) -> Result<Box<dyn Probe<Learner>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Learner> for Estimates {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        match learner_of(object)?.counts() {
            true => Ok(()),
            false => Err(Complaint::at("of", "it does not count classes: `method: Table` does")),
        }
    }

    fn records(&self, _: &Learner) -> Records {
        let float = |name: &str| Column::new(name, Type::Float64, "");
        Records::Rows(vec![
            Column::new("class", Type::Text, ""),
            Column::new("seen", Type::Int64, "cells"),
            Column::new("alive", Type::Int64, "cells"),
            float("estimate"),
            float("low"),
            float("high"),
        ])
    }

    fn section(&self, _: &Learner, context: &Context) -> Option<Section> {
        let sentence = format!(
            "How often cells of each class of neighbourhoods came alive, as “{}” saw them, with Wilson's 95 % interval.",
            context.of
        );
        let (probe, name) = (context.probe.into(), "class".into());
        let body = Body::Findings(Findings { probe, name, ..Findings::default() });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, learner: &Learner, _: u64) -> Result<Measured, String> {
        let all = learner.student.estimates().ok_or("it counts no classes")?;
        let float = |value: fn(&Estimate) -> Option<f64>| Values::Float64(all.iter().map(value).collect());
        Ok(Measured::Rows(vec![
            Values::Text(all.iter().map(|each| each.class.clone()).collect()),
            Values::Int64(all.iter().map(|each| each.seen as i64).collect()),
            Values::Int64(all.iter().map(|each| each.alive as i64).collect()),
            float(|each| (each.seen > 0).then(|| each.alive as f64 / each.seen as f64)),
            float(|each| wilson(each.alive, each.seen).map(|(low, _)| low)),
            float(|each| wilson(each.alive, each.seen).map(|(_, high)| high)),
        ]))
    }
}
