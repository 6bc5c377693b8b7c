//! A recording, of which cells are drawn.

use super::{Pairs, Teacher};
use quincunx_core::sequence::Sequence;
use std::ops::Range;

/// Of so many rows of a recording one is never learned from.
const APART: usize = 8;

/// Cells at random of the states that have a successor, by their numbers in an epoch. Only those are taken whose patch lies
/// wholly inside: what is beyond the edges a recording does not say.
pub(super) fn pairs(
    sequence: &Sequence,
    teacher: &Teacher,
    epoch: u64,
    numbers: Range<usize>,
    which: Rows,
) -> Pairs {
    let ((width, height), field) = (sequence.size(), teacher.field);
    let rows = which.of(height - (field - 1));
    let mut pairs = Pairs::default();
    for word in teacher.words(epoch, numbers, 4).chunks(4) {
        let one_of = |n: usize, word: u32| ((u64::from(word) * n as u64) >> 32) as usize;
        let t = sequence.before(one_of(sequence.transitions(), word[0]));
        let (x, y) = (one_of(width - (field - 1), word[1]), rows[one_of(rows.len(), word[2])]);
        let (middle, seen) = (y + field / 2, sequence.rows(t, y..y + field));
        let (Some(seen), Some(next)) = (seen, sequence.rows(t + 1, middle..middle + 1)) else { continue };
        seen.chunks(width).for_each(|row| pairs.patches.extend(&row[x..][..field]));
        pairs.next.push(next[x + field / 2]);
    }
    pairs
}

/// Which rows of a recording are taken.
pub(super) enum Rows {
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
