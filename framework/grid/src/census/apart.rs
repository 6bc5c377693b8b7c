//! Objects that stand close, and yet each does what it would do alone.
//!
//! A. P. Goucher's searches count two blinkers beside each other as two, and so does this: the parts of a pattern that are
//! not joined are followed one by one and two by two, those that do otherwise together stay together, and what is left must
//! come back, and add up to what the whole does, over all of its period.

use super::board::Board;
use super::orbit::Alone;

type Cells = Vec<(i64, i64)>;

/// Parts that are looked at; more than so many close together are rare.
const MOST_PARTS: usize = 24;

/// The parts of a pattern that do each as if they were alone for so many generations: itself, if there are none.
pub(crate) fn apart(alone: &Alone, board: &Board, generations: usize) -> Vec<Board> {
    let parts = touching(board.living().map(|(x, y)| (x as i64, y as i64)).collect());
    let whole = || vec![board.clone()];
    if !(2..=MOST_PARTS).contains(&parts.len()) {
        return whole();
    }
    let ways: Vec<_> = parts.iter().map(|part| alone.way(part, generations)).collect();
    let mut group: Vec<usize> = (0..parts.len()).collect();
    for (a, b) in (0..parts.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let both = alone.way(&together([&parts[a], &parts[b]]), generations);
        if group[a] != group[b] && !adds_up(&both, &[&ways[a], &ways[b]]) {
            let (from, to) = (group[b], group[a]);
            group.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
        }
    }
    let of = |n: usize| parts.iter().zip(&group).filter(move |(_, of)| **of == n).map(|(part, _)| part);
    let groups = (0..parts.len()).map(|n| together(of(n))).filter(|cells| !cells.is_empty());
    let groups: Vec<Cells> = groups.collect();
    let ways: Vec<_> = groups.iter().map(|cells| alone.way(cells, generations)).collect();
    let all = alone.way(&together(&groups), generations);
    let boards: Vec<_> = groups.iter().map(|cells| Board::of(cells)).collect();
    let come_back = || boards.iter().all(|board| alone.orbit(board.clone()).is_some());
    match boards.len() > 1 && adds_up(&all, &ways.iter().collect::<Vec<_>>()) && come_back() {
        true => boards,
        false => whole(),
    }
}

/// All cells of some patterns, in order.
fn together<'a>(parts: impl IntoIterator<Item = &'a Cells>) -> Cells {
    let mut all: Cells = parts.into_iter().flatten().copied().collect();
    all.sort_unstable();
    all
}

/// Whether the generations of a whole are those of its parts, which have no cell in common.
fn adds_up(whole: &[Cells], parts: &[&Vec<Cells>]) -> bool {
    whole.iter().enumerate().all(|(n, cells)| *cells == together(parts.iter().map(|way| &way[n])))
}

/// Cells that touch each other, side by side or at a corner.
fn touching(mut cells: Cells) -> Vec<Cells> {
    let mut parts = vec![];
    while let Some(cell) = cells.pop() {
        let (mut part, mut next) = (vec![cell], 0);
        while let Some(&(x, y)) = part.get(next) {
            let near = |at: &mut (i64, i64)| (at.0 - x).abs() <= 1 && (at.1 - y).abs() <= 1;
            part.extend(cells.extract_if(.., near));
            next += 1;
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}
