//! A plugin that offers what a scene cannot name.

#![allow(missing_docs, non_camel_case_types)]

use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Nothing ever changes.
    #[derive(Clone)]
    pub struct lower_case {}
}

impl Make<Rules> for lower_case {
    const EXAMPLES: &'static [&'static str] = &["lower_case"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for lower_case {
    fn form(&self) -> Option<Form> {
        Some(Form::OuterTotalistic(OuterTotalistic { born: 0, survive: 511 }))
    }
}

quincunx_sdk::export_plugin!(rules: [lower_case]);
