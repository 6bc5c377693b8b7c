//! Life-like rules in text: B/S notation, the older S/B, and names.

use quincunx_sdk::form::OuterTotalistic;
use quincunx_sdk::spelling::nearest;
use std::ops::Range;
use std::sync::LazyLock;

pub mod suffix;

/// A rule with a name of its own.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// As people write it.
    pub name: &'static str,
    /// In B/S notation.
    pub rule: &'static str,
    /// What it is known for.
    pub about: &'static str,
}

const fn named(name: &'static str, rule: &'static str, about: &'static str) -> Named {
    Named { name, rule, about }
}

/// The rules that may be written by name; case, blanks and hyphens do not count.
pub const NAMED: &[Named] = &[
    named("Life", "B3/S23", "Conway's Game of Life"),
    named("HighLife", "B36/S23", "Life with a replicator"),
    named("Day & Night", "B3678/S34678", "dead and living cells are alike"),
    named("Seeds", "B2/S", "nothing survives, and most patterns explode"),
    named("Live Free or Die", "B2/S0", "only cells without neighbours survive"),
    named("Life without Death", "B3/S012345678", "living cells stay, and ladders grow"),
    named("Flock", "B3/S12", "a chaotic rule that settles fast"),
    named("Mazectric", "B3/S1234", "mazes with long straight corridors"),
    named("Maze", "B3/S12345", "mazes"),
    named("Coral", "B3/S45678", "slow growth of porous walls"),
    named("34 Life", "B34/S34", "the first rule with many oscillators that was studied beside Life"),
    named("Assimilation", "B345/S4567", "stable diamonds"),
    named("Long Life", "B345/S5", "oscillators of long periods"),
    named("Diamoeba", "B35678/S5678", "large diamonds with chaotic edges"),
    named("Amoeba", "B357/S1358", "blobs that wander"),
    named("Pseudo Life", "B357/S238", "looks like Life, and has other patterns"),
    named("Stains", "B3678/S235678", "stable blots"),
    named("2x2", "B36/S125", "simulates itself in blocks of two by two cells"),
    named("Move", "B368/S245", "Morley: slow spaceships and puffers"),
    named("Walled Cities", "B45678/S2345", "chaos inside of stable walls"),
    named("Vote", "B5678/S45678", "the majority of nine wins"),
    named("Anneal", "B4678/S35678", "majority with a twist, which smooths borders"),
    named("Replicator", "B1357/S1357", "every pattern is copied"),
    named("Fredkin", "B1357/S02468", "every pattern is copied; the middle counts too"),
    named("Gnarl", "B1/S1", "grows gnarled from a single cell"),
    named("Serviettes", "B234/S", "grows like lace"),
    named("DotLife", "B3/S023", "Life in which single cells survive"),
];

/// What their names are compared by, in the same order: a batch of many rules reads many.
static PLAIN: LazyLock<Vec<String>> = LazyLock::new(|| NAMED.iter().map(|named| plain(named.name)).collect());

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotationError {
    /// What was expected.
    pub message: String,
    /// The bytes of the text that are at fault.
    pub offset: Range<usize>,
}

fn fault<T>(offset: Range<usize>, message: impl Into<String>) -> Result<T, NotationError> {
    Err(NotationError { message: message.into(), offset })
}

/// Reads a rule in any usual spelling.
///
/// ```
/// use quincunx_grid::notation::{canonical, parse};
/// for text in ["B36/S23", "b36s23", "23/36", "S23/B36", "HighLife", "high-life"] {
///     assert_eq!(parse(text).map(canonical).as_deref(), Ok("B36/S23"));
/// }
/// assert!(parse("B39/S23").unwrap_err().message.contains("9"));
/// ```
///
/// # Errors
/// What is wrong, with its place in the text.
pub fn parse(text: &str) -> Result<OuterTotalistic, NotationError> {
    let wanted = plain(text);
    if let Some((_, named)) = PLAIN.iter().zip(NAMED).find(|(name, _)| **name == wanted) {
        return notation(named.rule);
    }
    let trimmed = text.trim();
    let start = text.find(trimmed).unwrap_or(0);
    match looks_like_notation(trimmed) {
        true => notation(trimmed).map_err(|error| NotationError {
            offset: error.offset.start + start..error.offset.end + start,
            ..error
        }),
        false => unknown_name(text, start..start + trimmed.len()),
    }
}

/// The rule as pattern files write it.
pub fn canonical(rule: OuterTotalistic) -> String {
    rule.notation()
}

/// Lower case letters and digits alone; `and` is `&`, which is nothing.
fn plain(name: &str) -> String {
    let name = name.to_lowercase().replace(" and ", "").replace("conway's", "").replace("game of", "");
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Digits, slashes and the letters B and S, with at least one sign that no name has.
fn looks_like_notation(text: &str) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let rest = text.chars().nth(1).unwrap_or('/');
    let digits_or_slash = |c: char| c.is_ascii_digit() || c == '/';
    digits_or_slash(first)
        || (matches!(first, 'B' | 'b' | 'S' | 's') && (digits_or_slash(rest) || "BbSs".contains(rest)))
}

fn unknown_name(text: &str, place: Range<usize>) -> Result<OuterTotalistic, NotationError> {
    let near = nearest(&plain(text), PLAIN.iter().map(String::as_str));
    let near = near.and_then(|near| PLAIN.iter().zip(NAMED).find(|(name, _)| *name == near));
    match near {
        Some((_, named)) => {
            fault(place, format!("no rule is named `{}`: did you mean `{}`?", text.trim(), named.name))
        }
        None => fault(place, "expected a rule like B3/S23, or a name like Life or HighLife"),
    }
}

/// `B…/S…`, `B…S…`, `S…/B…`, or digits and a slash: survival first.
fn notation(text: &str) -> Result<OuterTotalistic, NotationError> {
    if let Some(at) = text.find([':', ',']) {
        return fault(
            at..text.len(),
            "this notation is not available yet; the topology is a field of the grid",
        );
    }
    let (mut born, mut survive) = (None, None);
    let mut part = Part { of_birth: false, start: 0 };
    let lettered = text.contains(['B', 'b', 'S', 's']);
    let mut mask = 0u16;
    let mut open = !lettered;
    let mut close = |part: &Part, mask: u16, end: usize| {
        let slot = if part.of_birth { &mut born } else { &mut survive };
        match slot.replace(mask) {
            Some(_) => fault(part.start..end, "this half of the rule is given twice"),
            None => Ok(()),
        }
    };
    for (at, c) in text.char_indices() {
        match c {
            'B' | 'b' | 'S' | 's' => {
                if open {
                    close(&part, mask, at)?;
                }
                (part, mask, open) = (Part { of_birth: matches!(c, 'B' | 'b'), start: at }, 0, true);
            }
            '/' if lettered => {
                if open {
                    close(&part, mask, at)?;
                }
                open = false;
            }
            '/' if !part.of_birth => {
                close(&part, mask, at)?;
                (part, mask) = (Part { of_birth: true, start: at + 1 }, 0);
            }
            '/' => return fault(at..text.len(), "rules of more states (Generations) are not available yet"),
            '0'..='8' if open => {
                let bit = 1 << (c as u32 - '0' as u32);
                if mask & bit != 0 {
                    return fault(at..at + 1, format!("the count {c} is given twice"));
                }
                mask |= bit;
            }
            '9' => {
                return fault(
                    at..at + 1,
                    "a cell has eight neighbours, so a count goes from 0 to 8, not to 9",
                );
            }
            '0'..='8' => return fault(at..at + 1, "expected `B` or `S` before this count"),
            ' ' => {}
            _ => {
                let message = format!("`{c}` is no part of a rule like B3/S23");
                return fault(at..at + c.len_utf8(), message);
            }
        }
    }
    if open {
        close(&part, mask, text.len())?;
    }
    match (born, survive) {
        (Some(born), Some(survive)) => Ok(OuterTotalistic { born, survive }),
        (None, _) => {
            fault(0..text.len(), "births are missing: a rule is like B3/S23, or survival/birth like 23/3")
        }
        (_, None) => fault(0..text.len(), "survival is missing: a rule is like B3/S23"),
    }
}

struct Part {
    of_birth: bool,
    start: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling() {
        let life = OuterTotalistic { born: 0b1000, survive: 0b1100 };
        for text in
            ["B3/S23", "b3/s23", "B3S23", "b3s23", "S23/B3", "s23b3", "23/3", " B3/S23 ", "B3/S32", "Life"]
        {
            assert_eq!(parse(text), Ok(life), "{text}");
        }
        assert_eq!(parse("B2/S").unwrap(), OuterTotalistic { born: 4, survive: 0 });
        assert_eq!(parse("/2").unwrap(), OuterTotalistic { born: 4, survive: 0 });
        assert_eq!(parse("B/S").unwrap(), OuterTotalistic { born: 0, survive: 0 });
        assert_eq!(parse("B0/S8").unwrap(), OuterTotalistic { born: 1, survive: 256 });
        assert_eq!(parse("Day and Night"), parse("B3678/S34678"));
        assert_eq!(parse("conway's life"), Ok(life));
        assert_eq!(parse("Conway's Game of Life"), Ok(life));
    }

    #[test]
    fn canonical_reads_back() {
        for born in 0..512 {
            let rule = OuterTotalistic { born, survive: born.rotate_left(3) & 0x1ff };
            assert_eq!(parse(&canonical(rule)), Ok(rule));
        }
        for named in NAMED {
            assert_eq!(canonical(parse(named.name).unwrap()), named.rule, "{}", named.name);
            assert!(!named.about.is_empty());
        }
    }

    #[test]
    fn errors_point_into_the_text() {
        let cases = [
            ("B39/S23", "9", "eight neighbours"),
            ("B33/S23", "3", "given twice"),
            ("B3/S2x", "x", "no part"),
            ("B3/B4", "B4", "half of the rule"),
            ("B3", "B3", "survival is missing"),
            ("23", "23", "births are missing"),
            ("345/2/4", "/4", "Generations"),
            ("B3/S23:T64", ":T64", "topology"),
            (" HihgLife", "HihgLife", "did you mean `HighLife`?"),
            ("", "", "expected a rule"),
            ("S23/3", "3", "expected `B` or `S`"),
            ("B3é", "é", "no part"),
        ];
        for (text, at, message) in cases {
            let error = parse(text).unwrap_err();
            assert_eq!(&text[error.offset.clone()], at, "{text}");
            assert!(error.message.contains(message), "{text}: {}", error.message);
        }
    }
}
