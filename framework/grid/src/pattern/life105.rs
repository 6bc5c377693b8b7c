//! Life 1.05: blocks of cells drawn with `.` and `*`, each with its place.
//!
//! ```text
//! #Life 1.05
//! #D a glider
//! #N
//! #P -1 -1
//! .*.
//! ..*
//! ***
//! ```
//!
//! `#N` is Conway's rule, `#R 23/3` another, survival first; `#D` and `#C` are comments.
//! The format: <https://conwaylife.com/wiki/Life_1.05>.

use super::Pattern;
use super::plane::Plane;
use super::text::{PatternError, lines, words};

/// Reads a pattern; it is the box of what lives. As in Golly, cells before the first `#P` begin at the middle.
///
/// # Errors
/// What is wrong, and where.
pub fn read(text: &str) -> Result<Pattern, PatternError> {
    let (mut plane, mut rule) = (Plane::default(), None);
    let (mut left, mut y, mut rows) = (0, 0, 0);
    for (n, line) in lines(text).enumerate() {
        if line.trim_end() == "#P" {
            // As in Golly it lies where the last row ended.
        } else if let Some(place) = line.strip_prefix("#P") {
            (left, y) = corner(place).ok_or_else(|| {
                PatternError::at(n, 2, "expected the place of a block as two whole numbers: `#P -3 5`")
            })?;
        } else if let Some(named) = line.strip_prefix("#R") {
            rule = named.split_whitespace().next().map(str::to_string);
        } else if line.trim_end() == "#N" {
            rule = Some("B3/S23".into());
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            row(line, left, y, &mut plane).map_err(|(column, why)| PatternError::at(n, column, why))?;
            (y, rows) = (y + 1, rows + 1);
        }
    }
    if rows == 0 {
        return Err(PatternError::at(0, 0, "there are no rows: expected `.` and `*` below the comments"));
    }
    Ok(plane.boxed(rule))
}

/// Two numbers, held so small that no row or column after them overflows.
fn corner(text: &str) -> Option<(i64, i64)> {
    let mut numbers = words(text).map(|word| word.1.parse::<i32>().ok().map(i64::from));
    Some((numbers.next()??, numbers.next()??))
}

fn row(line: &str, left: i64, y: i64, plane: &mut Plane) -> Result<(), (usize, String)> {
    for (column, c) in line.trim_end().chars().enumerate() {
        match c {
            '*' => plane.put(left + column as i64, y).map_err(|why| (column, why))?,
            '.' => {}
            c => return Err((column, format!("`{c}` is neither alive (`*`) nor dead (`.`)"))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_lie_where_they_say() {
        let text = "#Life 1.05\r\n#D x\r\n#R 23/36\r\n#P -1 -1\r\n.*.\r\n..*\r\n***\r\n\r\n#P 3 2\r\n**\r\n";
        let pattern = read(text).unwrap();
        assert_eq!((pattern.width, pattern.height), (6, 4));
        let rows = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        assert_eq!((pattern.cells().as_slice(), pattern.rule.as_deref()), (&rows[..], Some("23/36")));
        assert_eq!(read("#Life 1.05\n#N\n*").unwrap().rule.as_deref(), Some("B3/S23"));
        assert_eq!(read("#Life 1.05\n#P 5 5\n...").unwrap().width, 0);
        assert_eq!(read("#Life 1.05\n#P\n*\n*").unwrap().height, 2);
    }

    #[test]
    fn errors_say_where() {
        let cases = [
            ("#Life 1.05\n#P 1\n*", 2, 3, "two whole numbers"),
            ("#Life 1.05\n#P 1 x\n*", 2, 3, "two whole numbers"),
            ("#Life 1.05\n#P 1 99999999999\n*", 2, 3, "two whole numbers"),
            ("#Life 1.05\n#P 1 1\n*.*\n*o*", 4, 2, "`o` is neither"),
            ("#Life 1.05\n#P 2147483647 1\n**", 3, 2, "farther"),
        ];
        for (text, line, column, message) in cases {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_written_panics(text in "(#[PRND] ?[-0-9 ]{0,12}\n|#P\n|[.*]{0,9}\n|[.*x #\r]{0,4}){0,9}") {
            if let Ok(pattern) = read(&text) {
                prop_assert_eq!(pattern.beyond(2), None);
            }
        }
    }
}
