//! A plugin that offers one name twice.

#![allow(missing_docs)]

use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Nothing ever changes.
    #[derive(Clone)]
    pub struct Still {}
}

impl Make<Rules> for Still {
    const EXAMPLES: &'static [&'static str] = &["Still"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for Still {
    fn form(&self) -> Option<Form> {
        Some(Form::OuterTotalistic(OuterTotalistic { born: 0, survive: 511 }))
    }
}

quincunx_sdk::export_plugin!(rules: [Still, Still]);
