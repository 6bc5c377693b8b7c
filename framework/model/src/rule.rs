//! A network as a rule.

use crate::cuda::rule::NetworkOnDevice;
use crate::inference::Inference;
use crate::kept;
use crate::network::{Convolution, Network};
use crate::table::{self, Table, Tally};
use quincunx_device::rule::DeviceRule;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::form::{Form, MooreTable};
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::predictor::{Closest, Margin, Predictor};
use quincunx_sdk::rule::{Info, Rule};
use quincunx_sdk::slab::Slab;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

quincunx_sdk::choice! {
    /// Whether a network becomes a table of all its decisions.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Compile {
        /// where that repays: always for 3×3 cells, for 5×5 if the table is at hand or the run is long
        Auto,
        /// always; 5×5 cells are the most that a table can have
        Always,
        /// never: the network itself decides in each step
        Never,
    }
}

/// What a scene says of a network beside its weights.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The file of the weights.
    pub weights: String,
    /// What the group is called.
    pub group: String,
    /// Above which logit a cell is alive next.
    pub threshold: f32,
    /// Whether it becomes a table.
    pub compile: Compile,
}

/// A rule that asks a network what a cell becomes.
pub struct NetworkRule {
    core: Arc<Core>,
    /// For what sees 3×3 cells, unless it may not be compiled.
    moore: Option<MooreTable>,
    /// The same on a device.
    beside: Arc<dyn DeviceRule>,
}

/// What decides, on the processor and on a device.
pub(crate) struct Core {
    pub inference: Inference,
    pub choices: Choices,
    /// For what sees 5×5 cells.
    pub table: OnceLock<Prepared>,
    pub margin: Margin,
}

/// A table of 5×5 cells.
pub(crate) struct Prepared {
    pub table: Table,
    /// Whether it was at hand, and not made.
    kept: bool,
}

/// Updates by the network that cost as much as the table of all 5×5 neighbourhoods, and some more: then it repays.
const REPAYS: u64 = 3 << 24;

impl NetworkRule {
    /// A rule; small tables are made at once.
    ///
    /// # Errors
    /// A fragment that says why it cannot be compiled.
    pub fn new(network: Network, isa: Isa, choices: Choices) -> Result<Self, String> {
        let side = network.receptive_field();
        if choices.compile == Compile::Always && side > table::MOST_SIDE {
            let most = table::MOST_SIDE;
            return Err(format!(
                "a cell of this network sees {side}×{side} cells, and tables go up to {most}×{most}: leave `compile` out"
            ));
        }
        let inference = Inference::new(network, isa);
        let margin = Margin::default();
        let mut moore = None;
        if side <= 3 && choices.compile != Compile::Never {
            let table = Table::of(&inference, choices.threshold)?;
            margin.meet(table.closest().clone());
            moore = table.moore();
        }
        let core = Arc::new(Core { inference, choices, table: OnceLock::new(), margin });
        Ok(NetworkRule { beside: Arc::new(NetworkOnDevice::new(core.clone())), core, moore })
    }

    /// What runs it.
    pub fn inference(&self) -> &Inference {
        &self.core.inference
    }

    fn side(&self) -> usize {
        self.core.inference.network().receptive_field()
    }

    /// Whether to have a table of 5×5 cells, and then whether to make it if none is at hand.
    fn wants_table(&self, updates: u64) -> Option<bool> {
        match self.core.choices.compile {
            _ if self.moore.is_some() || self.side() != table::MOST_SIDE => None,
            Compile::Never => None,
            Compile::Always => Some(true),
            Compile::Auto => Some(updates >= REPAYS),
        }
    }

    /// How it is compiled, for any run.
    fn compiled(&self) -> String {
        match (&self.moore, self.side(), self.core.choices.compile) {
            (Some(table), ..) => match table.outer_totalistic() {
                Some(masks) => format!("a table of 512 neighbourhoods, which is {}", masks.notation()),
                None => "a table of 512 neighbourhoods".into(),
            },
            (None, _, Compile::Never) => "no".into(),
            (None, table::MOST_SIDE, Compile::Always) => "a table of 2²⁵ neighbourhoods".into(),
            (None, table::MOST_SIDE, Compile::Auto) => {
                "a table of 2²⁵ neighbourhoods where it is at hand or the run is long enough to repay it"
                    .into()
            }
            (None, side, _) => format!("no: a cell sees {side}×{side} cells"),
        }
    }
}

impl Rule for NetworkRule {
    fn info(&self) -> Info {
        // Also where it becomes a table: probes ask the network itself.
        let work = self.core.inference.nanoseconds();
        Info { halo: self.core.inference.network().reach().max(1), work, ..Info::default() }
    }

    fn form(&self) -> Option<Form> {
        self.moore.clone().map(Form::MooreTable)
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        if let Some(Prepared { table, .. }) = self.core.table.get() {
            table.step(src, dst, slab);
            return Ok(());
        }
        let side = self.side();
        let (more, bound) = (slab.halo - side / 2, self.core.inference.network().bound());
        let mut tally = Tally::new(self.core.choices.threshold, bound);
        self.core.inference.cells(src, slab, |[x, y], logits| {
            let cells = &mut slab.target(dst, y)[x..];
            for ((cell, logit), x) in cells.iter_mut().zip(logits).zip(x..) {
                let row = |dy: usize| &src[(y + more + dy) * slab.stride + x + more..][..side];
                *cell = u8::from(tally.decide(*logit, || (0..side).flat_map(row).copied()));
            }
        });
        self.core.margin.meet(tally.closest);
        Ok(())
    }

    fn notation(&self) -> String {
        format!("Network({})", self.core.choices.weights)
    }

    fn prepare(&self, updates: u64) -> Result<(), Fault> {
        let Some(make) = self.wants_table(updates) else { return Ok(()) };
        let (network, threshold) = (self.core.inference.network(), self.core.choices.threshold);
        let prepared = match kept::find(network, threshold) {
            Some(table) => Prepared { table, kept: true },
            None if make => {
                let table = Table::of(&self.core.inference, threshold)?;
                kept::keep(network, threshold, &table);
                Prepared { table, kept: false }
            }
            None => return Ok(()),
        };
        self.core.margin.meet(prepared.table.closest().clone());
        let _ = self.core.table.set(prepared); // asked once
        Ok(())
    }

    fn predictor(&self) -> Option<&dyn Predictor> {
        Some(self)
    }

    fn beside(&self) -> Option<&(dyn Any + Send + Sync)> {
        Some(&self.beside)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let network = self.core.inference.network();
        let side = self.side();
        let margin = self.moore.as_ref().and_then(|_| self.core.margin.met());
        let mut facts = vec![
            ("weights", self.core.choices.weights.clone()),
            ("group", group(network, &self.core.choices.group)),
            ("layers", layers(network)),
            ("parameters", network.parameters.to_string()),
            ("receptive field", format!("{side}×{side} cells")),
            ("compiled", self.compiled()),
        ];
        facts.extend(margin.map(|closest| ("smallest margin", margin_words(&closest))));
        facts
    }

    fn remark(&self) -> Option<String> {
        let how = match (self.core.table.get(), self.wants_table(0)) {
            (Some(Prepared { kept: true, .. }), _) => " that was at hand",
            (Some(_), _) => ", made before the first step",
            (None, Some(_)) => {
                let short = "ran as a network, too short to repay a table (`compile: Always` makes one)";
                return Some(short.into());
            }
            (None, None) => return None,
        };
        Some(format!(
            "ran as a table of 2²⁵ neighbourhoods{how} (of all of them, met or not, the rest is said)"
        ))
    }
}

impl Predictor for NetworkRule {
    fn group(&self) -> &FiniteGroup {
        &self.core.inference.network().group
    }

    fn group_name(&self) -> String {
        self.core.choices.group.clone()
    }

    fn sides(&self) -> Vec<usize> {
        self.core.inference.network().layers.iter().map(|layer| layer.side).collect()
    }

    fn threshold(&self) -> f32 {
        self.core.choices.threshold
    }

    fn logits(&self, src: &[u8], dst: &mut [f32], slab: &Slab) -> Result<(), Fault> {
        self.core.inference.cells(src, slab, |[x, y], logits| {
            dst[y * slab.stride + x..][..logits.len()].copy_from_slice(logits);
        });
        Ok(())
    }

    fn predict(&self, src: &[f32], dst: &mut [f32], slab: &Slab) -> Result<(), Fault> {
        self.core.inference.reals(src, slab, |[x, y], _, logits| {
            dst[y * slab.stride + x..][..logits.len()].copy_from_slice(logits);
        });
        Ok(())
    }

    fn margin(&self) -> &Margin {
        &self.core.margin
    }
}

impl fmt::Debug for NetworkRule {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.notation())
    }
}

/// In `describe` and the report.
fn group(network: &Network, name: &str) -> String {
    let turns = |side: usize| side > 1;
    let between = network.group.elements().iter().any(|element| !element.is_integral());
    match network.interpolation {
        _ if !network.turned || !between || !network.layers.iter().any(|layer| turns(layer.side)) => {
            name.into()
        }
        Interpolation::Ring => format!("{name}, filters turned along their rings"),
        Interpolation::Bilinear => format!("{name}, filters turned with bilinear weights"),
    }
}

/// "3×3 to 16 fields, 1×1 to 16 fields, head".
fn layers(network: &Network) -> String {
    let order = network.group.order();
    let one = |layer: &Convolution| match order {
        1 => format!("{0}×{0} to {1} channels", layer.side, layer.outputs),
        n => format!("{0}×{0} to {1} fields of {n}", layer.side, layer.outputs / n),
    };
    let (head, hidden) = match network.layers.split_last() {
        Some((head, hidden)) => (head.side, hidden),
        None => (1, &[][..]),
    };
    let last = if head == 1 { "head".into() } else { format!("head of {head}×{head}") };
    hidden.iter().map(one).chain([last]).collect::<Vec<_>>().join(", ")
}

fn margin_words(closest: &Closest) -> String {
    let margin = match closest.margin {
        small if small < 1e-3 => format!("{small:.2e}"),
        margin => format!("{margin:.3}"),
    };
    format!("{margin}, of logits up to {:.1}", closest.largest)
}
