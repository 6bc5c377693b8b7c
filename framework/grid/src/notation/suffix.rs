//! The end of a rule in a pattern's file that says on which surface it lives: `:T64,32`, `:K30*+1,20`.
//!
//! Golly's bounded grids: see "Bounded grids" in its help.

use super::{NotationError, fault};
use crate::topology::{self, Klein, Topology, Torus};
use quincunx_sdk::field::Field;
use std::ops::Range;

/// A surface that cells lie on, as a pattern's file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suffix {
    /// How the edges meet.
    pub surface: Surface,
    /// Cells in a row; 0 is a plane or tube without end.
    pub width: u32,
    /// Rows; 0 is a plane or tube without end.
    pub height: u32,
    /// The edges that are joined turned around; both on a cross-surface.
    pub twist: Twist,
    /// By how many cells the joined edges are moved against each other, towards the right or downwards.
    pub shift: Shift,
}

impl Suffix {
    /// The topology of a grid with such edges.
    ///
    /// Golly moves the twisted edge of a Klein bottle against the direction in which it leaves.
    pub fn topology(self) -> Topology {
        let klein = |twist| Topology::Klein(Klein { twist, shift: -i32::from(self.shift != Shift::None) });
        match (self.surface, self.twist, self.shift) {
            (Surface::Plane, ..) => Topology::Dead,
            (Surface::Torus, _, Shift::None) => Topology::TORUS,
            (Surface::Torus, _, Shift::Horizontal(right)) => Topology::Torus(Torus { shift: (right, 0) }),
            (Surface::Torus, _, Shift::Vertical(down)) => Topology::Torus(Torus { shift: (0, down) }),
            (Surface::Klein, Twist::Horizontal, _) => klein(topology::Twist::TopBottom),
            (Surface::Klein, ..) => klein(topology::Twist::LeftRight),
            (Surface::CrossSurface, ..) => Topology::CrossSurface,
            (Surface::Sphere, ..) => Topology::Sphere,
        }
    }

    /// What a grid of a scene has to say instead.
    pub fn fields(&self) -> String {
        let (width, height) = (self.width, self.height);
        match width == 0 || height == 0 {
            true => "`size` and `topology`, and both sides of a grid have an end".into(),
            false => format!("`size: ({width}, {height})` and `topology: {}`", self.written()),
        }
    }

    fn written(&self) -> String {
        match self.topology() {
            Topology::TORUS => "Torus".into(),
            topology => topology.show(),
        }
    }
}

/// How edges meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Everything outside is dead.
    Plane,
    /// Opposite edges are joined.
    Torus,
    /// As a torus, but one pair of edges is turned around.
    Klein,
    /// As a torus, but both pairs of edges are turned around.
    CrossSurface,
    /// Neighbouring edges are joined: the upper to the left one, the right to the lower one.
    Sphere,
}

/// Which edges are turned around before they are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twist {
    /// None.
    None,
    /// The upper and the lower one.
    Horizontal,
    /// The left and the right one.
    Vertical,
    /// Both.
    Both,
}

/// By how many cells joined edges are moved against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Not at all.
    None,
    /// A cell that leaves below comes in at the top, so many columns farther to the right.
    Horizontal(i32),
    /// A cell that leaves at the right comes in at the left, so many rows farther down.
    Vertical(i32),
}

/// Sizes beyond this are none.
const LONGEST: u32 = 2_000_000_000;

/// The rule without its suffix, and the suffix.
///
/// ```
/// use quincunx_grid::notation::suffix::{Shift, Surface, split_suffix};
/// let (rule, suffix) = split_suffix("B3/S23:T30+5,20").unwrap();
/// let suffix = suffix.unwrap();
/// assert_eq!((rule, suffix.surface, suffix.shift), ("B3/S23", Surface::Torus, Shift::Horizontal(5)));
/// assert_eq!(split_suffix("B3/S23"), Ok(("B3/S23", None)));
/// ```
///
/// # Errors
/// What is wrong with the suffix, with its place in the text.
pub fn split_suffix(text: &str) -> Result<(&str, Option<Suffix>), NotationError> {
    let Some(colon) = text.find(':') else { return Ok((text, None)) };
    let mut reader = Reader { text, at: colon + 1 };
    let surface = reader.surface()?;
    let first = reader.side(surface)?;
    let second = match reader.take(',') {
        true if surface == Surface::Sphere => {
            let message = "a sphere is as wide as high, and its size is one number: `:S30`";
            return fault(reader.at - 1..text.len(), message);
        }
        true => Some(reader.side(surface)?),
        false => None,
    };
    reader.end()?;
    let suffix = joined(surface, first, second).or_else(|message| fault(colon..text.len(), message))?;
    Ok((&text[..colon], Some(suffix)))
}

/// A size with what is said of the edges of that length.
#[derive(Clone, Copy)]
struct Side {
    size: u32,
    twisted: bool,
    shift: i32,
}

fn joined(surface: Surface, first: Side, second: Option<Side>) -> Result<Suffix, &'static str> {
    let second = second.unwrap_or(Side { size: first.size, twisted: false, shift: 0 });
    let endless = first.size == 0 || second.size == 0;
    if endless && !matches!(surface, Surface::Plane | Surface::Torus) {
        return Err("only a plane or a torus may be without end: give a width and a height above 0");
    }
    if first.twisted && second.twisted {
        return Err(
            "a Klein bottle has one twisted pair of edges; with two it is a cross-surface: `:C30,20`",
        );
    }
    if first.shift != 0 && second.shift != 0 {
        return Err("only one pair of edges may be shifted");
    }
    if endless && (first.shift != 0 || second.shift != 0) {
        return Err("edges that are not there cannot be shifted");
    }
    let twist = match surface {
        Surface::CrossSurface => Twist::Both,
        Surface::Klein if first.twisted => Twist::Horizontal,
        Surface::Klein => Twist::Vertical,
        _ => Twist::None,
    };
    let straight = |twist| if twist == Twist::Horizontal { second.shift } else { first.shift };
    if surface == Surface::Klein && straight(twist) != 0 {
        return Err("on a Klein bottle only the twisted edges can be shifted: `:K30*+1,20`");
    }
    let shift = match (moved(surface, first), moved(surface, second)) {
        (0, 0) => Shift::None,
        (0, down) => Shift::Vertical(down),
        (right, _) => Shift::Horizontal(right),
    };
    Ok(Suffix { surface, width: first.size, height: second.size, twist, shift })
}

/// A shift by the whole length is none. Shifting a twisted edge by two moves the place about which it is turned by one,
/// and that is the same surface seen from elsewhere: Golly knows a shift of one, and only on edges of even length.
fn moved(surface: Surface, side: Side) -> i32 {
    match surface {
        Surface::Klein => i32::from(side.shift != 0 && side.size.is_multiple_of(2)),
        _ => side.shift % side.size.max(1) as i32,
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    /// From here to the end of the letter.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn surface(&mut self) -> Result<Surface, NotationError> {
        let surface = match self.peek().map(|c| c.to_ascii_uppercase()) {
            Some('P') => Surface::Plane,
            Some('T') => Surface::Torus,
            Some('K') => Surface::Klein,
            Some('C') => Surface::CrossSurface,
            Some('S') => Surface::Sphere,
            _ => {
                let message = "expected P (plane), T (torus), K (Klein bottle), C (cross-surface) or S (sphere) \
                               after the colon";
                return fault(self.here(), message);
            }
        };
        self.at += 1;
        Ok(surface)
    }

    fn side(&mut self, surface: Surface) -> Result<Side, NotationError> {
        let size = self.number("a size in cells")?;
        let (star, twisted) = (self.here(), self.take('*'));
        if twisted && surface != Surface::Klein {
            return fault(star, "only a Klein bottle (K) has a twisted edge `*`");
        }
        let sign = self.here();
        let (more, less) = (self.take('+'), self.take('-'));
        if !more && !less {
            return Ok(Side { size, twisted, shift: 0 });
        }
        if !matches!(surface, Surface::Klein | Surface::Torus) {
            return fault(sign, "only the edges of a torus (T) or of a Klein bottle (K) can be shifted");
        }
        let shift = self.number("by how many cells the edge is shifted")? as i32;
        Ok(Side { size, twisted, shift: if less { -shift } else { shift } })
    }

    fn number(&mut self, what: &str) -> Result<u32, NotationError> {
        let digits =
            self.text[self.at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(self.text.len() - self.at);
        let place = self.at..self.at + digits;
        if digits == 0 {
            return fault(self.here(), format!("expected {what}"));
        }
        match self.text[place.clone()].parse() {
            Ok(number) if number <= LONGEST => {
                self.at = place.end;
                Ok(number)
            }
            _ => fault(place, format!("a side has {LONGEST} cells at most")),
        }
    }

    fn end(&self) -> Result<(), NotationError> {
        match self.peek() {
            Some(c) => fault(self.at..self.text.len(), format!("`{c}` is no part of a suffix like :T64,32")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Suffix {
        split_suffix(text).unwrap().1.unwrap()
    }

    #[test]
    fn all_surfaces_of_golly() {
        use Surface::{CrossSurface, Klein, Plane, Sphere, Torus};
        let suffix = |surface, width, height, twist, shift| Suffix { surface, width, height, twist, shift };
        let cases = [
            (":P30,20", suffix(Plane, 30, 20, Twist::None, Shift::None)),
            (":p30,0", suffix(Plane, 30, 0, Twist::None, Shift::None)),
            (":T0,20", suffix(Torus, 0, 20, Twist::None, Shift::None)),
            (":t30", suffix(Torus, 30, 30, Twist::None, Shift::None)),
            (":T30+5,20", suffix(Torus, 30, 20, Twist::None, Shift::Horizontal(5))),
            (":T30,20-2", suffix(Torus, 30, 20, Twist::None, Shift::Vertical(-2))),
            (":T30+60,20", suffix(Torus, 30, 20, Twist::None, Shift::None)),
            (":K30*,20", suffix(Klein, 30, 20, Twist::Horizontal, Shift::None)),
            (":K30,20*", suffix(Klein, 30, 20, Twist::Vertical, Shift::None)),
            (":K30,20", suffix(Klein, 30, 20, Twist::Vertical, Shift::None)),
            (":K30*+1,20", suffix(Klein, 30, 20, Twist::Horizontal, Shift::Horizontal(1))),
            (":K31*+1,20", suffix(Klein, 31, 20, Twist::Horizontal, Shift::None)),
            (":K30,20*-3", suffix(Klein, 30, 20, Twist::Vertical, Shift::Vertical(1))),
            (":C30,20", suffix(CrossSurface, 30, 20, Twist::Both, Shift::None)),
            (":S30", suffix(Sphere, 30, 30, Twist::None, Shift::None)),
        ];
        for (text, expected) in cases {
            assert_eq!(read(&format!("R5,C0,M1,S34..58,B34..45,NM{text}")), expected, "{text}");
        }
    }

    #[test]
    fn a_grid_is_told_how_to_say_it() {
        let fields = |text| read(text).fields();
        assert_eq!(fields(":T64,32"), "`size: (64, 32)` and `topology: Torus`");
        assert_eq!(fields(":T64,32-3"), "`size: (64, 32)` and `topology: Torus(shift: (0, -3))`");
        assert_eq!(
            fields(":K30*+1,20"),
            "`size: (30, 20)` and `topology: Klein(twist: TopBottom, shift: -1)`"
        );
        assert_eq!(fields(":S30"), "`size: (30, 30)` and `topology: Sphere`");
        assert!(fields(":T0,20").contains("have an end"));
    }

    #[test]
    fn errors_point_into_the_text() {
        let cases = [
            ("B3/S23:", "", "after the colon"),
            ("B3/S23:X30", "X", "Klein bottle"),
            ("B3/S23:T", "", "a size in cells"),
            ("B3/S23:T,20", ",", "a size in cells"),
            ("B3/S23:T30,", "", "a size in cells"),
            ("B3/S23:T30*,20", "*", "only a Klein bottle"),
            ("B3/S23:P30+1,20", "+", "can be shifted"),
            ("B3/S23:C30,20-1", "-", "can be shifted"),
            ("B3/S23:T30+,20", ",", "is shifted"),
            ("B3/S23:T30,20,10", ",10", "no part"),
            ("B3/S23:T30,2O", "O", "no part"),
            ("B3/S23:T9999999999,20", "9999999999", "cells at most"),
            ("B3/S23:S30,20", ",20", "as wide as high"),
            ("B3/S23:K0*,20", ":K0*,20", "without end"),
            ("B3/S23:K30*,20*", ":K30*,20*", "cross-surface"),
            ("B3/S23:K30+1,20", ":K30+1,20", "twisted edges"),
            ("B3/S23:K30*,20+1", ":K30*,20+1", "twisted edges"),
            ("B3/S23:T30+1,20+1", ":T30+1,20+1", "one pair"),
            ("B3/S23:T30+1,0", ":T30+1,0", "not there"),
            ("B3/S23:T30é", "é", "no part"),
        ];
        for (text, at, message) in cases {
            let error = split_suffix(text).unwrap_err();
            assert_eq!(&text[error.offset.clone()], at, "{text}");
            assert!(error.message.contains(message), "{text}: {}", error.message);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(B3/S23)?:[TPKCStpkcsX]?[0-9]{0,12}[*+,-]{0,3}[0-9é*+,-]{0,12}") {
            if let Err(error) = split_suffix(&text) {
                prop_assert!(text.get(error.offset.clone()).is_some());
                prop_assert!(!error.message.is_empty());
            }
        }
    }
}
