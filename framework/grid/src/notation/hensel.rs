//! Rules that ask how neighbours are arranged, up to turns and mirror images: in Hensel's letters.

use super::table::from_numbers;
use quincunx_core::neighbourhood::{is_alive, letters, neighbours};
use quincunx_sdk::form::MooreTable;

/// Births, or survivals: of every number of neighbours the arrangements, bit n for letter n of its alphabet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Half(pub [u16; 9]);

impl Half {
    /// All arrangements of so many neighbours.
    pub fn all(neighbours: usize) -> u16 {
        (1 << letters::of(neighbours).len().max(1)) - 1
    }

    /// Whether some number of neighbours has an arrangement of this letter.
    pub fn letter(c: char) -> bool {
        letters::of(4).any(|letter| letter == c.to_ascii_lowercase()) // four neighbours have all of them
    }

    /// The same by counts alone, if it can be said so.
    pub fn counts(&self) -> Option<u16> {
        let by_counts = (0..9).all(|n| self.0[n] == 0 || self.0[n] == Self::all(n));
        by_counts.then(|| (0..9).map(|n| u16::from(self.0[n] != 0) << n).sum())
    }

    fn contains(&self, neighbourhood: u16) -> bool {
        self.0[neighbours(neighbourhood)] >> letters::place(neighbourhood) & 1 == 1
    }

    /// Counts with their letters; with those that are missing where that is shorter.
    fn text(&self) -> String {
        let spelled = |n: usize| {
            let (mask, all) = (self.0[n], Self::all(n));
            let listed = |mask: u16| {
                let those = (0..).zip(letters::of(n)).filter(|(bit, _)| mask >> bit & 1 == 1);
                those.map(|(_, letter)| letter).collect::<String>()
            };
            match mask {
                0 => String::new(),
                _ if mask == all => n.to_string(),
                _ if mask.count_ones() <= 1 + (all & !mask).count_ones() => format!("{n}{}", listed(mask)),
                _ => format!("{n}-{}", listed(all & !mask)),
            }
        };
        (0..9).map(spelled).collect()
    }
}

/// The table of births and survivals.
pub(super) fn table(born: &Half, survive: &Half) -> MooreTable {
    from_numbers(|n| if is_alive(n) { survive.contains(n) } else { born.contains(n) })
}

/// A table that does not change with turns and mirror images, in Hensel's letters.
pub(crate) fn notation(of: &MooreTable) -> Option<String> {
    let mut halves = [Half::default(); 2];
    for n in (0..512).filter(|n| of.next(*n)) {
        let half = &mut halves[usize::from(is_alive(n))];
        half.0[neighbours(n)] |= 1 << letters::place(n);
    }
    let [born, survive] = halves;
    (table(&born, &survive) == *of).then(|| format!("B{}/S{}", born.text(), survive.text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_letters_are_the_same() {
        let mut random = 7u64;
        for _ in 0..300 {
            let mut half = || {
                Half(std::array::from_fn(|n| {
                    random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                    (random >> 40) as u16 & Half::all(n)
                }))
            };
            let (born, survive) = (half(), half());
            let text = notation(&table(&born, &survive)).unwrap();
            assert_eq!(text, format!("B{}/S{}", born.text(), survive.text()));
        }
        assert_eq!(notation(&MooreTable::from_fn(|[[nw, ..], ..]| nw)), None);
    }

    #[test]
    fn golly_prefers_the_shorter_and_then_no_minus() {
        let text = |n: usize, letters: u32| {
            let mut half = Half::default();
            half.0[n] = (1 << letters) - 1;
            half.text()
        };
        assert_eq!(text(1, 1), "1c");
        assert_eq!([text(2, 3), text(2, 4), text(2, 5)], ["2ace", "2-kn", "2-n"]);
        assert_eq!([text(3, 5), text(3, 6)], ["3aceij", "3-nqry"]);
        assert_eq!([text(4, 7), text(4, 8), text(4, 13)], ["4aceijkn", "4-rtwyz", "4"]);
    }
}
