//! What is alive at the start.

use crate::lattice::{Edges, Lattice};
use crate::pattern;
use quincunx_core::streams::Streams;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make, Role, Slot};
use quincunx_sdk::value::Shape;
use rand_core::Rng;
use rayon::prelude::*;
use std::sync::Arc;

/// The role of what a grid's `cells` asks for. Plain text is a pattern's file, a list is laid over each other.
pub struct Start;

impl Role for Start {
    const NAME: &'static str = "cells";
    const TEXT: bool = true;
    type Product = Arc<dyn Cells>;

    fn plain(shape: Shape) -> Option<&'static str> {
        match shape {
            Shape::Text => Some("Pattern"),
            Shape::List => Some("Layers"),
            _ => None,
        }
    }
}

/// Puts living cells on a lattice. A dead cell lets through what was there before.
pub trait Cells: Send + Sync {
    /// Whether it has room on a lattice of this width and height.
    ///
    /// # Errors
    /// A fragment that says what does not fit.
    fn fits(&self, _size: (usize, usize), _edges: Edges) -> Result<(), String> {
        Ok(())
    }

    /// The rules that the files of patterns name.
    fn rules(&self) -> Vec<String> {
        vec![]
    }

    /// Puts them there.
    fn lay(&self, onto: &mut Lattice, draw: &Draw, pool: &rayon::ThreadPool);
}

/// Where randomness comes from.
pub struct Draw<'a> {
    /// All of the scene's.
    pub streams: &'a Streams,
    /// The grid's name.
    pub object: &'a str,
    /// What tells the layers of a grid apart.
    pub purpose: String,
}

quincunx_sdk::params! {
    /// No living cell.
    pub struct Empty {}
}

impl Make<Start> for Empty {
    const EXAMPLES: &'static [&'static str] = &["Empty"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Blank))
    }
}

struct Blank;

impl Cells for Blank {
    fn lay(&self, _: &mut Lattice, _: &Draw, _: &rayon::ThreadPool) {}
}

quincunx_sdk::params! {
    /// Every cell is alive with the same probability, independently.
    pub struct Soup {
        /// the probability (to 2⁻³²)
        density: f64 = 0.5, in 0.0..=1.0
    }
}

impl Make<Start> for Soup {
    const EXAMPLES: &'static [&'static str] = &["Soup(density: 0.35)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Soup { density: self.density }))
    }
}

impl Cells for Soup {
    /// Each row has a generator of its own, so that threads can share the work.
    fn lay(&self, onto: &mut Lattice, draw: &Draw, pool: &rayon::ThreadPool) {
        let threshold = (self.density * (1u64 << 32) as f64) as u64;
        let alive = |word: u64| u8::from(word < threshold);
        let width = onto.width();
        let fill = |(y, row): (usize, &mut [u8])| {
            let mut pcg = draw.streams.pcg(draw.object, &draw.purpose, y as u64);
            for pair in row.chunks_mut(2) {
                let word = pcg.next_u64();
                for (cell, word) in pair.iter_mut().zip([word & 0xffff_ffff, word >> 32]) {
                    *cell |= alive(word);
                }
            }
        };
        let cells = onto.cells_mut();
        pool.install(|| cells.par_chunks_mut(width).enumerate().for_each(fill));
    }
}

quincunx_sdk::params! {
    /// Cells as they are drawn, row by row.
    pub struct Rows {
        /// `#`, `O`, `o`, `*` and `1` are alive; `.`, `-`, `0` and space are dead
        rows: Vec<String>;
        /// where its upper left corner lies
        at: (i32, i32) = (0, 0), unit "cells"
    }
}

impl Make<Start> for Rows {
    const EXAMPLES: &'static [&'static str] =
        &["Rows(rows: [\".#.\", \"..#\", \"###\"], at: (3, 3))", "Rows([\"##\", \"##\"])"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        let width = self.rows.iter().map(|row| row.chars().count()).max().unwrap_or(0);
        let mut cells = Vec::with_capacity(width * self.rows.len());
        for row in &self.rows {
            for c in row.chars() {
                cells.push(match c {
                    '#' | 'O' | 'o' | '*' | '1' => 1,
                    '.' | '-' | '0' | ' ' => 0,
                    _ => {
                        return Err(Complaint::at(
                            "rows",
                            format!("`{c}` is neither alive (`#`) nor dead (`.`)"),
                        ));
                    }
                });
            }
            cells.resize(cells.len().next_multiple_of(width.max(1)), 0);
        }
        let height = self.rows.len();
        Ok(Arc::new(Stamp { name: "the rows".into(), width, height, cells, at: self.at, rule: None }))
    }
}

quincunx_sdk::params! {
    /// A pattern from a file: RLE, or NPY (two dimensions, uint8, C order, 0 or 1).
    pub struct Pattern {
        /// relative to the scene
        file: String;
        /// where its upper left corner lies
        at: (i32, i32) = (0, 0), unit "cells"
    }
}

impl Make<Start> for Pattern {
    const REFERENCES: &'static [&'static str] = &[];
    const EXAMPLES: &'static [&'static str] =
        &["Pattern(file: \"patterns/gosper-gun.rle\", at: (1, 1))", "\"patterns/glider.rle\""];

    fn make(&self, cx: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        let read = cx
            .files
            .read(&self.file)
            .and_then(|bytes| pattern::read(&bytes).map_err(|why| format!("`{}`: {why}", self.file)));
        let read = read.map_err(|why| Complaint::at("file", why))?;
        let (width, height, cells) = (read.width, read.height, read.cells);
        let name = format!("`{}`", self.file);
        Ok(Arc::new(Stamp { name, width, height, cells, at: self.at, rule: read.rule }))
    }
}

/// A rectangle of cells at a place.
struct Stamp {
    name: String,
    width: usize,
    height: usize,
    cells: Vec<u8>,
    at: (i32, i32),
    rule: Option<String>,
}

impl Cells for Stamp {
    /// On a torus it may lie across an edge, but not over itself.
    fn fits(&self, (width, height): (usize, usize), edges: Edges) -> Result<(), String> {
        let (own, (x, y)) = (format!("{} × {}", self.width, self.height), self.at);
        if self.width > width || self.height > height {
            return Err(format!("{} ({own} cells) is larger than the grid ({width} × {height})", self.name));
        }
        let inside = |at: i32, own: usize, all: usize| at >= 0 && at as usize + own <= all;
        if edges == Edges::Dead && !(inside(x, self.width, width) && inside(y, self.height, height)) {
            return Err(format!("{} ({own} cells) at ({x}, {y}) reaches beyond the grid's edges", self.name));
        }
        Ok(())
    }

    fn rules(&self) -> Vec<String> {
        self.rule.clone().into_iter().collect()
    }

    fn lay(&self, onto: &mut Lattice, _: &Draw, _: &rayon::ThreadPool) {
        let (width, height) = (onto.width(), onto.height());
        let wrapped = |at: i32, all: usize| i64::from(at).rem_euclid(all as i64) as usize;
        let (x0, y0) = (wrapped(self.at.0, width), wrapped(self.at.1, height));
        let cells = onto.cells_mut();
        for (i, &cell) in self.cells.iter().enumerate() {
            let (x, y) = ((x0 + i % self.width) % width, (y0 + i / self.width) % height);
            cells[y * width + x] |= cell;
        }
    }
}

quincunx_sdk::params! {
    /// Several layers; a cell is alive if it is in any of them. A list `[…]` means the same.
    pub struct Layers {
        /// from the bottom up
        layers: Vec<Slot<Start>>
    }
}

impl Make<Start> for Layers {
    const EXAMPLES: &'static [&'static str] = &["[Soup(0.1), Rows([\"###\"])]"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Stack(self.layers.iter().map(|layer| layer.it.clone()).collect())))
    }
}

struct Stack(Vec<Arc<dyn Cells>>);

impl Cells for Stack {
    fn fits(&self, size: (usize, usize), edges: Edges) -> Result<(), String> {
        self.0.iter().try_for_each(|layer| layer.fits(size, edges))
    }

    fn rules(&self) -> Vec<String> {
        self.0.iter().flat_map(|layer| layer.rules()).collect()
    }

    fn lay(&self, onto: &mut Lattice, draw: &Draw, pool: &rayon::ThreadPool) {
        for (n, layer) in self.0.iter().enumerate() {
            let purpose = format!("{}/{n}", draw.purpose);
            layer.lay(onto, &Draw { purpose, ..*draw }, pool);
        }
    }
}
