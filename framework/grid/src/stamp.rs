//! A rectangle of cells at a place of the lattice.

use crate::cells::{Cells, Draw, Room};
use crate::pattern::Pattern;
use crate::strip::Strip;
use crate::topology::Topology;
use quincunx_sdk::field::Cx;
use quincunx_sdk::value::Value;

/// A pattern, and where its upper left corner lies.
pub(crate) struct Stamp {
    /// What it is called in messages: "the rows".
    pub name: String,
    pub pattern: Pattern,
    pub at: (i32, i32),
}

impl Stamp {
    /// Says what does not fit, if anything: on a torus it may lie across an edge, but not over itself.
    fn misfit(&self, &Room { size: (width, height), topology, states }: &Room) -> Option<String> {
        if let Some((x, y, state)) = self.pattern.beyond(states) {
            return Some(format!(
                "the cell at ({x}, {y}) of {} is {state}, and the rule has the states 0 to {}",
                self.name,
                states - 1
            ));
        }
        let (wide, high, (x, y)) = (self.pattern.width, self.pattern.height, self.at);
        let what = format!("the {wide} × {high} cells of {}", self.name);
        if wide > width || high > height {
            return Some(format!("{what} do not fit on a grid of {width} × {height}"));
        }
        let (most_x, most_y) = (width - wide, height - high);
        let inside = |at: i32, most: usize| usize::try_from(at).is_ok_and(|at| at <= most);
        (topology == Topology::Dead && !(inside(x, most_x) && inside(y, most_y))).then(|| {
            format!(
                "{what}, laid at ({x}, {y}), reach beyond the grid's dead edges: \
                 from (0, 0) to ({most_x}, {most_y}) they fit"
            )
        })
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
        self.pattern.each_alive(|x, y, state| {
            if let Some(cell) = onto.cell((x0 + x) % width, (y0 + y) % height) {
                *cell = state;
            }
        });
    }
}
