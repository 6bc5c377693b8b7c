//! Where the branches of a tree are drawn: a column for each depth, a row for each end.

use super::short;
use quincunx_core::section::{Branch, Stage, Tree};

/// How thick all of it is, in pixels.
const WHOLE: f64 = 36.0;
/// The least height of a row, and what it has beside its branch.
const ROW: (f64, f64) = (46.0, 30.0);
/// The width of a letter, roughly: nothing in a page can be measured before it is shown.
const LETTER: f64 = 7.4;
/// Between the columns, beside the words there.
const GAP: f64 = 60.0;
/// How long the first branch is.
const FIRST: f64 = 72.0;

/// A drawing's size, and a place for each branch.
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub places: Vec<Place>,
}

/// A branch, and what stands at its end.
#[derive(Clone, Default)]
pub(super) struct Place {
    /// Where it begins, and where it ends: the middle of its edge.
    pub begin: (f64, f64),
    pub end: (f64, f64),
    pub thickness: f64,
    /// Of what stands at its end.
    pub width: f64,
    pub height: f64,
    depth: usize,
}

impl Layout {
    /// None if it is empty, or not a tree.
    pub fn of(tree: &Tree) -> Option<Layout> {
        let branches = &tree.branches;
        let mut places = sized(branches)?;
        let bottom = rows(branches, &mut places);
        columns(branches, &mut places);
        begin(branches, &mut places);
        let reach = |(branch, place): (&Branch, &Place)| match branch.stage {
            Stage::On => place.end.0 + place.width + 8.0,
            _ => place.end.0 + place.width + 16.0 + 1.12 * letters(&[&branch.title, "> 99.99 %"]), // in bold
        };
        let width = branches.iter().zip(&places).map(reach).fold(0.0, f64::max);
        Some(Layout { width, height: bottom, places })
    }
}

/// The depth of each branch, and its sizes.
fn sized(branches: &[Branch]) -> Option<Vec<Place>> {
    let mut places: Vec<Place> = Vec::with_capacity(branches.len());
    for (n, branch) in branches.iter().enumerate() {
        let depth = match branch.from {
            None if n == 0 => 0,
            Some(from) => places.get(from)?.depth + 1,
            None => return None,
        };
        let thickness = (WHOLE * branch.share).clamp(0.0, WHOLE).max(1.0);
        let (width, height) = match branch.stage {
            Stage::On => (letters(&[&branch.kind, &branch.title]) + 18.0, (thickness + 12.0).max(42.0)),
            _ => (7.0, (thickness + 6.0).max(20.0)),
        };
        places.push(Place { thickness, width, height, depth, ..Place::default() });
    }
    (!places.is_empty()).then_some(places)
}

/// Heights: a row for each branch from which nothing goes on, and the others in the middle of those they lead to.
fn rows(branches: &[Branch], places: &mut [Place]) -> f64 {
    let mut span: Vec<Option<(f64, f64)>> = vec![None; branches.len()];
    let mut bottom = 4.0;
    // In the order in which they are met on a walk along all branches, so that none cross.
    for n in walk(branches) {
        let y = match span[n] {
            Some((first, last)) => (first + last) / 2.0,
            None => {
                let row = ROW.0.max(places[n].thickness + ROW.1);
                bottom += row;
                bottom - row / 2.0 + 4.0
            }
        };
        places[n].end.1 = y;
        if let Some(from) = branches[n].from {
            span[from] = Some((span[from].map_or(y, |(first, _)| first), y));
        }
    }
    bottom + 8.0
}

/// All branches, each behind all that come from it.
fn walk(branches: &[Branch]) -> Vec<usize> {
    let mut children = vec![vec![]; branches.len()];
    for (n, branch) in branches.iter().enumerate() {
        branch.from.into_iter().for_each(|from| children[from].push(n));
    }
    let (mut order, mut left) = (vec![], vec![0]);
    while let Some(n) = left.pop() {
        order.push(n);
        left.extend(&children[n]); // the last comes first; the whole is turned round below
    }
    order.reverse();
    order
}

/// Columns as wide as what stands in them, and gaps as wide as the words there.
fn columns(branches: &[Branch], places: &mut [Place]) {
    let deepest = places.iter().map(|place| place.depth).max().unwrap_or(0);
    let (mut boxes, mut gaps) = (vec![0.0_f64; deepest + 1], vec![0.0_f64; deepest + 1]);
    for (branch, place) in branches.iter().zip(places.iter()) {
        gaps[place.depth] = gaps[place.depth].max(letters(&[&branch.way]) + GAP);
        if branch.stage == Stage::On {
            boxes[place.depth] = boxes[place.depth].max(place.width);
        }
    }
    let mut left = vec![FIRST];
    for depth in 1..=deepest {
        left.push(left[depth - 1] + boxes[depth - 1] + gaps[depth]);
    }
    for (branch, place) in branches.iter().zip(places) {
        place.end.0 = left[place.depth];
        if branch.stage == Stage::On {
            place.width = boxes[place.depth];
        }
    }
}

/// Where branches begin: one below the other on the far side of what they come from.
fn begin(branches: &[Branch], places: &mut [Place]) {
    let part = |n: usize, places: &[Place]| if branches[n].share > 0.0 { places[n].thickness } else { 0.0 };
    let mut total = vec![0.0; branches.len()];
    for (n, branch) in branches.iter().enumerate() {
        branch.from.into_iter().for_each(|from| total[from] += part(n, places));
    }
    let mut next: Vec<f64> =
        places.iter().zip(&total).map(|(place, total)| place.end.1 - total / 2.0).collect();
    for (n, branch) in branches.iter().enumerate() {
        let Some(from) = branch.from else {
            places[n].begin = (0.0, places[n].end.1);
            continue;
        };
        let thick = part(n, places);
        places[n].begin = (places[from].end.0 + places[from].width, next[from] + thick / 2.0);
        next[from] += thick;
    }
}

/// How wide the longest of some words is.
fn letters(words: &[&str]) -> f64 {
    LETTER * words.iter().map(|word| short(word).chars().count()).max().unwrap_or(0) as f64
}
