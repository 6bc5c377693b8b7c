//! NumPy's `.npy` files (format version 1.0): the header, for arrays that a run reads or leaves, and floats behind it.

use std::fmt::Write;
use std::sync::Arc;

/// The bytes that a header always takes in files of ours, so that it can be written again in place.
pub const RESERVED: usize = 128;

/// What a header says of the array behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// NumPy's name of the element type: `|u1` is a byte, `<i8` a 64-bit integer.
    pub descr: String,
    /// Whether the first index varies fastest.
    pub fortran_order: bool,
    /// The length along each axis.
    pub shape: Vec<u64>,
}

impl Header {
    /// A header of a C-ordered array.
    pub fn new(descr: &str, shape: &[u64]) -> Self {
        Header { descr: descr.into(), fortran_order: false, shape: shape.to_vec() }
    }

    /// The first [`RESERVED`] bytes of a file.
    ///
    /// ```
    /// use quincunx_core::npy::Header;
    /// let header = Header::new("|u1", &[11, 64, 64]);
    /// assert_eq!(Header::parse(&header.to_bytes()), Ok((header, 128)));
    /// ```
    pub fn to_bytes(&self) -> [u8; RESERVED] {
        let mut shape = String::new();
        for n in &self.shape {
            let _ = write!(shape, "{n}, "); // writing to a String cannot fail
        }
        let order = if self.fortran_order { "True" } else { "False" };
        let shape = if self.shape.len() > 1 { shape.trim_end_matches(", ") } else { shape.trim_end() };
        let text = format!("{{'descr': '{}', 'fortran_order': {order}, 'shape': ({shape}), }}", self.descr);
        let mut bytes = [b' '; RESERVED];
        bytes[..10].copy_from_slice(&[0x93, b'N', b'U', b'M', b'P', b'Y', 1, 0, (RESERVED - 10) as u8, 0]);
        // Longer than any shape of three 64-bit lengths, and of four that are not all so long; `zip` rather than a slice, so that nothing can panic.
        for (byte, c) in bytes[10..RESERVED - 1].iter_mut().zip(text.bytes()) {
            *byte = c;
        }
        bytes[RESERVED - 1] = b'\n';
        bytes
    }

    /// Reads a header, and says how many bytes it took.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the file.
    pub fn parse(file: &[u8]) -> Result<(Header, usize), String> {
        let Some(rest) = file.strip_prefix(b"\x93NUMPY") else {
            return Err("it does not begin like an NPY file".into());
        };
        let (length, start) = match rest {
            [1, _, a, b, ..] => (u16::from_le_bytes([*a, *b]) as usize, 10),
            [2 | 3, _, a, b, c, d, ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, 12),
            _ => return Err("its NPY version is not 1, 2 or 3".into()),
        };
        let text = file.get(start..usize::saturating_add(start, length)).ok_or("its header is cut short")?;
        let text = std::str::from_utf8(text).map_err(|_| "its header is not text")?;
        let field = |name: &str| {
            let at = text.find(&format!("'{name}':")).ok_or(format!("its header has no '{name}'"))?;
            Ok::<_, String>(text[at + name.len() + 3..].trim_start())
        };
        let descr = field("descr")?.strip_prefix('\'').and_then(|t| t.split('\'').next());
        let shape = field("shape")?.strip_prefix('(').and_then(|t| t.split(')').next());
        Ok((
            Header {
                descr: descr.ok_or("its element type is not a simple one")?.into(),
                fortran_order: field("fortran_order")?.starts_with("True"),
                shape: lengths(shape.ok_or("its shape is not a tuple")?)?,
            },
            start + length,
        ))
    }
}

/// An array of floats that stays in its file's bytes; numbers are taken out as they are asked for.
#[derive(Clone, Debug)]
pub struct Floats {
    file: Arc<[u8]>,
    start: usize,
    shape: Vec<usize>,
    /// Bytes of a number.
    size: usize,
}

impl Floats {
    /// Reads a file of little-endian float32 or float64 in C order.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the file, and the remedy.
    ///
    /// ```
    /// use quincunx_core::npy::{Floats, Header};
    /// let numbers = [1.5f32, -2.0].map(f32::to_le_bytes).concat();
    /// let file = [&Header::new("<f4", &[2, 1]).to_bytes()[..], &numbers].concat();
    /// let floats = Floats::parse(file.into()).unwrap();
    /// assert_eq!((floats.shape(), floats.get(1)), (&[2, 1][..], Some(-2.0)));
    /// ```
    pub fn parse(file: Arc<[u8]>) -> Result<Self, String> {
        let (header, start) = Header::parse(&file)?;
        let size = match header.descr.as_str() {
            "<f4" => 4,
            "<f8" => 8,
            ">f4" | ">f8" => {
                let descr = header.descr;
                return Err(format!("its elements are `{descr}`, big-endian; save it with .astype('<f8')"));
            }
            descr => {
                return Err(format!(
                    "its elements are `{descr}`, and not float32 or float64; save it with .astype('<f8')"
                ));
            }
        };
        if header.fortran_order {
            return Err("it is in Fortran order; save it with numpy.ascontiguousarray".into());
        }
        let (follow, shape) = (file.len() - start, &header.shape);
        let wanted = shape.iter().try_fold(size as u64, |bytes, n| bytes.checked_mul(*n));
        if wanted != Some(follow as u64) {
            let shape: Vec<_> = shape.iter().map(u64::to_string).collect();
            let shape = shape.join(" × ");
            return Err(format!(
                "its header says {shape} numbers of {size} bytes, and {follow} bytes follow"
            ));
        }
        let shape = shape.iter().map(|n| *n as usize).collect();
        Ok(Floats { file, start, shape, size })
    }

    /// The length along each axis.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Number `n`, the last index varying fastest; none beyond the last.
    pub fn get(&self, n: usize) -> Option<f64> {
        let numbers = &self.file[self.start..];
        match self.size {
            4 => numbers.as_chunks().0.get(n).map(|bytes| f64::from(f32::from_le_bytes(*bytes))),
            _ => numbers.as_chunks().0.get(n).map(|bytes| f64::from_le_bytes(*bytes)),
        }
    }

    /// All numbers, in that order.
    pub fn iter(&self) -> impl Iterator<Item = f64> {
        (0..).map_while(|n| self.get(n))
    }
}

fn lengths(text: &str) -> Result<Vec<u64>, String> {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(|item| item.parse().map_err(|_| format!("its shape has `{item}`"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpy_would_write_the_same() {
        let text =
            |shape: &[u64]| String::from_utf8_lossy(&Header::new("<i8", shape).to_bytes()[10..]).into_owned();
        assert!(text(&[3]).starts_with("{'descr': '<i8', 'fortran_order': False, 'shape': (3,), } "));
        assert!(text(&[3, 4]).contains("'shape': (3, 4), }"));
        assert!(text(&[u64::MAX; 3]).ends_with('\n'));
        assert_eq!(
            Header::parse(&Header::new("<i8", &[u64::MAX; 3]).to_bytes()).unwrap().0.shape,
            [u64::MAX; 3]
        );
    }

    #[test]
    fn floats_are_read_or_refused() {
        let bytes = [1.0, f64::MIN_POSITIVE, -3.5, 0.1, 1e300, 7.0].map(f64::to_le_bytes).concat();
        let file = |descr: &str, shape: &[u64]| {
            let header = Header::new(descr, shape).to_bytes();
            Floats::parse([&header[..], &bytes].concat().into())
        };
        let floats = file("<f8", &[3, 2]).unwrap();
        assert_eq!(floats.iter().collect::<Vec<_>>(), [1.0, f64::MIN_POSITIVE, -3.5, 0.1, 1e300, 7.0]);
        assert_eq!((floats.get(3), floats.get(6)), (Some(0.1), None));
        let why = |descr: &str, shape: &[u64]| file(descr, shape).unwrap_err();
        assert!(why(">f8", &[3, 2]).contains("big-endian"));
        assert!(why("<i8", &[3, 2]).contains("`<i8`"));
        assert!(why("<f8", &[3, 3]).contains("3 × 3 numbers of 8 bytes, and 48 bytes follow"));
        assert!(why("<f8", &[u64::MAX, u64::MAX]).contains("48 bytes follow"));
        let header = Header { fortran_order: true, ..Header::new("<f8", &[3, 2]) };
        assert!(Floats::parse(header.to_bytes().into()).unwrap_err().contains("Fortran"));
    }

    #[test]
    fn broken_headers_are_errors() {
        let good = Header::new("|u1", &[2, 3]).to_bytes();
        for cut in 0..good.len() {
            assert!(Header::parse(&good[..cut]).is_err());
        }
        let swap = |from: &str, to: &str| String::from_utf8_lossy(&good[10..]).replace(from, to);
        for text in [swap("shape", "shap"), swap("(2", "2"), swap("2", "-2"), swap("'|u1'", "[('a', 'u1')]")]
        {
            let mut file = good[..10].to_vec();
            file[8] = text.len() as u8;
            file.extend(text.bytes());
            assert!(Header::parse(&file).is_err(), "{text}");
        }
    }
}
