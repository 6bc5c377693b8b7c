//! A rectangle of cells at a place of the lattice.

use crate::agreement::Claim;
use crate::cells::{Cells, Draw, Room};
use crate::orientation::Orientation;
use crate::pattern::Pattern;
use crate::strip::Strip;
use quincunx_sdk::field::Cx;
use quincunx_sdk::value::Value;

/// A pattern, and where its upper left corner lies.
pub(crate) struct Stamp {
    /// What it is called in messages: "the rows".
    pub name: String,
    pub pattern: Pattern,
    pub at: (i32, i32),
    pub orientation: Orientation,
}

impl Stamp {
    /// Says what does not fit, if anything.
    fn misfit(&self, room: &Room) -> Option<String> {
        let size = (self.pattern.width, self.pattern.height);
        match self.pattern.beyond(room.states) {
            Some((x, y, state)) => Some(format!(
                "the cell at ({x}, {y}) of {} is {state}, and the rule has the states 0 to {}",
                self.name,
                room.states - 1
            )),
            None => room.misfit(&self.name, self.at, self.orientation.size(size)),
        }
    }
}

impl Cells for Stamp {
    fn fits(&self, place: &Value, room: &Room, cx: &mut Cx) {
        if let Some(why) = self.misfit(room) {
            cx.fail::<()>(place, why);
        }
        for remark in &self.pattern.remarks {
            cx.notices.push(place.diagnostic(format!("{}: {remark}", self.name)));
        }
    }

    fn claims(&self, place: &Value) -> Vec<Claim> {
        let claim = |rule: &String| Claim { place: place.clone(), of: self.name.clone(), rule: rule.clone() };
        self.pattern.rule.iter().map(claim).collect()
    }

    fn lay(&self, onto: &mut Strip, _: &Draw, _: &rayon::ThreadPool) {
        let (width, height) = onto.size;
        let wrapped = |at: i32, all: usize| i64::from(at).rem_euclid(all as i64) as usize;
        let (x0, y0) = (wrapped(self.at.0, width), wrapped(self.at.1, height));
        let size = (self.pattern.width, self.pattern.height);
        let (high, rows) = (self.orientation.size(size).1, onto.cells.len() / width);
        // The strip's rows, counted from the pattern's first; what lies across the lower edge comes round.
        let start = (onto.first + height - y0) % height;
        for (start, end) in [(start, start + rows), (0, (start + rows).saturating_sub(height))] {
            let rows = start.min(high)..end.min(height).min(high);
            if rows.is_empty() {
                continue;
            }
            self.pattern.each_alive_in(&self.orientation.part_in(size, rows), |x, y, state| {
                let (x, y) = self.orientation.place(size, (x, y));
                if let Some(cell) = onto.cell((x0 + x) % width, (y0 + y) % height) {
                    *cell = state;
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orientation::{Flip, Turn};
    use crate::pattern;
    use proptest::prelude::*;
    use quincunx_core::streams::Streams;

    fn laid(stamp: &Stamp, size: (usize, usize), rows: usize) -> Vec<u8> {
        let (mut cells, pool) = (vec![0; size.0 * size.1], rayon::ThreadPoolBuilder::new().build().unwrap());
        let draw = Draw { streams: &Streams::new(1), object: "", purpose: String::new() };
        for (n, cells) in cells.chunks_mut(size.0 * rows).enumerate() {
            stamp.lay(&mut Strip { cells, first: n * rows, size, states: 2 }, &draw, &pool);
        }
        cells
    }

    proptest! {
        #[test]
        fn strips_of_any_height_are_laid_alike(
            at in (-20i32..20, -20i32..20),
            (turn, flip, format) in (0usize..4, 0usize..3, 0usize..3),
            (size, rows) in ((5usize..9, 5usize..9), 1usize..9),
        ) {
            let file = ["bo$2bobo$3o!", "[M2]\n.*$..*$***.*$\n4 1 0 0 0\n", "#Life 1.06\n0 0\n1 1\n4 2\n"][format];
            let pattern = pattern::read(file.as_bytes()).unwrap();
            let flip = [Flip::None, Flip::LeftRight, Flip::TopBottom][flip];
            let orientation = Orientation { flip, turn: Turn::quarters(turn as u8) };
            let stamp = Stamp { name: "it".into(), pattern, at, orientation };
            let whole = laid(&stamp, size, size.1);
            prop_assert_eq!(whole.iter().filter(|cell| **cell == 1).count(), [6, 6, 3][format]);
            prop_assert_eq!(laid(&stamp, size, rows), whole);
        }
    }
}
