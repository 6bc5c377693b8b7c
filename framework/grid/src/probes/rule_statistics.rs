//! How another rule does on the cells of a grid.

use super::grid_of;
use crate::bits::Bits;
use crate::comparison::{Agreement, Course, Errors, Twin};
use crate::components::Automaton;
use crate::disturbed::disturbed;
use crate::method::Method;
use crate::squares::{self, entropy};
use crate::topology::Topology;
use quincunx_core::object::Object;
use quincunx_core::perturb::{Disturbance, Flips, Perturbations};
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Bars, Body, Curve, Section, Which};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::role::{Complaint, Slot};
use quincunx_sdk::rule::{Rule, Rules};
use rayon::ThreadPool;
use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Which noise it is: there is one only.
const DRAW: u32 = 0;
/// The side of the blocks whose entropy is told.
const BLOCK: usize = 2;
/// What all classes together are called.
const ALL: &str = "all";

quincunx_sdk::params! {
    /// How a grid's rule and another one compare, a network and what it has learned from, say. At each due step both make
    /// one step of the same cells, those of the grid, and are compared in each; and a twin of the grid, which began with
    /// the same cells, is moved by the other rule alone. Columns: `step`, `time`, `class`: rows are of the classes of
    /// neighbourhoods that were seen, by A. Hensel's letters (B2a is a dead cell with two neighbours in a certain
    /// arrangement), before them one of `all`; `centre`, whether its cell is alive, and `count`, how many neighbours are;
    /// `seen`, how many cells there were, `agreed`, in how many of them both made the same, `differed`, in how many not, and
    /// `accuracy`, the share of those that agreed. In the row `all` only: `damage`, in how many cells the twin differs from
    /// the grid; `diverged`, the first step at which it did (if they meet again before a row is due, that is
    /// not noticed); `density`, the share of living cells of the grid, and `entropy`, that of its 2 × 2 blocks, in bits;
    /// `density_against` and `entropy_against`, those of the twin; and `margin`, for a rule that decides by a number, how
    /// close to the threshold it came up to this row, in these comparisons too. With `perturb`, the cells are disturbed before
    /// both rules make their step of them, at each due step anew; the twin begins with disturbed cells, which are never
    /// disturbed again: then `damage` says whether rules heal what is wrong or spread it. Lots of stochastic
    /// rules are the same for both. Of a `Replay`, whose next state is what is held against the rule's, no step is compared
    /// from the last state of a sequence, and the twin begins once more in the next.
    pub struct RuleStatistics {
        /// the rule that is compared with the grid's, of two states
        against: Slot<Rules>;
        /// what disturbs the cells, and not those of the grid
        perturb: Option<Slot<Perturbations>>
    }
}

impl Measure for RuleStatistics {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "S. A. Kauffman, \"Metabolic stability and epigenesis in randomly constructed genetic nets\", Journal of Theoretical Biology 22, 437-467 (1969)",
        "H. E. Stanley, D. Stauffer, J. Kertész and H. J. Herrmann, \"Dynamics of spreading phenomena in two-dimensional Ising models\", Physical Review Letters 59, 2326-2328 (1987)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "RuleStatistics(of: \"soup\", against: \"B36/S23\", every: 5)",
        "RuleStatistics(of: \"soup\", against: \"B3/S23\", perturb: Flip(0.001), every: 5)",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        let rule = self.against.it;
        two_states("against", &rule.notation(), rule.info().states)?;
        let method = Method::of(&rule).map_err(|why| Complaint::at("against", why))?;
        let flips = self.perturb.map(|perturb| perturb.it);
        Ok(Box::new(Comparing { rule, method, flips, both: None }))
    }
}

fn two_states(of: &'static str, notation: &str, states: usize) -> Result<(), Complaint> {
    match states {
        2 => Ok(()),
        _ => {
            let message = format!("its rule {notation} has {states} states; rules of two are compared");
            Err(Complaint::at(of, message))
        }
    }
}

struct Comparing {
    rule: Arc<dyn Rule>,
    method: Method,
    flips: Option<Flips>,
    /// There are both once the grid is known.
    both: Option<Both>,
}

/// What moves cells as the grid does, what moves them otherwise, and what the latter makes of the grid's beginning.
struct Both {
    ours: Course,
    theirs: Course,
    twin: Twin,
    noise: Option<Disturbance>,
}

impl Both {
    fn new(grid: &Automaton, method: &Method, flips: Option<Flips>) -> Result<Self, String> {
        let start = grid.bits()?;
        let own = Method::of(&grid.rule)?;
        let [ours, theirs] =
            [&own, method].map(|method| Course::new(method, &start, grid.isa, grid.draws, grid.pool.clone()));
        let noise = flips.map(|flips| Disturbance::new(flips, grid.noise, grid.isa));
        let twin = Twin::new(seen(&start, noise.as_ref(), 0, &grid.pool).into_owned(), &start);
        Ok(Both { ours, theirs, twin, noise })
    }

    fn compare(&mut self, grid: &Automaton, step: u64) -> Result<Findings, String> {
        let Both { ours, theirs, twin, noise } = self;
        // Before anything is decided here.
        let margin = grid.predictor().and_then(|predictor| predictor.margin().met());
        let cells = grid.bits()?;
        if (twin.at()..step).any(|step| !grid.follows(step)) {
            twin.begin_again(seen(&cells, noise.as_ref(), step, &grid.pool).into_owned(), step);
        }
        let damage = twin.follow(&cells, step, [ours, theirs], grid.isa)?;
        let shown = seen(&cells, noise.as_ref(), step, &grid.pool);
        let errors = match grid.follows(step) {
            true => Errors::of(&shown, step, [ours, theirs], grid.isa, &grid.pool)?,
            false => Errors::default(),
        };
        Ok(Findings {
            errors,
            damage,
            diverged: twin.diverged(),
            look: [Look::of(&cells, grid.isa), Look::of(twin.cells(), grid.isa)],
            margin: margin.map(|closest| closest.margin.into()),
        })
    }
}

fn seen<'a>(cells: &'a Bits, noise: Option<&Disturbance>, step: u64, pool: &ThreadPool) -> Cow<'a, Bits> {
    noise.map_or(Cow::Borrowed(cells), |noise| Cow::Owned(disturbed(cells, noise, step, DRAW, pool)))
}

/// What a lattice looks like as a whole.
struct Look {
    density: f64,
    entropy: f64,
}

impl Look {
    fn of(cells: &Bits, isa: Isa) -> Self {
        let density = cells.alive(isa) as f64 / (cells.width() as f64 * cells.height() as f64);
        let around = cells.topology() == Topology::TORUS;
        let counts = squares::counts(cells, BLOCK, around, isa);
        Look { density, entropy: counts.map_or(0.0, |counts| entropy(&counts)) }
    }
}

/// What was found at a step.
struct Findings {
    errors: Errors,
    damage: u64,
    diverged: Option<u64>,
    /// Of the grid, and of the twin.
    look: [Look; 2],
    margin: Option<f64>,
}

impl Findings {
    /// The columns: a row for all classes together, and one for each.
    fn table(&self) -> Vec<Values> {
        let classes: Vec<Agreement> = self.errors.by_class().collect();
        let counts: Vec<(u64, u64)> =
            [self.errors.all()].into_iter().chain(classes.iter().map(|of| (of.seen, of.agreed))).collect();
        let names = [ALL].into_iter().chain(classes.iter().map(|of| of.class.as_str()));
        let of_class = |number: fn(&Agreement) -> i64| {
            Values::Int64OrNull([None].into_iter().chain(classes.iter().map(number).map(Some)).collect())
        };
        let number = |number: fn(&(u64, u64)) -> u64| {
            Values::Int64(counts.iter().map(|count| number(count) as i64).collect())
        };
        let share = |(seen, agreed): &(u64, u64)| (*seen > 0).then(|| *agreed as f64 / *seen as f64);
        let whole = |one: Option<u64>| Values::Int64OrNull(first(one.map(|n| n as i64), counts.len()));
        let real = |one: Option<f64>| Values::Float64(first(one, counts.len()));
        let [own, other] = &self.look;
        vec![
            Values::Text(names.map(String::from).collect()),
            of_class(|of| of.centre.into()),
            of_class(|of| of.count as i64),
            number(|(seen, _)| *seen),
            number(|(_, agreed)| *agreed),
            number(|(seen, agreed)| seen - agreed),
            Values::Float64(counts.iter().map(share).collect()),
            whole(Some(self.damage)),
            whole(self.diverged),
            real(Some(own.density)),
            real(Some(other.density)),
            real(Some(own.entropy)),
            real(Some(other.entropy)),
            real(self.margin),
        ]
    }
}

/// A column that says something in its first row only.
fn first<T: Clone>(one: Option<T>, rows: usize) -> Vec<Option<T>> {
    let mut column = vec![None; rows];
    column[0] = one;
    column
}

impl Comparing {
    /// The figure that shows where the rules are not the same.
    fn errors(&self, context: &Context) -> Section {
        let sentence = format!(
            "Where one step of “{}” and one of {} from the same cells differ: cells by what lies around them.",
            context.of,
            self.rule.notation()
        );
        let body = Body::Bars(Bars {
            probe: context.probe.into(),
            unit: "cells".into(),
            outcome: Some("class".into()),
            count: Some("differed".into()),
            positive: true,
            rows: Some(Which::except("class", ALL)),
            ..Bars::default()
        });
        Section { title: format!("{}: errors", context.probe), sentence, body }
    }

    /// What the grid and the twin are as a whole, over time.
    fn look(&self, context: &Context, column: &str, unit: &str, what: &str) -> Section {
        let sentence =
            format!("{what} of “{}”, and of the twin that {} moves.", context.of, self.rule.notation());
        let body = Body::Curve(Curve {
            probe: context.probe.into(),
            columns: vec![column.into(), format!("{column}_against")],
            unit: unit.into(),
            rows: Some(Which::only("class", ALL)),
            ..Curve::default()
        });
        Section { title: format!("{}: {column}", context.probe), sentence, body }
    }
}

impl Probe<Automaton> for Comparing {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let grid = grid_of(object)?;
        two_states("of", grid.notation(), grid.states())
    }

    fn begin(&mut self, grid: &Automaton) -> Result<(), String> {
        let (width, height) = grid.size();
        let cells = width as u64 * height as u64;
        grid.pool.install(|| self.rule.prepare(cells)).map_err(|fault| fault.to_string())?;
        self.both = Some(Both::new(grid, &self.method, self.flips)?);
        Ok(())
    }

    /// What moves cells, the twin, and the cells of the grid and of the steps that are compared, as bits.
    fn memory(&self, object: &dyn Object) -> u64 {
        grid_of(object).map_or(0, |grid| {
            let movers = [grid.method(), &self.method].map(|method| method.memory(grid.size(), 2));
            movers[0] + movers[1] + 5 * Bits::bytes(grid.size().0, grid.size().1, 2)
        })
    }

    fn records(&self, _: &Automaton) -> Records {
        let cells = |name| Column::new(name, Type::Int64, "cells");
        let real = |name, unit| Column::new(name, Type::Float64, unit);
        Records::Rows(vec![
            Column::new("class", Type::Text, "").whole(ALL),
            Column::new("centre", Type::Int64, "").nullable(),
            cells("count").nullable(),
            cells("seen"),
            cells("agreed"),
            cells("differed"),
            real("accuracy", ""),
            cells("damage").nullable(),
            Column::new("diverged", Type::Int64, "steps").nullable(),
            real("density", ""),
            real("density_against", ""),
            real("entropy", "bits"),
            real("entropy_against", "bits"),
            real("margin", ""),
        ])
    }

    fn section(&self, grid: &Automaton, context: &Context) -> Option<Section> {
        let (of, other, own) = (context.of, self.rule.notation(), &grid.notation);
        let sentence = format!(
            "Cells in which “{of}”, moved by {own}, differs from a twin that {other} moves{}.",
            if self.flips.is_some() {
                ", from a beginning that was disturbed"
            } else {
                " from the same beginning"
            }
        );
        let body = Body::Curve(Curve {
            probe: context.probe.into(),
            columns: vec!["damage".into()],
            unit: "cells".into(),
            plot: context.plot.map(String::from),
            rows: Some(Which::only("class", ALL)),
            ..Curve::default()
        });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn sections(&self, grid: &Automaton, context: &Context) -> Vec<Section> {
        let others = [
            self.errors(context),
            self.look(context, "density", "", "The share of living cells"),
            self.look(context, "entropy", "bits", "The entropy of the 2 × 2 blocks"),
        ];
        self.section(grid, context).into_iter().chain(others).collect()
    }

    fn measure(&mut self, grid: &Automaton, step: u64) -> Result<Measured, String> {
        let both = self.both.as_mut().ok_or("it has not met its grid")?;
        Ok(Measured::Rows(both.compare(grid, step)?.table()))
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.both.as_ref().map_or(Ok(()), |both| both.twin.write(out))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.both.as_mut().map_or(Ok(()), |both| both.twin.read(from))
    }
}
