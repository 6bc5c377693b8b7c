//! Floats as whole numbers of the same order.

/// A whole number with the order of the float: -0 stands in front of 0.
#[inline(always)]
pub(crate) fn key(x: f64) -> u64 {
    let sign = (x.to_bits() as i64 >> 63) as u64;
    x.to_bits() ^ (sign | 1 << 63)
}

/// The float of a key.
pub(crate) fn value(key: u64) -> f64 {
    let sign = (!key as i64 >> 63) as u64;
    f64::from_bits(key ^ (sign | 1 << 63))
}
