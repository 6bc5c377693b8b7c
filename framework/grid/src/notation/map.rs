//! Whole tables in the alphabet of base64: `MAP` and 86 letters.
//!
//! Letters are six bits, the highest first. Golly's order: the bits speak of neighbourhoods 0, 1, 2, …, whose number has
//! the cell at the upper left as its highest bit and the one at the lower right as its lowest.

use super::neighbours::Neighbours;
use super::table::from_numbers;
use super::{NotationError, fault};
use quincunx_sdk::form::MooreTable;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Letters for nine cells, seven and five.
const LENGTHS: [usize; 3] = [86, 22, 6];

/// A table of all nine cells (86 letters), of the seven of the hexagonal lattice (22) or of von Neumann's five (6).
pub(super) fn read(text: &str) -> Result<MooreTable, NotationError> {
    let start = 3;
    let rest = text.get(start..).unwrap_or_default();
    let letters = unpadded(rest);
    let aged = |(map, states): &(&str, &str)| LENGTHS.contains(&unpadded(map).len()) && is_number(states);
    if let Some((map, _)) = rest.rsplit_once('/').filter(aged) {
        let message = "a MAP has two states; more are for rules that count eight neighbours: 345/2/4";
        return fault(start + map.len()..text.len(), message);
    }
    let mut bits = vec![];
    for (at, c) in letters.char_indices() {
        let Some(six) = ALPHABET.iter().position(|letter| char::from(*letter) == c) else {
            let at = start + at;
            return fault(
                at..at + c.len_utf8(),
                format!("`{c}` is no letter of base64: A-Z, a-z, 0-9, + and /"),
            );
        };
        bits.extend((0..6).rev().map(|bit| six >> bit & 1 == 1));
    }
    match letters.len() {
        86 => Ok(from_numbers(|n| bits[usize::from(turned(n))])),
        22 => Ok(from_numbers(|n| bits[chosen(n, &HEXAGONAL)])),
        6 => Ok(from_numbers(|n| bits[chosen(turned(n), &cells_of(Neighbours::VonNeumann))])),
        found => {
            let message = format!(
                "after MAP there are 86 letters (22 for six neighbours, 6 for four), and here {found}"
            );
            fault(start..text.len(), message)
        }
    }
}

fn unpadded(map: &str) -> &str {
    map.strip_suffix("==").unwrap_or(map)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// The bits of a neighbourhood from the last to the first.
fn turned(n: u16) -> u16 {
    n.reverse_bits() >> 7
}

/// The bits of a neighbourhood's number that a lattice has, the lowest first.
fn cells_of(neighbours: Neighbours) -> Vec<u16> {
    (0..9).filter(|bit| (neighbours.mask() | 1 << 4) >> bit & 1 == 1).collect()
}

/// The seven cells of the hexagonal lattice as Golly 3.3 numbers them, the lowest first, each as 3·row + column: rows
/// from above, and in each from the right.
const HEXAGONAL: [u16; 7] = [1, 0, 5, 4, 3, 8, 7];

fn chosen(n: u16, cells: &[u16]) -> usize {
    (0..).zip(cells).map(|(bit, cell)| usize::from(n >> cell & 1) << bit).sum()
}

/// `MAP` and 86 letters.
pub(crate) fn notation(table: &MooreTable) -> String {
    let bit = |n: u16| n < 512 && table.next(turned(n));
    let letter = |first: u16| {
        let six = (0..6).fold(0, |six, next| six << 1 | usize::from(bit(first + next)));
        char::from(ALPHABET[six])
    };
    "MAP".chars().chain((0..512).step_by(6).map(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::form::OuterTotalistic;

    /// From Golly's help.
    const LIFE: &str =
        "MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA";

    #[test]
    fn life_is_what_golly_says() {
        let life = OuterTotalistic { born: 8, survive: 12 };
        for text in [LIFE, &format!("{LIFE}==")] {
            assert_eq!(read(text).unwrap().outer_totalistic(), Some(life));
        }
        assert_eq!(notation(&read(LIFE).unwrap()), LIFE);
    }

    #[test]
    fn the_first_bit_of_a_number_is_the_upper_left() {
        let table = MooreTable::from_fn(|[[nw, ..], ..]| nw);
        let text = notation(&table);
        assert!(text[3..45].bytes().all(|letter| letter == b'A') && text.ends_with("////w"), "{text}");
        assert_eq!(read(&text), Ok(table));
    }
}
