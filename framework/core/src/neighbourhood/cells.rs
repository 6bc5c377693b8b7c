//! What is seen of a neighbourhood in its number.

/// The bit of the cell in the middle.
pub(super) const MIDDLE: u16 = 1 << 4;
/// The bits of the eight cells around it.
pub(super) const AROUND: u16 = 0x1ff & !MIDDLE;

/// Whether the cell in the middle is alive.
pub fn is_alive(neighbourhood: u16) -> bool {
    neighbourhood & MIDDLE != 0
}

/// How many of the eight cells around it are alive.
pub fn neighbours(neighbourhood: u16) -> usize {
    (neighbourhood & AROUND).count_ones() as usize
}

/// A neighbourhood as a picture: rows from above.
///
/// ```
/// use quincunx_core::neighbourhood::{is_alive, neighbours, rows};
/// let turned_t = 0b000_111_010;
/// assert_eq!(rows(turned_t), "010/111/000");
/// assert!(is_alive(turned_t) && neighbours(turned_t) == 3);
/// ```
pub fn rows(neighbourhood: u16) -> String {
    let cell = |bit: u16| if neighbourhood >> bit & 1 == 1 { '1' } else { '0' };
    let row = |y: u16| (0..3).map(|x| cell(3 * y + x)).collect::<String>();
    [0, 1, 2].map(row).join("/")
}
