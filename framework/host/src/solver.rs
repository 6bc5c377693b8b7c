//! A plugin's solver, as the host's domains see it.

use crate::load::said;
use quincunx_abi::abi_stable::std_types::ROption;
use quincunx_abi::{InstanceV1, SolverBox};
use quincunx_sdk::fault::Fault;
use quincunx_sdk::plugin::process::Lent;
use quincunx_sdk::process::Process;
use quincunx_sdk::solver::{Card, Solver, Step};
use quincunx_sdk::tableau::Tableau;
use std::fmt;

/// What an instance of a plugin says of itself was asked for once; its procedure is called batch by batch.
pub(crate) struct PluginSolver {
    plugin: &'static str,
    /// The part of a scene that made it.
    text: String,
    card: Card,
    form: Option<Tableau>,
    solver: SolverBox,
}

impl PluginSolver {
    pub fn new(plugin: &'static str, text: &str, instance: InstanceV1) -> Result<Self, String> {
        let ROption::RSome(solver) = instance.solver else { return Err("it made no solver".into()) };
        let card = solver.card().into_result().map_err(|error| said(&error.message, &error.place))?;
        let card = Card::from(card);
        card.check()?;
        let form = match instance.form {
            ROption::RSome(text) => {
                Some(Tableau::read(&text).map_err(|why| format!("its form does not read: {why}"))?)
            }
            ROption::RNone => None,
        };
        Ok(PluginSolver { plugin, text: text.into(), card, form, solver })
    }
}

impl fmt::Debug for PluginSolver {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Solver for PluginSolver {
    fn card(&self) -> Card {
        self.card.clone()
    }

    fn form(&self) -> Option<Tableau> {
        self.form.clone()
    }

    fn plugin(&self) -> Option<&str> {
        Some(self.plugin)
    }

    /// One that cannot say how much it needs says so when it steps, too.
    fn scratch(&self, variables: usize, wieners: usize) -> usize {
        self.solver.scratch(variables as u64, wieners as u64).into_result().map_or(0, |count| count as usize)
    }

    fn step(
        &self,
        process: &dyn Process,
        step: Step<'_>,
        x: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<(), Fault> {
        let lent = Lent(process);
        let stepped = self.solver.step(lent.reference(), step.into(), x.into(), scratch.into());
        stepped.into_result().map_err(|error| Fault { plugin: Some(self.plugin.into()), ..error.into() })
    }
}
