//! A lattice cut into blocks, and how full they are.

use std::ops::Range;

/// The part of `parts` in which place `n` of `whole` lies, if the parts are as even as can be.
fn part(n: usize, whole: usize, parts: usize) -> usize {
    n * parts / whole
}

/// The first place of a part: the least `n` that [`part`] puts there.
fn start(of: usize, whole: usize, parts: usize) -> usize {
    (of * whole).div_ceil(parts)
}

/// Living cells in blocks, counted row by row.
pub(crate) struct Blocks {
    size: (usize, usize),
    blocks: (usize, usize),
    counts: Vec<u64>,
}

impl Blocks {
    /// No cell yet of a lattice of some width and height, cut into so many blocks across and down.
    pub fn new(size: (usize, usize), blocks: (usize, usize)) -> Self {
        Blocks { size, blocks, counts: vec![0; blocks.0 * blocks.1] }
    }

    /// Counts a row: bits of its living cells, 64 in a word.
    pub fn add(&mut self, y: usize, alive: &[u64]) {
        let ((width, height), (nx, ny)) = (self.size, self.blocks);
        let counts = &mut self.counts[part(y, height, ny) * nx..][..nx];
        for (of, count) in counts.iter_mut().enumerate() {
            *count += ones(alive, start(of, width, nx)..start(of + 1, width, nx));
        }
    }

    /// The share of living cells in each block, row by row.
    pub fn shares(&self) -> Vec<f32> {
        let ((width, height), (nx, ny)) = (self.size, self.blocks);
        let side = |of, whole, parts| start(of + 1, whole, parts) - start(of, whole, parts);
        let cells = |n: usize| (side(n % nx, width, nx) * side(n / nx, height, ny)) as f64;
        self.counts.iter().enumerate().map(|(n, count)| (*count as f64 / cells(n)) as f32).collect()
    }
}

/// How many bits of a range are set.
fn ones(words: &[u64], range: Range<usize>) -> u64 {
    let (first, last) = (range.start / 64, range.end.div_ceil(64));
    let mut count = 0;
    for (word, n) in words[first..last].iter().zip(first..) {
        let from = range.start.saturating_sub(64 * n);
        let beyond = (64 * (n + 1)).saturating_sub(range.end);
        count += u64::from((word >> from << from << beyond).count_ones());
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_are_those_of_a_plain_loop(
            (width, height, seed) in (1usize..300, 1usize..40, any::<u64>()),
            (nx, ny) in (1usize..20, 1usize..20),
        ) {
            let (nx, ny) = (nx.min(width), ny.min(height));
            let cell = |x: usize, y: usize| (seed.rotate_left((x * 7 + y * 13) as u32) % 3) as u8;
            let mut blocks = Blocks::new((width, height), (nx, ny));
            for y in 0..height {
                let mut words = vec![0; width.div_ceil(64)];
                (0..width).filter(|x| cell(*x, y) != 0).for_each(|x| words[x / 64] |= 1 << (x % 64));
                blocks.add(y, &words);
            }
            let (mut alive, mut all) = (vec![0u32; nx * ny], vec![0u32; nx * ny]);
            for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
                let n = (y * ny / height) * nx + x * nx / width;
                (alive[n], all[n]) = (alive[n] + u32::from(cell(x, y) != 0), all[n] + 1);
            }
            let shares: Vec<_> = alive.iter().zip(&all).map(|(a, n)| (f64::from(*a) / f64::from(*n)) as f32).collect();
            prop_assert_eq!(blocks.shares(), shares);
            let even = |side: usize, parts: usize| {
                (0..parts).all(|of| (side / parts..=side.div_ceil(parts)).contains(&(start(of + 1, side, parts) - start(of, side, parts))))
            };
            prop_assert!(even(width, nx) && even(height, ny));
        }
    }
}
