//! Rules that ask how neighbours are arranged, up to turns and mirror images: Hensel's letters.
//!
//! The letters are A. Hensel's, as Golly has them ("Non-totalistic rules" in its help): the arrangement of five or more
//! neighbours has the letter of the places that they leave free.

use super::table::from_numbers;
use quincunx_sdk::form::MooreTable;
use std::sync::LazyLock;

/// A letter, and one of its arrangements: three rows, neighbours are `#`.
type Arrangement = (char, &'static str);

const OF_ONE: [Arrangement; 2] = [('c', "#.. ... ..."), ('e', ".#. ... ...")];
const OF_TWO: [Arrangement; 6] = [
    ('a', "##. ... ..."),
    ('c', "#.# ... ..."),
    ('e', ".#. #.. ..."),
    ('i', ".#. ... .#."),
    ('k', "#.. ..# ..."),
    ('n', "#.. ... ..#"),
];
const OF_THREE: [Arrangement; 10] = [
    ('a', "##. #.. ..."),
    ('c', "#.# ... #.."),
    ('e', ".#. #.# ..."),
    ('i', "### ... ..."),
    ('j', "##. ..# ..."),
    ('k', "#.. ..# .#."),
    ('n', "##. ... #.."),
    ('q', "##. ... ..#"),
    ('r', "##. ... .#."),
    ('y', "#.# ... .#."),
];
const OF_FOUR: [Arrangement; 13] = [
    ('a', "### #.. ..."),
    ('c', "#.# ... #.#"),
    ('e', ".#. #.# .#."),
    ('i', "##. ... ##."),
    ('j', "##. ..# .#."),
    ('k', "##. ..# #.."),
    ('n', "### ... #.."),
    ('q', "##. #.. ..#"),
    ('r', "##. #.# ..."),
    ('t', "### ... .#."),
    ('w', "##. ..# ..#"),
    ('y', "##. ... #.#"),
    ('z', "##. ... .##"),
];

/// The letters of so many neighbours, in alphabetical order; none for 0 and 8, which have one arrangement.
pub(super) fn arrangements(neighbours: usize) -> &'static [Arrangement] {
    match neighbours.min(8usize.saturating_sub(neighbours)) {
        1 => &OF_ONE,
        2 => &OF_TWO,
        3 => &OF_THREE,
        4 => &OF_FOUR,
        _ => &[],
    }
}

/// Births, or survivals: of every number of neighbours the arrangements, bit n for letter n of its alphabet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Half(pub [u16; 9]);

impl Half {
    /// All arrangements of so many neighbours.
    pub fn all(neighbours: usize) -> u16 {
        (1 << arrangements(neighbours).len().max(1)) - 1
    }

    /// Whether some number of neighbours has an arrangement of this letter.
    pub fn letter(c: char) -> bool {
        OF_FOUR.iter().any(|(letter, _)| *letter == c.to_ascii_lowercase())
    }

    /// The same by counts alone, if it can be said so.
    pub fn counts(&self) -> Option<u16> {
        let by_counts = (0..9).all(|n| self.0[n] == 0 || self.0[n] == Self::all(n));
        by_counts.then(|| (0..9).map(|n| u16::from(self.0[n] != 0) << n).sum())
    }

    fn contains(&self, neighbourhood: u16) -> bool {
        self.0[count(neighbourhood)] >> LETTERS[usize::from(neighbourhood & AROUND)] & 1 == 1
    }

    /// Counts with their letters; with those that are missing where that is shorter.
    fn text(&self) -> String {
        let spelled = |n: usize| {
            let (mask, all) = (self.0[n], Self::all(n));
            let letters = |mask: u16| {
                let listed = (0..).zip(arrangements(n)).filter(|(bit, _)| mask >> bit & 1 == 1);
                listed.map(|(_, (letter, _))| *letter).collect::<String>()
            };
            match mask {
                0 => String::new(),
                _ if mask == all => n.to_string(),
                _ if mask.count_ones() <= 1 + (all & !mask).count_ones() => format!("{n}{}", letters(mask)),
                _ => format!("{n}-{}", letters(all & !mask)),
            }
        };
        (0..9).map(spelled).collect()
    }
}

const MIDDLE: u16 = 1 << 4;
const AROUND: u16 = 0x1ff & !MIDDLE;

fn count(neighbourhood: u16) -> usize {
    (neighbourhood & AROUND).count_ones() as usize
}

/// The place of a neighbourhood's letter in the alphabet of its number of neighbours.
static LETTERS: LazyLock<[u8; 512]> = LazyLock::new(|| {
    let mut letters = [0; 512];
    for n in 1..=4 {
        for (letter, (_, picture)) in (0..).zip(arrangements(n)) {
            for cells in images(picture) {
                letters[usize::from(cells)] = letter;
                if n < 4 {
                    letters[usize::from(AROUND & !cells)] = letter;
                }
            }
        }
    }
    letters
});

/// The letter of a neighbourhood's arrangement; none where there is one arrangement only.
pub(crate) fn letter(neighbourhood: u16) -> Option<char> {
    let alphabet = arrangements(count(neighbourhood));
    let (letter, _) = alphabet.get(usize::from(LETTERS[usize::from(neighbourhood & AROUND)]))?;
    Some(*letter)
}

/// The numbers of an arrangement in all its turns and mirror images.
fn images(picture: &str) -> impl Iterator<Item = u16> {
    let marks: Vec<bool> = picture.chars().filter(|c| *c != ' ').map(|c| c == '#').collect();
    (0..8).map(move |image| {
        let bit = |(n, alive): (usize, &bool)| {
            let (mut x, mut y) = (n % 3, n / 3);
            if image >= 4 {
                x = 2 - x;
            }
            for _ in 0..image % 4 {
                (x, y) = (2 - y, x);
            }
            u16::from(*alive) << (3 * y + x)
        };
        marks.iter().enumerate().map(bit).sum()
    })
}

/// The table of births and survivals.
pub(super) fn table(born: &Half, survive: &Half) -> MooreTable {
    from_numbers(|n| if n & MIDDLE == 0 { born.contains(n) } else { survive.contains(n) })
}

/// A table that does not change with turns and mirror images, in Hensel's letters.
pub(crate) fn notation(of: &MooreTable) -> Option<String> {
    let mut halves = [Half::default(); 2];
    for n in (0..512).filter(|n| of.next(*n)) {
        let half = &mut halves[usize::from(n & MIDDLE != 0)];
        half.0[count(n)] |= 1 << LETTERS[usize::from(n & AROUND)];
    }
    let [born, survive] = halves;
    (table(&born, &survive) == *of).then(|| format!("B{}/S{}", born.text(), survive.text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_neighbourhood_has_one_letter() {
        let mut found = vec![0; 512];
        for n in 1..=7 {
            for (_, picture) in arrangements(n) {
                let mut cells: Vec<u16> = images(picture).collect();
                if n > 4 {
                    cells.iter_mut().for_each(|cells| *cells = AROUND & !*cells);
                }
                cells.sort_unstable();
                cells.dedup();
                for cells in cells {
                    assert_eq!(count(cells), n);
                    found[usize::from(cells)] += 1;
                }
            }
        }
        let around = (0..512u16).filter(|n| n & MIDDLE == 0 && (1..8).contains(&count(*n)));
        assert!(around.clone().all(|n| found[usize::from(n)] == 1));
        assert_eq!(
            [0b000_010_001, 0b111_111_110, 0b010_101_010, 0, 511].map(letter),
            [Some('c'), Some('c'), Some('e'), None, None]
        );
        assert_eq!(around.count(), 254);
    }

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
