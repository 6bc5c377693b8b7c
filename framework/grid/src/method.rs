//! How a rule is run: which stepper there is for what it says of itself.

use crate::bits::counts::{self, Counting, Neighbourhood};
use crate::bits::generations::Ageing;
use crate::bits::stepper::BitStepper;
use crate::bits::table::LookUp;
use crate::bits::{self, Bits};
use crate::cuda::steps;
use crate::larger::LargerStepper;
use crate::lattice::Lattice;
use crate::slabs::SlabStepper;
use crate::stepper::Stepper;
use crate::store::Store;
use crate::topology::Topology;
use quincunx_device::cuda::Cuda;
use quincunx_device::error::DeviceError;
use quincunx_device::rule::{DeviceRule, DeviceStepper};
use quincunx_sdk::fault::FaultKind;
use quincunx_sdk::form::{Form, Generations, LargerThanLife, MooreTable, OuterTotalistic};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::rule::{Info, Rule};
use quincunx_sdk::slab::Slab;
use std::sync::Arc;

/// A way to run a rule.
#[derive(Clone, Debug)]
pub enum Method {
    /// By the number of living neighbours.
    Counts(Neighbourhood, OuterTotalistic),
    /// By a table of neighbourhoods.
    Table(MooreTable),
    /// By the number of living neighbours, with cells that die slowly.
    Generations(Generations),
    /// By the number of cells in a large neighbourhood.
    Larger(LargerThanLife),
    /// By its own procedure.
    Procedure(Arc<dyn Rule>),
}

impl Method {
    /// The fastest for a rule.
    ///
    /// # Errors
    /// A fragment that says why no grid can run it.
    pub fn of(rule: &Arc<dyn Rule>) -> Result<Self, String> {
        let info = rule.info();
        info.check()?;
        let method = match rule.form() {
            Some(Form::OuterTotalistic(masks)) => Method::Counts(Neighbourhood::Moore, masks),
            Some(Form::MooreTable(table)) => Self::of_table(table),
            Some(Form::Generations(Generations { born, survive, states: 2 })) => {
                Method::Counts(Neighbourhood::Moore, OuterTotalistic { born, survive })
            }
            Some(Form::Generations(rule)) => Method::Generations(rule),
            Some(Form::LargerThanLife(rule)) => Method::Larger(rule),
            _ if executes(rule.as_ref(), &info) => return Ok(Method::Procedure(rule.clone())),
            Some(form) => {
                let message = "is not available yet; there are OuterTotalistic, MooreTable, Generations and LargerThanLife";
                return Err(format!("a rule of the form `{}` {message}", form.tag()));
            }
            None => return Err("this rule neither describes itself nor executes".into()),
        };
        match method.states(&info) {
            states if states == info.states => Ok(method),
            states => {
                let says = info.states;
                Err(format!("this rule's form has {states} states, and the rule says that it has {says}"))
            }
        }
    }

    /// Counting is faster than looking up.
    fn of_table(table: MooreTable) -> Self {
        Neighbourhood::counted_by(&table)
            .map_or(Method::Table(table), |(cells, masks)| Method::Counts(cells, masks))
    }

    fn states(&self, info: &Info) -> usize {
        match self {
            Method::Counts(..) | Method::Table(_) => 2,
            Method::Generations(rule) => rule.states.into(),
            Method::Larger(rule) => rule.states.max(2).into(),
            Method::Procedure(_) => info.states,
        }
    }

    /// Whether cells die state by state, so that what follows state 1 is less and less alive.
    pub fn has_dying(&self) -> bool {
        match self {
            Method::Generations(_) => true,
            Method::Larger(rule) => rule.states > 2,
            Method::Counts(..) | Method::Table(_) | Method::Procedure(_) => false,
        }
    }

    /// How it is called in what is told of a run.
    pub fn name(&self) -> &'static str {
        match self {
            Method::Counts(Neighbourhood::Moore, _) => "bit-sliced counts of eight neighbours",
            Method::Counts(Neighbourhood::VonNeumann, _) => "bit-sliced counts of four neighbours",
            Method::Counts(Neighbourhood::Hexagonal, _) => "bit-sliced counts of six neighbours",
            Method::Table(_) => "bit-sliced table of 512 neighbourhoods",
            Method::Generations(_) => "bit-sliced generations",
            Method::Larger(_) => "running sums of large neighbourhoods",
            Method::Procedure(_) => "the rule's own procedure",
        }
    }

    /// Bytes in memory of so many cells and what moves them.
    pub fn memory(&self, (width, height): (usize, usize), states: usize) -> u64 {
        match self {
            Method::Larger(_) | Method::Procedure(_) => 2 * width as u64 * height as u64,
            _ => 2 * Bits::bytes(width, height, states),
        }
    }

    /// Dead cells, in the form in which this moves them; a stochastic rule draws with `key`.
    pub fn store(&self, (width, height): (usize, usize), topology: Topology, isa: Isa, key: u64) -> Store {
        let bits = |states: usize, stepper| Store::Bits(Bits::new(width, height, topology, states), stepper);
        match self {
            Method::Counts(cells, masks) => bits(2, counting(*cells, *masks, isa)),
            Method::Table(table) => bits(2, Box::new(BitStepper::new(LookUp::new(table, isa), isa))),
            Method::Generations(rule) => bits(rule.states.into(), ageing(*rule, isa)),
            Method::Larger(rule) => {
                let lattice = Lattice::new(width, height, topology).with_states(rule.states.into());
                Store::Bytes(lattice, Box::new(LargerStepper::new(rule.clone(), isa)))
            }
            Method::Procedure(rule) => {
                let lattice = Lattice::new(width, height, topology).with_states(rule.info().states);
                Store::Bytes(lattice, Box::new(SlabStepper::new(rule.clone(), isa, key)))
            }
        }
    }

    /// What runs it on a device: the kernels of what it describes, or its own.
    ///
    /// # Errors
    /// A fragment that says why nothing does.
    pub fn on_device(&self) -> Result<Kernels<'_>, String> {
        match self {
            Method::Counts(Neighbourhood::Moore, masks) => Ok(Kernels::Counts(*masks)),
            Method::Counts(cells, masks) => Ok(Kernels::Table(cells.table(*masks))),
            Method::Table(table) => Ok(Kernels::Table(table.clone())),
            Method::Larger(_) => Err("rules of large neighbourhoods are run by the processor".into()),
            Method::Generations(_) => Err("rules of more than two states are run by the processor".into()),
            Method::Procedure(rule) => {
                let own = rule.beside().and_then(|beside| beside.downcast_ref::<Arc<dyn DeviceRule>>());
                own.map(|rule| Kernels::Own(rule.as_ref())).ok_or_else(|| {
                    format!("the rule {} only executes, and that is done by the processor", rule.notation())
                })
            }
        }
    }

    /// A rule as pattern files write it: in B/S notation if there is one, else in the rule's own.
    pub fn notation(&self, rule: &dyn Rule) -> String {
        match self {
            Method::Counts(Neighbourhood::Moore, masks) => masks.notation(),
            _ => rule.notation(),
        }
    }
}

fn counting(cells: Neighbourhood, masks: OuterTotalistic, isa: Isa) -> Box<dyn Stepper<Bits>> {
    match cells {
        Neighbourhood::Moore => Box::new(BitStepper::new(Counting::new(masks, counts::Moore), isa)),
        Neighbourhood::VonNeumann => Box::new(BitStepper::new(Counting::new(masks, counts::VonNeumann), isa)),
        Neighbourhood::Hexagonal => Box::new(BitStepper::new(Counting::new(masks, counts::Hexagonal), isa)),
    }
}

/// From a number of planes known at run time to the kernel that is compiled for that number.
fn ageing(rule: Generations, isa: Isa) -> Box<dyn Stepper<Bits>> {
    match bits::planes(rule.states.into()) {
        2 => Box::new(BitStepper::new(Ageing::<2>::new(rule), isa)),
        3 => Box::new(BitStepper::new(Ageing::<3>::new(rule), isa)),
        4 => Box::new(BitStepper::new(Ageing::<4>::new(rule), isa)),
        5 => Box::new(BitStepper::new(Ageing::<5>::new(rule), isa)),
        6 => Box::new(BitStepper::new(Ageing::<6>::new(rule), isa)),
        7 => Box::new(BitStepper::new(Ageing::<7>::new(rule), isa)),
        _ => Box::new(BitStepper::new(Ageing::<8>::new(rule), isa)),
    }
}

/// What runs a rule on a device.
#[derive(Clone)]
pub enum Kernels<'m> {
    /// By the number of living neighbours.
    Counts(OuterTotalistic),
    /// By a table of neighbourhoods.
    Table(MooreTable),
    /// By kernels that come with the rule.
    Own(&'m dyn DeviceRule),
}

impl Kernels<'_> {
    /// Whether they compute with floats, and so round otherwise than the processor.
    pub fn floats(&self) -> bool {
        match self {
            Kernels::Counts(_) | Kernels::Table(_) => false,
            Kernels::Own(rule) => rule.floats(),
        }
    }

    /// Gets them ready on a device.
    ///
    /// # Errors
    /// What is wrong with the device or with the kernels.
    pub fn stepper(&self, cuda: &Arc<Cuda>) -> Result<Box<dyn DeviceStepper>, DeviceError> {
        Ok(match self {
            Kernels::Counts(masks) => Box::new(steps::BitStepper::counts(cuda, *masks)?),
            Kernels::Table(table) => Box::new(steps::BitStepper::table(cuda, table)?),
            Kernels::Own(rule) => rule.load(cuda)?,
        })
    }
}

/// Whether a rule has a procedure: it is tried on one dead cell among dead ones. Any answer but that there is none
/// will do; a procedure that fails has its say in the run. What decides by a number has one, and is not asked: it would
/// count that as a decision.
fn executes(rule: &dyn Rule, info: &Info) -> bool {
    if rule.predictor().is_some() {
        return true;
    }
    let side = 1 + 2 * info.halo;
    let slab =
        Slab { width: 1, height: 1, stride: side, halo: info.halo, lattice_width: 1, ..Slab::default() };
    let answer = rule.step(&vec![0; side * side], &mut [0], &slab);
    !answer.is_err_and(|fault| fault.kind == FaultKind::DescribedOnly)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::fault::Fault;

    #[derive(Clone, Debug, Default)]
    struct Any {
        form: Option<Form>,
        executes: bool,
        info: Info,
    }

    impl Rule for Any {
        fn info(&self) -> Info {
            self.info.clone()
        }
        fn form(&self) -> Option<Form> {
            self.form.clone()
        }
        fn step(&self, _: &[u8], _: &mut [u8], _: &Slab) -> Result<(), Fault> {
            if self.executes { Err("not today".into()) } else { Err(Fault::described_only()) }
        }
    }

    fn of(rule: Any) -> Result<Method, String> {
        Method::of(&(Arc::new(rule) as Arc<dyn Rule>))
    }

    #[test]
    fn every_rule_has_its_method_or_a_reason() {
        let life = Some(Form::OuterTotalistic(OuterTotalistic { born: 8, survive: 12 }));
        let table = Some(Form::MooreTable(MooreTable::from_fn(|[[nw, ..], ..]| nw)));
        let counts = Some(Form::MooreTable(MooreTable::from_fn(|rows| {
            matches!(rows.as_flattened().iter().filter(|cell| **cell).count(), 3)
        })));
        let tagged = Some(Form::Tagged("Margolus(states: 3)".into()));
        let three = Info { states: 3, ..Info::default() };
        let described = |form: &Option<Form>| Any { form: form.clone(), ..Any::default() };
        assert!(matches!(of(described(&life)), Ok(Method::Counts(Neighbourhood::Moore, _))));
        assert!(matches!(of(Any { executes: true, ..described(&table) }), Ok(Method::Table(_))));
        assert!(matches!(of(Any { executes: true, ..described(&tagged) }), Ok(Method::Procedure(_))));
        assert!(matches!(of(Any { executes: true, ..described(&None) }), Ok(Method::Procedure(_))));
        let rule = described(&counts);
        assert_eq!(of(rule.clone()).unwrap().notation(&rule), "B3/S2");
        let why = |rule: Any| of(rule).unwrap_err();
        assert!(why(described(&tagged)).starts_with("a rule of the form `Margolus` is not available yet"));
        assert!(why(described(&None)).contains("neither"));
        assert!(why(Any { info: three, ..described(&life) }).contains("says that it has 3"));
        assert!(why(Any { info: Info { halo: 501, ..Info::default() }, ..described(&life) }).contains("501"));
    }
}
