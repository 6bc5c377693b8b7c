//! Macrocell, Golly's format for huge patterns: a quadtree whose equal squares are written once.
//!
//! ```text
//! [M2] (golly 2.0)
//! #R B3/S23
//! .*$..*$***$
//! 4 1 0 0 1
//! 5 0 2 2 0
//! ```
//!
//! Every line that is no comment is a square, and counts from 1: eight rows of eight cells with `$` after each, where what
//! is dead at their ends may be left out; or `k nw ne sw se`, a square of 2ᵏ cells a side made of four earlier ones, 0 being
//! empty. Of many states the smallest square is `1 nw ne sw se`, four states. The last is the whole, around the middle of
//! the plane. The format: <https://golly.sourceforge.io/Help/formats.html>.

mod tree;

pub use tree::Tree;

use super::text::{PatternError, lines, words};
use super::{Living, Pattern};
use tree::{Builder, HIGHEST};

/// A column, counted from 0, and what is wrong there.
type Wrong = (usize, String);

/// Reads a pattern; it is the box of what lives, and nothing is expanded yet.
///
/// # Errors
/// What is wrong, and where.
pub fn read(text: &str) -> Result<Pattern, PatternError> {
    let (mut builder, mut rule, mut last) = (Builder::default(), None, 0);
    for (n, line) in lines(text).enumerate().skip(1) {
        last = n;
        match line.bytes().next() {
            None => continue,
            Some(b'#') => {
                let named = line.strip_prefix("#R").and_then(|rest| rest.split_whitespace().next());
                rule = named.map(str::to_string).or(rule);
                continue;
            }
            Some(b'.' | b'*' | b'$') => {
                rows(line).and_then(|rows| builder.rows(rows).map_err(|why| (0, why)))
            }
            Some(_) => square(line, &mut builder),
        }
        .map_err(|(column, why)| PatternError::at(n, column, why))?;
    }
    let boxed = builder.finish().map_err(|why| PatternError::at(last, 0, why))?;
    let (tree, (width, height)) = boxed;
    Ok(Pattern { rule, ..Pattern::new(width, height, Living::Tree(tree)) })
}

/// Eight rows of eight cells, the first in the lowest bit.
fn rows(line: &str) -> Result<[u8; 8], Wrong> {
    let (mut rows, mut x, mut y) = ([0; 8], 0, 0);
    for (column, c) in line.trim_end().chars().enumerate() {
        match c {
            '$' => (x, y) = (0, y + 1),
            '.' | '*' if x < 8 && y < 8 => {
                rows[y] |= u8::from(c == '*') << x;
                x += 1;
            }
            '.' | '*' => return Err((column, "a square has eight rows of eight cells".into())),
            c => return Err((column, format!("`{c}` is neither `.` nor `*` nor the end of a row, `$`"))),
        }
    }
    Ok(rows)
}

/// `k nw ne sw se`.
fn square(line: &str, builder: &mut Builder) -> Result<(), Wrong> {
    let mut words = words(line);
    let mut number = || -> Result<(usize, u32), Wrong> {
        let (column, word) = words.next().ok_or_else(|| {
            (line.trim_end().len(), "expected a level and four squares: `k nw ne sw se`".to_string())
        })?;
        let number = word.parse::<u32>().map_err(|_| (column, format!("`{word}` is no number of a square")));
        Ok((column, number?))
    };
    let (at, level) = number()?;
    let parts = [number()?, number()?, number()?, number()?];
    if let Some((column, word)) = words.next() {
        return Err((column, format!("a square has four parts, and `{word}` is a fifth")));
    }
    if level == 1 {
        let mut states = [0; 4];
        for (state, (column, part)) in states.iter_mut().zip(parts) {
            *state =
                u8::try_from(part).map_err(|_| (column, format!("{part} is above 255, the last state")))?;
        }
        return builder.states(states).map_err(|why| (0, why));
    }
    let level = u8::try_from(level).ok().filter(|level| (2..=HIGHEST).contains(level));
    let level =
        level.ok_or_else(|| (at, format!("a level is 1 to {HIGHEST}: squares are 2ᵏ cells a side")))?;
    for (column, part) in parts {
        builder.check(level, part).map_err(|why| (column, why))?;
    }
    builder.square(level, parts.map(|part| part.1)).map_err(|why| (0, why))
}

#[cfg(test)]
mod tests;
