//! Wolfram's elementary rules of one dimension, unfolded in time from row to row: `W110`.
//!
//! A cell comes alive if the rule says so of the three above it, and stays alive; the rows below one are then the
//! generations after it. So Golly has them.

use super::table::from_numbers;
use super::{NotationError, fault};
use quincunx_sdk::form::MooreTable;

/// The number of a rule, even and below 256.
pub(super) fn read(text: &str) -> Result<u8, NotationError> {
    let digits = text.get(1..).unwrap_or_default();
    let wrong = "the number of an elementary rule is from 0 to 254, such as in W110";
    if let Some((at, c)) = digits.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        return fault(1 + at..1 + at + c.len_utf8(), format!("`{c}` is no digit: {wrong}"));
    }
    let number = digits.parse().or_else(|_| fault(1..text.len(), wrong))?;
    check(number).or_else(|message| fault(1..text.len(), message))?;
    Ok(number)
}

/// Odd rules make a living cell of three dead ones: all rows would come alive at once, and not one after the other.
pub(crate) fn check(number: u8) -> Result<(), String> {
    if number.is_multiple_of(2) {
        return Ok(());
    }
    // What it does to rows whose living and dead cells are exchanged.
    let exchanged = (!number).reverse_bits();
    let remedy = match exchanged % 2 {
        0 => format!("; W{exchanged} does the same with living and dead cells exchanged"),
        _ => String::new(),
    };
    Err(format!(
        "rule {number} makes living cells where all are dead, so its rows cannot come one after the other{remedy}"
    ))
}

/// Three cells of the row above, the left one highest, are the number of a bit of the rule.
pub(crate) fn table(number: u8) -> MooreTable {
    from_numbers(|n| {
        let above = (n & 1) << 2 | n & 2 | n >> 2 & 1;
        number >> above & 1 == 1 || n >> 4 & 1 == 1
    })
}

/// A table that is an elementary rule.
pub(super) fn notation(of: &MooreTable) -> Option<String> {
    let number =
        (0..8u16).map(|above| u8::from(of.next((above & 1) << 2 | above & 2 | above >> 2)) << above).sum();
    (check(number).is_ok() && table(number) == *of).then(|| format!("W{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_generations() {
        let mut rows = vec![vec![false; 19]; 9];
        rows[0][9] = true;
        let expected: Vec<Vec<bool>> = std::iter::successors(Some(rows[0].clone()), |row| {
            let at = |x: usize| row.get(x).copied().unwrap_or(false);
            // Rule 30: the left cell, exclusive or whether one of the others is alive.
            Some((0..19usize).map(|x| at(x.wrapping_sub(1)) != (at(x) || at(x + 1))).collect())
        })
        .take(9)
        .collect();
        for _ in 0..8 {
            let before = rows.clone();
            let at = |x: isize, y: isize| {
                let row = before.get(y as usize);
                row.and_then(|row| row.get(x as usize)).copied().unwrap_or(false)
            };
            for (y, x) in (0..9).flat_map(|y| (0..19).map(move |x| (y, x))) {
                let cell = |n: isize| u16::from(at(x + n % 3 - 1, y + n / 3 - 1)) << n;
                rows[y as usize][x as usize] = table(30).next((0..9).map(cell).sum());
            }
        }
        assert_eq!(rows, expected);
    }

    #[test]
    fn every_even_rule_and_no_odd_one() {
        for number in 0..=255u8 {
            let text = format!("W{number}");
            match number % 2 {
                0 => assert_eq!(notation(&table(number)), Some(text)),
                _ => assert!(read(&text).unwrap_err().message.contains("where all are dead")),
            }
        }
        let exchanged = read("W135").unwrap_err().message;
        assert!(exchanged.contains("W30 does the same"), "{exchanged}");
    }
}
