//! Cells at random.

use crate::area::Area;
use crate::cells::{Cells, Draw, Room, Start};
use crate::strip::Strip;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::value::Value;
use rand_core::Rng;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Every cell is alive with the same probability, independently; of a rule with more than two states, the states
    /// above 0 are equally likely.
    pub struct Soup {
        /// the probability (to 2⁻³²)
        density: f64 = 0.5, in 0.0..=1.0;
        /// grids of one size whose soups name the same stream start alike; without it each grid has a soup of its own
        stream: Option<String>;
        /// the only cells that it fills; everywhere by default
        area: Option<Area>, unit "cells"
    }
}

impl Make<Start> for Soup {
    const EXAMPLES: &'static [&'static str] =
        &["Soup(density: 0.35)", "Soup(density: 0.35, stream: \"shared\")", "Soup(area: (24, 24, 16, 16))"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Soup { density: self.density, stream: self.stream.clone(), area: self.area }))
    }
}

impl Cells for Soup {
    fn fits(&self, place: &Value, room: &Room, cx: &mut Cx) {
        fits(self.area, place, room, cx);
    }

    fn lay(&self, onto: &mut Strip, draw: &Draw, pool: &rayon::ThreadPool) {
        let threshold = (self.density * (1u64 << 32) as f64) as u64;
        let others = onto.states as u64 - 1;
        let shared =
            self.stream.as_ref().map(|name| Draw { purpose: format!("soup {name}"), object: "", ..*draw });
        let draw = shared.as_ref().unwrap_or(draw);
        each_row(onto, self.area, draw, pool, |pcg, row| match others {
            1 => halves(pcg, row, |cell, half| *cell |= u8::from(half < threshold)),
            _ => {
                for cell in row {
                    let word = pcg.next_u64();
                    if word & 0xffff_ffff < threshold {
                        *cell = 1 + below(others, word >> 32);
                    }
                }
            }
        });
    }
}

quincunx_sdk::params! {
    /// Every cell is in one of the rule's states, all equally likely (to 2⁻³²), independently.
    pub struct Uniform {
        /// the only cells that it fills; everywhere by default
        area: Option<Area>, unit "cells"
    }
}

impl Make<Start> for Uniform {
    const EXAMPLES: &'static [&'static str] = &["Uniform", "Uniform(area: (-8, 10, 16, 16))"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Uniform { area: self.area }))
    }
}

impl Cells for Uniform {
    fn fits(&self, place: &Value, room: &Room, cx: &mut Cx) {
        fits(self.area, place, room, cx);
    }

    fn lay(&self, onto: &mut Strip, draw: &Draw, pool: &rayon::ThreadPool) {
        let states = onto.states as u64;
        let fill = |cell: &mut u8, half| match below(states, half) {
            0 => {} // dead, and so what was there before shows
            state => *cell = state,
        };
        each_row(onto, self.area, draw, pool, |pcg, row| halves(pcg, row, fill));
    }
}

/// Says if an area does not fit.
fn fits(area: Option<Area>, place: &Value, room: &Room, cx: &mut Cx) {
    let size = |area: Area| (area.size.0 as usize, area.size.1 as usize);
    if let Some(why) = area.and_then(|area| room.misfit("the area", area.at, size(area))) {
        cx.fail::<()>(place, why);
    }
}

/// Each row has a generator of its own, so that threads can share the work. The rows of an area count from its first, so
/// that it holds the same cells wherever it lies.
fn each_row(
    onto: &mut Strip,
    area: Option<Area>,
    draw: &Draw,
    pool: &rayon::ThreadPool,
    fill: impl Fn(&mut Pcg64, &mut [u8]) + Sync,
) {
    let (first, (width, height)) = (onto.first, onto.size);
    let Area { at: (x, y), size } = area.unwrap_or(Area { at: (0, 0), size: (width as u32, height as u32) });
    let wrapped = |at: i32, all: usize| i64::from(at).rem_euclid(all as i64) as usize;
    let (left, top, wide, high) = (wrapped(x, width), wrapped(y, height), size.0 as usize, size.1 as usize);
    let rows = onto.cells.par_chunks_mut(width).enumerate();
    let fill = |(y, row): (usize, &mut [u8])| {
        let n = (first + y + height - top) % height;
        if n < high {
            row.rotate_left(left);
            fill(&mut draw.streams.pcg(draw.object, &draw.purpose, n as u64), &mut row[..wide]);
            row.rotate_right(left);
        }
    };
    pool.install(|| rows.for_each(fill));
}

/// Gives every cell 32 random bits, the lower half of a word first.
fn halves(pcg: &mut Pcg64, row: &mut [u8], mut fill: impl FnMut(&mut u8, u64)) {
    for pair in row.chunks_mut(2) {
        let word = pcg.next_u64();
        pair.iter_mut().zip([word & 0xffff_ffff, word >> 32]).for_each(|(cell, half)| fill(cell, half));
    }
}

/// From 32 random bits to a number below `n`.
fn below(n: u64, half: u64) -> u8 {
    ((half * n) >> 32) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_core::streams::Streams;

    /// Laid in two strips.
    fn laid(layer: &dyn Cells, states: usize) -> Vec<u8> {
        let mut cells = vec![0; 301_000];
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let draw = Draw { streams: &Streams::new(1), object: "soup", purpose: "cells".into() };
        let (above, below) = cells.split_at_mut(301 * 700);
        for (first, cells) in [(0, above), (700, below)] {
            layer.lay(&mut Strip { cells, first, size: (301, 1000), states }, &draw, &pool);
        }
        cells
    }

    fn counts(layer: &dyn Cells, states: usize) -> Vec<u32> {
        let mut counts = vec![0; states];
        laid(layer, states).iter().for_each(|cell| counts[usize::from(*cell)] += 1);
        counts
    }

    /// The same cells wherever it lies, across edges too, and nothing elsewhere.
    #[test]
    fn an_area_is_filled_and_nothing_else() {
        let (size, states) = ((17, 9), 5);
        let at = |at| laid(&Uniform { area: Some(Area { at, size }) }, states);
        let (here, across) = (at((0, 0)), at((-4, 995)));
        let mut alive = 0;
        for (n, cell) in here.iter().enumerate() {
            let (x, y) = (n % 301, n / 301);
            let moved = across[(y + 995) % 1000 * 301 + (x + 297) % 301];
            assert_eq!(*cell, moved);
            assert!(*cell == 0 || (x < 17 && y < 9));
            alive += usize::from(*cell != 0);
        }
        assert!(alive > 17 * 9 / 2 && across.iter().filter(|cell| **cell != 0).count() == alive);
    }

    /// Within five standard deviations.
    fn likely(count: u32, p: f64) -> bool {
        let n = 301_000.0;
        (f64::from(count) - n * p).abs() < 5.0 * (n * p * (1.0 - p)).sqrt()
    }

    #[test]
    fn states_are_equally_likely() {
        for states in [2, 3, 14, 256] {
            let uniform = counts(&Uniform { area: None }, states);
            assert!(uniform.iter().all(|count| likely(*count, 1.0 / states as f64)), "{uniform:?}");
            let soup = counts(&Soup { density: 0.3, stream: None, area: None }, states);
            assert!(likely(soup[0], 0.7), "{soup:?}");
            let each = 0.3 / (states - 1) as f64;
            assert!(soup[1..].iter().all(|count| likely(*count, each)), "{soup:?}");
        }
    }
}
