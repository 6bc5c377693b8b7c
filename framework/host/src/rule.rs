//! A plugin's rule, as the host's domains see it.

use crate::load::said;
use quincunx_abi::abi_stable::std_types::{ROption, RSlice, RSliceMut};
use quincunx_abi::{InstanceV1, RuleBox, SlabV1};
use quincunx_sdk::fault::Fault;
use quincunx_sdk::form::Form;
use quincunx_sdk::rule::{Info, Rule};
use quincunx_sdk::slab::Slab;
use std::fmt;

/// What an instance of a plugin says of itself was asked for once; its procedure is called slab by slab.
pub(crate) struct PluginRule {
    plugin: &'static str,
    /// The part of a scene that made it.
    text: String,
    info: Info,
    form: Option<Form>,
    rule: RuleBox,
}

impl PluginRule {
    pub fn new(plugin: &'static str, text: &str, instance: InstanceV1) -> Result<Self, String> {
        let ROption::RSome(rule) = instance.rule else { return Err("it made no rule".into()) };
        let info = rule.info().into_result().map_err(|error| said(&error.message, &error.place))?;
        let colours = info.palette.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect::<Vec<_>>();
        let info = Info {
            states: info.states as usize,
            halo: info.halo as usize,
            stochastic: info.stochastic,
            palette: (!colours.is_empty()).then_some(colours),
            work: info.work,
        };
        info.check()?;
        let form = match instance.form {
            ROption::RSome(text) => Some(Form::read(&text)?),
            ROption::RNone => None,
        };
        Ok(PluginRule { plugin, text: text.into(), info, form, rule })
    }
}

impl fmt::Debug for PluginRule {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Rule for PluginRule {
    fn info(&self) -> Info {
        self.info.clone()
    }

    fn form(&self) -> Option<Form> {
        self.form.clone()
    }

    fn plugin(&self) -> Option<&str> {
        Some(self.plugin)
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let slab = SlabV1 {
            width: slab.width as u64,
            height: slab.height as u64,
            stride: slab.stride as u64,
            halo: slab.halo as u64,
            x0: slab.x0,
            y0: slab.y0,
            lattice_width: slab.lattice_width,
            step: slab.step,
            key: slab.key,
        };
        let (src, dst) = (RSlice::from_slice(src), RSliceMut::from_mut_slice(dst));
        let stepped = self.rule.step(src, dst, slab).into_result();
        stepped.map_err(|error| Fault { plugin: Some(self.plugin.into()), ..error.into() })
    }
}
