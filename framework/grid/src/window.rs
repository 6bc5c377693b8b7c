//! The rows of one generation that a sweep keeps, with a halo on either side.

use crate::lattice::Lattice;
use crate::topology::Topology;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::rule::{Info, Rule};
use quincunx_sdk::slab::Slab;

/// What is swept, and by what rule.
pub(crate) struct Sheet<'a> {
    pub lattice: &'a Lattice,
    pub rule: &'a dyn Rule,
    pub info: &'a Info,
    pub isa: Isa,
    pub key: u64,
}

impl Sheet<'_> {
    /// From row to row in a window: whole cache lines, so that the first cell of every row begins one.
    fn stride(&self) -> usize {
        stride(self.lattice.width(), self.info.halo)
    }

    /// Whether a row of this number lies beyond a dead edge.
    fn outside(&self, row: i64) -> bool {
        self.lattice.topology() == Topology::Dead && !(0..self.lattice.height() as i64).contains(&row)
    }

    /// The row of the lattice that a row of this number is.
    fn place(&self, row: i64) -> usize {
        row.rem_euclid(self.lattice.height() as i64) as usize
    }

    /// How many rows from this one on can be computed in one call, or are all outside.
    fn alike(&self, row: i64) -> usize {
        match self.outside(row) && row < 0 {
            true => row.unsigned_abs() as usize,
            false if self.outside(row) => usize::MAX,
            false => self.lattice.height() - self.place(row),
        }
    }

    /// Whether the halo of a row can be made of the row itself, so that generations can follow each other in a sweep.
    pub fn goes_on(&self) -> bool {
        matches!(self.lattice.topology(), Topology::TORUS | Topology::Dead)
    }

    /// Fills a row, and the columns on either side of it, with what lies there.
    fn look_up(&self, y: i64, row: &mut [u8]) {
        let (size, halo) = ((self.lattice.width(), self.lattice.height()), self.info.halo as i64);
        for (x, cell) in (-halo..size.0 as i64 + halo).zip(row) {
            let at = self.lattice.topology().at(size, x, y);
            *cell = at.map_or(0, |(x, y)| self.lattice.cells()[y * size.0 + x]);
        }
    }

    /// Fills the columns on either side of a row.
    fn surround(&self, row: &mut [u8]) {
        let (width, halo) = (self.lattice.width(), self.info.halo);
        match self.lattice.topology() {
            Topology::Dead => {
                row[..halo].fill(0);
                row[halo + width..][..halo].fill(0);
            }
            Topology::TORUS if halo <= width => {
                row.copy_within(width..width + halo, 0);
                row.copy_within(halo..2 * halo, halo + width);
            }
            _ if !self.goes_on() => {}
            _ => {
                for i in (0..halo).chain(halo + width..width + 2 * halo) {
                    row[i] = row[halo + (i as i64 - halo as i64).rem_euclid(width as i64) as usize];
                }
            }
        }
    }
}

/// Bytes of a cache line. Stores that straddle two of them cost twice.
const LINE: usize = 64;

/// From row to row of a window whose rows are `width` cells between two halos.
pub(crate) fn stride(width: usize, halo: usize) -> usize {
    (width + 2 * halo).next_multiple_of(LINE)
}

/// Rows for which a window has room: chunks that come one after the other before what is kept moves to the front.
pub(crate) fn room(chunk: usize, halo: usize) -> usize {
    CHUNKS * chunk + 2 * halo
}

/// Chunks of a window.
const CHUNKS: usize = 3;

/// Some rows of a generation, the oldest of which are forgotten as they are used.
pub(crate) struct Window {
    cells: Vec<u8>,
    /// Where the first row for which there is room begins, so that its cells are aligned.
    lead: usize,
    /// Rows before the first that is kept.
    used: usize,
    /// The number of the first row that is kept.
    start: i64,
    rows: usize,
}

impl Window {
    /// Without rows; the first to come has the number `start`.
    pub fn new(sheet: &Sheet, start: i64, chunk: usize) -> Self {
        let (stride, halo) = (sheet.stride(), sheet.info.halo);
        let cells = vec![0; room(chunk, halo) * stride + LINE];
        let lead = (cells.as_ptr().align_offset(LINE) + LINE - halo % LINE) % LINE;
        Window { cells, lead, used: 0, start, rows: 0 }
    }

    /// The number of the next row to come.
    pub fn end(&self) -> i64 {
        self.start + self.rows as i64
    }

    /// Room for rows to come, made by moving what is kept to the front if there is none.
    fn append(&mut self, stride: usize, rows: usize) -> &mut [u8] {
        let at = |row: usize| self.lead + row * stride;
        if at(self.used + self.rows + rows) > self.cells.len() {
            self.cells.copy_within(at(self.used)..at(self.used + self.rows), self.lead);
            self.used = 0;
        }
        let new = self.lead + (self.used + self.rows) * stride;
        self.rows += rows;
        &mut self.cells[new..][..rows * stride]
    }

    /// The rows from the first that is kept on.
    fn kept(&self, stride: usize) -> &[u8] {
        &self.cells[self.lead + self.used * stride..][..self.rows * stride]
    }

    fn forget(&mut self, rows: usize) {
        self.used += rows;
        self.start += rows as i64;
        self.rows -= rows;
    }

    /// Takes rows of the lattice.
    pub fn load(&mut self, sheet: &Sheet, rows: usize) {
        let (width, halo) = (sheet.lattice.width(), sheet.info.halo);
        let first = self.end();
        for (n, row) in (first..).zip(self.append(sheet.stride(), rows).chunks_mut(sheet.stride())) {
            match sheet.outside(n) {
                true => row.fill(0),
                false if !sheet.goes_on() => sheet.look_up(n, row),
                false => {
                    let cells = &sheet.lattice.cells()[sheet.place(n) * width..][..width];
                    row[halo..][..width].copy_from_slice(cells);
                    sheet.surround(row);
                }
            }
        }
    }

    /// Computes every row for which those around are here, and forgets what is not needed any more.
    pub fn step(&mut self, sheet: &Sheet, step: u64, next: &mut Window) -> Result<(), Fault> {
        let rows = self.rows.saturating_sub(2 * sheet.info.halo);
        let mut done = 0;
        while done < rows {
            let height = (rows - done).min(sheet.alike(next.end()));
            let src = &self.kept(sheet.stride())[done * sheet.stride()..];
            next.compute(sheet, step, src, height)?;
            done += height;
        }
        self.forget(rows);
        Ok(())
    }

    /// Appends rows of one piece, computed from `src`.
    fn compute(&mut self, sheet: &Sheet, step: u64, src: &[u8], height: usize) -> Result<(), Fault> {
        let (stride, halo, width) = (sheet.stride(), sheet.info.halo, sheet.lattice.width());
        let row = self.end();
        let new = self.append(stride, height);
        if sheet.outside(row) {
            new.fill(0);
            return Ok(());
        }
        let (y0, lattice_width) = (sheet.place(row) as u64, width as u64);
        let slab = Slab { width, height, stride, halo, x0: 0, y0, lattice_width, step, key: sheet.key };
        let dst = &mut new[halo..][..slab.target_len()];
        sheet.rule.step(&src[..slab.source_len()], dst, &slab)?;
        new.chunks_mut(stride).for_each(|row| sheet.surround(row));
        check(new, sheet, &slab)
    }

    /// Gives its rows away.
    pub fn unload(&mut self, sheet: &Sheet, dst: &mut &mut [u8]) {
        let (width, halo) = (sheet.lattice.width(), sheet.info.halo);
        for row in self.kept(sheet.stride()).chunks(sheet.stride()) {
            let (out, rest) = std::mem::take(dst).split_at_mut(width);
            out.copy_from_slice(&row[halo..][..width]);
            *dst = rest;
        }
        self.forget(self.rows);
    }
}

/// Says where a state was written that the rule does not have.
fn check(cells: &[u8], sheet: &Sheet, slab: &Slab) -> Result<(), Fault> {
    let states = sheet.info.states;
    let (stride, halo, width) = (slab.stride, slab.halo, slab.width);
    if usize::from(dispatch(sheet.isa, Greatest { cells, stride, halo, width })) < states {
        return Ok(());
    }
    let rows =
        (slab.y0..).zip(cells.chunks(slab.stride)).map(|(y, row)| (y, &row[slab.halo..][..slab.width]));
    let mut places = rows.flat_map(|(y, row)| row.iter().enumerate().map(move |(x, cell)| (x, y, *cell)));
    let wrong = places.find(|(.., cell)| usize::from(*cell) >= states);
    wrong.map_or(Ok(()), |(x, y, cell)| {
        let message = format!("wrote the state {cell} at ({x}, {y}), and the rule has {states} states");
        Err(Fault { plugin: sheet.rule.plugin().map(String::from), ..message.into() })
    })
}

/// The greatest state of some rows.
struct Greatest<'a> {
    cells: &'a [u8],
    stride: usize,
    halo: usize,
    width: usize,
}

impl Kernel for Greatest<'_> {
    type Out = u8;

    #[inline(always)]
    fn run(self) -> u8 {
        let mut greatest = 0;
        for row in self.cells.chunks(self.stride) {
            for &cell in &row[self.halo..][..self.width] {
                greatest = if cell > greatest { cell } else { greatest };
            }
        }
        greatest
    }
}
