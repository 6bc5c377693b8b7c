//! A rule that is what its notation says.

use crate::notation::{self, NotationError};
use quincunx_sdk::form::Form;
use quincunx_sdk::role::Complaint;
use quincunx_sdk::rule::{Info, Rule};
use std::sync::Arc;

/// What the parameter `rule` was read as.
pub(super) fn made(form: Result<Form, NotationError>) -> Result<Arc<dyn Rule>, Complaint> {
    match form {
        Ok(form) => Ok(rule(form)),
        Err(error) => Err(Complaint::inside("rule", error.offset, error.message)),
    }
}

/// The rule of a description.
pub(super) fn rule(form: Form) -> Arc<dyn Rule> {
    Arc::new(Described(form))
}

#[derive(Debug)]
struct Described(Form);

impl Rule for Described {
    fn info(&self) -> Info {
        let (states, halo) = (self.0.states().unwrap_or(2), self.0.halo().unwrap_or(1));
        Info { states, halo, ..Info::default() }
    }

    fn form(&self) -> Option<Form> {
        Some(self.0.clone())
    }

    fn notation(&self) -> String {
        notation::canonical(&self.0)
    }
}
