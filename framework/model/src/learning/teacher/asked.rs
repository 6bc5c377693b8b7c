//! A rule that is asked what it makes of random cells.

use super::{Pairs, Teacher};
use crate::learning::batch;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::form::Form;
use quincunx_sdk::noise::threshold;
use quincunx_sdk::rule::Rule;
use quincunx_sdk::slab::Slab;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A rule of two states that is asked.
#[derive(Clone)]
pub struct Asked {
    rule: Arc<dyn Rule>,
    /// How likely a cell is alive when it is asked.
    density: f64,
    /// What the rule is, if it can be said.
    form: Option<Form>,
}

impl Asked {
    pub(super) fn new(rule: Arc<dyn Rule>, density: f64) -> Self {
        let form = rule.form().filter(|form| form.becomes(|_, _| 0).is_some());
        Asked { rule, density, form }
    }

    /// The side of patches that whoever sees `field` cells and the rule both see wholly.
    fn side(&self, field: usize) -> usize {
        field.max(1 + 2 * self.rule.info().halo)
    }

    /// Whether there are so few neighbourhoods, those of nine cells, that all can be asked.
    pub(super) fn has_few(&self, field: usize) -> bool {
        self.side(field) == 3
    }

    /// All neighbourhoods of nine cells.
    pub(super) fn all(&self, teacher: &Teacher, epoch: u64) -> Result<Pairs, Fault> {
        self.answered(teacher, epoch, 0, 3, &batch::all(3))
    }

    /// Neighbourhoods at random, by their numbers in an epoch.
    pub(super) fn pairs(&self, teacher: &Teacher, epoch: u64, numbers: Range<usize>) -> Result<Pairs, Fault> {
        let (side, alive) = (self.side(teacher.field), threshold(self.density));
        let words = teacher.words(epoch, numbers.clone(), side * side);
        let patches: Vec<u8> = words.iter().map(|word| u8::from(u64::from(*word) < alive)).collect();
        self.answered(teacher, epoch, numbers.start, side, &patches)
    }

    /// Patches of a side, as far as they are shown, and what the rule makes of their middle. The first has the number `first`.
    fn answered(
        &self,
        teacher: &Teacher,
        epoch: u64,
        first: usize,
        side: usize,
        patches: &[u8],
    ) -> Result<Pairs, Fault> {
        let next = match &self.form {
            Some(form) => patches.chunks(side * side).map(|patch| described(form, side, patch)).collect(),
            None => self.executed(teacher.key, epoch, first, side, patches)?,
        };
        Ok(Pairs { patches: cropped(patches, side, teacher.field).into_owned(), next })
    }

    /// What the rule makes of the middle of each patch, which is a lattice of its own.
    fn executed(
        &self,
        key: u64,
        epoch: u64,
        first: usize,
        side: usize,
        patches: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let halo = self.rule.info().halo;
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
                key: key ^ 1,
                ..Slab::default()
            };
            self.rule.step(&patch[corner..], &mut next, &slab)?;
            Ok(next[0])
        };
        patches.chunks(side * side).enumerate().map(one).collect()
    }
}

/// What a form makes of the middle of a patch.
fn described(form: &Form, side: usize, patch: &[u8]) -> u8 {
    let at = |dx: isize, dy: isize| {
        let place = (side / 2 * (side + 1)).checked_add_signed(dy * side as isize + dx);
        place.and_then(|place| patch.get(place)).copied().unwrap_or(0)
    };
    form.becomes(at).unwrap_or(0)
}

/// The middles of patches: `to` cells a side of `side`.
fn cropped(patches: &[u8], side: usize, to: usize) -> Cow<'_, [u8]> {
    if side == to {
        return Cow::Borrowed(patches);
    }
    let edge = (side - to) / 2;
    let middle = |patch: &[u8]| {
        let rows = patch.chunks(side).skip(edge).take(to);
        rows.flat_map(|row| row[edge..][..to].to_vec()).collect::<Vec<u8>>()
    };
    Cow::Owned(patches.chunks(side * side).flat_map(middle).collect())
}
