//! A plugin that offers a name which `bad_plugin` offers too.

#![allow(missing_docs)]

use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Nothing ever changes.
    #[derive(Clone)]
    pub struct Shared {}
}

impl Make<Rules> for Shared {
    const EXAMPLES: &'static [&'static str] = &["Shared"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for Shared {
    fn form(&self) -> Option<Form> {
        Some(Form::OuterTotalistic(OuterTotalistic { born: 0, survive: 511 }))
    }
}

quincunx_sdk::export_plugin!(rules: [Shared]);
