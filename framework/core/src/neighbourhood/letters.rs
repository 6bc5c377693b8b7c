//! How neighbours are arranged, but for turns and mirror images: A. Hensel's letters.
//!
//! They are those that Golly has ("Non-totalistic rules" in its help): the arrangement of five or more neighbours has the
//! letter of the places that they leave free.

use super::cells::{AROUND, neighbours};
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
///
/// ```
/// use quincunx_core::neighbourhood::letters;
/// assert!(letters::of(3).eq("aceijknqry".chars()) && letters::of(5).eq(letters::of(3)));
/// ```
pub fn of(neighbours: usize) -> impl ExactSizeIterator<Item = char> {
    arrangements(neighbours).iter().map(|(letter, _)| *letter)
}

/// The letter of a neighbourhood's arrangement; none where there is one arrangement only.
pub fn letter(neighbourhood: u16) -> Option<char> {
    of(neighbours(neighbourhood)).nth(place(neighbourhood))
}

/// The place of a neighbourhood's letter among those of its number of neighbours; 0 where there is none.
pub fn place(neighbourhood: u16) -> usize {
    PLACES[usize::from(neighbourhood & AROUND)].into()
}

static PLACES: LazyLock<[u8; 512]> = LazyLock::new(|| {
    let mut places = [0; 512];
    for n in 1..=4 {
        for (place, (_, picture)) in (0..).zip(arrangements(n)) {
            for cells in images(picture) {
                places[usize::from(cells)] = place;
                if n < 4 {
                    places[usize::from(AROUND & !cells)] = place;
                }
            }
        }
    }
    places
});

fn arrangements(neighbours: usize) -> &'static [Arrangement] {
    match neighbours.min(8usize.saturating_sub(neighbours)) {
        1 => &OF_ONE,
        2 => &OF_TWO,
        3 => &OF_THREE,
        4 => &OF_FOUR,
        _ => &[],
    }
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

#[cfg(test)]
mod tests {
    use super::super::cells::is_alive;
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
                    assert_eq!(neighbours(cells), n);
                    found[usize::from(cells)] += 1;
                }
            }
        }
        let around = (0..512u16).filter(|n| !is_alive(*n) && (1..8).contains(&neighbours(*n)));
        assert!(around.clone().all(|n| found[usize::from(n)] == 1));
        assert_eq!(
            [0b000_010_001, 0b111_111_110, 0b010_101_010, 0, 511].map(letter),
            [Some('c'), Some('c'), Some('e'), None, None]
        );
        assert_eq!(around.count(), 254);
    }
}
