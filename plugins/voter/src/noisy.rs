//! The majority, not always heeded.

use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::noise::{Noise, threshold};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Info, Rule, Rules};
use quincunx_sdk::slab::Slab;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Majority vote with noise: a cell becomes what most of the nine cells are, and the opposite with probability
    /// `noise`. Little noise lets blobs grow, much noise dissolves them.
    #[derive(Clone)]
    pub struct NoisyMajority {
        /// how often a cell does the opposite
        noise: f64 = 0.01, in 0.0..=1.0, unit "probability";
    }
}

impl Make<Rules> for NoisyMajority {
    const REFERENCES: &'static [&'static str] = &[crate::VICHNIAC];
    const EXAMPLES: &'static [&'static str] = &["NoisyMajority", "NoisyMajority(noise: 0.2)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for NoisyMajority {
    fn info(&self) -> Info {
        Info { stochastic: true, ..Info::default() }
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        self.step_with(isa, src, dst, slab);
        Ok(())
    }
}

impl NoisyMajority {
    /// A step in the lanes of one instruction set. The bits do not depend on it.
    pub fn step_with(&self, isa: Isa, src: &[u8], dst: &mut [u8], slab: &Slab) {
        let (noise, mut words) = (Noise::of(slab), vec![0; slab.width]);
        for y in 0..slab.height {
            noise.fill(isa, slab.cell(0, y), 0, &mut words);
            let rows = [-1, 0, 1].map(|dy| &slab.source(src, y as isize + dy)[slab.halo - 1..]);
            let new = slab.target(dst, y);
            dispatch(isa, Vote { rows, words: &words, flipped: threshold(self.noise), new });
        }
    }
}

/// One row: the cells above, beside and below it, and a word of noise for each cell.
struct Vote<'a> {
    rows: [&'a [u8]; 3],
    words: &'a [u32],
    /// The words below it flip the vote.
    flipped: u64,
    new: &'a mut [u8],
}

impl Kernel for Vote<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let width = self.new.len();
        let [above, row, below] = self.rows;
        let [nw, n, ne] = [0, 1, 2].map(|dx| &above[dx..][..width]);
        let [w, cell, e] = [0, 1, 2].map(|dx| &row[dx..][..width]);
        let [sw, s, se] = [0, 1, 2].map(|dx| &below[dx..][..width]);
        let words = &self.words[..width];
        for x in 0..width {
            let sum = nw[x] + n[x] + ne[x] + w[x] + cell[x] + e[x] + sw[x] + s[x] + se[x];
            self.new[x] = u8::from(sum >= 5) ^ u8::from(u64::from(words[x]) < self.flipped);
        }
    }
}
