//! Living cells that belong together.
//!
//! Cells of which a neighbour of one is a neighbour of the other, no further than two apart in row and column, may act on
//! each other at once: they are of one island. Rows are read once, from above, and an island is handed out when no row to
//! come can add to it, so that a whole lattice takes no more memory than a few rows and what is open of islands, of which
//! only small ones are kept cell by cell. On a torus those that touch the first rows wait for the last.

use std::collections::VecDeque;

/// How far apart cells of one island may be.
const REACH: i64 = 2;
/// Cells of which an island is kept, and the longest side of its box; of larger ones only their number is known.
pub(crate) const MOST_CELLS: usize = 500;
pub(crate) const MOST_SIDE: u64 = 100;
/// So many nodes cost nothing: they are not looked through for those that nobody needs.
const FEW: usize = 64;

/// Living cells that belong together; their places go on beyond the edges of a torus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Island {
    /// How many.
    pub count: u64,
    /// Where they are, if they are not too many, or too far from each other.
    pub cells: Vec<(i64, i64)>,
    /// The corners of their box.
    pub low: (i64, i64),
    pub high: (i64, i64),
    /// Whether they reach around the torus and meet themselves.
    pub around: bool,
    pub(super) pinned: bool,
}

impl Island {
    /// Cells of a row.
    fn of(first: i64, last: i64, y: i64, pinned: bool) -> Self {
        let count = (last - first + 1) as u64;
        let mut island = Island { count, low: (first, y), high: (last, y), pinned, ..Island::default() };
        if !island.is_large() {
            island.cells = (first..=last).map(|x| (x, y)).collect();
        }
        island
    }

    fn is_large(&self) -> bool {
        let (width, height) = self.size();
        self.count as usize > MOST_CELLS || width.max(height) > MOST_SIDE
    }

    /// Width and height of their box.
    pub fn size(&self) -> (u64, u64) {
        ((self.high.0 - self.low.0 + 1) as u64, (self.high.1 - self.low.1 + 1) as u64)
    }

    fn absorb(&mut self, other: Island, (dx, dy): (i64, i64)) {
        let shifted = |(x, y): (i64, i64)| (x + dx, y + dy);
        let (low, high) = (shifted(other.low), shifted(other.high));
        self.low = (self.low.0.min(low.0), self.low.1.min(low.1));
        self.high = (self.high.0.max(high.0), self.high.1.max(high.1));
        self.count += other.count;
        if self.is_large() {
            self.cells = vec![];
        } else {
            self.cells.extend(other.cells.into_iter().map(shifted));
        }
        self.around |= other.around;
        self.pinned |= other.pinned;
    }
}

/// Living cells side by side.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: i64,
    last: i64,
    node: usize,
}

/// A run among those that it belongs to: each node points to another, the last holds the island.
struct Node {
    to: usize,
    /// How often around the torus its cells are to be moved to those of the node that it points to.
    turns: (i64, i64),
    island: Option<Island>,
}

/// Finds islands as rows come in, and hands them on.
pub(crate) struct Islands<F: FnMut(Island)> {
    size: (i64, i64),
    torus: bool,
    nodes: Vec<Node>,
    /// Nodes that nobody needs.
    free: Vec<usize>,
    /// How many were needed when they were last looked through.
    needed: usize,
    /// The last rows that further ones can touch.
    before: VecDeque<(i64, Vec<Run>)>,
    /// The first rows of a torus.
    top: Vec<(i64, Vec<Run>)>,
    done: F,
}

impl<F: FnMut(Island)> Islands<F> {
    /// No row yet of a lattice of some width and height.
    pub fn new((width, height): (usize, usize), torus: bool, done: F) -> Self {
        let size = (width as i64, height as i64);
        let (before, top) = (VecDeque::new(), vec![]);
        Islands { size, torus, nodes: vec![], free: vec![], needed: 0, before, top, done }
    }

    /// Row `y` of states, below the others.
    pub fn add(&mut self, y: usize, row: &[u8]) {
        let y = y as i64;
        if self.before.front().is_some_and(|(above, _)| above + REACH < y)
            && let Some((_, runs)) = self.before.pop_front()
        {
            self.leave(&runs, y);
        }
        if self.nodes.len() - self.free.len() > 2 * self.needed + FEW {
            self.sweep();
        }
        let runs = self.runs(y, row);
        self.link_row(&runs);
        let before = std::mem::take(&mut self.before);
        before.iter().for_each(|(_, above)| self.link(&runs, above, 0));
        self.before = before;
        if self.torus && y < REACH {
            self.top.push((y, runs.clone()));
        }
        self.before.push_back((y, runs));
    }

    /// No further row comes.
    pub fn finish(mut self) {
        let (before, top) = (std::mem::take(&mut self.before), std::mem::take(&mut self.top));
        for ((low, below), (high, above)) in
            before.iter().flat_map(|low| top.iter().map(move |high| (low, high)))
        {
            if high + self.size.1 - low <= REACH {
                self.link(below, above, 1);
            }
        }
        (0..self.nodes.len()).for_each(|root| self.close(root));
    }

    /// The runs of a row, each an island of its own.
    fn runs(&mut self, y: i64, row: &[u8]) -> Vec<Run> {
        let (mut runs, mut x) = (vec![], 0);
        while let Some(start) = row[x..].iter().position(|cell| *cell != 0) {
            let length = row[x + start..].iter().take_while(|cell| **cell != 0).count();
            let (first, last) = ((x + start) as i64, (x + start + length - 1) as i64);
            let node = self.free.pop().unwrap_or(self.nodes.len());
            let island = Some(Island::of(first, last, y, self.torus && y < REACH));
            let own = Node { to: node, turns: (0, 0), island };
            match self.nodes.get_mut(node) {
                Some(free) => *free = own,
                None => self.nodes.push(own),
            }
            runs.push(Run { first, last, node });
            x += start + length;
        }
        runs
    }

    /// Joins runs of one row.
    fn link_row(&mut self, runs: &[Run]) {
        for pair in runs.windows(2).filter(|pair| pair[1].first - pair[0].last <= REACH) {
            self.join(pair[0].node, pair[1].node, (0, 0));
        }
        if let (true, Some(first), Some(last)) = (self.torus, runs.first(), runs.last())
            && first.first + self.size.0 - last.last <= REACH
        {
            self.join(last.node, first.node, (1, 0));
        }
    }

    /// Joins the runs of two rows that are no further apart than they may be; the other is seen so many times around.
    fn link(&mut self, runs: &[Run], others: &[Run], around: i64) {
        let mut from = 0;
        for run in runs {
            from += others[from..].iter().take_while(|other| other.last + REACH < run.first).count();
            for other in others[from..].iter().take_while(|other| other.first <= run.last + REACH) {
                self.join(run.node, other.node, (0, around));
            }
        }
        if !self.torus {
            return;
        }
        let width = self.size.0;
        for run in runs.iter().take_while(|run| run.first < REACH) {
            for other in others.iter().rev().take_while(|other| other.last - width + REACH >= run.first) {
                self.join(run.node, other.node, (-1, around));
            }
        }
        for run in runs.iter().rev().take_while(|run| run.last + REACH >= width) {
            for other in others.iter().take_while(|other| other.first + width <= run.last + REACH) {
                self.join(run.node, other.node, (1, around));
            }
        }
    }

    /// The node that holds a node's island, and how its cells lie to it.
    fn root(&mut self, node: usize) -> (usize, (i64, i64)) {
        let Node { to, turns, .. } = self.nodes[node];
        if to == node {
            return (node, (0, 0));
        }
        let (root, further) = self.root(to);
        let turns = (turns.0 + further.0, turns.1 + further.1);
        (self.nodes[node].to, self.nodes[node].turns) = (root, turns);
        (root, turns)
    }

    /// Two nodes are of one island, the second seen so many times around the torus.
    fn join(&mut self, a: usize, b: usize, turns: (i64, i64)) {
        let ((root_a, of_a), (root_b, of_b)) = (self.root(a), self.root(b));
        let by = (of_a.0 + turns.0 - of_b.0, of_a.1 + turns.1 - of_b.1);
        if root_a == root_b {
            if let Some(island) = &mut self.nodes[root_a].island {
                island.around |= by != (0, 0);
            }
            return;
        }
        let cells = |root: usize| self.nodes[root].island.as_ref().map_or(0, |island| island.count);
        match cells(root_a) < cells(root_b) {
            true => self.point(root_a, root_b, (-by.0, -by.1)),
            false => self.point(root_b, root_a, by),
        }
    }

    /// The smaller island becomes part of the larger.
    fn point(&mut self, from: usize, to: usize, turns: (i64, i64)) {
        (self.nodes[from].to, self.nodes[from].turns) = (to, turns);
        if let Some(part) = self.nodes[from].island.take()
            && let Some(island) = &mut self.nodes[to].island
        {
            island.absorb(part, (turns.0 * self.size.0, turns.1 * self.size.1));
        }
    }

    /// Closes the islands of a row that no row from `y` on can touch.
    fn leave(&mut self, runs: &[Run], y: i64) {
        let mut roots: Vec<_> = runs.iter().map(|run| self.root(run.node).0).collect();
        roots.sort_unstable();
        roots.dedup();
        for root in roots {
            let island = self.nodes[root].island.as_ref();
            if island.is_some_and(|island| !island.pinned && island.high.1 + REACH < y) {
                self.close(root);
            }
        }
    }

    /// Frees all nodes but those of runs that can still be touched, and those that hold islands.
    fn sweep(&mut self) {
        let rows = self.before.iter().chain(&self.top);
        let open: Vec<_> = rows.flat_map(|(_, runs)| runs.iter().map(|run| run.node)).collect();
        let mut needed: Vec<_> = self.nodes.iter().map(|node| node.island.is_some()).collect();
        for node in open {
            // It points to the holder of its island now, so that no node between them is needed.
            self.root(node);
            needed[node] = true;
        }
        self.free = (0..needed.len()).filter(|node| !needed[*node]).collect();
        self.needed = needed.len() - self.free.len();
    }

    fn close(&mut self, root: usize) {
        if let Some(island) = self.nodes[root].island.take() {
            (self.done)(Island { pinned: false, ..island });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// A key, whether it goes around, and sorted cells from their corner.
    type Found = (u64, bool, Vec<(i64, i64)>);

    /// From each cell to those around it, again and again: sorted cells from their corner, and whether they go around.
    fn slow(width: i64, cells: &[u8], torus: bool) -> Vec<Found> {
        let height = cells.len() as i64 / width;
        let mut seen: HashMap<(i64, i64), (i64, i64)> = HashMap::new();
        let mut islands = vec![];
        for at in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let place = |(x, y): (i64, i64)| (x.rem_euclid(width), y.rem_euclid(height));
            let alive = |at: (i64, i64)| {
                let (x, y) = place(at);
                (torus || (x, y) == at) && cells[(y * width + x) as usize] != 0
            };
            if !alive(at) || seen.contains_key(&at) {
                continue;
            }
            seen.insert(at, at);
            let (mut found, mut next, mut around) = (vec![at], 0, false);
            while next < found.len() {
                let (x, y) = found[next];
                next += 1;
                for near in
                    (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (x + dx, y + dy))).filter(|at| alive(*at))
                {
                    let before = *seen.entry(place(near)).or_insert_with(|| {
                        found.push(near);
                        near
                    });
                    around |= before != near;
                }
            }
            islands.push(told(found.len() as u64, around, found));
        }
        islands.sort();
        islands
    }

    fn told(count: u64, around: bool, mut cells: Vec<(i64, i64)>) -> (u64, bool, Vec<(i64, i64)>) {
        if around || cells.is_empty() {
            return (count, around, vec![]); // from where it is seen is nobody's business
        }
        let low = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).min().unwrap();
        let high = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).max().unwrap();
        let (x0, y0) = (low(|cell| cell.0), low(|cell| cell.1));
        let side = (high(|cell| cell.0) - x0).max(high(|cell| cell.1) - y0) as u64 + 1;
        if count as usize > MOST_CELLS || side > MOST_SIDE {
            return (count, around, vec![]);
        }
        cells.iter_mut().for_each(|cell| *cell = (cell.0 - x0, cell.1 - y0));
        cells.sort();
        (count, around, cells)
    }

    fn mixed(n: u64, seed: u64) -> u64 {
        let n = (n ^ seed).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (n ^ n >> 29).wrapping_mul(0x94d0_49bb_1331_11eb) >> 40
    }

    #[test]
    fn one_island_that_goes_on_and_on_takes_a_few_rows() {
        let (mut found, width) = (0, 200);
        let mut islands = Islands::new((width, 5000), true, |island| found += island.count);
        let (mut alive, mut most) = (0, 0);
        for y in 0..5000 {
            let row: Vec<u8> =
                (0..width).map(|x| u8::from(mixed((y * width + x) as u64, 5).is_multiple_of(3))).collect();
            alive += row.iter().map(|cell| u64::from(*cell)).sum::<u64>();
            islands.add(y, &row);
            most = most.max(islands.nodes.len());
        }
        let kept = islands.nodes.iter().filter_map(|node| node.island.as_ref());
        assert!(kept.clone().any(|island| island.count > 300_000 && island.cells.is_empty()));
        assert!(most < 20 * width, "{most}");
        islands.finish();
        assert_eq!(found, alive);
    }

    #[test]
    fn what_reaches_far_is_not_kept_cell_by_cell() {
        let mut found = vec![];
        let mut islands =
            Islands::new((3, 300), false, |island| found.push((island.count, island.cells.len())));
        (0..300).for_each(|y| islands.add(y, &[u8::from(y % 2 == 0 && y < 200), 0, 0]));
        islands.finish();
        assert_eq!(found, [(100, 0)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn islands_are_those_of_a_walk(
            (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..40, 1usize..40), (1usize..12, 90usize..300)],
            (density, seed, torus) in (1u64..7, any::<u64>(), any::<bool>()),
        ) {
            let cells: Vec<u8> = (0..(width * height) as u64).map(|n| u8::from(mixed(n, seed) % 20 < density)).collect();
            let mut found = vec![];
            let mut islands = Islands::new((width, height), torus, |island| {
                let (w, h) = island.size();
                assert!(island.around || island.is_large() || !island.cells.is_empty());
                assert!(island.around || island.cells.iter().all(|(x, y)| *x - island.low.0 < w as i64 && *y - island.low.1 < h as i64));
                found.push(told(island.count, island.around, island.cells));
            });
            cells.chunks(width).enumerate().for_each(|(y, row)| islands.add(y, row));
            islands.finish();
            found.sort();
            prop_assert_eq!(found, slow(width as i64, &cells, torus));
        }
    }
}
