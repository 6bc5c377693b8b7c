//! Which format a file has: what it begins with says it, as in Golly, and not its name.

use super::text::{PatternError, decoded, lines};
use super::{Pattern, gzip, life105, life106, macrocell, npy, plaintext, rle};

/// Reads a pattern, packed with gzip or not.
///
/// # Errors
/// A fragment that says what is wrong, and where.
pub fn read(bytes: &[u8]) -> Result<Pattern, String> {
    match bytes.starts_with(gzip::MAGIC) {
        true => plain(&gzip::unpack(bytes)?),
        false => plain(bytes),
    }
}

fn plain(bytes: &[u8]) -> Result<Pattern, String> {
    if bytes.starts_with(npy::MAGIC) {
        return npy::read(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err("it is a ZIP archive: unpack it, and name the file in it".into());
    }
    if bytes.trim_ascii().is_empty() {
        return Err("it is empty, and no pattern".into());
    }
    let text = decoded(bytes).map_err(|at| format!("it is neither NPY nor text (byte {at})"))?;
    // Like Golly, which skips them: copied text often begins with blank lines.
    let skipped = lines(&text).take_while(|line| line.is_empty()).count();
    let text = text.trim_start_matches(['\n', '\r']);
    let read = format(text)?(text);
    read.map_err(|error| PatternError { line: error.line + skipped, ..error }.to_string())
}

type Reader = fn(&str) -> Result<Pattern, PatternError>;

fn format(text: &str) -> Result<Reader, String> {
    let first = lines(text).next().unwrap_or("");
    let begins = |with: &str| first.starts_with(with);
    Ok(match () {
        () if begins("[") => macrocell::read,
        () if begins("#Life 1.06") => life106::read,
        () if begins("#Life") || (begins("#P") && !has_header(text)) => life105::read,
        () if begins("!") || is_drawn(first) => plaintext::read,
        () if begins("#MCell") => {
            return Err("it is a file of MCell; open it in Golly, and save it as RLE or Macrocell".into());
        }
        () if begins("@RULE") => return Err("it is a rule of Golly, and not a pattern".into()),
        () if begins("<") => return Err("it is a web page, and not a pattern".into()),
        () => rle::read,
    })
}

/// Whether the first line that is no comment is the header of RLE: `#P` may be a comment of it.
fn has_header(text: &str) -> bool {
    lines(text).find(|line| !line.starts_with('#')).is_some_and(rle::is_header)
}

/// Rows of `.` and `O` without any `!` before them; without counts and `$` they are no RLE.
fn is_drawn(first: &str) -> bool {
    !first.is_empty() && first.chars().all(|c| matches!(c, '.' | 'O' | '*' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GLIDER: [u8; 9] = [0, 1, 0, 0, 0, 1, 1, 1, 1];

    #[test]
    fn every_format_is_known_by_how_it_begins() {
        for text in [
            "x = 3, y = 3\nbo$2bo$3o!",
            "\n\n#P -1 -1\n#C text\nx = 3, y = 3\nbo$2bo$3o!",
            "bob$2bo$3o!",
            "#Life 1.05\n.*\n..*\n***\n",
            "#P 5 5\n.*\n..*\n***\n",
            "#Life 1.06\n1 0\n2 1\n0 2\n1 2\n2 2\n",
            "!Name: Glider\n.O.\n..O\nOOO\n",
            ".O\n..O\nOOO\n",
            "[M2] (golly 4.0)\n.*$..*$***$\n",
            "\u{feff}!\n.*.\n..*\n***\n",
        ] {
            assert_eq!(read(text.as_bytes()).map(|pattern| pattern.cells()), Ok(GLIDER.to_vec()), "{text}");
        }
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let cases: [(&[u8], &str); 16] = [
            (b"", "it is empty"),
            (b" \n\r\n", "it is empty"),
            (b"#C only words\n", "line 1, column 14: there is no pattern: expected a header"),
            (b"x = 3, y = 3\n", "followed by no cells"),
            (b"[M2] (golly 2.0)\n#R B3/S23\n", "line 2, column 1: there is no square: expected"),
            (b"!Name: Glider\n", "there are no rows: expected"),
            (b"#Life 1.05\n#P 1 1\n", "there are no rows: expected"),
            (b"#Life 1.06\n", "there are no cells: expected"),
            (b"\xff\xfe", "neither NPY nor text (byte 0)"),
            (b"PK\x03\x04\x14", "ZIP archive"),
            (b"#MCell 4.00\n#GAME Generations\n", "file of MCell"),
            (b"@RULE WireWorld\n", "rule of Golly"),
            (b"<!DOCTYPE html>\n", "web page"),
            (b"\n\r\n#Life 1.06\n1 2\nx\n", "line 5, column 1: `x`"),
            (b"\x1f\x8b\x08", "cannot be unpacked"),
            (b"\x93NUMPY", "NPY version"),
        ];
        for (bytes, message) in cases {
            let why = read(bytes).unwrap_err();
            assert!(why.contains(message), "{why}");
        }
    }

    /// A valid file of each format.
    const FILES: [&str; 6] = [
        "#CXRLE Pos=-1,-1 Gen=5\nx = 5, y = 3, rule = B36/S23:T30,30\nb2o$2bo2$12pA3.yO!\n",
        "#Life 1.05\n#D x\n#R 23/3\n#P -1 -1\n.*\n..*\n***\n#P 9 -9\n*\n",
        "#Life 1.06\n1 0\n2 1\n0 2\n-1 2\n2 2\n",
        "!Name: Glider\n.O.\n..O\nOOO\n",
        "[M2] (golly 4.0)\n#R B3/S23\n.*$..*$***$\n4 1 0 0 1\n5 2 0 2 2\n6 0 3 3 3\n",
        "[M2] (golly 4.0)\n#R WireWorld\n1 0 1 2 3\n2 1 0 0 1\n3 2 0 2 2\n4 0 3 3 3\n",
    ];

    /// How many bytes a pattern takes.
    fn memory(pattern: &Pattern) -> usize {
        match &pattern.living {
            crate::pattern::Living::Runs(runs) => runs.memory(),
            crate::pattern::Living::Cells(cells) => cells.len(),
            crate::pattern::Living::Tree(tree) => tree.memory(),
        }
    }

    #[test]
    fn files_of_the_smallest_parts_take_a_few_times_their_bytes() {
        let cases = [
            ("x = 9, y = 9\n", "AB", 4),
            ("x = 9, y = 9\n", "A$", 2),
            ("#Life 1.05\n", "*\n", 2),
            ("#Life 1.05\n#P 0 0\n", "*.", 2),
            ("#Life 1.06\n", "0 0\n9 9\n", 1),
            ("!\n", "O.", 2),
            ("!\n", "O\n", 2),
            ("!\n", "O", 1),
            ("[M2]\n*\n", "*\n", 12),
            ("[M2]\n*\n", "4 1 0 0 1\n", 3),
        ];
        for (start, part, times) in cases {
            let file = [start, &part.repeat((1 << 20) / part.len())].concat();
            let pattern = read(file.as_bytes()).unwrap();
            assert!(
                memory(&pattern) <= times * file.len() * 101 / 100,
                "{part:?}: {} of {}",
                memory(&pattern),
                file.len()
            );
        }
        let long = format!("#Life 1.06\n0 {}\n", "x".repeat(1 << 20));
        assert!(read(long.as_bytes()).unwrap_err().len() < 500);
    }

    /// It may be refused; else it takes little more than its file, and all that lives lies in its rectangle.
    fn is_sound(bytes: &[u8]) -> Result<(), TestCaseError> {
        let Ok(pattern) = read(bytes) else { return Ok(()) };
        prop_assert!(memory(&pattern) <= 16 + 12 * bytes.len());
        pattern.beyond(2);
        if pattern.width.saturating_mul(pattern.height) < 1 << 22 {
            let mut inside = true;
            pattern.each_alive(|x, y, state| inside &= x < pattern.width && y < pattern.height && state > 0);
            prop_assert!(inside);
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn any_bytes_are_read_or_refused(start in prop::sample::select(vec!["", "#Life 1.05\n", "#Life 1.06\n", "!\n", "[M2]\n", "x = 3, y = 3\n", "\x1f"]), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            is_sound(&[start.as_bytes(), &bytes].concat())?;
        }

        #[test]
        fn damaged_files_are_read_or_refused(
            file in 0..FILES.len(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"0189-.*$!boOAp#x=, \n\r\xff".to_vec()), 0..3), 1..6),
        ) {
            let mut bytes = FILES[file].as_bytes().to_vec();
            for (at, byte, how) in damage {
                let at = at.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            is_sound(&bytes)?;
        }
    }
}
