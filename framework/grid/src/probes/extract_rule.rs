//! Which rule the cells were moved by.

use super::grid_of;
use crate::bits::Bits;
use crate::components::Automaton;
use crate::extraction::table::{self, FLIPS, RULE};
use crate::extraction::{Asked, Pairs, Rates, Reading, Tally};
use crate::figures::short;
use quincunx_core::neighbourhood;
use quincunx_core::object::Object;
use quincunx_core::perturb::{Disturbance, Flips, Perturbations, Perturbs};
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records, Rider};
use quincunx_core::section::{Body, Findings, Last, Section, Which};
use quincunx_sdk::field::Field;
use quincunx_sdk::role::{Complaint, Slot};
use quincunx_sdk::rule::Rules;
use std::io::{self, Read, Write};

quincunx_sdk::choice! {
    /// What a rule may tell apart.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Alphabet {
        /// the cell and the number of its living neighbours, 18 classes: B36/S23
        Totalistic,
        /// those and how the neighbours are arranged, but for turns and mirror images, 102 classes: B2-a/S12
        Isotropic,
        /// all 512 neighbourhoods: MAP and 86 letters
        Map,
        /// the first of these that explains what was seen
        Auto,
    }
}

impl Alphabet {
    fn all(self) -> &'static [neighbourhood::Alphabet] {
        match self {
            Alphabet::Totalistic => &[neighbourhood::Alphabet::Totalistic],
            Alphabet::Isotropic => &[neighbourhood::Alphabet::Isotropic],
            Alphabet::Map => &[neighbourhood::Alphabet::Map],
            Alphabet::Auto => &neighbourhood::Alphabet::ALL,
        }
    }
}

quincunx_sdk::params! {
    /// The rule, read from what became of cells: it counts, at every step of the run, how often each neighbourhood of nine
    /// cells was seen and how often its middle cell was alive a generation later, and says what becomes of each class of
    /// neighbourhoods, and which rule that is. If `samples`, `noise` and `perturb` are left out, the rule or network of the
    /// grid is asked instead, and the run is not counted: about all 512 of them where it is known to look at nine cells
    /// alone, as a network that was compiled to a table, and else about the 262144 cells of a soup. A class is decided if the
    /// odds are 10⁹ to 1 for each class of the alphabet; else it is undecided, and the rule is written with it marked. Of
    /// clean data one sighting decides: of such as are said to be, by `noise: 0`, and of such as hold 128 sightings of
    /// neighbourhoods that were seen before and not one that contradicts another. Else the rate at which targets are flipped
    /// is estimated, and the highest that is not ruled out at 10⁻⁹ counts; rates of `perturb` that differ for dead and living
    /// cells are taken from it. Inputs that are disturbed mix classes, and then nothing is promised. A neighbourhood that was
    /// not seen is taken for one of its class, which is said. If no alphabet explains what was seen, no rule is told, but
    /// where it contradicts itself. Columns: `step`, `time`, `class`; `seen` and `alive`, how many of its cells there were
    /// and how many of them were alive a generation later; `estimate`, the share of these, and Wilson's 95 % interval around
    /// it, `low` and `high`, which is the share itself where all 512 were asked; and `decision`: `alive`, `dead`, `undecided
    /// (n seen)` or `mixed`. A class is called as in the rule's notation, or by its rows: 010/111/000. Before all classes
    /// come the row `rule`, whose decision is the rule, and `flips`: of `seen` targets so many contradict what most of their
    /// neighbourhood became, and the rate is from `low` to `high`. With `against` there are two columns more: `accuracy`, the
    /// share of the neighbourhoods of a class, or of all 512, that are read as that rule has them, and `wrong`, how many are
    /// read otherwise; what is undecided or mixed is neither.
    pub struct ExtractRule {
        /// count so many cells at most, row by row and step after step; without it, all of the run
        samples: Option<u64>, in 1.., unit "cells";
        /// what the rule may tell apart
        alphabet: Alphabet = Auto;
        /// the probability with which a target is not what the rule says, if it is known
        noise: Option<f64>, in 0.0..0.5;
        /// what disturbs the cells before they are counted, and not those of the run
        perturb: Option<Slot<Perturbations>>;
        /// what of a pair is disturbed: neighbourhoods, or what became of their middle
        perturbs: Perturbs = Targets;
        /// the rule that should be read, if it is known: it is told how much of it was
        against: Option<Slot<Rules>>
    }
}

impl Measure for ExtractRule {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "A. Adamatzky, Identification of Cellular Automata, Taylor & Francis, London (1994)",
        "A. Wald, \"Sequential tests of statistical hypotheses\", Annals of Mathematical Statistics 16, 117-186 (1945)",
        "J. Ville, Étude critique de la notion de collectif, Gauthier-Villars, Paris (1939)",
        "E. B. Wilson, \"Probable inference, the law of succession, and statistical inference\", Journal of the American Statistical Association 22, 209-212 (1927)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "ExtractRule(of: \"soup\")",
        "ExtractRule(of: \"soup\", samples: 20000, alphabet: Isotropic, noise: 0)",
        "ExtractRule(of: \"soup\", perturb: Gaussian(0.5), perturbs: Targets)",
        "ExtractRule(of: \"soup\", alphabet: Map, against: \"B36/S23\")",
    ];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        let ExtractRule { samples, alphabet, noise, perturb, perturbs, against } = self;
        let flips = perturb.map(|perturb| perturb.it);
        let contrary = |flips: &Flips| perturbs.targets() && flips.born + flips.dies >= 1.0;
        if let Some(Flips { born, dies }) = flips.filter(contrary) {
            let message = format!(
                "it turns on {born} of the dead cells and off {dies} of the living ones, and these must be less than 1 \
                 together: else what is seen is rather the contrary of what is"
            );
            return Err(Complaint::at("perturb", message));
        }
        let against = against.map(|rule| Right::of(&rule)).transpose()?;
        let choices = Choices { samples, alphabet, noise, flips, perturbs };
        Ok(Box::new(Counting { choices, against, tally: Tally::default(), asked: None, pairs: None }))
    }
}

/// The rule that should be read.
struct Right {
    notation: String,
    tally: Tally,
}

impl Right {
    fn of(rule: &Slot<Rules>) -> Result<Self, Complaint> {
        let (notation, form) = (rule.it.notation(), rule.it.form());
        let tally = form.as_ref().and_then(Tally::asked).ok_or_else(|| {
            let message = format!(
                "{notation} is not known to be a rule of nine cells of two states, and such are read"
            );
            Complaint::at("against", message)
        })?;
        Ok(Right { notation, tally })
    }
}

struct Choices {
    samples: Option<u64>,
    alphabet: Alphabet,
    noise: Option<f64>,
    flips: Option<Flips>,
    perturbs: Perturbs,
}

impl Choices {
    /// Whether a rule that is known may be asked in place of the run.
    fn ask(&self) -> bool {
        self.samples.is_none() && self.noise.is_none() && self.flips.is_none()
    }

    /// What is known of how targets are flipped.
    fn rates(&self) -> Option<Rates> {
        let lopsided = |flips: &Flips| self.perturbs.targets() && flips.born != flips.dies;
        let flips = self.noise.map(|p| Flips { born: p, dies: p }).or(self.flips.filter(lopsided));
        flips.map(|Flips { born, dies }| Rates::known(born, dies))
    }
}

/// Counts what becomes of cells.
struct Counting {
    choices: Choices,
    against: Option<Right>,
    tally: Tally,
    /// Whether the rule itself was asked; then nothing is counted.
    asked: Option<Asked>,
    pairs: Option<Pairs>,
}

impl Counting {
    /// How many more cells it counts.
    fn wanted(&self) -> u64 {
        self.choices.samples.map_or(u64::MAX, |samples| samples - self.tally.seen().min(samples))
    }

    fn rates(&self) -> Rates {
        match self.choices.rates() {
            _ if self.asked.is_some_and(Asked::is_exact) => Rates::CLEAN,
            known => known.unwrap_or_else(|| Rates::estimated(&self.tally)),
        }
    }

    /// How much of the right rule was read, in numbers.
    fn marks(&self, context: &Context) -> Option<Section> {
        let sentence = format!(
            "How many of all neighbourhoods were read as {} has them, and how many otherwise; what is undecided or mixed is \
             neither.",
            self.against.as_ref()?.notation
        );
        let body = Body::Last(Last {
            probe: context.probe.into(),
            columns: vec!["accuracy".into(), "wrong".into()],
            rows: Some(Which::only("class", RULE)),
            ..Last::default()
        });
        Some(Section { title: context.probe.into(), sentence, body })
    }
}

impl Rider<Automaton> for Counting {
    fn see(&mut self, grid: &Automaton, step: u64) {
        let wanted = self.wanted();
        if let Some(pairs) = self.pairs.as_mut().filter(|_| wanted > 0)
            && let Ok(bits) = grid.bits()
        {
            if step > 0 && !grid.follows(step - 1) {
                pairs.part();
            }
            // The cells were fetched, or the run has ended.
            pairs.see(&bits, step, wanted, &mut self.tally, grid.isa, &grid.pool);
        }
    }
}

impl Probe<Automaton> for Counting {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let grid = grid_of(object)?;
        match grid.states() {
            2 => Ok(()),
            states => {
                let message =
                    format!("its rule {} has {states} states; rules of two are read", grid.notation());
                Err(Complaint::at("of", message))
            }
        }
    }

    fn begin(&mut self, grid: &Automaton) -> Result<(), String> {
        let asked = if self.choices.ask() { Asked::of(grid)? } else { None };
        if let Some((asked, tally)) = asked {
            (self.tally, self.asked) = (tally, Some(asked));
            return Ok(());
        }
        let (width, height) = grid.size();
        let blank = Bits::new(width, height, grid.topology(), 2);
        let noise = self.choices.flips.map(|flips| Disturbance::new(flips, grid.noise, grid.isa));
        self.pairs = Some(Pairs::new(blank, noise.map(|noise| (noise, self.choices.perturbs))));
        Ok(())
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        let copies = if self.choices.flips.is_some() { 3 } else { 1 };
        grid_of(object).map_or(0, |grid| copies * Bits::bytes(grid.size().0, grid.size().1, 2))
    }

    fn records(&self, _: &Automaton) -> Records {
        Records::Rows(table::columns(self.against.is_some()))
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let sentence = sentence(context.of, self.asked, &self.choices);
        let (probe, name, says) = (context.probe.to_string(), "class".into(), "decision".into());
        let drawn = Some(Which::except("class", FLIPS));
        let body = Body::Findings(Findings { probe, name, says, first: RULE.into(), drawn });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn sections(&self, grid: &Automaton, context: &Context) -> Vec<Section> {
        self.section(grid, context).into_iter().chain(self.marks(context)).collect()
    }

    fn measure(&mut self, _: &Automaton, _: u64) -> Result<Measured, String> {
        let reading = Reading::of(&self.tally, self.choices.alphabet.all(), self.rates());
        let right = self.against.as_ref().map(|right| &right.tally);
        Ok(Measured::Rows(table::cells(&reading, self.asked == Some(Asked::All), right)))
    }

    fn rider(&mut self) -> Option<&mut (dyn Rider<Automaton> + 'static)> {
        self.asked.is_none().then_some(self as _)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.tally.write(out)?;
        self.pairs.as_ref().map_or(Ok(()), |pairs| pairs.write(out))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.tally = Tally::read(from)?;
        self.pairs.as_mut().map_or(Ok(()), |pairs| pairs.read(from))
    }
}

fn sentence(of: &str, asked: Option<Asked>, choices: &Choices) -> String {
    if let Some(asked) = asked {
        return format!("The rule of “{of}”, which was asked {}.", asked.words());
    }
    let Choices { samples, flips, perturbs, .. } = choices;
    let from = match samples {
        None => "all cells in the run".into(),
        Some(n) => format!("the first {n} cells"),
    };
    let noise = flips.map_or(String::new(), |Flips { born, dies }| {
        let which = perturbs.show().to_lowercase();
        let which = if which == "both" { "inputs and targets".into() } else { which };
        let [born, dies] = [born, dies].map(|p| short((100.0 * p) as f32));
        let mixed = match perturbs.inputs() {
            true => " Disturbed inputs mix the classes, so that what is decided need not be the rule.",
            false => "",
        };
        format!(" Of the {which} {born} % of the dead cells were seen alive and {dies} % of the living ones dead.{mixed}")
    });
    format!("The rule of “{of}”, read from what became of {from}.{noise}")
}
