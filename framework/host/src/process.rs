//! A plugin's process, as the host's domains see it.

use crate::load::said;
use quincunx_abi::abi_stable::std_types::ROption;
use quincunx_abi::{BatchV1, ErrorKindV1, ErrorV1, InstanceV1, ProcessBox};
use quincunx_sdk::equation::Equation;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::process::{Batch, Info, Process};
use std::fmt;

/// What an instance of a plugin says of itself was asked for once; its procedure is called batch by batch.
pub(crate) struct PluginProcess {
    plugin: &'static str,
    /// The part of a scene that made it.
    text: String,
    info: Option<Info>,
    form: Option<Equation>,
    process: ProcessBox,
}

impl PluginProcess {
    pub fn new(plugin: &'static str, text: &str, instance: InstanceV1) -> Result<Self, String> {
        let ROption::RSome(process) = instance.process else { return Err("it made no process".into()) };
        let form = match instance.form {
            ROption::RSome(text) => {
                Some(Equation::read(&text).map_err(|why| format!("its form does not read: {why}"))?)
            }
            ROption::RNone => None,
        };
        let info = match process.info().into_result() {
            Ok(info) => Some(Info::from(info)),
            Err(error) if error.kind == ErrorKindV1::DescribedOnly => None,
            Err(error) => return Err(said(&error.message, &error.place)),
        };
        info.as_ref().map_or(Ok(()), Info::check)?;
        if info.is_none() && form.is_none() {
            return Err("its process neither describes itself nor executes".into());
        }
        Ok(PluginProcess { plugin, text: text.into(), info, form, process })
    }

    fn fault(&self, error: ErrorV1) -> Fault {
        Fault { plugin: Some(self.plugin.into()), ..error.into() }
    }
}

impl fmt::Debug for PluginProcess {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Process for PluginProcess {
    fn info(&self) -> Option<Info> {
        self.info.clone()
    }

    fn form(&self) -> Option<Equation> {
        self.form.clone()
    }

    fn plugin(&self) -> Option<&str> {
        Some(self.plugin)
    }

    fn eval(&self, t: f64, batch: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        let batch = BatchV1 { x: batch.x.into(), paths: batch.paths as u64 };
        let evaluated = self.process.eval(t, batch, drift.into(), diffusion.into());
        evaluated.into_result().map_err(|error| self.fault(error))
    }

    fn project(&self, t: f64, x: &mut [f64], paths: usize) -> Result<(), Fault> {
        self.process.project(t, x.into(), paths as u64).into_result().map_err(|error| self.fault(error))
    }
}
