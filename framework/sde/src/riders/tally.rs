//! What a rider keeps of the paths of a block.

use crate::LANES;
use quincunx_sdk::lanes::real::Real;
use std::io::{self, Read, Write};

/// Keeps something of each path of a block.
pub(crate) trait Tally: Clone + Send + Sync + 'static {
    /// Sees the formula's value on each path at the n-th step that counts, from 0 on. It is inlined into a kernel.
    fn see<T: Real>(&mut self, values: &[T; LANES], n: u64);

    /// Whether no further step can change it.
    fn complete(&self) -> bool {
        false
    }

    /// What it takes in memory.
    fn bytes(&self) -> u64;

    /// Writes it, little-endian.
    fn write(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Takes over what was written.
    fn read(&mut self, from: &mut dyn Read) -> io::Result<()>;
}

/// Writes rows of numbers.
pub(crate) fn write_rows(rows: &[[f64; LANES]], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().flatten().try_for_each(|x| out.write_all(&x.to_le_bytes()))
}

/// Reads as many rows as there are.
pub(crate) fn read_rows(rows: &mut [[f64; LANES]], from: &mut dyn Read) -> io::Result<()> {
    let mut bytes = [0; LANES * 8];
    for row in rows {
        from.read_exact(&mut bytes)?;
        let numbers = bytes.as_chunks::<8>().0.iter();
        row.iter_mut().zip(numbers).for_each(|(x, bytes)| *x = f64::from_le_bytes(*bytes));
    }
    Ok(())
}
