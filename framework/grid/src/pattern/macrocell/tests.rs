//! Files of squares, right and wrong.

use super::*;
use proptest::prelude::*;
use std::fmt::Write;

fn alive(pattern: &Pattern) -> Vec<(usize, usize, u8)> {
    let mut found = vec![];
    pattern.each_alive(|x, y, state| found.push((x, y, state)));
    found.sort();
    found
}

#[test]
fn two_states() {
    let text = "[M2] (golly 2.0)\r\n#R B36/S23\r\n#G 5\r\n.*$..*$***$\r\n4 0 1 0 0\r\n5 0 0 0 2\n";
    let pattern = read(text).unwrap();
    assert_eq!((pattern.width, pattern.height), (3, 3));
    assert_eq!(pattern.cells(), [0, 1, 0, 0, 0, 1, 1, 1, 1]);
    assert_eq!((pattern.rule.as_deref(), pattern.beyond(2)), (Some("B36/S23"), None));
}

#[test]
fn many_states() {
    let pattern = read("[M2] (golly 2.0)\n#R WireWorld\n1 0 3 255 0\n2 1 0 0 1\n").unwrap();
    assert_eq!(alive(&pattern), [(0, 1, 255), (1, 0, 3), (2, 3, 255), (3, 2, 3)]);
    assert_eq!((pattern.beyond(4), pattern.beyond(256)), (Some((0, 1, 255)), None));
    assert_eq!((pattern.width, pattern.height), (4, 4));
}

#[test]
fn empty_squares_are_nothing() {
    for text in ["[M2]\n$$$$\n4 1 1 1 1\n5 2 0 0 2\n", "[M2]\n\n1 0 0 0 0\n"] {
        let pattern = read(text).unwrap();
        assert_eq!((pattern.width, pattern.height, alive(&pattern)), (0, 0, vec![]), "{text}");
    }
}

/// Each line doubles what the line before it described.
fn doubled(levels: u32, parts: impl Fn(u32) -> String) -> String {
    (4..=levels).fold("[M2]\n*$\n".into(), |mut text, level| {
        let _ = writeln!(text, "{level} {}", parts(level - 3));
        text
    })
}

#[test]
fn a_hundred_lines_may_describe_more_than_any_memory() {
    let full = doubled(100, |n| format!("{n} {n} {n} {n}"));
    let error = read(&full).unwrap_err();
    assert!(
        error.message.contains("1267650600228229401496703205369 × 1267650600228229401496703205369"),
        "{error}"
    );
    assert_eq!(error.line, 99);
    // Much emptiness around little, and many empty squares, cost nothing.
    let far = read(&doubled(120, |n| format!("0 0 0 {n}"))).unwrap();
    assert_eq!((far.width, far.height, alive(&far)), (1, 1, vec![(0, 0, 1)]));
    let empty = doubled(120, |n| format!("{n} {n} {n} {n}")).replace('*', ".");
    assert_eq!(alive(&read(&empty).unwrap()), []);
}

#[test]
fn a_line_of_two_bytes_takes_no_more_than_a_square() {
    let pattern = read(&format!("[M2]\n{}*\n", "$\n".repeat(100_000))).unwrap();
    let Living::Tree(tree) = &pattern.living else { panic!() };
    assert!(tree.memory() <= 24 * 100_001, "{}", tree.memory());
    let mut builder = tree::Builder::of_at_most(2);
    assert!(builder.rows([1; 8]).is_ok() && builder.states([1; 4]).is_ok());
    assert_eq!(builder.square(4, [1, 0, 0, 0]).unwrap_err(), "a pattern has at most 2 squares");
}

#[test]
fn errors_say_where() {
    let cases = [
        ("[M2]\n.*x$", 2, 3, "`x` is neither"),
        ("[M2]\n.........$", 2, 9, "eight rows of eight"),
        ("[M2]\n$$$$$$$$*", 2, 9, "eight rows of eight"),
        ("[M2]\n*\n4 1 0 0", 3, 8, "four squares"),
        ("[M2]\n*\n4 1 0 0 0 1", 3, 11, "`1` is a fifth"),
        ("[M2]\n*\n4 1 2 0 0", 3, 5, "2 is no earlier square: squares so far: 1"),
        ("[M2]\n*\n4 1 -1 0 0", 3, 5, "`-1` is no number"),
        ("[M2]\n*\n5 1 0 0 0", 3, 3, "is of level 3, and a quarter of level 5 is of level 4"),
        ("[M2]\n1 0 256 0 0", 2, 5, "256 is above 255"),
        ("[M2]\n0 0 0 0 0", 2, 1, "a level is 1 to 120"),
        ("[M2]\n#C x\n121 0 0 0 0", 3, 1, "a level is 1 to 120"),
        ("[M2]\nbo$!", 2, 1, "`bo$!` is no number"),
    ];
    for (text, line, column, message) in cases {
        let error = read(text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

/// The slow and obvious writer: every square on its own, cells by their states.
fn written(
    state: &dyn Fn(usize, usize) -> u8,
    level: u32,
    (x, y): (usize, usize),
    text: &mut Vec<String>,
) -> usize {
    let half = 1 << (level - 1);
    let corners = [(x, y), (x + half, y), (x, y + half), (x + half, y + half)];
    let parts = corners.map(|(x, y)| match level {
        1 => state(x, y).into(),
        _ => written(state, level - 1, (x, y), text),
    });
    text.push(format!("{level} {} {} {} {}", parts[0], parts[1], parts[2], parts[3]));
    text.len()
}

proptest! {
    #[test]
    fn squares_are_the_cells_that_they_were_made_of(cells in prop::collection::vec(prop_oneof![5 => Just(0u8), 1 => any::<u8>()], 256)) {
        let mut lines = vec![];
        written(&|x, y| cells[16 * y + x], 4, (0, 0), &mut lines);
        let pattern = read(&format!("[M2] (golly 4.0)\n{}\n", lines.join("\n"))).unwrap();
        let places = || (0..256).filter(|n| cells[*n] != 0).map(|n| (n % 16, n / 16));
        let (left, top) = (places().map(|at| at.0).min().unwrap_or(0), places().map(|at| at.1).min().unwrap_or(0));
        let mut found: Vec<_> = alive(&pattern).into_iter().map(|(x, y, state)| (y + top, x + left, state)).collect();
        found.sort();
        prop_assert_eq!(found, places().map(|(x, y)| (y, x, cells[16 * y + x])).collect::<Vec<_>>());
        let most = cells.iter().copied().max().unwrap_or(0);
        prop_assert_eq!(pattern.beyond(usize::from(most) + 1), None);
        if let Some((x, y, state)) = pattern.beyond(usize::from(most)) {
            prop_assert_eq!((pattern.cells()[y * pattern.width + x], state), (most, most));
        }
    }

    #[test]
    fn nothing_that_is_written_panics(text in "(([0-9]{1,3} ){4,5}[0-4]?\n|[.*$]{0,30}\n|[1-9] [0-3] [0-3] [0-3] [0-3]\n|[*1 .x-]{0,4}\n){0,12}") {
        if let Ok(pattern) = read(&format!("[M2]\n{text}")) {
            prop_assert!(pattern.beyond(256).is_none());
            if pattern.width * pattern.height < 1 << 20 {
                prop_assert!(alive(&pattern).iter().all(|(x, y, _)| *x < pattern.width && *y < pattern.height));
            }
        }
    }
}
