//! Births and survivals: `B3/S23`, `23/3`, with Hensel's letters, with a neighbourhood's letter, and with a number of
//! states.

use super::hensel::{Half, table};
use super::neighbours::Neighbours;
use super::table::described;
use super::{NotationError, fault};
use quincunx_core::neighbourhood::letters;
use quincunx_sdk::form::{Form, Generations, OuterTotalistic};
use std::ops::Range;

/// A rule as it was spelled.
pub(super) struct Spelled {
    born: Half,
    survive: Half,
    neighbours: Neighbours,
    /// How many states there are, and where that is said.
    states: Option<(u16, Range<usize>)>,
}

impl Spelled {
    /// The tightest description.
    pub fn form(self) -> Result<Form, NotationError> {
        let counts = self.born.counts().zip(self.survive.counts());
        let counts = counts.map(|(born, survive)| OuterTotalistic { born, survive });
        match (self.states, counts, self.neighbours) {
            (Some((states @ 3.., _)), Some(OuterTotalistic { born, survive }), Neighbours::Moore) => {
                Ok(Form::Generations(Generations { born, survive, states }))
            }
            (Some((3.., place)), ..) => {
                let message = "more than two states are for rules that count all eight neighbours: 345/2/4";
                fault(place, message)
            }
            (_, Some(rule), neighbours) => Ok(described(neighbours.table(rule))),
            (_, None, _) => Ok(described(table(&self.born, &self.survive))),
        }
    }

    /// What it counts.
    pub fn neighbours(&self) -> Neighbours {
        self.neighbours
    }
}

/// A part of the text: what a letter begins or a slash ends.
struct Piece {
    /// `b` or `s`.
    letter: Option<char>,
    /// With the letter.
    place: Range<usize>,
    body: Range<usize>,
}

/// Reads a rule; `neighbours` are counted unless a letter at its end says otherwise.
pub(super) fn read(text: &str, neighbours: Neighbours) -> Result<Spelled, NotationError> {
    let (text, neighbours) = neighbourhood(text, neighbours);
    let mut halves = [None, None];
    let (mut states, mut late) = (None, None);
    let pieces = pieces(text);
    let lettered = pieces.iter().any(|piece| piece.letter.is_some());
    for (n, piece) in pieces.into_iter().enumerate() {
        let of_birth = match (lettered, piece.letter) {
            (true, Some(letter)) => letter == 'b',
            (false, _) if n < 2 => n == 1,
            (_, _) if states.is_none() && late.is_none() => {
                late = Some(piece.place.clone());
                states =
                    halves.iter().all(Option::is_some).then(|| number_of_states(text, &piece)).transpose()?;
                continue;
            }
            _ => {
                return fault(
                    piece.place,
                    "a rule has births, survivals and a number of states, and no more",
                );
            }
        };
        let half = half(text, piece.body, neighbours)?;
        if halves[usize::from(of_birth)].replace(half).is_some() {
            return fault(piece.place, "this half of the rule is given twice");
        }
    }
    match (halves, states, late) {
        ([Some(survive), Some(born)], states, None) => Ok(Spelled { born, survive, neighbours, states }),
        ([Some(survive), Some(born)], Some(states), _) => {
            Ok(Spelled { born, survive, neighbours, states: Some(states) })
        }
        (_, _, Some(place)) => fault(place, "expected `B` or `S` before this count"),
        ([_, None], ..) => {
            fault(0..text.len(), "births are missing: a rule is like B3/S23, or survival/birth like 23/3")
        }
        // Golly reads it so: nothing survives.
        ([None, Some(born)], states, None) => {
            Ok(Spelled { born, survive: Half::default(), neighbours, states })
        }
    }
}

/// Takes the neighbourhood's letter from the end.
fn neighbourhood(text: &str, neighbours: Neighbours) -> (&str, Neighbours) {
    let named = [('h', Neighbours::Hexagonal), ('v', Neighbours::VonNeumann)];
    let last = text.chars().next_back().map(|c| c.to_ascii_lowercase());
    match named.into_iter().find(|(letter, _)| last == Some(*letter)) {
        Some((letter, neighbours)) => (text[..text.len() - letter.len_utf8()].trim_end(), neighbours),
        None => (text, neighbours),
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![];
    let mut piece = Piece { letter: None, place: 0..0, body: 0..0 };
    let mut close = |piece: &mut Piece, end: usize, next: Piece| {
        piece.place.end = end;
        piece.body.end = end;
        pieces.push(std::mem::replace(piece, next));
    };
    // Whether a piece is begun that counts even if it is empty.
    let mut open = true;
    for (at, c) in text.char_indices() {
        match c.to_ascii_lowercase() {
            '/' | '_' => {
                let next = Piece { letter: None, place: at + 1..at + 1, body: at + 1..at + 1 };
                close(&mut piece, at, next);
                open = true;
            }
            letter @ ('b' | 's') => {
                let next = Piece { letter: Some(letter), place: at..at, body: at + 1..at + 1 };
                let begun = piece.letter.is_some() || !text[piece.body.start..at].trim().is_empty();
                match open && !begun {
                    true => piece = next,
                    false => close(&mut piece, at, next),
                }
                open = false;
            }
            _ => {}
        }
    }
    let end = Piece { letter: None, place: 0..0, body: 0..0 };
    close(&mut piece, text.len(), end);
    pieces
}

/// `4`, `C4` or `G4`.
fn number_of_states(text: &str, piece: &Piece) -> Result<(u16, Range<usize>), NotationError> {
    let body = &text[piece.body.clone()];
    let digits = body.trim().trim_start_matches(['c', 'C', 'g', 'G']);
    match digits.parse() {
        Ok(states @ 2..=256) if digits.chars().all(|c| c.is_ascii_digit()) => {
            Ok((states, piece.place.clone()))
        }
        _ => {
            fault(piece.place.clone(), "expected a number of states from 2 to 256, such as the 4 of 345/2/4")
        }
    }
}

/// Counts, each with its letters.
fn half(text: &str, body: Range<usize>, neighbours: Neighbours) -> Result<Half, NotationError> {
    let mut half = Half::default();
    let mut letters = text[body.clone()]
        .char_indices()
        .map(|(at, c)| (body.start + at, c))
        .filter(|(_, c)| *c != ' ')
        .peekable();
    let mut given = 0u16;
    while let Some((at, c)) = letters.next() {
        let n = neighbour_count(c, at, neighbours)?;
        if given >> n & 1 == 1 {
            return fault(at..at + 1, format!("the count {n} is given twice"));
        }
        given |= 1 << n;
        let without = letters.next_if(|(_, c)| *c == '-').is_some();
        let mut mask = 0;
        while let Some((at, c)) = letters.next_if(|(_, c)| c.is_ascii_alphabetic()) {
            mask |= arrangement(c, at, n, neighbours)?;
        }
        half.0[n] = match (without, mask) {
            (_, 0) => Half::all(n),
            (true, mask) => Half::all(n) & !mask,
            (false, mask) => mask,
        };
    }
    Ok(half)
}

fn neighbour_count(c: char, at: usize, neighbours: Neighbours) -> Result<usize, NotationError> {
    let place = at..at + c.len_utf8();
    let most = neighbours.most();
    match c.to_digit(10) {
        Some(n) if n <= most => Ok(n as usize),
        Some(n) => {
            let how_many = neighbours.number();
            let message =
                format!("a cell has {how_many} neighbours, so a count goes from 0 to {most}, not to {n}");
            fault(place, message)
        }
        None if c == '-' => {
            fault(place, "`-` stands between a count and the letters that it takes away: 2-a")
        }
        None if Half::letter(c) => {
            fault(place, format!("the letter `{c}` stands after a count whose arrangement it is, such as 2c"))
        }
        None => fault(place, stray(c)),
    }
}

fn stray(c: char) -> String {
    match c {
        'h' | 'H' | 'v' | 'V' => format!("the letter `{c}` of a neighbourhood ends the rule: B2/S34H"),
        _ => format!("`{c}` is no part of a rule like B3/S23"),
    }
}

fn arrangement(c: char, at: usize, n: usize, neighbours: Neighbours) -> Result<u16, NotationError> {
    let place = at..at + 1;
    if neighbours != Neighbours::Moore && Half::letter(c) {
        return fault(
            place,
            "letters say how eight neighbours are arranged; of six or four only the number counts",
        );
    }
    let letter = c.to_ascii_lowercase();
    match letters::of(n).position(|of| of == letter) {
        Some(bit) => Ok(1 << bit),
        None if !Half::letter(c) => fault(place, stray(c)),
        None if letters::of(n).len() == 0 => {
            fault(place, format!("{n} neighbours have one arrangement, and so no letter `{c}`"))
        }
        None => {
            let known: String = letters::of(n).collect();
            fault(place, format!("{n} neighbours have no arrangement `{c}`; their letters are {known}"))
        }
    }
}
