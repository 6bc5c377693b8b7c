//! Life 1.06: the places of living cells, one a line.
//!
//! ```text
//! #Life 1.06
//! 0 -1
//! 1 0
//! -1 1
//! 0 1
//! 1 1
//! ```
//!
//! The format: <https://conwaylife.com/wiki/Life_1.06>.

use super::Pattern;
use super::plane::Plane;
use super::text::{PatternError, lines, words};

/// Reads a pattern; it is the box of what lives.
///
/// # Errors
/// What is wrong, and where.
pub fn read(text: &str) -> Result<Pattern, PatternError> {
    let (mut plane, mut cells) = (Plane::default(), 0);
    for (n, line) in lines(text).enumerate() {
        if !line.starts_with('#') && !line.trim().is_empty() {
            cell(line, &mut plane).map_err(|(column, why)| PatternError::at(n, column, why))?;
            cells += 1;
        }
    }
    if cells == 0 {
        return Err(PatternError::at(
            0,
            0,
            "there are no cells: expected a column and a row a line, as `-3 5`",
        ));
    }
    Ok(plane.boxed(None))
}

fn cell(line: &str, plane: &mut Plane) -> Result<(), (usize, String)> {
    let mut words = words(line);
    let mut number = || match words.next() {
        Some((column, word)) => {
            word.parse::<i64>().map_err(|_| (column, format!("`{word}` is no whole number")))
        }
        None => Err((line.trim_end().len(), "expected a column and a row, as in `-3 5`".into())),
    };
    let (x, y) = (number()?, number()?);
    if let Some((column, word)) = words.next() {
        return Err((column, format!("a cell has a column and a row, and `{word}` is a third")));
    }
    plane.put(x, y).map_err(|why| (0, why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_box_is_that_of_the_cells() {
        let pattern = read("#Life 1.06\n0 -1\n1 0\r\n-1\t1\n 0 1 \n+1 1\n\n1 1").unwrap();
        assert_eq!((pattern.width, pattern.height), (3, 3));
        assert_eq!(pattern.cells(), [0, 1, 0, 0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn errors_say_where() {
        let cases = [
            ("#Life 1.06\n1", 2, 2, "a column and a row"),
            ("#Life 1.06\n1 2\n1 b", 3, 3, "`b` is no whole number"),
            ("#Life 1.06\n1 2 3", 2, 5, "`3` is a third"),
            ("#Life 1.06\n1 .5", 2, 3, "no whole number"),
            ("#Life 1.06\n9999999999 0", 2, 1, "farther"),
        ];
        for (text, line, column, message) in cases {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cells in prop::collection::btree_set((-40i64..40, -40i64..40), 1..60)) {
            let text: String = cells.iter().map(|(x, y)| format!("{x} {y}\n")).collect();
            let pattern = read(&text).unwrap();
            let mut found = std::collections::BTreeSet::new();
            pattern.each_alive(|x, y, _| {
                found.insert((x as i64, y as i64));
            });
            let least = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).min().unwrap();
            let (left, top) = (least(|cell| cell.0), least(|cell| cell.1));
            prop_assert_eq!(found, cells.iter().map(|(x, y)| (x - left, y - top)).collect());
        }

        #[test]
        fn nothing_that_is_written_panics(text in "[-+0-9 \t\n#a]{0,60}") {
            let _ = read(&text);
        }
    }
}
