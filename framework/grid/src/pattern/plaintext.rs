//! Plaintext, as LifeWiki has it in files that end in `.cells`: `!Name: Glider`, then rows of `.` and `O`.
//!
//! The format: <https://conwaylife.com/wiki/Plaintext>.

use super::text::{PatternError, lines};
use super::{Living, Pattern, Run, Runs};
use crate::lattice::Lattice;

/// Reads a pattern; it is the rectangle that is drawn. `*` is alive too, as in Golly's own texts.
///
/// # Errors
/// What is wrong, and where.
pub fn read(text: &str) -> Result<Pattern, PatternError> {
    let (mut runs, mut width, mut height) = (Runs::default(), 0, 0);
    for (n, line) in lines(text).enumerate().filter(|(_, line)| !line.starts_with('!')) {
        let row = line.trim_end();
        for (x, c) in row.chars().enumerate() {
            match c {
                'O' | '*' => runs.put(Run { x: x as u32, y: height, length: 1, state: 1 }),
                '.' | ' ' => {}
                c => {
                    let why = format!("`{c}` is neither alive (`O`) nor dead (`.`); comments begin with `!`");
                    return Err(PatternError::at(n, x, why));
                }
            }
        }
        (width, height) = (width.max(row.chars().count()), height + 1);
    }
    if height == 0 {
        return Err(PatternError::at(0, 0, "there are no rows: expected `.` and `O` below the comments"));
    }
    Ok(Pattern::new(width, height as usize, Living::Runs(runs)))
}

/// Writes the cells of a lattice of two states, each row in full, with comments before them.
pub fn write(lattice: &Lattice, comments: &[&str]) -> String {
    let mut out: String = comments.iter().map(|comment| format!("!{comment}\n")).collect();
    out.reserve((lattice.width() + 1) * lattice.height());
    for row in lattice.cells().chunks(lattice.width()) {
        out.extend(row.iter().map(|cell| if *cell == 0 { '.' } else { 'O' }));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Topology;
    use proptest::prelude::*;

    #[test]
    fn rows_as_they_are_drawn() {
        let pattern = read("!Name: Glider\r\n!\r\n.O\r\n..O\r\n***\r\n\r\n").unwrap();
        assert_eq!((pattern.width, pattern.height), (3, 4));
        assert_eq!(pattern.cells(), [0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0]);
    }

    #[test]
    fn errors_say_where() {
        let cases = [
            ("!x\n.O\n.o", 3, 2, "`o` is neither"),
            ("!x\n3O", 2, 1, "`3` is neither"),
            ("O$O", 1, 2, "`$` is neither"),
        ];
        for (text, line, column, message) in cases {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(width in 1usize..70, bits in prop::collection::vec(any::<bool>(), 1..500)) {
            let mut lattice = Lattice::new(width, bits.len().div_ceil(width), Topology::TORUS);
            lattice.cells_mut().iter_mut().zip(&bits).for_each(|(cell, bit)| *cell = (*bit).into());
            let back = read(&write(&lattice, &["generation 5", ""])).unwrap();
            prop_assert_eq!((back.width, back.height), (lattice.width(), lattice.height()));
            prop_assert_eq!(back.cells(), lattice.cells());
        }

        #[test]
        fn nothing_that_is_written_panics(text in "[.O*! \r\nx]{0,60}") {
            let _ = read(&text);
        }
    }
}
