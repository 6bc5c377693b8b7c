//! A quadtree whose equal squares are kept once, so that it takes no more memory than its file.

use crate::pattern::Part;
use std::ops::Range;

/// Squares of more than 2¹²⁰ cells a side are not read: their places would not fit 128 bits.
pub(super) const HIGHEST: u8 = 120;

/// The living cells of a macrocell file, which may be many more than fit any memory.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The level of the last node, which is the whole.
    level: u8,
    /// Where the box of what lives begins in it.
    corner: (u128, u128),
}

/// A square.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The greatest state in it; 0 if it is empty.
    most: u8,
    parts: Parts,
}

#[derive(Clone, Copy, Debug)]
enum Parts {
    /// Eight rows of eight cells, the first row in the lowest byte.
    Bits(u64),
    /// Two rows of two states.
    States([u8; 4]),
    /// Two rows of two squares, by their numbers; 0 is empty.
    Squares([u32; 4]),
}

impl Tree {
    /// Visits every living cell, by its place in the box.
    pub fn each_alive_in(&self, part: &Part, visit: &mut dyn FnMut(usize, usize, u8)) {
        self.visit(self.nodes.len(), self.level, (0, 0), part, visit);
    }

    /// Whether a square of a level and a part have a place in common.
    fn meets(&self, level: u8, (x, y): (u128, u128), (columns, rows): &Part) -> bool {
        let meets = |first: u128, corner: u128, range: &Range<usize>| {
            first < corner + range.end as u128 && first + (1 << level) > corner + range.start as u128
        };
        meets(x, self.corner.0, columns) && meets(y, self.corner.1, rows)
    }

    /// Empty squares are not entered, so this takes as long as there are living cells.
    fn visit(
        &self,
        node: usize,
        level: u8,
        (x, y): (u128, u128),
        part: &Part,
        visit: &mut dyn FnMut(usize, usize, u8),
    ) {
        let Some(Node { parts, .. }) = self.alive(node).filter(|_| self.meets(level, (x, y), part)) else {
            return;
        };
        let mut cell = |dx: u8, dy: u8, state| {
            let at = |place: u128, d: u8, first: u128| (place + u128::from(d) - first) as usize;
            let (x, y) = (at(x, dx, self.corner.0), at(y, dy, self.corner.1));
            if part.0.contains(&x) && part.1.contains(&y) {
                visit(x, y, state);
            }
        };
        match parts {
            Parts::Bits(mut bits) => {
                while bits != 0 {
                    let n = bits.trailing_zeros() as u8;
                    cell(n % 8, n / 8, 1);
                    bits &= bits - 1;
                }
            }
            Parts::States(states) => {
                let alive = (0..4).zip(states).filter(|(_, state)| *state != 0);
                alive.for_each(|(n, state)| cell(n % 2, n / 2, state));
            }
            Parts::Squares(squares) => {
                for (n, square) in (0..4).zip(squares) {
                    self.visit(square as usize, level - 1, quarter(level, n, (x, y)), part, visit);
                }
            }
        }
    }

    /// A cell whose state is not among so many, found without looking twice at any square.
    pub fn beyond(&self, states: usize) -> Option<(usize, usize, u8)> {
        let wrong = |state: u8| usize::from(state) >= states;
        let (mut node, mut level, mut at) = (self.nodes.len(), self.level, (0, 0));
        loop {
            let Node { parts, .. } = self.alive(node).filter(|node| wrong(node.most))?;
            let (n, state) = match parts {
                Parts::Bits(bits) => (bits.trailing_zeros(), 1),
                Parts::States(states) => (0..4).zip(states).find(|(_, state)| wrong(*state))?,
                Parts::Squares(squares) => {
                    let most = |square: u32| self.alive(square as usize).map_or(0, |node| node.most);
                    let (n, square) = (0..4).zip(squares).find(|(_, square)| wrong(most(*square)))?;
                    at = quarter(level, n, at);
                    (node, level) = (square as usize, level - 1);
                    continue;
                }
            };
            let side = if matches!(parts, Parts::Bits(_)) { 8 } else { 2 };
            let place = |at: u128, d: u32, first: u128| (at + u128::from(d) - first) as usize;
            return Some((place(at.0, n % side, self.corner.0), place(at.1, n / side, self.corner.1), state));
        }
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub(in crate::pattern) fn memory(&self) -> usize {
        size_of_val(&self.nodes[..])
    }

    /// A square by its number, if anything lives in it.
    fn alive(&self, number: usize) -> Option<Node> {
        alive(&self.nodes, number)
    }
}

fn alive(nodes: &[Node], number: usize) -> Option<Node> {
    number.checked_sub(1).and_then(|n| nodes.get(n)).filter(|node| node.most > 0).copied()
}

/// Where a quarter of a square begins.
fn quarter(level: u8, n: u32, (x, y): (u128, u128)) -> (u128, u128) {
    let half = 1 << (level - 1);
    (x + u128::from(n % 2) * half, y + u128::from(n / 2) * half)
}

/// Where something lives in a square: the first column and row, and the last.
#[derive(Clone, Copy)]
struct Extent {
    first: (u128, u128),
    last: (u128, u128),
}

impl Extent {
    fn cell(x: u32, y: u32) -> Self {
        let at = (x.into(), y.into());
        Extent { first: at, last: at }
    }

    fn moved(self, (x, y): (u128, u128)) -> Self {
        let moved = |at: (u128, u128)| (at.0 + x, at.1 + y);
        Extent { first: moved(self.first), last: moved(self.last) }
    }

    fn joined(self, other: Self) -> Self {
        Extent {
            first: (self.first.0.min(other.first.0), self.first.1.min(other.first.1)),
            last: (self.last.0.max(other.last.0), self.last.1.max(other.last.1)),
        }
    }
}

/// A tree, and the box of what lives in it.
pub(super) struct Boxed {
    pub tree: Tree,
    /// Width and height.
    pub size: (usize, usize),
    /// Where it begins, counted from the middle of the whole.
    pub corner: (i64, i64),
}

/// A tree that grows by a square at a time, each made of earlier ones.
#[derive(Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    /// Their levels, and where something lives in them.
    known: Vec<(u8, Option<Extent>)>,
}

impl Builder {
    /// Eight rows of eight cells.
    pub fn bits(&mut self, level: u8, bits: u64) {
        let cells = (0..64).filter(|n| bits >> n & 1 != 0).map(|n| Extent::cell(n % 8, n / 8));
        self.nodes.push(Node { most: u8::from(bits != 0), parts: Parts::Bits(bits) });
        self.known.push((level, cells.reduce(Extent::joined)));
    }

    /// Two rows of two states.
    pub fn states(&mut self, states: [u8; 4]) {
        let cells = (0..4).zip(states).filter(|(_, state)| *state != 0);
        let extent = cells.map(|(n, _)| Extent::cell(n % 2, n / 2)).reduce(Extent::joined);
        let most = states.into_iter().max().unwrap_or(0);
        self.nodes.push(Node { most, parts: Parts::States(states) });
        self.known.push((1, extent));
    }

    /// Whether a square can be a quarter of one of that level.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, level: u8, part: u32) -> Result<(), String> {
        let Some(n) = (part as usize).checked_sub(1) else { return Ok(()) };
        match self.known.get(n) {
            None => Err(format!("{part} is no earlier square: squares so far: {}", self.known.len())),
            Some((found, _)) if *found != level - 1 => Err(format!(
                "the square {part} is of level {found}, and a quarter of level {level} is of level {}",
                level - 1
            )),
            Some(_) => Ok(()),
        }
    }

    /// Two rows of two squares that were checked.
    pub fn square(&mut self, level: u8, squares: [u32; 4]) {
        let known = |square: u32| (square as usize).checked_sub(1).and_then(|n| self.known.get(n));
        let extents = (0..4).zip(squares).filter_map(|(n, square)| {
            let (_, extent) = known(square)?;
            Some(extent.as_ref()?.moved(quarter(level, n, (0, 0))))
        });
        let extent = extents.reduce(Extent::joined);
        let most = |square: u32| alive(&self.nodes, square as usize).map_or(0, |node| node.most);
        let most = squares.into_iter().map(most).max().unwrap_or(0);
        self.nodes.push(Node { most, parts: Parts::Squares(squares) });
        self.known.push((level, extent));
    }

    /// The whole is the last square.
    ///
    /// # Errors
    /// When there is none, or no grid could hold the box.
    pub fn finish(self) -> Result<Boxed, String> {
        let none = "there is no square: expected rows, as `.*$..*$***$`, or a level and four squares";
        let (level, extent) = self.known.last().copied().ok_or(none)?;
        let Some(Extent { first, last }) = extent else {
            let tree = Tree { nodes: self.nodes, level, corner: (0, 0) };
            return Ok(Boxed { tree, size: (0, 0), corner: (0, 0) });
        };
        let (width, height) = (last.0 - first.0 + 1, last.1 - first.1 + 1);
        if width.max(height) > u32::MAX.into() {
            return Err(format!("what lives in it is {width} × {height} cells, and no grid is that large"));
        }
        // Beyond 2⁶³ nobody asks where it is.
        let around = |at: u128| {
            let place = at as i128 - (1i128 << (level - 1));
            place.clamp(i64::MIN.into(), i64::MAX.into()) as i64
        };
        let tree = Tree { nodes: self.nodes, level, corner: first };
        let corner = (around(first.0), around(first.1));
        Ok(Boxed { tree, size: (width as usize, height as usize), corner })
    }
}
