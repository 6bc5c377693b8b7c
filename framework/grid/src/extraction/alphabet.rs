//! The ways in which a rule may tell neighbourhoods apart, from the coarsest to the finest.

use crate::notation::{hensel, map, table};
use quincunx_sdk::form::MooreTable;

const MIDDLE: u16 = 1 << 4;

/// What a rule tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// The cell, and how many neighbours are alive: 18 classes.
    Totalistic,
    /// Those by how the neighbours are arranged, but for turns and mirror images: 102 classes, with A. Hensel's letters.
    Isotropic,
    /// Every neighbourhood: 512 classes.
    Map,
}

/// Neighbourhoods that become the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    /// `B3`, `S2a`, or rows of cells: `010/111/000`.
    pub name: String,
    /// Their numbers.
    pub members: Vec<u16>,
}

impl Alphabet {
    /// The coarsest, which has the simplest notation, first.
    pub const ALL: [Alphabet; 3] = [Alphabet::Totalistic, Alphabet::Isotropic, Alphabet::Map];

    /// All classes, in the order of their names: births before survivals, few neighbours before many.
    pub fn classes(self) -> Vec<Class> {
        let mut classes: Vec<(_, Class)> = vec![];
        for n in 0..512 {
            let key = self.key(n);
            match classes.iter_mut().find(|(known, _)| *known == key) {
                Some((_, class)) => class.members.push(n),
                None => classes.push((key, Class { name: self.name(n), members: vec![n] })),
            }
        }
        classes.sort_by_key(|(key, _)| *key);
        classes.into_iter().map(|(_, class)| class).collect()
    }

    /// What a neighbourhood has in common with those that become the same, and with no others.
    fn key(self, n: u16) -> (bool, u32, Option<char>, u16) {
        let (alive, around) = (n & MIDDLE != 0, (n & !MIDDLE).count_ones());
        match self {
            Alphabet::Totalistic => (alive, around, None, 0),
            Alphabet::Isotropic => (alive, around, hensel::letter(n), 0),
            Alphabet::Map => (false, 0, None, n),
        }
    }

    fn name(self, n: u16) -> String {
        let (alive, around, letter, _) = self.key(n);
        match self {
            Alphabet::Map => rows(n),
            _ => format!(
                "{}{around}{}",
                if alive { 'S' } else { 'B' },
                letter.map_or(String::new(), String::from)
            ),
        }
    }

    /// A table that tells no more apart, in this notation.
    pub fn notation(self, table: &MooreTable) -> String {
        match self {
            Alphabet::Totalistic | Alphabet::Isotropic => {
                hensel::notation(table).unwrap_or_else(|| map::notation(table))
            }
            Alphabet::Map => map::notation(table),
        }
    }

    /// The table in the simplest notation of all, which this or a finer one can always be.
    pub fn simplest(self, of: &MooreTable) -> String {
        match self {
            Alphabet::Totalistic | Alphabet::Isotropic => self.notation(of),
            Alphabet::Map => table::notation(of),
        }
    }

    /// As what a person calls a rule of this kind.
    pub fn words(self) -> &'static str {
        match self {
            Alphabet::Totalistic => "rule by counts",
            Alphabet::Isotropic => "isotropic rule",
            Alphabet::Map => "rule of nine cells",
        }
    }
}

/// A neighbourhood as a picture: rows from above.
fn rows(n: u16) -> String {
    let cell = |bit: u16| if n >> bit & 1 == 1 { '1' } else { '0' };
    let row = |y: u16| (0..3).map(|x| cell(3 * y + x)).collect::<String>();
    [0, 1, 2].map(row).join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_neighbourhood_has_one_class_and_every_class_one_name() {
        let all = [(Alphabet::Totalistic, 18), (Alphabet::Isotropic, 102), (Alphabet::Map, 512)];
        for (alphabet, count) in all {
            let classes = alphabet.classes();
            assert_eq!(classes.len(), count);
            let mut members: Vec<u16> = classes.iter().flat_map(|class| class.members.clone()).collect();
            members.sort_unstable();
            assert!(members.into_iter().eq(0..512));
            let mut names: Vec<&String> = classes.iter().map(|class| &class.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn classes_are_called_as_notations_call_them() {
        let name = |alphabet: Alphabet, n: usize| alphabet.classes()[n].name.clone();
        assert_eq!([0, 3, 17].map(|n| name(Alphabet::Totalistic, n)), ["B0", "B3", "S8"]);
        assert_eq!(
            [0, 1, 2, 3, 101].map(|n| name(Alphabet::Isotropic, n)),
            ["B0", "B1c", "B1e", "B2a", "S8"]
        );
        assert_eq!(name(Alphabet::Map, 0b000_111_010), "010/111/000");
        for alphabet in Alphabet::ALL {
            for class in alphabet.classes() {
                let one = table::from_numbers(|n| class.members.contains(&n));
                let text = alphabet.notation(&one);
                let said = class.name.replace(['B', 'S'], "");
                assert!(alphabet == Alphabet::Map || text.contains(&said), "{text}: {}", class.name);
            }
        }
    }
}
