//! Files that were packed with gzip, as Golly reads them.

use flate2::read::MultiGzDecoder;
use std::io::Read;

/// What every packed file begins with.
pub(super) const MAGIC: &[u8] = b"\x1f\x8b";

/// A hundred times the largest that comes with Golly, and little beside what a small file may pretend to hold: of a byte
/// that is unpacked a pattern keeps four at most.
const MOST: u64 = 1 << 26;

/// Unpacks a file.
///
/// # Errors
/// A fragment that says what is wrong.
pub fn unpack(packed: &[u8]) -> Result<Vec<u8>, String> {
    unpack_at_most(packed, MOST)
}

fn unpack_at_most(packed: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = vec![];
    let unpacked = MultiGzDecoder::new(packed).take(most + 1).read_to_end(&mut bytes);
    unpacked.map_err(|error| format!("it is packed with gzip and cannot be unpacked: {error}"))?;
    match bytes.len() as u64 > most {
        true => {
            Err(format!("it is packed with gzip, and holds more than {} MiB: unpack it first", most >> 20))
        }
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(vec![], Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let glider = packed(b"bob$2bo$3o!");
        assert_eq!(unpack(&glider).unwrap(), b"bob$2bo$3o!");
        assert!(unpack(&glider[..15]).unwrap_err().contains("cannot be unpacked"));
        assert!(unpack(b"\x1f\x8bnothing").unwrap_err().contains("cannot be unpacked"));
        assert!(unpack_at_most(&packed(&[b'o'; 1 << 21]), 1 << 20).unwrap_err().contains("more than 1 MiB"));
    }
}
