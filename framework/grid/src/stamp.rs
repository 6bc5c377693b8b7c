//! A rectangle of cells at a place of the lattice.

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

    fn rules(&self) -> Vec<String> {
        self.pattern.rule.clone().into_iter().collect()
    }

    fn lay(&self, onto: &mut Strip, _: &Draw, _: &rayon::ThreadPool) {
        let (width, height) = onto.size;
        let wrapped = |at: i32, all: usize| i64::from(at).rem_euclid(all as i64) as usize;
        let (x0, y0) = (wrapped(self.at.0, width), wrapped(self.at.1, height));
        let size = (self.pattern.width, self.pattern.height);
        self.pattern.each_alive(|x, y, state| {
            let (x, y) = self.orientation.place(size, (x, y));
            if let Some(cell) = onto.cell((x0 + x) % width, (y0 + y) % height) {
                *cell = state;
            }
        });
    }
}
