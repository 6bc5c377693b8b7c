//! Run-length encoded patterns, as Golly and LifeWiki write them.
//!
//! Of two states dead is `b` and alive `o`; of more 0 is `.`, 1 to 24 are `A` to `X`, and each further 24 have a letter
//! from `p` to `y` before these: `pA` is 25, `yO` 255. A pattern may mix both.

use super::text::{PatternError, column, lines};
use super::{Living, Pattern, Run, Runs};
use crate::lattice::Lattice;
use std::fmt::Write;

/// Reads a pattern. Comments (`#…`) may stand on lines of their own anywhere, and after the final `!`. Of these `#r` names
/// the rule as in old files; where others put the pattern on a plane (`#P`, `#R`, `#CXRLE Pos=`) is for the scene to say.
///
/// As in Golly a header may be missing, or say less than there is: then the pattern is as large as what is in it.
///
/// ```
/// let glider = quincunx_grid::pattern::rle::read("x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!").unwrap();
/// assert_eq!(glider.cells(), [0, 1, 0, 0, 0, 1, 1, 1, 1]);
/// ```
///
/// # Errors
/// What is wrong, and where.
pub fn read(text: &str) -> Result<Pattern, PatternError> {
    let mut reader = Reader::default();
    for (n, line) in lines(text).enumerate() {
        let place = |column: usize, message: String| PatternError::at(n, column, message);
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            reader.comment(comment);
        } else if reader.header.is_none() && reader.is_at_start() && is_header(line) {
            reader.header = Some(header(line).map_err(|(column, message)| place(column, message))?);
        } else {
            for (column, c) in line.chars().enumerate() {
                reader.take(c).map_err(|message| place(column, message))?;
            }
        }
        if reader.ended {
            break;
        }
    }
    let (last, line) = lines(text).enumerate().last().unwrap_or((0, ""));
    reader.finish().map_err(|message| PatternError::at(last, line.trim_end().chars().count(), message))
}

/// Whether a line is a header. In a pattern `x` is followed by a letter.
pub(super) fn is_header(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix(['x', 'X']);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c == '=' || c.is_whitespace()))
}

struct Header {
    width: usize,
    height: usize,
    rule: Option<String>,
}

/// `x = m, y = n, rule = …`; the rule may contain commas, and comes last. What is wrong is told with its column.
fn header(line: &str) -> Result<Header, (usize, String)> {
    let (mut width, mut height) = (None, None);
    let (sizes, named) = match line.find("rule") {
        Some(at) => (&line[..at], Some(&line[at..])),
        None => (line, None),
    };
    for item in sizes.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        match size(item).map_err(|(part, message)| (column(line, part), message))? {
            ("x" | "X", size) => width = Some(size),
            ("y" | "Y", size) => height = Some(size),
            (other, _) => {
                return Err((column(line, item), format!("the header has x, y and rule, not `{other}`")));
            }
        }
    }
    let rule = named.map(|named| rule(named).ok_or((column(line, named), "expected `rule = …`".to_string())));
    let (Some(width), Some(height)) = (width, height) else {
        return Err((
            column(line, line.trim_start()),
            "the header needs both `x = width` and `y = height`".into(),
        ));
    };
    Ok(Header { width, height, rule: rule.transpose()?.flatten() })
}

/// `x = 3`: the name, and the number. What is wrong is told with the part that is.
fn size(item: &str) -> Result<(&str, usize), (&str, String)> {
    let (name, value) =
        item.split_once('=').ok_or((item, format!("expected `x = number`, found `{item}`")))?;
    let value = value.trim();
    let number = value.parse::<u32>().map_err(|_| (value, format!("`{value}` is no size")))?;
    Ok((name.trim(), number as usize))
}

/// `rule = …`: what is named, if anything; none if it is not that.
fn rule(named: &str) -> Option<Option<String>> {
    let value = named.split_once('=')?.1.trim().trim_end_matches(',');
    Some((!value.is_empty()).then(|| value.to_string()))
}

#[derive(Default)]
struct Reader {
    header: Option<Header>,
    runs: Runs,
    /// The rows down to the last living cell.
    height: usize,
    x: usize,
    y: usize,
    width: usize,
    count: Option<usize>,
    /// A letter from `p` to `y`, which says how many times 24 are added to the next.
    prefix: Option<char>,
    /// What a comment says.
    rule: Option<String>,
    ended: bool,
}

impl Reader {
    fn is_at_start(&self) -> bool {
        self.height == 0 && (self.x, self.y, self.count, self.prefix) == (0, 0, None, None)
    }

    /// Keeps the rule that a comment names; most say nothing to a program.
    fn comment(&mut self, text: &str) {
        if let Some(rest) = text.strip_prefix('r') {
            self.rule = rest.split_whitespace().next().map(str::to_string).or(self.rule.take());
        }
    }

    fn take(&mut self, c: char) -> Result<(), String> {
        if self.ended {
            return Ok(());
        }
        if let Some(prefix) = self.prefix.take() {
            return self.prefixed(prefix, c);
        }
        match c {
            '0'..='9' => self.digit(c as usize - '0' as usize),
            'b' | '.' => self.dead(),
            'o' => self.alive(1),
            'A'..='X' => self.alive(c as u8 - b'A' + 1),
            'p'..='y' => {
                self.prefix = Some(c);
                Ok(())
            }
            '$' => self.rows(),
            '!' => {
                self.ended = true;
                self.no_count()
            }
            c if c.is_whitespace() => Ok(()),
            c => Err(format!("`{c}` is no part of a pattern: expected b, o, $, ! or a count")),
        }
    }

    /// A state above 24.
    fn prefixed(&mut self, prefix: char, c: char) -> Result<(), String> {
        if !c.is_ascii_uppercase() || c > 'X' {
            return Err(format!("`{prefix}` is followed by a letter from A to X, not by `{c}`"));
        }
        let state = 24 * (prefix as usize - 'p' as usize + 1) + (c as usize - 'A' as usize + 1);
        let state = u8::try_from(state).map_err(|_| format!("`{prefix}{c}` is above yO, the state 255"))?;
        self.alive(state)
    }

    fn digit(&mut self, digit: usize) -> Result<(), String> {
        let count = self.count.unwrap_or(0) * 10 + digit;
        self.count = Some(count);
        (count <= u32::MAX as usize).then_some(()).ok_or("this count is too large".into())
    }

    /// The count before a letter; as in Golly, 0 means 1 too.
    fn counted(&mut self) -> usize {
        self.count.take().unwrap_or(1).max(1)
    }

    fn dead(&mut self) -> Result<(), String> {
        self.x += self.counted();
        self.check_width()
    }

    fn alive(&mut self, state: u8) -> Result<(), String> {
        let length = self.counted();
        // The counts and places are held below 2³² as they are read.
        self.runs.put(Run { x: self.x as u32, y: self.y as u32, length: length as u32, state });
        self.x += length;
        (self.width, self.height) = (self.width.max(self.x), self.y + 1);
        self.check_width()
    }

    fn rows(&mut self) -> Result<(), String> {
        self.y += self.counted();
        self.x = 0;
        (self.y <= u32::MAX as usize).then_some(()).ok_or("the pattern is too high".into())
    }

    fn no_count(&mut self) -> Result<(), String> {
        if let Some(prefix) = self.prefix {
            return Err(format!("`{prefix}` is followed by no letter from A to X"));
        }
        self.count
            .take()
            .map_or(Ok(()), |count| Err(format!("the count {count} is followed by nothing to count")))
    }

    fn check_width(&self) -> Result<(), String> {
        (self.x <= u32::MAX as usize).then_some(()).ok_or("the pattern is too wide".into())
    }

    fn finish(mut self) -> Result<Pattern, String> {
        self.no_count()?;
        if !self.ended && self.is_at_start() {
            return Err(match self.header {
                Some(_) => "the header is followed by no cells; if there are none, by `!`",
                None => {
                    "there is no pattern: expected a header, as `x = 3, y = 3`, or cells, as `bo$2bo$3o!`"
                }
            }
            .into());
        }
        let (wide, high) = (self.width, self.height);
        let said = self.header.as_ref().map_or((wide, high), |header| (header.width, header.height));
        let (width, height) = (said.0.max(wide), said.1.max(high));
        let grown =
            format!("its header says {} × {} cells, and there are {width} × {height}", said.0, said.1);
        let remarks = if (width, height) == said { vec![] } else { vec![grown] };
        let rule = self.header.and_then(|header| header.rule).or(self.rule);
        Ok(Pattern { rule, remarks, ..Pattern::new(width, height, Living::Runs(self.runs)) })
    }
}

/// Writes the cells of a lattice, with comments before the header and no line longer than 70 letters.
pub fn write(lattice: &Lattice, rule: &str, comments: &[&str]) -> String {
    let (width, height) = (lattice.width(), lattice.height());
    let mut out = String::new();
    for comment in comments {
        let _ = writeln!(out, "#C {comment}"); // writing to a String cannot fail
    }
    let _ = writeln!(out, "x = {width}, y = {height}, rule = {rule}");
    let mut lines = Lines { line: 0, out };
    let mut rows_to_end = 0;
    for row in lattice.cells().chunks(width) {
        let alive = row.iter().rposition(|&cell| cell != 0).map_or(0, |last| last + 1);
        if alive > 0 {
            lines.run(rows_to_end, "$");
            rows_to_end = 0;
            for run in row[..alive].chunk_by(|a, b| a == b) {
                lines.run(run.len(), &letters(run[0], lattice.states()));
            }
        }
        rows_to_end += 1;
    }
    lines.run(1, "!");
    lines.out.push('\n');
    lines.out
}

/// How a state is written among so many.
fn letters(state: u8, states: usize) -> String {
    let letter = |first: u8, n: u8| char::from(first + n);
    match state.checked_sub(1) {
        None => if states == 2 { "b" } else { "." }.into(),
        Some(_) if states == 2 => "o".into(),
        Some(n @ 0..24) => letter(b'A', n).into(),
        Some(n) => [letter(b'p', n / 24 - 1), letter(b'A', n % 24)].iter().collect(),
    }
}

struct Lines {
    line: usize,
    out: String,
}

impl Lines {
    fn run(&mut self, length: usize, letters: &str) {
        if length == 0 {
            return;
        }
        let start = self.out.len();
        if length > 1 {
            let _ = write!(self.out, "{length}");
        }
        self.out.push_str(letters);
        let added = self.out.len() - start;
        if self.line + added > 70 {
            self.out.insert(start, '\n');
            self.line = 0;
        }
        self.line += added;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Topology;
    use proptest::prelude::*;

    fn cells(text: &str) -> (usize, usize, Vec<u8>) {
        let pattern = read(text).unwrap();
        (pattern.width, pattern.height, pattern.cells())
    }

    #[test]
    fn the_whole_format() {
        let glider = (3, 3, vec![0, 1, 0, 0, 0, 1, 1, 1, 1]);
        for text in [
            "x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!",
            "#N Glider\n#C a, b = c!\r\nx=3,y=3\r\n b o\r\n b $ 2\r\nb o $\r\n#C between\r\n3\no ! and more xyz",
            "bo$2bo$3o!",
            "bo$bbo$ooo",
            ".A$..A$3A!",
            "x = 3, y = 3, rule = B3/S23:T30,30\nbo$2bo$3o!",
        ] {
            assert_eq!(cells(text), glider, "{text}");
        }
        assert_eq!(cells("x = 2, y = 5\n3$o!"), (2, 5, vec![0, 0, 0, 0, 0, 0, 1, 0, 0, 0]));
        assert_eq!(cells("!"), (0, 0, vec![]));
        assert_eq!(cells("x = 0, y = 0\n!"), (0, 0, vec![]));
        assert_eq!(cells("12o!"), (12, 1, vec![1; 12]));
        assert_eq!(read("x = 1, y = 1, rule = B3/S23:T30,30\no!").unwrap().rule.unwrap(), "B3/S23:T30,30");
    }

    #[test]
    fn many_states_as_golly_writes_them() {
        let expected = vec![0, 0, 1, 2, 24, 24, 25, 25, 255, 0, 0, 0];
        assert_eq!(cells("2.AB2X$2pAyO!"), (6, 2, expected));
        let letters = [0, 1, 24, 25, 48, 49, 255].map(|state| letters(state, 256));
        assert_eq!(letters, [".", "A", "X", "pA", "pX", "qA", "yO"]);
    }

    #[test]
    fn a_claimed_size_takes_no_memory() {
        let huge = read("x = 4000000000, y = 4000000000\n3999999999$4000000000o!").unwrap();
        let Living::Runs(runs) = huge.living else { panic!() };
        assert_eq!(
            runs.iter().collect::<Vec<_>>(),
            [Run { x: 0, y: 3_999_999_999, length: 4_000_000_000, state: 1 }]
        );
        assert_eq!((huge.width, huge.height), (4_000_000_000, 4_000_000_000));
    }

    #[test]
    fn what_comments_say() {
        let pattern = read("#CXRLE Pos=-3,7 Gen=12\n#r 23/36\n#R 1\nx = 1, y = 1\no!").unwrap();
        assert_eq!((pattern.width, pattern.rule.as_deref()), (1, Some("23/36")));
        let pattern = read("#P -5 6\n#r 23/36\nx = 1, y = 1, rule = B3/S23,\no!").unwrap();
        assert_eq!((pattern.cells(), pattern.rule.as_deref()), (vec![1], Some("B3/S23")));
    }

    #[test]
    fn a_header_may_say_less_than_there_is() {
        let pattern = read("x = 2, y = 1\n3o$o!").unwrap();
        assert_eq!((pattern.width, pattern.height, pattern.cells()), (3, 2, vec![1, 1, 1, 1, 0, 0]));
        assert_eq!(pattern.remarks, ["its header says 2 × 1 cells, and there are 3 × 2"]);
        assert!(read("x = 9, y = 9\n3o$o!").unwrap().remarks.is_empty());
        assert_eq!(cells("0bo!"), (2, 1, vec![0, 1]));
    }

    #[test]
    fn errors_say_where() {
        let cases = [
            ("x = 3, y = 3\nbo$z!", 2, 4, "`z` is no part"),
            ("x = 3, z = 3\no!", 1, 8, "not `z`"),
            ("x = 3, y\no!", 1, 8, "expected `x = number`"),
            ("x = 3, y = 3, rule\no!", 1, 15, "expected `rule = …`"),
            ("#C a\r#C b\r\nbo$\rq!", 4, 2, "`q` is followed by a letter"),
            (" x = 3\no!", 1, 2, "both"),
            ("#C\n x = -3, y = 1\no!", 2, 6, "no size"),
            ("x = 1, y =  99999999999\no!", 1, 13, "no size"),
            ("x = 3, y = 3 \n", 1, 13, "followed by no cells"),
            ("", 1, 1, "there is no pattern"),
            ("o3!", 1, 3, "nothing to count"),
            ("99999999999o!", 1, 10, "too large"),
            ("4000000000o4000000000b!", 1, 22, "too wide"),
            ("4000000000$4000000000$o!", 1, 22, "too high"),
            ("bp!", 1, 3, "`p` is followed by a letter from A to X, not by `!`"),
            ("bp", 1, 3, "no letter"),
            ("b2yP!", 1, 4, "above yO"),
        ];
        for (text, line, column, message) in cases {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            width in 1usize..90,
            rows in prop::collection::vec(any::<u128>(), 1..20),
            states in prop_oneof![Just(2usize), 3usize..30, Just(256)],
        ) {
            let mut lattice = Lattice::new(width, rows.len(), Topology::TORUS).with_states(states);
            for (n, cell) in lattice.cells_mut().iter_mut().enumerate() {
                let bits = (rows[n / width] >> (n % width % 121) & 255) as usize;
                *cell = (bits % states) as u8;
            }
            let cells = lattice.cells().to_vec();
            let text = write(&lattice, "B3/S23", &["one", "two"]);
            prop_assert!(text.lines().all(|line| line.len() <= 70));
            let back = read(&text).unwrap();
            prop_assert_eq!((back.width, back.height, back.cells()), (width, rows.len(), cells));
            prop_assert_eq!(back.rule.as_deref(), Some("B3/S23"));
        }

        #[test]
        fn nothing_that_is_written_panics(text in "[xy=0-9bo$! ,#A\n.C-]{0,60}") {
            let _ = read(&text);
        }
    }
}
