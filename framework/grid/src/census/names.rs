//! What objects are called.

use super::apart::apart;
use super::apgcode::apgcode;
use super::board::Board;
use super::islands::Island;
use super::orbit::Alone;
use std::collections::HashMap;

/// The commonest objects of Life and their apgcodes. In other rules they are the same if they have the same phases there.
const NAMED: &[(&str, &str)] = &[
    ("xp2_7", "blinker"),
    ("xs4_33", "block"),
    ("xs6_696", "beehive"),
    ("xs7_2596", "loaf"),
    ("xs5_253", "boat"),
    ("xq4_153", "glider"),
    ("xs4_252", "tub"),
    ("xs8_6996", "pond"),
    ("xs6_356", "ship"),
    ("xs7_25ac", "long boat"),
    ("xp2_7e", "toad"),
    ("xs6_25a4", "barge"),
    ("xp2_318c", "beacon"),
    ("xs8_69ic", "mango"),
    ("xs7_178c", "eater"),
    ("xs6_39c", "aircraft carrier"),
    ("xs6_bd", "snake"),
    ("xp3_co9nas0san9oczgoldlo0oldlogz1047210127401", "pulsar"),
    ("xp15_4r4z4r4", "pentadecathlon"),
    ("xq4_6frc", "lightweight spaceship"),
    ("xq4_27dee6", "middleweight spaceship"),
    ("xq4_27deee6", "heavyweight spaceship"),
];

/// Bytes of patterns that are remembered; a census of chaos sees ever new ones.
const MOST_REMEMBERED: usize = 1 << 26;
/// About what remembering takes beside the cells of a pattern.
const BESIDE: usize = 256;

/// What there are several of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Kind {
    /// A name, an apgcode, or how large it is.
    pub name: String,
    /// Its cells; in the phase with the fewest.
    pub cells: u64,
    /// Its period, if it has one.
    pub period: Option<u64>,
}

/// Knows the kinds of islands.
pub(crate) struct Kinds {
    alone: Alone,
    known: HashMap<Board, Vec<Kind>>,
    /// Bytes of what is known.
    taken: usize,
}

impl Kinds {
    /// Under a rule.
    pub fn new(alone: Alone) -> Self {
        Kinds { alone, known: HashMap::new(), taken: 0 }
    }

    /// The kinds of what is on an island: several if they do not care for each other.
    pub fn of(&mut self, island: &Island) -> Vec<Kind> {
        if island.around {
            return vec![Kind {
                name: format!("{} cells around the torus", island.count),
                ..large(island.count)
            }];
        }
        if island.cells.is_empty() {
            return vec![large(island.count)];
        }
        let board = Board::of(&island.cells);
        if let Some(kinds) = self.known.get(&board) {
            return kinds.clone();
        }
        let (kinds, takes) = (named(&self.alone, &board), board.cells.len() + BESIDE);
        if self.taken + takes > MOST_REMEMBERED {
            (self.known, self.taken) = (HashMap::new(), 0);
        }
        self.taken += takes;
        self.known.insert(board, kinds.clone());
        kinds
    }
}

/// What the parts of a pattern are that comes back.
fn named(alone: &Alone, board: &Board) -> Vec<Kind> {
    let generations = alone.orbit(board.clone()).map_or(0, |orbit| orbit.phases.len() + 1);
    let parts = if generations > 0 { apart(alone, board, generations) } else { vec![board.clone()] };
    parts.iter().map(|part| one(alone, part)).collect()
}

/// What a pattern is that is left alone.
fn one(alone: &Alone, board: &Board) -> Kind {
    let size = (board.width as u64, board.height as u64);
    let other = unknown(board.alive() as u64, size);
    let Some(orbit) = alone.orbit(board.clone()) else { return other };
    let period = Some(orbit.phases.len() as u64);
    let Some(code) = apgcode(&orbit) else { return Kind { period, ..other } };
    let name = NAMED.iter().find(|named| named.0 == code).map_or(code, |named| named.1.into());
    let cells = orbit.phases.iter().map(|phase| phase.alive() as u64).min().unwrap_or(0);
    Kind { name, cells, period }
}

/// What has no name, by its size, the longer side first.
fn unknown(cells: u64, (width, height): (u64, u64)) -> Kind {
    let (long, short) = (width.max(height), width.min(height));
    let name = match cells {
        1 => "1 cell".into(),
        _ => format!("{cells} cells in {long} × {short}"),
    };
    Kind { name, cells, period: None }
}

/// What is too large to be followed, by its cells alone: chaos has as many sizes as it has objects.
fn large(cells: u64) -> Kind {
    Kind { name: format!("{cells} cells, large"), cells, period: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::form::{Form, OuterTotalistic};

    fn kinds(born: u16, survive: u16) -> Kinds {
        Kinds::new(Alone::under(Some(&Form::OuterTotalistic(OuterTotalistic { born, survive }))).unwrap())
    }

    fn island(rows: &str) -> Island {
        let cells: Vec<_> = (0..)
            .zip(rows.split('/'))
            .flat_map(|(y, row)| (0..).zip(row.chars()).filter(|(_, c)| *c == '#').map(move |(x, _)| (x, y)))
            .collect();
        Island { count: cells.len() as u64, cells, ..Island::default() }
    }

    /// As they are drawn everywhere; every name that is known is among them.
    #[test]
    fn the_commonest_have_names() {
        let mut kinds = kinds(8, 12);
        let pulsar = "..###...###../............./#....#.#....#/#....#.#....#/#....#.#....#/..###...###../............./\
                      ..###...###../#....#.#....#/#....#.#....#/#....#.#....#/............./..###...###..";
        let drawn = [
            ("blinker", 3, 2, "###"),
            ("block", 4, 1, "##/##"),
            ("beehive", 6, 1, ".##./#..#/.##."),
            ("loaf", 7, 1, ".##./#..#/.#.#/..#."),
            ("boat", 5, 1, "##./#.#/.#."),
            ("glider", 5, 4, ".#./..#/###"),
            ("tub", 4, 1, ".#./#.#/.#."),
            ("pond", 8, 1, ".##./#..#/#..#/.##."),
            ("ship", 6, 1, "##./#.#/.##"),
            ("long boat", 7, 1, "##../#.#./.#.#/..#."),
            ("toad", 6, 2, ".###/###."),
            ("barge", 6, 1, ".#../#.#./.#.#/..#."),
            ("beacon", 6, 2, "##../#.../...#/..##"),
            ("mango", 8, 1, ".##../#..#./.#..#/..##."),
            ("eater", 7, 1, "##../#.#./..#./..##"),
            ("aircraft carrier", 6, 1, "##../#..#/..##"),
            ("snake", 6, 1, "##.#/#.##"),
            ("pulsar", 48, 3, pulsar),
            ("pentadecathlon", 12, 15, "..#....#../##.####.##/..#....#.."),
            ("lightweight spaceship", 9, 4, ".#..#/#..../#...#/####."),
            ("middleweight spaceship", 11, 4, "..#.../#...#./.....#/#....#/.#####"),
            ("heavyweight spaceship", 13, 4, "..##.../#....#./......#/#.....#/.######"),
        ];
        assert_eq!(drawn.len(), NAMED.len());
        for (name, cells, period, rows) in drawn {
            let kind = Kind { name: name.into(), cells, period: Some(period) };
            assert_eq!(kinds.of(&island(rows)), std::slice::from_ref(&kind));
            let mut moved = island(rows);
            moved.cells.iter_mut().for_each(|cell| *cell = (7 - cell.1, cell.0 - 90));
            assert_eq!(kinds.of(&moved), [kind]);
        }
    }

    #[test]
    fn what_does_not_care_for_its_neighbours_is_counted_by_itself() {
        let mut life = kinds(8, 12);
        let mut names = |rows: &str| -> Vec<String> {
            let mut names: Vec<_> = life.of(&island(rows)).into_iter().map(|kind| kind.name).collect();
            names.sort();
            names
        };
        let lights =
            "....#..../....#..../....#..../........./###...###/........./....#..../....#..../....#....";
        assert_eq!(names(lights), ["blinker"; 4]);
        assert_eq!(names("##.##/##.##"), ["block", "block"]);
        assert_eq!(names("##.../##.../...../...##/...##"), ["block", "block"]);
        // The parts of a beacon become blocks when they are alone, and a third block does not care.
        assert_eq!(names("##...../#....../...#.../..##.../......./.....##/.....##"), ["beacon", "block"]);
    }

    #[test]
    fn others_are_told_by_code_and_size() {
        let mut life = kinds(8, 12);
        let mut one = |rows: &str| life.of(&island(rows)).remove(0);
        let ship_tie = one("##..../#.#.../.##.../...##./...#.#/....##");
        assert_eq!(
            (ship_tie.name.as_str(), ship_tie.cells, ship_tie.period),
            ("xs12_g8o653z11", 12, Some(1))
        );
        let r = one(".##/##./.#.");
        assert_eq!((r.name.as_str(), r.cells, r.period), ("5 cells in 3 × 3", 5, None));
        let around = Island { around: true, ..island("###") };
        assert_eq!(life.of(&around)[0].name, "3 cells around the torus");
        assert_eq!(
            life.of(&Island { count: 9999, high: (99, 9), ..Island::default() })[0].name,
            "9999 cells, large"
        );
        // Under another rule a blinker is none.
        assert_eq!(kinds(1 << 3, 1 << 1).of(&island("###"))[0].period, None);
        let why =
            |born| Alone::under(Some(&Form::OuterTotalistic(OuterTotalistic { born, survive: 0 }))).err();
        assert!(why(1).unwrap().contains("empty space") && why(2).is_none());
        assert!(Alone::under(None).err().unwrap().contains("nine cells"));
    }
}
