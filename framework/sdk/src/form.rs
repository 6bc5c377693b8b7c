//! The forms in which a rule may describe itself.

use crate::field::{Cx, Field, NoFiles};
use crate::params::Params;
use crate::part::Part;
use crate::role::NoKinds;
use std::fmt::Write;

mod generations;
mod larger;

pub use generations::Generations;
pub use larger::{LargerThanLife, Neighbourhood};

/// What a rule is, in words that the host has a fast stepper for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Two states; the next one follows from the state and the number of living Moore neighbours.
    OuterTotalistic(OuterTotalistic),
    /// Two states; the next one follows from all nine cells of the Moore neighbourhood.
    MooreTable(MooreTable),
    /// Cells that age before they die; born and surviving by the number of Moore neighbours in state 1.
    Generations(Generations),
    /// Born and surviving by the number of cells in state 1 in a large neighbourhood.
    LargerThanLife(LargerThanLife),
    /// A form that this version has no words for, as a tagged text: `Margolus(…)`. Hosts that do not know it say so.
    Tagged(String),
}

/// A Life-like rule: bit n of a mask speaks of a cell with n living neighbours among its eight.
///
/// ```
/// use quincunx_sdk::form::OuterTotalistic;
/// let life = OuterTotalistic { born: 1 << 3, survive: 1 << 2 | 1 << 3 };
/// assert!(life.next(false, 3) && !life.next(true, 4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OuterTotalistic {
    /// Where a dead cell comes alive.
    pub born: u16,
    /// Where a living cell stays alive.
    pub survive: u16,
}

impl OuterTotalistic {
    /// Whether a cell is alive in the next generation.
    pub fn next(self, alive: bool, neighbours: u32) -> bool {
        let mask = if alive { self.survive } else { self.born };
        mask >> neighbours & 1 == 1
    }

    /// In the notation of births and survivals.
    ///
    /// ```
    /// # use quincunx_sdk::form::OuterTotalistic;
    /// assert_eq!(OuterTotalistic { born: 1 << 3 | 1 << 6, survive: 1 << 2 | 1 << 3 }.notation(), "B36/S23");
    /// ```
    pub fn notation(self) -> String {
        let digits =
            |mask: u16| (0..9).filter(|n| mask >> n & 1 == 1).map(|n| n.to_string()).collect::<String>();
        format!("B{}/S{}", digits(self.born), digits(self.survive))
    }
}

/// What becomes of each of the 512 neighbourhoods of nine cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MooreTable {
    /// Bit n of word n/64 speaks of neighbourhood n.
    words: [u64; 8],
}

impl MooreTable {
    /// A table from a function of the neighbourhood: rows from above, in each from the left.
    ///
    /// ```
    /// use quincunx_sdk::form::MooreTable;
    /// // Cells move to the right.
    /// let wind = MooreTable::from_fn(|[_, [left, _, _], _]| left);
    /// assert!(wind.next(1 << 3) && !wind.next(1 << 4));
    /// ```
    pub fn from_fn(next: impl Fn([[bool; 3]; 3]) -> bool) -> Self {
        let mut words = [0; 8];
        for n in 0..512usize {
            let cell = |i: usize| n >> i & 1 == 1;
            let row = |y: usize| [cell(3 * y), cell(3 * y + 1), cell(3 * y + 2)];
            words[n / 64] |= u64::from(next([row(0), row(1), row(2)])) << (n % 64);
        }
        MooreTable { words }
    }

    /// Whether the middle cell is alive in the next generation. Bit 3·row + column of a neighbourhood is one of its
    /// cells, counted from the upper left; bit 4 is the middle.
    pub fn next(&self, neighbourhood: u16) -> bool {
        let n = usize::from(neighbourhood) % 512;
        self.words[n / 64] >> (n % 64) & 1 == 1
    }

    /// The same as a Life-like rule, if it is one: if what becomes of a cell does not depend on where its living
    /// neighbours are.
    ///
    /// ```
    /// use quincunx_sdk::form::{MooreTable, OuterTotalistic};
    /// let seeds = MooreTable::from_fn(|rows| !rows[1][1] && rows.as_flattened().iter().filter(|c| **c).count() == 2);
    /// assert_eq!(seeds.outer_totalistic(), Some(OuterTotalistic { born: 1 << 2, survive: 0 }));
    /// assert_eq!(MooreTable::from_fn(|[_, [left, ..], _]| left).outer_totalistic(), None);
    /// ```
    pub fn outer_totalistic(&self) -> Option<OuterTotalistic> {
        self.counts(!(1 << 4))
    }

    /// Births and survivals by how many of some cells around are alive, if what becomes of a cell depends on nothing else
    /// but itself. The cells are bits of a neighbourhood; the middle one is not among them.
    ///
    /// ```
    /// use quincunx_sdk::form::{MooreTable, OuterTotalistic};
    /// let above = MooreTable::from_fn(|[[_, above, _], ..]| above);
    /// let copied = OuterTotalistic { born: 1 << 1, survive: 1 << 1 };
    /// assert_eq!(above.counts(0b000_000_010), Some(copied));
    /// assert_eq!(above.counts(0b111_101_111), None);
    /// ```
    pub fn counts(&self, cells: u16) -> Option<OuterTotalistic> {
        let (mut masks, middle) = (OuterTotalistic { born: 0, survive: 0 }, 1 << 4);
        let count = |n: u16| (n & cells & !middle).count_ones();
        for n in (0..512).filter(|n| self.next(*n)) {
            *(if n & middle == 0 { &mut masks.born } else { &mut masks.survive }) |= 1 << count(n);
        }
        (0..512).all(|n| masks.next(n & middle != 0, count(n)) == self.next(n)).then_some(masks)
    }
}

crate::params! {
    /// See [`super::OuterTotalistic`].
    struct Masks {
        /// births
        born: u16, in 0..512;
        /// survivals
        survive: u16, in 0..512
    }
}

crate::params! {
    /// See [`super::MooreTable`].
    struct Table {
        /// 128 hexadecimal digits, neighbourhoods 0 to 3 in the first
        table: String
    }
}

impl Form {
    /// Its tagged text, in which it crosses a plugin's boundary.
    ///
    /// ```
    /// use quincunx_sdk::form::{Form, OuterTotalistic};
    /// let life = Form::OuterTotalistic(OuterTotalistic { born: 8, survive: 12 });
    /// assert_eq!(life.text(), "OuterTotalistic(born: 8, survive: 12)");
    /// assert_eq!(Form::read(&life.text()), Ok(life));
    /// ```
    pub fn text(&self) -> String {
        match self {
            Form::OuterTotalistic(OuterTotalistic { born, survive }) => {
                format!("OuterTotalistic(born: {born}, survive: {survive})")
            }
            Form::MooreTable(table) => {
                let mut digits = String::new();
                for n in 0..128u16 {
                    let nibble = (0..4).map(|i| u8::from(table.next(4 * n + i)) << i).sum::<u8>();
                    let _ = write!(digits, "{nibble:x}"); // writing to a String cannot fail
                }
                format!("MooreTable(table: {})", digits.show())
            }
            Form::Generations(rule) => generations::text(*rule),
            Form::LargerThanLife(rule) => larger::text(rule),
            Form::Tagged(text) => text.clone(),
        }
    }

    /// Reads a tagged text. A tag that is not known is [`Form::Tagged`].
    ///
    /// # Errors
    /// A fragment that says what is wrong with the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let part = Part::read(text, "form").map_err(|error| error.to_string())?;
        let mut cx = Cx::new(&NoKinds, &NoFiles);
        let form = match part.name.as_str() {
            "OuterTotalistic" => Masks::read(&part, &mut cx).map(|masks| {
                Form::OuterTotalistic(OuterTotalistic { born: masks.born, survive: masks.survive })
            }),
            "MooreTable" => {
                let table = Table::read(&part, &mut cx).map(|table| table.table);
                table.map(|digits| read_table(&digits)).transpose()?.map(Form::MooreTable)
            }
            "Generations" => generations::read(&part, &mut cx).map(Form::Generations),
            "LargerThanLife" => larger::read(&part, &mut cx).map(Form::LargerThanLife),
            _ => Some(Form::Tagged(text.into())),
        };
        form.ok_or_else(|| cx.errors.first().map_or("it does not read".into(), ToString::to_string))
    }

    /// What it is called: `OuterTotalistic`.
    pub fn tag(&self) -> String {
        self.text().split('(').next().unwrap_or_default().trim().into()
    }

    /// How many states a cell has; `None` if this version has no words for the form.
    pub fn states(&self) -> Option<usize> {
        match self {
            Form::OuterTotalistic(_) | Form::MooreTable(_) => Some(2),
            Form::Generations(rule) => Some(rule.states.into()),
            Form::LargerThanLife(rule) => Some(rule.states.max(2).into()),
            Form::Tagged(_) => None,
        }
    }

    /// How far it looks, in cells; `None` if this version has no words for the form.
    pub fn halo(&self) -> Option<usize> {
        match self {
            Form::OuterTotalistic(_) | Form::MooreTable(_) | Form::Generations(_) => Some(1),
            Form::LargerThanLife(rule) => Some(rule.radius.into()),
            Form::Tagged(_) => None,
        }
    }

    /// What the middle of nine cells becomes where two states and nine cells are all that matters; else `None`.
    pub fn next(&self, neighbourhood: u16) -> Option<bool> {
        match self {
            Form::OuterTotalistic(masks) => {
                let middle = 1 << 4;
                let neighbours = (neighbourhood & 0x1ff & !middle).count_ones();
                Some(masks.next(neighbourhood & middle != 0, neighbours))
            }
            Form::MooreTable(table) => Some(table.next(neighbourhood)),
            _ => None,
        }
    }

    /// The state that a cell comes into, from the states around it: `at` is asked for the one so many cells to the right
    /// and so many below. `None` if this version has no words for the form.
    ///
    /// ```
    /// use quincunx_sdk::form::{Form, Generations};
    /// let brain = Form::Generations(Generations { born: 1 << 2, survive: 0, states: 3 });
    /// assert_eq!(brain.becomes(|dx, dy| (dx, dy) == (1, 1) || (dx, dy) == (-1, 0)), Some(1));
    /// ```
    pub fn becomes<S: Into<u8>>(&self, at: impl Fn(isize, isize) -> S) -> Option<u8> {
        let state = |dx, dy| at(dx, dy).into();
        let one = |dx, dy| u32::from(state(dx, dy) == 1);
        let around = |n: isize| (n % 3 - 1, n / 3 - 1);
        let nine = || (0..9).map(|n| (one(around(n).0, around(n).1) as u16) << n).sum::<u16>();
        match self {
            Form::OuterTotalistic(_) | Form::MooreTable(_) => self.next(nine()).map(u8::from),
            Form::Generations(rule) => Some(rule.next(state(0, 0), (nine() & !(1 << 4)).count_ones())),
            Form::LargerThanLife(rule) => {
                let far = rule.radius as isize;
                let cells = (-far..=far).flat_map(|dy| (-far..=far).map(move |dx| (dx, dy)));
                let near = cells.filter(|(dx, dy)| rule.neighbourhood.contains(rule.radius, *dx, *dy));
                let counted = near.filter(|place| rule.middle || *place != (0, 0));
                Some(rule.next(state(0, 0), counted.map(|(dx, dy)| one(dx, dy)).sum()))
            }
            Form::Tagged(_) => None,
        }
    }
}

fn read_table(digits: &str) -> Result<MooreTable, String> {
    let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(16)).collect();
    let values = values.filter(|values| values.len() == 128);
    let values = values.ok_or("a Moore table is 128 hexadecimal digits")?;
    let mut words = [0; 8];
    for (n, value) in values.into_iter().enumerate() {
        words[n / 16] |= u64::from(value) << (4 * (n % 16));
    }
    Ok(MooreTable { words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bosco() -> LargerThanLife {
        let (born, survive) = (vec![(34, 45)], vec![(34, 58)]);
        LargerThanLife {
            radius: 5,
            states: 2,
            middle: true,
            born,
            survive,
            neighbourhood: Neighbourhood::Moore,
        }
    }

    fn diamond() -> LargerThanLife {
        LargerThanLife {
            radius: 2,
            born: vec![(13, 13)],
            survive: vec![(0, 13)],
            neighbourhood: Neighbourhood::VonNeumann,
            ..bosco()
        }
    }

    #[test]
    fn larger_than_life_of_radius_1_is_life_like_and_slow_death_of_two_states_is_quick() {
        let life = Form::OuterTotalistic(OuterTotalistic { born: 8, survive: 12 });
        let slow = Form::Generations(Generations { born: 8, survive: 12, states: 2 });
        let large = |middle, survive| {
            let (born, survive) = (vec![(3, 3)], vec![survive]);
            Form::LargerThanLife(LargerThanLife { radius: 1, states: 0, middle, born, survive, ..bosco() })
        };
        for form in [slow, large(false, (2, 3)), large(true, (3, 4))] {
            assert_eq!((form.states(), form.halo()), (Some(2), Some(1)));
            for n in 0..512u16 {
                let at = |dx: isize, dy: isize| n >> (4 + dx + 3 * dy) & 1 == 1;
                assert_eq!(form.becomes(at), life.next(n).map(u8::from), "{form:?} {n:09b}");
            }
        }
    }

    #[test]
    fn a_diamond_has_its_cells_and_a_dying_cell_none_of_them() {
        let all = Form::LargerThanLife(LargerThanLife { states: 4, ..diamond() });
        let at = |dx: isize, dy: isize| u8::from(dx.abs() + dy.abs() <= 2 && (dx, dy) != (0, 0));
        assert_eq!(all.becomes(at), Some(0)); // twelve are not thirteen
        assert_eq!(all.becomes(|dx, dy| if (dx, dy) == (0, 0) { 2u8 } else { 1 }), Some(3));
        assert_eq!(all.becomes(|dx, dy| if (dx, dy) == (0, 0) { 3u8 } else { 1 }), Some(0));
        assert_eq!((all.states(), all.halo()), (Some(4), Some(2)));
    }

    #[test]
    fn forms_cross_as_text() {
        let odd = MooreTable::from_fn(|rows| rows.iter().flatten().filter(|cell| **cell).count() % 2 == 1);
        for form in [
            Form::MooreTable(odd.clone()),
            Form::MooreTable(MooreTable::from_fn(|[[nw, ..], ..]| nw)),
            Form::Tagged("Margolus(table: 3)".into()),
            Form::Generations(Generations { born: 511, survive: 0, states: 256 }),
            Form::LargerThanLife(bosco()),
            Form::LargerThanLife(LargerThanLife { middle: false, states: 9, born: vec![], ..diamond() }),
            Form::LargerThanLife(LargerThanLife { survive: vec![(1, 1), (3, 13)], ..diamond() }),
        ] {
            assert_eq!(Form::read(&form.text()), Ok(form));
        }
        assert!((0..512).all(|n: u16| odd.next(n) == (n.count_ones() % 2 == 1)));
        for bad in [
            "OuterTotalistic(born: 512, survive: 0)",
            "MooreTable(table: \"12\")",
            "OuterTotalistic",
            "Generations(born: 0, survive: 0, states: 1)",
            "Generations(born: 0, survive: 0, states: 257)",
            "Generations(born: 1024, survive: 0, states: 3)",
            "Generations(born: 1, survive: 0)",
            "LargerThanLife(radius: 0, states: 0, middle: true, born: [], survive: [], neighbourhood: Moore)",
            "LargerThanLife(radius: 501, states: 0, middle: true, born: [], survive: [], neighbourhood: Moore)",
            "LargerThanLife(radius: 1, states: 0, middle: 2, born: [], survive: [], neighbourhood: Moore)",
            "LargerThanLife(radius: 1, states: 0, middle: true, born: [(2, 1)], survive: [], neighbourhood: Moore)",
            "LargerThanLife(radius: 1, states: 0, middle: true, born: [], survive: [(0, 10)], neighbourhood: Moore)",
            "LargerThanLife(radius: 1, states: 0, middle: true, born: [3], survive: [], neighbourhood: Moore)",
            "LargerThanLife(radius: 1, states: 0, middle: true, born: [], survive: [], neighbourhood: Circle)",
            "3",
            "(",
        ] {
            assert!(Form::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tables_of_life_like_rules_are_known_as_such_and_no_others() {
        let mut random = 1u64;
        for _ in 0..500 {
            random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            let rule =
                OuterTotalistic { born: (random >> 33 & 511) as u16, survive: (random >> 44 & 511) as u16 };
            let mut table = MooreTable::from_fn(|rows| {
                let alive = rows.as_flattened().iter().filter(|cell| **cell).count() as u32;
                rule.next(rows[1][1], alive - u32::from(rows[1][1]))
            });
            assert_eq!(table.outer_totalistic(), Some(rule));
            // One neighbourhood that becomes something else, unless there is no other with as many neighbours.
            let n = (random >> 55) as usize;
            table.words[n / 64] ^= 1 << (n % 64);
            let alone = matches!((n & !16).count_ones(), 0 | 8);
            assert_eq!(table.outer_totalistic().is_some(), alone, "{n:09b}");
        }
    }

    #[test]
    fn both_forms_of_one_rule_agree() {
        let life = OuterTotalistic { born: 8, survive: 12 };
        let masks = Form::OuterTotalistic(life);
        let table = MooreTable::from_fn(|rows| {
            let alive = rows.iter().flatten().filter(|cell| **cell).count() as u32;
            life.next(rows[1][1], alive - u32::from(rows[1][1]))
        });
        assert!((0..512).all(|n| masks.next(n) == Form::MooreTable(table.clone()).next(n)));
    }
}
