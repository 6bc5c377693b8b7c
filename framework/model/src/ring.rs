//! The few rows of a layer that the next one still needs.

/// Rows that come one after the other, of which the last few are kept.
pub(crate) struct Ring<T> {
    rows: Vec<T>,
    length: usize,
    kept: usize,
    come: usize,
}

impl<T: Copy + Default> Ring<T> {
    /// Without rows; `kept` of `length` numbers each are kept, both at least 1.
    pub fn new(kept: usize, length: usize) -> Self {
        Ring { rows: vec![T::default(); kept * length], length, kept, come: 0 }
    }

    /// The place of the next row, in which the oldest was. It counts as come.
    pub fn next(&mut self) -> &mut [T] {
        let at = self.come % self.kept * self.length;
        self.come += 1;
        &mut self.rows[at..][..self.length]
    }

    /// Whether as many rows have come as are kept.
    pub fn is_full(&self) -> bool {
        self.come >= self.kept
    }

    /// The rows that are kept, the oldest first, in the first places; the others are empty.
    pub fn rows<const MOST: usize>(&self) -> [&[T]; MOST] {
        let mut rows: [&[T]; MOST] = [&[]; MOST];
        for (age, row) in rows.iter_mut().take(self.kept).enumerate() {
            let at = (self.come + age) % self.kept * self.length;
            *row = &self.rows[at..][..self.length];
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rows_are_kept_in_order() {
        let mut ring = Ring::new(3, 2);
        for n in 1..=5 {
            assert_eq!(ring.is_full(), n > 3);
            ring.next().fill(n);
        }
        assert_eq!(ring.rows::<4>(), [&[3, 3][..], &[4, 4], &[5, 5], &[]]);
    }
}
