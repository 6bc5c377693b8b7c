//! How often it is right.

use super::learner_of;
use crate::learning::learner::Learner;
use crate::learning::teacher::{Source, Teacher};
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::{Complaint, Slot};
use quincunx_sdk::rule::Rules;

quincunx_sdk::params! {
    /// How often a learner is right: in all 512 neighbourhoods where nine cells decide, else in 65536 at random, or, of a
    /// recording, in as many cells of the rows that are kept from it. Columns: `step` (epochs), `time` (null), `accuracy`, `wrong` and `asked`.
    pub struct Accuracy {
        /// the rule that is right; without it, what it learns from
        against: Option<Slot<Rules>>
    }
}

impl Measure for Accuracy {
    type Target = Learner;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] =
        &["Accuracy(of: \"student\", every: 1)", "Accuracy(of: \"student\", against: \"B3/S23\", every: 1)"];

    fn probe(self) -> Result<Box<dyn Probe<Learner>>, Complaint> {
        if let Some(rule) = self.against.as_ref().filter(|rule| rule.it.info().states != 2) {
            let states = rule.it.info().states;
            let message = format!("its cells have {states} states, and what is learned has 2");
            return Err(Complaint::at("against", message));
        }
        let against = self.against.map(|rule| (rule.it.notation(), Source::rule(rule.it, 0.5)));
        Ok(Box::new(Examined { against }))
    }
}

/// Asks a learner.
struct Examined {
    /// Who else is right, and what that is called.
    against: Option<(String, Source)>,
}

impl Examined {
    fn teacher(&self, learner: &Learner) -> Teacher {
        match self.against.clone() {
            Some((_, source)) => Teacher { source, ..learner.teacher.clone() },
            None => learner.teacher.clone(),
        }
    }
}

impl Probe<Learner> for Examined {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        learner_of(object).map(|_| ())
    }

    fn records(&self, _: &Learner) -> Records {
        Records::Rows(vec![
            Column::new("accuracy", Type::Float64, ""),
            Column::new("wrong", Type::Int64, "cells"),
            Column::new("asked", Type::Int64, "cells"),
        ])
    }

    fn section(&self, learner: &Learner, context: &Context) -> Option<Section> {
        let asked = self.teacher(learner).exam_words();
        let sentence = match &self.against {
            Some((rule, _)) => format!("How often “{}” agrees with {rule} on {asked}.", context.of),
            None => format!("How often “{}” is right on {asked}.", context.of),
        };
        let (probe, plot) = (context.probe.into(), context.plot.map(String::from));
        let body = Body::Curve(Curve { probe, columns: vec!["accuracy".into()], plot, ..Curve::default() });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, learner: &Learner, _: u64) -> Result<Measured, String> {
        let marks = learner.marks(&self.teacher(learner)).map_err(|fault| fault.to_string())?;
        Ok(Measured::Rows(vec![
            Values::Float64(vec![Some(marks.accuracy())]),
            Values::Int64(vec![marks.wrong as i64]),
            Values::Int64(vec![marks.asked as i64]),
        ]))
    }
}
