//! Several generations in one sweep over the rows.
//!
//! A sweep reads each row of the lattice once and writes each once, T generations later. Between the two it keeps, of
//! every generation, only a ring of rows, which stay in the cache: large lattices are limited by arithmetic and not by
//! memory. Rows are computed four at a time, so that what is known of a row serves those above and below it. Threads
//! share the rows; each computes the T rows around its own share itself, so none waits.

use super::Bits;
use super::load::{Ends, LEFT, join, load};
use crate::topology::Twist;
use quincunx_sdk::lanes::isa::Kernel;

/// Rows that are computed at once.
pub(crate) const ROWS: usize = 4;
/// Those and the rows around them.
pub(crate) const AROUND: usize = ROWS + 2;
/// Rows that are kept of a generation: a new group, and of the one before its last two.
const RING: usize = 2 * ROWS;
/// Words that are computed at once: rows are padded to so many.
pub(crate) const BLOCK: usize = 8;

/// A rule on cells of `P` planes.
pub(crate) trait Rule<const P: usize>: Sync {
    /// Memory for what is between; it is made once for a sweep.
    type Scratch: Default;

    /// Whether the image of the cells in a mirror becomes the image of what they become. It exchanges what a twist of two
    /// edges exchanges.
    fn mirrors(&self, twist: Twist) -> bool;

    /// The next generation of some rows, from these and the rows around them. Rows to write have a whole number of
    /// blocks; rows to read begin one word earlier and end one word later. `#[inline(always)]`, for it runs in a kernel.
    fn rows(&self, scratch: &mut Self::Scratch, src: [[&[u64]; P]; AROUND], dst: [[&mut [u64]; P]; ROWS]);
}

/// Some rows of the lattice, `generations` later.
pub(crate) struct Sweep<'a, R, const P: usize> {
    pub rule: &'a R,
    pub src: &'a Bits,
    /// Their words, plane after plane.
    pub dst: &'a mut [u64],
    /// The row that `dst` begins with.
    pub first: usize,
    pub generations: usize,
}

/// Bytes that the ring of a generation takes.
pub(crate) fn ring_bytes(bits: &Bits) -> usize {
    8 * RING * bits.planes() * stride(bits)
}

/// Words from row to row of a ring.
fn stride(bits: &Bits) -> usize {
    let width = bits.width() + 2 * 64 * Ends::of(bits).margin();
    LEFT + width.div_ceil(64 * BLOCK) * BLOCK + BLOCK
}

impl<R: Rule<P>, const P: usize> Kernel for Sweep<'_, R, P> {
    type Out = ();

    /// In a beat, every generation gets four rows. Those of generation t begin t rows above those of generation 0: it
    /// needs one more row below them, which is there when the generation before has had its turn.
    #[inline(always)]
    fn run(self) {
        let Sweep { rule, src, dst, first, generations, .. } = self;
        let (words, stride, ends) = (src.words_in_row(), stride(src), Ends::of(src));
        let (rows, last) = (dst.len() / words, generations as i64);
        let ring = RING * P * stride;
        // Rows begin on cache lines: what straddles two of them costs twice.
        let mut memory = vec![0; ring * (generations + 1) + BLOCK];
        let lead = memory.as_ptr().align_offset(8 * BLOCK).min(BLOCK);
        let rings = &mut memory[lead..][..ring * (generations + 1)];
        let start = first as i64 - last;
        let mut scratch = R::Scratch::default();
        for beat in 0..(rows + 2 * generations).div_ceil(ROWS) {
            let row = start + (ROWS * beat) as i64;
            let half = beat % 2 * (ring / 2);
            for (y, out) in (row..).zip(rings[half..][..ring / 2].chunks_mut(P * stride)) {
                load(src, ends, y, out);
            }
            for t in 1..=generations.min((ROWS * beat + ROWS - 1) / 2) {
                let (before, now) = rings.split_at_mut(ring * t);
                let (before, now) = (&before[ring * (t - 1)..], &mut now[half..][..ring / 2]);
                group(rule, &mut scratch, before, now, beat, stride);
                if t < generations && ends != Ends::Margins {
                    join_all(src, ends, row - t as i64, now, stride);
                }
            }
            let done = &rings[ring * generations + half..][..ring / 2];
            store(src, ends, row - last - first as i64, done, dst, stride);
        }
    }
}

/// Four rows of a generation, from the ring of the one before.
#[inline(always)]
fn group<R: Rule<P>, const P: usize>(
    rule: &R,
    scratch: &mut R::Scratch,
    before: &[u64],
    now: &mut [u64],
    beat: usize,
    stride: usize,
) {
    let mut src = [[&[][..]; P]; AROUND];
    for (n, rows) in src.iter_mut().enumerate() {
        // The last two of the group before, and this one.
        let row = (ROWS * (beat % 2) + n + RING - 2) % RING;
        for (plane, words) in rows.iter_mut().enumerate() {
            *words = &before[(row * P + plane) * stride..][LEFT - 1..stride - BLOCK + 1];
        }
    }
    let mut parts = now.chunks_mut(stride);
    let dst = [(); ROWS]
        .map(|()| [(); P].map(|()| parts.next().map_or(&mut [][..], |row| &mut row[LEFT..stride - BLOCK])));
    rule.rows(scratch, src, dst);
}

/// Joins the ends of new rows, and clears those that lie beyond dead edges.
#[inline(always)]
fn join_all(src: &Bits, ends: Ends, first: i64, rows: &mut [u64], stride: usize) {
    let planes = src.planes();
    for n in 0..ROWS * planes {
        let row = &mut rows[n * stride..][..stride];
        if ends == Ends::Dead && !(0..src.height() as i64).contains(&(first + (n / planes) as i64)) {
            row.fill(0);
        }
        join(row, src.width(), ends);
    }
}

/// Writes those of the rows that belong to the share, which begins at row 0.
#[inline(always)]
fn store(src: &Bits, ends: Ends, first: i64, rows: &[u64], dst: &mut [u64], stride: usize) {
    let (planes, words) = (src.planes(), src.words_in_row());
    let rest = src.width() % 64;
    let ones = if rest == 0 { u64::MAX } else { (1 << rest) - 1 };
    for (n, rows) in (first..).zip(rows.chunks(planes * stride)) {
        let Ok(n) = usize::try_from(n) else { continue };
        let Some(dst) = dst.get_mut(n * words..(n + 1) * words) else { continue };
        for (row, dst) in rows.chunks(stride).zip(dst.chunks_mut(words / planes)) {
            dst.copy_from_slice(&row[LEFT + ends.margin()..][..dst.len()]);
            if let Some(last) = dst.last_mut() {
                *last &= ones;
            }
        }
    }
}
