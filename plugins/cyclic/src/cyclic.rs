//! The rule, executed in byte lanes.

use crate::wheel;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Info, Rule, Rules};
use quincunx_sdk::slab::Slab;
use std::sync::Arc;

quincunx_sdk::params! {
    /// The cyclic cellular automaton. A cell goes on to the next state, and from the last to the first, where enough
    /// of its neighbours are in that next state already. From a random start spirals grow and take over.
    #[derive(Clone)]
    pub struct Cyclic {
        /// number of states
        states: u8 = 14, in 2..=255;
        /// how many neighbours in the next state suffice
        threshold: u16 = 1, in 1..=440, unit "cells";
        /// how far neighbours lie: all cells of the square around, 1 for the eight nearest
        range: u8 = 1, in 1..=10, unit "cells";
    }
}

impl Make<Rules> for Cyclic {
    const REFERENCES: &'static [&'static str] = &[
        "R. Fisch, J. Gravner, D. Griffeath, \"Cyclic cellular automata in two dimensions\", in: Spatial Stochastic Processes, Progress in Probability 19, Birkhäuser, 171-185 (1991)",
    ];
    const EXAMPLES: &'static [&'static str] =
        &["Cyclic", "Cyclic(states: 3, threshold: 3)", "Cyclic(states: 8, threshold: 5, range: 2)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        let neighbours = (2 * u16::from(self.range) + 1).pow(2) - 1;
        if self.threshold > neighbours {
            let message = format!(
                "a cell has {neighbours} neighbours at range {}, so no more can be the threshold",
                self.range
            );
            return Err(Complaint::at("threshold", message));
        }
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for Cyclic {
    fn info(&self) -> Info {
        let states = usize::from(self.states);
        Info { states, halo: self.range.into(), palette: Some(wheel::colours(states)), ..Info::default() }
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        self.step_with(isa, src, dst, slab);
        Ok(())
    }
}

impl Cyclic {
    /// A step in the lanes of one instruction set. The bits do not depend on it.
    pub fn step_with(&self, isa: Isa, src: &[u8], dst: &mut [u8], slab: &Slab) {
        match self.range {
            1 => dispatch(isa, Near { rule: self, src, dst, slab }),
            _ => dispatch(isa, Far { rule: self, src, dst, slab }),
        }
    }

    #[inline(always)]
    fn successor(&self, cell: u8) -> u8 {
        if cell >= self.states - 1 { 0 } else { cell + 1 }
    }
}

/// The eight neighbours, in one pass over a row: nothing is stored but the result.
struct Near<'a> {
    rule: &'a Cyclic,
    src: &'a [u8],
    dst: &'a mut [u8],
    slab: &'a Slab,
}

impl Kernel for Near<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let (width, threshold) = (self.slab.width, self.rule.threshold as u8);
        for y in 0..self.slab.height {
            let [above, row, below] = [-1, 0, 1].map(|dy| self.slab.source(self.src, y as isize + dy));
            let new = self.slab.target(self.dst, y);
            // Slices of one length, one for each neighbour, leave no bounds to check in the loop.
            let first = self.slab.halo - 1;
            let [nw, n, ne] = [0, 1, 2].map(|dx| &above[first + dx..][..width]);
            let [w, cell, e] = [0, 1, 2].map(|dx| &row[first + dx..][..width]);
            let [sw, s, se] = [0, 1, 2].map(|dx| &below[first + dx..][..width]);
            for x in 0..width {
                let next = self.rule.successor(cell[x]);
                let mut eaters = u8::from(nw[x] == next) + u8::from(n[x] == next) + u8::from(ne[x] == next);
                eaters += u8::from(w[x] == next) + u8::from(e[x] == next);
                eaters += u8::from(sw[x] == next) + u8::from(s[x] == next) + u8::from(se[x] == next);
                new[x] = if eaters >= threshold { next } else { cell[x] };
            }
        }
    }
}

/// Any range: neighbour by neighbour, for as many cells as fit into registers.
struct Far<'a> {
    rule: &'a Cyclic,
    src: &'a [u8],
    dst: &'a mut [u8],
    slab: &'a Slab,
}

/// Cells that are counted together.
const LANES: usize = 64;

impl Kernel for Far<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        for y in 0..self.slab.height {
            let new = self.slab.target(self.dst, y);
            let whole = new.len() / LANES * LANES;
            for x in (0..whole).step_by(LANES) {
                far::<LANES>(self.rule, self.src, self.slab, [x, y], &mut new[x..]);
            }
            for x in whole..new.len() {
                far::<1>(self.rule, self.src, self.slab, [x, y], &mut new[x..]);
            }
        }
    }
}

/// N cells from (x, y) on. Counts are bytes for a row of the square, where they are at most 21, and wider for all of it.
#[inline(always)]
fn far<const N: usize>(rule: &Cyclic, src: &[u8], slab: &Slab, [x, y]: [usize; 2], new: &mut [u8]) {
    let range = isize::from(rule.range);
    let left = slab.halo + x - usize::from(rule.range);
    let cells = lanes::<N>(&slab.source(src, y as isize)[slab.halo + x..]);
    let (mut next, mut eaters) = ([0u8; N], [0u16; N]);
    for i in 0..N {
        next[i] = rule.successor(cells[i]);
    }
    for dy in -range..=range {
        let row = &slab.source(src, y as isize + dy)[left..];
        let mut in_row = [0u8; N];
        for dx in 0..=2 * range as usize {
            let neighbours = lanes::<N>(&row[dx..]);
            for i in 0..N {
                in_row[i] += u8::from(neighbours[i] == next[i]);
            }
        }
        for i in 0..N {
            eaters[i] += u16::from(in_row[i]);
        }
    }
    for i in 0..N {
        new[i] = if eaters[i] >= rule.threshold { next[i] } else { cells[i] };
    }
}

#[inline(always)]
fn lanes<const N: usize>(row: &[u8]) -> [u8; N] {
    let mut lanes = [0; N];
    lanes.copy_from_slice(&row[..N]);
    lanes
}
