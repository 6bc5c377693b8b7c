//! A pattern as a NumPy array of two dimensions.

use super::{Living, Pattern};
use quincunx_core::npy::Header;

/// What every file of the format begins with.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// Reads an array of uint8 or bool, height × width in C order.
///
/// # Errors
/// A fragment that says what is wrong.
pub fn read(bytes: &[u8]) -> Result<Pattern, String> {
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
    Ok(Pattern::new(width as usize, height as usize, Living::Cells(cells.to_vec())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(descr: &str, shape: &[u64], cells: &[u8]) -> Vec<u8> {
        [&Header::new(descr, shape).to_bytes()[..], cells].concat()
    }

    #[test]
    fn npy_of_two_dimensions() {
        let read = read(&file("|u1", &[2, 3], &[0, 1, 0, 1, 1, 1])).unwrap();
        let mut alive = vec![];
        read.each_alive(|x, y, _| alive.push((x, y)));
        assert_eq!((read.width, read.height, alive), (3, 2, vec![(1, 0), (0, 1), (1, 1), (2, 1)]));
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let why = |bytes: &[u8]| read(bytes).unwrap_err();
        assert!(why(&file("|u1", &[6], &[0; 6])).contains("1 dimensions"));
        assert!(why(&file("<f8", &[1, 1], &[0; 8])).contains("uint8"));
        assert!(why(&file("|u1", &[2, 3], &[0; 5])).contains("5 follow"));
        assert!(why(&file("|u1", &[u64::MAX, 3], &[0; 5])).contains("5 follow"));
        let seven = read(&file("|u1", &[2, 3], &[0, 0, 0, 0, 7, 0])).unwrap();
        assert_eq!((seven.beyond(7), seven.beyond(8)), (Some((1, 1, 7)), None));
    }
}
