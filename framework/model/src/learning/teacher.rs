//! Where pairs come from: a rule that is asked, or states that were recorded.

use super::batch;
use quincunx_core::perturb::{Disturbance, Perturbs};
use quincunx_core::sequence::Sequence;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::noise::{Noise, threshold};
use quincunx_sdk::rule::Rule;
use quincunx_sdk::slab::Slab;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// How many pairs tell how well something was learned, where there are too many to ask all.
const EXAM: usize = 1 << 16;
/// Of so many rows of a recording one is never learned from.
const APART: usize = 8;
/// Draws of one pair.
const CELLS: u32 = 0;
const INPUTS: u32 = 0;
const TARGETS: u32 = 1;

/// Pairs: patches of cells, one after the other, and what became of their middle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// 0 or 1, row by row.
    pub patches: Vec<u8>,
    /// 0 or 1.
    pub next: Vec<u8>,
}

/// Who knows what becomes of a cell.
#[derive(Clone)]
pub struct Teacher {
    /// Who is asked.
    pub source: Source,
    /// The side of the patches that are shown.
    pub field: usize,
    /// What disturbs the pairs, and which side of them.
    pub disturbance: Option<(Disturbance, Perturbs)>,
    /// Which pairs are drawn.
    pub key: u64,
    /// Which instructions draw them; the result is the same with any.
    pub isa: Isa,
}

/// What a teacher knows.
#[derive(Clone)]
pub enum Source {
    /// A rule of two states, and how likely a cell is alive when it is asked.
    Rule(Arc<dyn Rule>, f64),
    /// A recording of two states.
    Recording(Arc<Sequence>),
}

impl Teacher {
    /// The pairs of an epoch, by their numbers in it.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn pairs(&self, epoch: u64, numbers: Range<usize>) -> Result<Pairs, Fault> {
        let mut pairs = match &self.source {
            Source::Rule(rule, density) => self.asked(rule.as_ref(), *density, epoch, numbers.clone())?,
            Source::Recording(sequence) => self.recorded(sequence, epoch, numbers.clone(), Rows::Learned),
        };
        if let Some((disturbance, which)) = &self.disturbance {
            let first = numbers.start as u64;
            if which.inputs() {
                let taps = (self.field * self.field) as u64;
                disturbance.meet(epoch, INPUTS, first * taps, &mut pairs.patches);
            }
            if which.targets() {
                disturbance.meet(epoch, TARGETS, first, &mut pairs.next);
            }
        }
        Ok(pairs)
    }

    /// Pairs that tell how well something was learned, undisturbed: all neighbourhoods of nine cells, else as many as can
    /// be asked; of a recording those of the rows that are never learned from.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn exam(&self) -> Result<Pairs, Fault> {
        let beyond = u64::MAX >> 16; // an epoch that never comes
        match &self.source {
            Source::Rule(rule, _) if self.side(rule.as_ref()) == 3 => {
                let patches = batch::all(3);
                let next = self.answers(rule.as_ref(), &patches, 3, beyond, 0)?;
                Ok(Pairs { patches: cropped(&patches, 3, self.field).into_owned(), next })
            }
            Source::Rule(rule, density) => self.asked(rule.as_ref(), *density, beyond, 0..EXAM),
            Source::Recording(sequence) => Ok(self.recorded(sequence, beyond, 0..EXAM, Rows::Apart)),
        }
    }

    /// What [`exam`](Teacher::exam) asks, in words.
    pub fn exam_words(&self) -> String {
        match &self.source {
            Source::Rule(rule, _) if self.side(rule.as_ref()) == 3 => "all 512 neighbourhoods".into(),
            Source::Rule(..) => format!("{EXAM} neighbourhoods at random"),
            Source::Recording(_) => format!("{EXAM} cells of the rows that are not learned from"),
        }
    }

    /// Of patches that network and rule both see wholly.
    fn side(&self, rule: &dyn Rule) -> usize {
        self.field.max(1 + 2 * rule.info().halo)
    }

    fn asked(
        &self,
        rule: &dyn Rule,
        density: f64,
        epoch: u64,
        numbers: Range<usize>,
    ) -> Result<Pairs, Fault> {
        let (side, alive) = (self.side(rule), threshold(density));
        let taps = side * side;
        let mut words = vec![0; numbers.len() * taps];
        Noise { key: self.key, step: epoch }.fill(self.isa, (numbers.start * taps) as u64, CELLS, &mut words);
        let patches: Vec<u8> = words.iter().map(|word| u8::from(u64::from(*word) < alive)).collect();
        let next = self.answers(rule, &patches, side, epoch, numbers.start)?;
        Ok(Pairs { patches: cropped(&patches, side, self.field).into_owned(), next })
    }

    /// What the rule makes of the middle of patches.
    fn answers(
        &self,
        rule: &dyn Rule,
        patches: &[u8],
        side: usize,
        epoch: u64,
        first: usize,
    ) -> Result<Vec<u8>, Fault> {
        let halo = rule.info().halo;
        if let Some(form) = rule.form().filter(|form| form.next(0).is_some()) {
            let table: Vec<u8> = (0..512).map(|n| u8::from(form.next(n) == Some(true))).collect();
            let middles = cropped(patches, side, 3);
            return Ok(middles.chunks(9).map(|middle| table[batch::number(middle)]).collect());
        }
        let corner = (side / 2 - halo) * (side + 1);
        let one = |(n, patch): (usize, &[u8])| {
            let mut next = [0];
            let slab = Slab {
                width: 1,
                height: 1,
                stride: side,
                halo,
                x0: (first + n) as u64,
                lattice_width: 1 << 40,
                step: epoch,
                key: self.key ^ 1,
                ..Slab::default()
            };
            rule.step(&patch[corner..], &mut next, &slab)?;
            Ok(next[0])
        };
        patches.chunks(side * side).enumerate().map(one).collect()
    }

    /// Cells at random of the states that have a successor. Only those are taken whose patch lies wholly inside: what is
    /// beyond the edges a recording does not say.
    fn recorded(&self, sequence: &Sequence, epoch: u64, numbers: Range<usize>, which: Rows) -> Pairs {
        let ((width, height), field) = (sequence.size(), self.field);
        let rows = which.of(height - (field - 1));
        let before: Vec<usize> = (0..sequence.frames()).filter(|t| sequence.follows(*t)).collect();
        let mut words = vec![0; numbers.len() * 4];
        let noise = Noise { key: self.key, step: epoch };
        noise.fill(self.isa, 4 * numbers.start as u64, CELLS, &mut words);
        let mut pairs = Pairs::default();
        for word in words.chunks(4) {
            let one_of = |n: usize, word: u32| ((u64::from(word) * n as u64) >> 32) as usize;
            let t = before[one_of(before.len(), word[0])];
            let (x, y) = (one_of(width - (field - 1), word[1]), rows[one_of(rows.len(), word[2])]);
            let (Some(from), Some(to)) = (sequence.frame(t), sequence.frame(t + 1)) else { continue };
            for row in 0..field {
                pairs.patches.extend(&from[(y + row) * width + x..][..field]);
            }
            pairs.next.push(to[(y + field / 2) * width + x + field / 2]);
        }
        pairs
    }
}

/// Which rows of a recording are taken.
enum Rows {
    Learned,
    /// Never learned from.
    Apart,
}

impl Rows {
    /// Of so many. Of fewer than eight all are learned from, and asked for.
    fn of(&self, rows: usize) -> Vec<usize> {
        let apart = |y: &usize| rows >= APART && y % APART == APART - 1;
        match self {
            Rows::Learned => (0..rows).filter(|y| !apart(y)).collect(),
            Rows::Apart if rows < APART => (0..rows).collect(),
            Rows::Apart => (0..rows).filter(apart).collect(),
        }
    }
}

/// The middles of patches: `to` cells a side of `side`.
fn cropped(patches: &[u8], side: usize, to: usize) -> Cow<'_, [u8]> {
    if side == to {
        return Cow::Borrowed(patches);
    }
    let edge = (side - to) / 2;
    let middle = |patch: &[u8]| {
        let rows = (edge..edge + to).flat_map(|y| patch[y * side + edge..][..to].to_vec());
        rows.collect::<Vec<u8>>()
    };
    Cow::Owned(patches.chunks(side * side).flat_map(middle).collect())
}
