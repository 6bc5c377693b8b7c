//! A quadtree whose equal squares are kept once: of a line of its file it keeps 24 bytes.

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

/// More than any pattern that people have shared, and less than what lines of two bytes may add up to.
const MOST: usize = 1 << 24;

/// A square.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Its side is 2 to this many cells.
    level: u8,
    /// The greatest state in it; 0 if it is empty.
    most: u8,
    parts: Parts,
}

#[derive(Clone, Copy, Debug)]
enum Parts {
    /// Eight rows of eight cells, the first in the lowest bit.
    Rows([u8; 8]),
    /// Two rows of two states.
    States([u8; 4]),
    /// Two rows of two squares, by their numbers; 0 is empty.
    Squares([u32; 4]),
}

impl Parts {
    /// The living cells of one that is not made of squares: columns, rows and states.
    fn living(self) -> impl Iterator<Item = (u8, u8, u8)> {
        let side = match self {
            Parts::Rows(_) => 8,
            Parts::States(_) => 2,
            Parts::Squares(_) => 0,
        };
        let state = move |n: u8| match self {
            Parts::Rows(rows) => rows[usize::from(n / 8)] >> (n % 8) & 1,
            Parts::States(states) => states[usize::from(n)],
            Parts::Squares(_) => 0,
        };
        (0..side * side).map(move |n| (n % side, n / side, state(n))).filter(|(.., state)| *state != 0)
    }
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
        for (dx, dy, state) in parts.living() {
            let at = |place: u128, d: u8, first: u128| (place + u128::from(d) - first) as usize;
            let (x, y) = (at(x, dx, self.corner.0), at(y, dy, self.corner.1));
            if part.0.contains(&x) && part.1.contains(&y) {
                visit(x, y, state);
            }
        }
        if let Parts::Squares(squares) = parts {
            for (n, square) in (0..4).zip(squares) {
                self.visit(square as usize, level - 1, quarter(level, n, (x, y)), part, visit);
            }
        }
    }

    /// A cell whose state is not among so many, found without looking twice at any square.
    pub fn beyond(&self, states: usize) -> Option<(usize, usize, u8)> {
        let wrong = |state: u8| usize::from(state) >= states;
        let (mut node, mut level, mut at) = (self.nodes.len(), self.level, (0, 0));
        loop {
            let Node { parts, .. } = self.alive(node).filter(|node| wrong(node.most))?;
            if let Parts::Squares(squares) = parts {
                let most = |square: u32| self.alive(square as usize).map_or(0, |node| node.most);
                let (n, square) = (0..4).zip(squares).find(|(_, square)| wrong(most(*square)))?;
                at = quarter(level, n, at);
                (node, level) = (square as usize, level - 1);
                continue;
            }
            let (dx, dy, state) = parts.living().find(|(.., state)| wrong(*state))?;
            let place = |at: u128, d: u8, first: u128| (at + u128::from(d) - first) as usize;
            return Some((place(at.0, dx, self.corner.0), place(at.1, dy, self.corner.1), state));
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

/// A side of a square.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    /// The two quarters at it, and the two others.
    fn quarters(self) -> ([usize; 2], [usize; 2]) {
        match self {
            Side::Left => ([0, 2], [1, 3]),
            Side::Right => ([1, 3], [0, 2]),
            Side::Top => ([0, 1], [2, 3]),
            Side::Bottom => ([2, 3], [0, 1]),
        }
    }

    /// How far a cell of a square of so many cells a side is from it.
    fn distance(self, side: u8, (x, y): (u8, u8)) -> u8 {
        match self {
            Side::Left => x,
            Side::Right => side - 1 - x,
            Side::Top => y,
            Side::Bottom => side - 1 - y,
        }
    }

    /// How far the nearest living cell of the last square is from it. All squares of a level that may have it are looked at
    /// together, so that none is looked at twice, and nothing is kept of those that cannot.
    fn margin(self, nodes: &[Node]) -> u128 {
        let (near, far) = self.quarters();
        let (mut squares, mut passed, mut least) = (vec![nodes.len() as u32], 0, u128::MAX);
        while let Some(level) =
            squares.first().and_then(|square| alive(nodes, *square as usize)).map(|node| node.level)
        {
            let those = || squares.iter().filter_map(|square| alive(nodes, *square as usize));
            let cells = those().flat_map(|node| node.parts.living());
            let nearest = cells.map(|(x, y, _)| self.distance(1 << level, (x, y))).min();
            least = least.min(nearest.map_or(u128::MAX, |nearest| passed + u128::from(nearest)));
            let at = quarters(nodes, those(), near);
            (squares, passed) = match at.is_empty() {
                true => (quarters(nodes, those(), far), passed + (1 << (level - 1))),
                false => (at, passed),
            };
        }
        least
    }
}

/// Those quarters of some squares in which something lives, each once.
fn quarters(nodes: &[Node], of: impl Iterator<Item = Node>, which: [usize; 2]) -> Vec<u32> {
    let parts = of.filter_map(|node| match node.parts {
        Parts::Squares(squares) => Some(which.map(|n| squares[n])),
        _ => None,
    });
    let mut found: Vec<_> =
        parts.flatten().filter(|square| alive(nodes, *square as usize).is_some()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A tree that grows by a square at a time, each made of earlier ones.
pub(super) struct Builder {
    nodes: Vec<Node>,
    most: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Builder::of_at_most(MOST)
    }
}

impl Builder {
    /// No square yet, of at most so many.
    pub fn of_at_most(most: usize) -> Self {
        Builder { nodes: vec![], most }
    }

    fn add(&mut self, node: Node) -> Result<(), String> {
        if self.nodes.len() >= self.most {
            return Err(format!("a pattern has at most {} squares", self.most));
        }
        self.nodes.push(node);
        Ok(())
    }

    /// Eight rows of eight cells, the first in the lowest bit.
    ///
    /// # Errors
    /// When there are too many squares; so it is for the others.
    pub fn rows(&mut self, rows: [u8; 8]) -> Result<(), String> {
        self.add(Node { level: 3, most: u8::from(rows != [0; 8]), parts: Parts::Rows(rows) })
    }

    /// Two rows of two states.
    pub fn states(&mut self, states: [u8; 4]) -> Result<(), String> {
        let most = states.into_iter().max().unwrap_or(0);
        self.add(Node { level: 1, most, parts: Parts::States(states) })
    }

    /// Whether a square can be a quarter of one of that level.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, level: u8, part: u32) -> Result<(), String> {
        let Some(n) = (part as usize).checked_sub(1) else { return Ok(()) };
        match self.nodes.get(n) {
            None => Err(format!("{part} is no earlier square: squares so far: {}", self.nodes.len())),
            Some(node) if node.level != level - 1 => Err(format!(
                "the square {part} is of level {}, and a quarter of level {level} is of level {}",
                node.level,
                level - 1
            )),
            Some(_) => Ok(()),
        }
    }

    /// Two rows of two squares that were checked.
    pub fn square(&mut self, level: u8, squares: [u32; 4]) -> Result<(), String> {
        let most = |square: u32| alive(&self.nodes, square as usize).map_or(0, |node| node.most);
        let most = squares.into_iter().map(most).max().unwrap_or(0);
        self.add(Node { level, most, parts: Parts::Squares(squares) })
    }

    /// The tree whose whole is the last square, and width and height of the box of what lives in it.
    ///
    /// # Errors
    /// When there is none, or no grid could hold the box.
    pub fn finish(self) -> Result<(Tree, (usize, usize)), String> {
        let nodes = self.nodes;
        if nodes.is_empty() {
            let none = "there is no square: expected rows, as `.*$..*$***$`, or a level and four squares";
            return Err(none.into());
        }
        let Some(Node { level, .. }) = alive(&nodes, nodes.len()) else {
            return Ok((Tree { nodes: vec![], level: 1, corner: (0, 0) }, (0, 0)));
        };
        let [left, right, top, bottom] =
            [Side::Left, Side::Right, Side::Top, Side::Bottom].map(|side| side.margin(&nodes));
        let (width, height) = ((1 << level) - left - right, (1 << level) - top - bottom);
        if width.max(height) > u32::MAX.into() {
            return Err(format!("what lives in it is {width} × {height} cells, and no grid is that large"));
        }
        let tree = Tree { nodes, level, corner: (left, top) };
        Ok((tree, (width as usize, height as usize)))
    }
}
