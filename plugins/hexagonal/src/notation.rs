//! Hexagonal rules in text, as Golly writes them.

use std::ops::Range;

/// A rule: bit n of a mask speaks of a cell with n living neighbours among its six.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Where a dead cell comes alive.
    pub born: u8,
    /// Where a living cell stays alive.
    pub survive: u8,
}

impl Counts {
    /// Whether a cell is alive in the next generation.
    pub fn next(self, alive: bool, neighbours: usize) -> bool {
        let mask = if alive { self.survive } else { self.born };
        mask >> neighbours & 1 == 1
    }
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What was expected.
    pub message: String,
    /// The bytes of the text that are at fault.
    pub bytes: Range<usize>,
}

/// Reads `B2/S34` or `B2/S34H`; the case of letters does not count.
///
/// ```
/// use hexagonal::notation::{Counts, read};
/// assert_eq!(read("b2/s34h"), Ok(Counts { born: 1 << 2, survive: 1 << 3 | 1 << 4 }));
/// assert_eq!(read("B2/S37").unwrap_err().bytes, 5..6);
/// ```
///
/// # Errors
/// What is wrong, with its place in the text.
pub fn read(text: &str) -> Result<Counts, Wrong> {
    let mut text = Cursor { text, at: 0 };
    text.expect('B')?;
    let born = text.counts()?;
    text.expect('/')?;
    text.expect('S')?;
    let survive = text.counts()?;
    if text.at < text.text.len() {
        text.expect('H')?;
    }
    match text.at < text.text.len() {
        true => Err(text.wrong("nothing stands after the H of a hexagonal rule")),
        false => Ok(Counts { born, survive }),
    }
}

/// A text with the place up to which it was read.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn letter(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn expect(&mut self, wanted: char) -> Result<(), Wrong> {
        match self.letter() {
            Some(letter) if letter.eq_ignore_ascii_case(&wanted) => {
                self.at += wanted.len_utf8();
                Ok(())
            }
            Some('o' | 'm' | 'p') => Err(self.wrong(
                "a count may not say how the neighbours lie (o, m or p): hexagonal rules go by their number alone",
            )),
            _ => Err(self.wrong(format!(
                "expected `{wanted}`: a hexagonal rule is written like `B2/S34` or `B2/S34H`, with counts of neighbours at \
                 birth, then at survival"
            ))),
        }
    }

    /// Digits, as a mask.
    fn counts(&mut self) -> Result<u8, Wrong> {
        let mut mask = 0;
        while let Some(count) = self.letter().and_then(|letter| letter.to_digit(10)) {
            if count > 6 {
                return Err(
                    self.wrong(format!("a cell has six neighbours here, and never {count}; write 0 to 6"))
                );
            }
            if mask >> count & 1 == 1 {
                return Err(self.wrong(format!("the count {count} stands there twice")));
            }
            mask |= 1 << count;
            self.at += 1;
        }
        Ok(mask)
    }

    /// About the next letter, or the whole text if that has come to its end.
    fn wrong(&self, message: impl Into<String>) -> Wrong {
        let bytes = match self.letter() {
            Some(letter) => self.at..self.at + letter.len_utf8(),
            None => 0..self.text.len(),
        };
        Wrong { message: message.into(), bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_in_every_spelling() {
        let all = Counts { born: 0x7f, survive: 0x7f };
        for (text, rule) in [
            ("B2/S34", Counts { born: 0b100, survive: 0b1_1000 }),
            ("b2/s43H", Counts { born: 0b100, survive: 0b1_1000 }),
            ("B/S", Counts { born: 0, survive: 0 }),
            ("B0123456/S6543210h", all),
        ] {
            assert_eq!(read(text), Ok(rule), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (text, bytes, says) in [
            ("B7/S34", 1..2, "never 7; write 0 to 6"),
            ("B2/S39", 5..6, "never 9"),
            ("B22/S3", 2..3, "the count 2 stands there twice"),
            ("B2o/S34H", 2..3, "how the neighbours lie"),
            ("B2/S3m", 5..6, "how the neighbours lie"),
            ("34/2", 0..1, "expected `B`"),
            ("B2S34", 2..3, "expected `/`"),
            ("B2/34", 3..4, "expected `S`"),
            ("B2/S34V", 6..7, "expected `H`"),
            ("B2/S34H:T100", 7..8, "nothing stands after the H"),
            ("B2/S3\u{2074}", 5..8, "expected `H`"),
            ("B2", 0..2, "expected `/`"),
            ("", 0..0, "written like `B2/S34`"),
        ] {
            let wrong = read(text).unwrap_err();
            assert!(wrong.bytes == bytes && wrong.message.contains(says), "{text}: {wrong:?}");
        }
    }
}
