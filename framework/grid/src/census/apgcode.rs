//! The names that searches for patterns give to objects: apgcodes, with A. P. Goucher's extended form of the format of
//! A. Wechsler (conwaylife.com/wiki/Apgcode).
//!
//! `xs` and the number of cells, `xp` and the period, or `xq` and the period begin the name of a still life, an oscillator
//! or a spaceship. Behind `_` the pattern stands in strips of five rows, with `z` between them; each column of a strip is a
//! digit from 0 to v whose lowest bit is the upper cell. `w` and `x` are two and three empty columns, `y` and a digit are 4
//! and as many more; empty columns at the end of a strip are left out. Of all phases and the eight ways in which they can be
//! turned and flipped, the shortest text counts, and the first in order of ASCII of those.

use super::board::Board;
use super::orbit::Orbit;

/// The longest side that is written.
const MOST_SIDE: usize = 40;
const STRIP: usize = 5;
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The name of an object, if it is not too large for one.
pub(crate) fn apgcode(orbit: &Orbit) -> Option<String> {
    let (period, first) = (orbit.phases.len(), orbit.phases.first()?);
    let kind = match orbit.moved {
        (0, 0) if period == 1 => format!("xs{}", first.alive()),
        (0, 0) => format!("xp{period}"),
        _ => format!("xq{period}"),
    };
    let small = orbit.phases.iter().filter(|phase| phase.width.max(phase.height) <= MOST_SIDE);
    let texts = small.flat_map(Board::ways).map(|board| text(&board));
    let shortest = texts.min_by(|a, b| (a.len(), a).cmp(&(b.len(), b)))?;
    Some(format!("{kind}_{shortest}"))
}

/// A pattern strip by strip.
fn text(board: &Board) -> String {
    let strip = |y0: usize| {
        let column = |x: usize| {
            let cell = |y: usize| board.cells.get(y * board.width + x).copied().unwrap_or(false);
            (0..STRIP).map(|y| usize::from(cell(y0 + y)) << y).sum::<usize>()
        };
        columns((0..board.width).map(column))
    };
    (0..board.height).step_by(STRIP).map(strip).collect::<Vec<_>>().join("z")
}

/// The columns of a strip.
fn columns(columns: impl Iterator<Item = usize>) -> String {
    let (mut text, mut empty) = (String::new(), 0);
    let digit = |n: usize| char::from(DIGITS[n.min(35)]);
    for column in columns {
        if column == 0 {
            empty += 1;
            continue;
        }
        match std::mem::take(&mut empty) {
            0 => {}
            1 => text.push('0'),
            2 => text.push('w'),
            3 => text.push('x'),
            more => text.extend(['y', digit(more - 4)]),
        }
        text.push(digit(column));
    }
    text
}
