//! Pairs to learn from: what a cell sees, and what becomes of it.

/// Pairs, those that are alike put together: for each patch of cells how often its middle came to be dead and alive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Cells in a row of a patch, and rows.
    pub side: usize,
    /// Patch after patch, each row by row: 0 or 1.
    pub cells: Vec<f32>,
    /// How often the middle was dead next.
    pub dead: Vec<f32>,
    /// How often the middle was alive next.
    pub alive: Vec<f32>,
}

impl Batch {
    /// Of patches of 0 and 1, one after the other, and what became of each. Those of 3 × 3 cells or fewer are put
    /// together, so that what they cost does not grow with their number.
    pub fn new(side: usize, patches: &[u8], next: &[u8]) -> Batch {
        let taps = side * side;
        match taps {
            ..=9 => Batch::counted(side, patches, next),
            _ => Batch {
                side,
                cells: patches.iter().map(|cell| f32::from(*cell)).collect(),
                dead: next.iter().map(|cell| f32::from(1 - cell)).collect(),
                alive: next.iter().map(|cell| f32::from(*cell)).collect(),
            },
        }
    }

    fn counted(side: usize, patches: &[u8], next: &[u8]) -> Batch {
        let taps = side * side;
        let mut counts = vec![[0_u32; 2]; 1 << taps];
        for (patch, next) in patches.chunks(taps).zip(next) {
            counts[number(patch)][usize::from(*next)] += 1;
        }
        let mut batch = Batch { side, ..Batch::default() };
        for (n, [dead, alive]) in counts.iter().enumerate().filter(|(_, [dead, alive])| dead + alive > 0) {
            batch.cells.extend((0..taps).map(|tap| (n >> tap & 1) as f32));
            batch.dead.push(*dead as f32);
            batch.alive.push(*alive as f32);
        }
        batch
    }

    /// How many different patches there are.
    pub fn len(&self) -> usize {
        self.dead.len()
    }

    /// Whether there is nothing to learn.
    pub fn is_empty(&self) -> bool {
        self.dead.is_empty()
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> f32 {
        self.dead.iter().chain(&self.alive).fold(0.0, |sum, n| sum + n)
    }
}

/// The number of a patch: bit i is its cell i, row by row.
pub(crate) fn number(patch: &[u8]) -> usize {
    patch.iter().enumerate().fold(0, |n, (tap, cell)| n | usize::from(*cell) << tap)
}

/// All patches of a side, by their number.
pub(crate) fn all(side: usize) -> Vec<u8> {
    let taps = side * side;
    (0..1usize << taps).flat_map(|n| (0..taps).map(move |tap| (n >> tap & 1) as u8)).collect()
}
