//! Rows of cells as a commit holds them: words of 64 bits from the lowest, in as many planes as a state has binary digits,
//! a plane behind the other. Of two states that is an eighth of a byte a cell.

use crate::bits::Bits;
use crate::topology::Topology;
use std::io::{self, ErrorKind, Read, Write};

/// A row on its way to a commit, or from one.
pub(crate) struct Packed {
    row: Bits,
    bytes: Vec<u8>,
}

impl Packed {
    /// For rows of so many cells of so many states.
    pub fn new(width: usize, states: usize) -> Self {
        let row = Bits::new(width, 1, Topology::Dead, states);
        let bytes = vec![0; 8 * row.words.len()];
        Packed { row, bytes }
    }

    /// Writes the states of a row.
    pub fn write(&mut self, cells: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.row.put_row(0, cells);
        write(&self.row.words, &mut self.bytes, out)
    }

    /// Writes all rows of cells that are bits already.
    pub fn write_all(&mut self, bits: &Bits, out: &mut dyn Write) -> io::Result<()> {
        bits.words.chunks(self.row.words.len()).try_for_each(|row| write(row, &mut self.bytes, out))
    }

    /// Reads the states of a row.
    pub fn read(&mut self, cells: &mut [u8], from: &mut dyn Read) -> io::Result<()> {
        from.read_exact(&mut self.bytes)?;
        for (word, bytes) in self.row.words.iter_mut().zip(self.bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        self.row.get_row(0, cells);
        let wrong = cells.iter().find(|&&cell| usize::from(cell) >= self.row.states());
        wrong.map_or(Ok(()), |cell| {
            Err(io::Error::new(ErrorKind::InvalidData, format!("it holds the state {cell}")))
        })
    }
}

fn write(words: &[u64], bytes: &mut [u8], out: &mut dyn Write) -> io::Result<()> {
    bytes.as_chunks_mut().0.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_le_bytes());
    out.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::Lattice;
    use proptest::prelude::*;

    #[test]
    fn a_state_that_there_is_not_is_refused() {
        let mut packed = Packed::new(3, 3);
        let error = packed.read(&mut [0; 3], &mut [&[5; 8][..], &[4; 8]].concat().as_slice()).unwrap_err();
        assert_eq!(error.to_string(), "it holds the state 3");
        assert!(packed.read(&mut [0; 3], &mut &[0; 15][..]).is_err());
    }

    proptest! {
        #[test]
        fn rows_are_read_as_they_were_written(
            (width, height, states) in (1usize..200, 1usize..5, prop_oneof![Just(2usize), 3usize..=256]),
            seed in any::<u64>(),
        ) {
            let mut lattice = Lattice::new(width, height, Topology::Dead).with_states(states);
            for (n, cell) in (seed..).zip(lattice.cells_mut()) {
                *cell = ((n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) % states as u64) as u8;
            }
            let (mut packed, mut bytes, mut same) = (Packed::new(width, states), vec![], vec![]);
            lattice.cells().chunks(width).for_each(|row| packed.write(row, &mut bytes).unwrap());
            packed.write_all(&Bits::of(&lattice), &mut same).unwrap();
            prop_assert_eq!(bytes.len() as u64, Bits::bytes(width, height, states));
            prop_assert!(bytes == same);
            let (mut from, mut row) = (&bytes[..], vec![0; width]);
            for cells in lattice.cells().chunks(width) {
                packed.read(&mut row, &mut from).unwrap();
                prop_assert_eq!(&row[..], cells);
            }
        }
    }
}
