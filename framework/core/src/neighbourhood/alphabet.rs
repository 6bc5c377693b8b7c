//! The ways in which a rule may tell neighbourhoods apart, from the coarsest to the finest.

use super::cells::{is_alive, neighbours, rows};
use super::letters::letter;

quincunx_sdk::choice! {
    /// Which of the 512 neighbourhoods of nine cells are taken for the same.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Alphabet {
        /// 18 classes: the state of the cell and the number of its living neighbours
        Totalistic,
        /// 102 classes: those by how the neighbours are arranged, but for turns and mirror images, with A. Hensel's letters
        Isotropic,
        /// all 512 are told apart
        Map,
    }
}

/// Neighbourhoods that are taken for the same.
///
/// ```
/// use quincunx_core::neighbourhood::Alphabet;
/// let names = |alphabet: Alphabet| alphabet.classes().into_iter().map(|class| class.name);
/// assert!(names(Alphabet::Totalistic).take(4).eq(["B0", "B1", "B2", "B3"]));
/// assert!(names(Alphabet::Isotropic).take(4).eq(["B0", "B1c", "B1e", "B2a"]));
/// assert!(names(Alphabet::Map).take(2).eq(["000/000/000", "100/000/000"]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
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

    /// What a neighbourhood has in common with those that are taken for the same, and with no others.
    fn key(self, n: u16) -> (bool, usize, Option<char>, u16) {
        match self {
            Alphabet::Totalistic => (is_alive(n), neighbours(n), None, 0),
            Alphabet::Isotropic => (is_alive(n), neighbours(n), letter(n), 0),
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::group::action::Action;
    use quincunx_sdk::group::finite::FiniteGroup;
    use quincunx_sdk::group::interpolation::Interpolation;
    use quincunx_sdk::group::{Group, point::Symmetry};

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
    fn classes_come_in_the_order_of_their_names() {
        let name = |alphabet: Alphabet, n: usize| alphabet.classes()[n].name.clone();
        assert_eq!([0, 3, 17].map(|n| name(Alphabet::Totalistic, n)), ["B0", "B3", "S8"]);
        assert_eq!(
            [0, 1, 2, 3, 101].map(|n| name(Alphabet::Isotropic, n)),
            ["B0", "B1c", "B1e", "B2a", "S8"]
        );
        assert_eq!(name(Alphabet::Map, 0b000_111_010), "010/111/000");
    }

    /// The letters say nothing else than the group of the square does.
    #[test]
    fn isotropic_classes_are_the_orbits_of_the_square() {
        let square = Symmetry { rotations: 4, mirrors: true };
        let square = FiniteGroup::generated_by(&square.generators()).unwrap();
        let action = Action::new(&square, 3, Interpolation::Ring).unwrap();
        for Class { name, members } in Alphabet::Isotropic.classes() {
            let cells: Vec<f64> = (0..9).map(|bit| f64::from(members[0] >> bit & 1)).collect();
            let image = |element: usize| {
                let cells = (0..).zip(action.of(element).turned(&cells));
                cells.map(|(bit, cell)| (cell as u16) << bit).sum::<u16>()
            };
            let mut orbit: Vec<u16> = (0..square.order()).map(image).collect();
            orbit.sort_unstable();
            orbit.dedup();
            assert_eq!(orbit, members, "{name}");
        }
    }
}
