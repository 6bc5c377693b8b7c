//! A network at work: strip by strip, in each row by row, and each layer as soon as it has the rows that it sees, so that
//! what one layer leaves for the next stays in the cache, and memory does not grow with the lattice.

use crate::convolution::{MOST_ROWS, Packed, stride};
use crate::head::Head;
use crate::lookup::Lookup;
use crate::network::Network;
use crate::ring::Ring;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::slab::Slab;
use std::sync::OnceLock;

/// A network ready to run. The logit of a cell depends on what it sees and on nothing else: not on the slab, nor on the
/// instruction set.
#[derive(Debug)]
pub struct Inference {
    network: Network,
    isa: Isa,
    reach: usize,
    /// All layers but the head.
    layers: Vec<Packed>,
    head: Head,
    /// Made when the first cells come.
    lookup: OnceLock<Lookup>,
}

impl Inference {
    /// Gets a network ready.
    pub fn new(network: Network, isa: Isa) -> Self {
        let (count, reach) = (network.layers.len() - 1, network.reach());
        // A cell is a single number where it comes in.
        let strides = |number: usize| if number == 0 { 1 } else { stride(network.layers[number].inputs) };
        let layers = (0..count).map(|i| Packed::new(&network.layers[i], strides(i))).collect();
        let head = Head::new(&network.layers[count], strides(count));
        Inference { network, isa, reach, layers, head, lookup: OnceLock::new() }
    }

    /// What it runs.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Which instructions it uses.
    pub(crate) fn isa(&self) -> Isa {
        self.isa
    }

    /// About how long a cell takes on one core: a multiplication for each weight, 40 in a nanosecond, but for layers that
    /// are looked up.
    pub fn nanoseconds(&self) -> u32 {
        let taken = Lookup::takes(&self.network.layers[..self.layers.len()]);
        let weights = self.network.layers[taken..].iter().map(|layer| layer.weight.len()).sum::<usize>();
        u32::try_from(weights / 40 + 30).unwrap_or(u32::MAX)
    }

    /// The logits of a slab of cells, each 0 or 1, some of a row at a time: `take` is told where they begin, x and y.
    pub fn cells(&self, src: &[u8], slab: &Slab, mut take: impl FnMut([usize; 2], &[f32])) {
        let hidden = &self.network.layers[..self.layers.len()];
        let taken = Lookup::takes(hidden);
        let look_up = || Lookup::new(self.isa, &hidden[0], hidden.get(1).filter(|_| taken == 2));
        let lookup = (taken > 0).then(|| self.lookup.get_or_init(look_up));
        for (x, strip) in strips(slab) {
            let take = |y, logits: &[f32]| take([x, y], logits);
            match lookup {
                Some(lookup) => self.looked_up(lookup, taken, &src[x..], &strip, take),
                None => self.as_numbers(&src[x..], &strip, take),
            }
        }
    }

    /// Patterns of cells go into the layers behind those that are looked up.
    fn looked_up(
        &self,
        lookup: &Lookup,
        taken: usize,
        src: &[u8],
        strip: &Slab,
        mut take: impl FnMut(usize, &[f32]),
    ) {
        let mut patterns = Patterns::new(lookup, self.width(strip));
        let mut pipeline = Pipeline::new(self, taken, self.width(strip) - lookup.narrows());
        self.rows(strip, |y| {
            if patterns.see(self.source(src, strip, y)) {
                lookup.row(self.isa, &patterns.ring.rows::<MOST_ROWS>(), pipeline.input());
                pipeline.flow(&mut take);
            }
        });
    }

    /// Cells go into the first layer as 0 and 1.
    fn as_numbers(&self, src: &[u8], strip: &Slab, mut take: impl FnMut(usize, &[f32])) {
        let mut pipeline = Pipeline::new(self, 0, self.width(strip));
        self.rows(strip, |y| {
            let row = self.source(src, strip, y);
            pipeline.input().iter_mut().zip(row).for_each(|(to, cell)| *to = f32::from(*cell));
            pipeline.flow(&mut take);
        });
    }

    /// The same of real values; `take` is also told what goes into the head, of the first row that the head sees: for each
    /// cell all channels, and zeros up to a multiple of 16.
    pub fn reals(&self, src: &[f32], slab: &Slab, mut take: impl FnMut([usize; 2], &[f32], &[f32])) {
        for (x, strip) in strips(slab) {
            let mut pipeline = Pipeline::new(self, 0, self.width(&strip));
            self.rows(&strip, |y| {
                pipeline.input().copy_from_slice(self.source(&src[x..], &strip, y));
                pipeline.flow_seen(&mut |y, seen: &[f32], logits: &[f32]| take([x, y], seen, logits));
            });
        }
    }

    fn width(&self, slab: &Slab) -> usize {
        slab.width + 2 * self.reach
    }

    /// All rows that are seen, from the first on.
    fn rows(&self, slab: &Slab, row: impl FnMut(usize)) {
        (0..slab.height + 2 * self.reach).for_each(row);
    }

    /// A row that is seen, counted from the first, of which the halo may have more than are seen.
    fn source<'s, T>(&self, src: &'s [T], slab: &Slab, y: usize) -> &'s [T] {
        let more = slab.halo - self.reach;
        &src[(y + more) * slab.stride + more..][..self.width(slab)]
    }
}

/// Cells of a row that are computed at once.
const STRIP: usize = 256;

/// A slab from the left to the right; the source of each strip begins at its x.
fn strips(slab: &Slab) -> impl Iterator<Item = (usize, Slab)> {
    let slab = *slab;
    let strip = move |x| (x, Slab { width: STRIP.min(slab.width - x), x0: slab.x0 + x as u64, ..slab });
    (0..slab.width).step_by(STRIP).map(strip)
}

/// The layers that remain, each with the rows that it still needs.
struct Pipeline<'n> {
    inference: &'n Inference,
    layers: &'n [Packed],
    /// What goes into each layer, and last into the head.
    rings: Vec<Ring<f32>>,
    logits: Vec<f32>,
    rows: usize,
}

impl<'n> Pipeline<'n> {
    /// Without the first `taken` layers; rows of `width` cells come in.
    fn new(inference: &'n Inference, taken: usize, width: usize) -> Self {
        let layers = &inference.layers[taken..];
        let (mut width, mut rings) = (width, vec![]);
        let head = (inference.head.side, inference.head.stride);
        for (side, stride) in layers.iter().map(|layer| (layer.side, layer.stride)).chain([head]) {
            rings.push(Ring::new(side, width * stride));
            width -= side - 1;
        }
        Pipeline { inference, layers, rings, logits: vec![0.0; width], rows: 0 }
    }

    /// Where the next row goes; then let it [flow](Pipeline::flow).
    fn input(&mut self) -> &mut [f32] {
        self.rings[0].next()
    }

    fn flow(&mut self, take: &mut impl FnMut(usize, &[f32])) {
        self.flow_seen(&mut |y, _: &[f32], logits: &[f32]| take(y, logits));
    }

    /// Each layer that has all rows that it sees gives the next one a row.
    fn flow_seen(&mut self, take: &mut impl FnMut(usize, &[f32], &[f32])) {
        let isa = self.inference.isa;
        for (number, layer) in self.layers.iter().enumerate() {
            let (before, after) = self.rings.split_at_mut(number + 1);
            if !before[number].is_full() {
                return;
            }
            layer.row(isa, &before[number].rows(), after[0].next());
        }
        let Some(last) = self.rings.last().filter(|ring| ring.is_full()) else { return };
        let rows = last.rows::<MOST_ROWS>();
        self.inference.head.row(isa, &rows, &mut self.logits);
        take(self.rows, rows[0], &self.logits);
        self.rows += 1;
    }
}

/// From rows of cells to rows of patterns.
struct Patterns {
    side: usize,
    /// Rows of cells.
    cells: Ring<u8>,
    /// Rows of patterns, as many as the lookup sees.
    ring: Ring<u16>,
}

impl Patterns {
    fn new(lookup: &Lookup, width: usize) -> Self {
        let side = lookup.first;
        let ring = Ring::new(lookup.second, width + 1 - side);
        Patterns { side, cells: Ring::new(side, width), ring }
    }

    /// Takes a row of cells; whether there is now a row to be looked up.
    fn see(&mut self, row: &[u8]) -> bool {
        self.cells.next().copy_from_slice(row);
        if !self.cells.is_full() {
            return false;
        }
        let rows = self.cells.rows::<3>();
        match self.side {
            1 => self.ring.next().iter_mut().zip(rows[0]).for_each(|(n, cell)| *n = u16::from(*cell)),
            _ => number(rows, self.ring.next()),
        }
        self.ring.is_full()
    }
}

/// The number of a pattern has a bit a cell, row by row; a step to the right moves each of its rows by a bit.
fn number(rows: [&[u8]; 3], out: &mut [u16]) {
    let column = |x: usize| rows.iter().zip([0, 3, 6]).map(|(row, at)| u16::from(row[x]) << at).sum::<u16>();
    let mut n = column(0) << 1 | column(1) << 2;
    for (x, out) in out.iter_mut().enumerate() {
        n = n >> 1 & 0o333 | column(x + 2) << 2;
        *out = n;
    }
}
