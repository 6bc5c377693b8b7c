//! Reads a pattern's file, whatever its format.

use crate::rle::{self, Run};
use quincunx_core::npy::Header;

/// A rectangle of cells, and what its file says of them.
pub struct Pattern {
    /// Cells in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// What is alive in it.
    pub living: Living,
    /// The rule that the file names.
    pub rule: Option<String>,
}

/// The living cells of a pattern as its file keeps them, so that a small file never becomes much memory.
pub enum Living {
    /// Runs within rows.
    Runs(Vec<Run>),
    /// Row-major.
    Cells(Vec<u8>),
}

impl Pattern {
    /// Visits every living cell by its column, row and state.
    pub fn each_alive(&self, mut visit: impl FnMut(usize, usize, u8)) {
        match &self.living {
            Living::Runs(runs) => {
                for &Run { x, y, length, state } in runs {
                    (0..length as usize).for_each(|n| visit(x as usize + n, y as usize, state));
                }
            }
            Living::Cells(cells) => {
                let alive = cells.iter().enumerate().filter(|cell| *cell.1 != 0);
                alive.for_each(|(n, state)| visit(n % self.width, n / self.width, *state));
            }
        }
    }

    /// The first cell whose state is not among so many: its column, row and state.
    pub fn beyond(&self, states: usize) -> Option<(usize, usize, u8)> {
        let wrong = |state: u8| usize::from(state) >= states;
        match &self.living {
            Living::Runs(runs) => runs
                .iter()
                .find(|run| wrong(run.state))
                .map(|run| (run.x as usize, run.y as usize, run.state)),
            Living::Cells(cells) => {
                let at = cells.iter().position(|cell| wrong(*cell))?;
                Some((at % self.width, at / self.width, cells[at]))
            }
        }
    }
}

/// Reads NPY by its first bytes, else RLE.
///
/// # Errors
/// A fragment that says what is wrong, and where.
pub fn read(bytes: &[u8]) -> Result<Pattern, String> {
    if bytes.starts_with(b"\x93NUMPY") {
        return npy(bytes);
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|e| format!("it is neither NPY nor text (byte {})", e.valid_up_to()))?;
    let rle::Pattern { width, height, runs, rule } = rle::read(text).map_err(|error| error.to_string())?;
    Ok(Pattern { width, height, living: Living::Runs(runs), rule })
}

fn npy(bytes: &[u8]) -> Result<Pattern, String> {
    let (header, start) = Header::parse(bytes)?;
    let [height, width] = header.shape[..] else {
        return Err(format!(
            "its array has {} dimensions, and a pattern has 2 (height × width)",
            header.shape.len()
        ));
    };
    if !matches!(header.descr.as_str(), "|u1" | "|b1") {
        return Err(format!("its elements are `{}`, and a pattern's are uint8", header.descr));
    }
    if header.fortran_order {
        return Err("it is in Fortran order; save it with numpy.ascontiguousarray".into());
    }
    let (cells, wanted) = (&bytes[start..], height.checked_mul(width));
    if wanted != Some(cells.len() as u64) {
        return Err(format!("its header says {height} × {width} bytes, and {} follow", cells.len()));
    }
    let living = Living::Cells(cells.to_vec());
    Ok(Pattern { width: width as usize, height: height as usize, living, rule: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(descr: &str, shape: &[u64], cells: &[u8]) -> Vec<u8> {
        [&Header::new(descr, shape).to_bytes()[..], cells].concat()
    }

    #[test]
    fn npy_of_two_dimensions() {
        let read = read(&file("|u1", &[2, 3], &[0, 1, 0, 1, 1, 1])).ok().unwrap();
        let mut alive = vec![];
        read.each_alive(|x, y, _| alive.push((x, y)));
        assert_eq!((read.width, read.height, alive), (3, 2, vec![(1, 0), (0, 1), (1, 1), (2, 1)]));
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let why = |bytes: &[u8]| read(bytes).err().unwrap();
        assert!(why(&file("|u1", &[6], &[0; 6])).contains("1 dimensions"));
        assert!(why(&file("<f8", &[1, 1], &[0; 8])).contains("uint8"));
        assert!(why(&file("|u1", &[2, 3], &[0; 5])).contains("5 follow"));
        assert!(why(&file("|u1", &[u64::MAX, 3], &[0; 5])).contains("5 follow"));
        let seven = read(&file("|u1", &[2, 3], &[0, 0, 0, 0, 7, 0])).ok().unwrap();
        assert_eq!((seven.beyond(7), seven.beyond(8)), (Some((1, 1, 7)), None));
        assert!(why(b"\xff\xfe").contains("neither"));
    }
}
