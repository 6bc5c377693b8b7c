//! Cells anywhere on a plane, for formats that say where each is.

use super::{Living, Pattern, Run, Runs};

/// The farthest from the middle that a cell may be, so that every box fits 32 bits.
pub(super) const FARTHEST: i64 = (1 << 31) - 1;

/// Living cells of two states, until it is known where their box begins.
#[derive(Default)]
pub(super) struct Plane {
    /// Counted from the farthest place to the left and up.
    runs: Runs,
    columns: Extent,
    rows: Extent,
}

impl Plane {
    /// Puts a living cell there.
    ///
    /// # Errors
    /// When the place is too far away.
    pub fn put(&mut self, x: i64, y: i64) -> Result<(), String> {
        let place = |at: i64| at.checked_add(FARTHEST).filter(|at| (0..=2 * FARTHEST).contains(at));
        let (Some(column), Some(row)) = (place(x), place(y)) else {
            return Err(format!("the cell at ({x}, {y}) is farther than 2³¹ - 1 from the middle"));
        };
        let (x, y) = (column as u32, row as u32);
        self.columns.reach(x);
        self.rows.reach(y);
        self.runs.put(Run { x, y, length: 1, state: 1 });
        Ok(())
    }

    /// The box of what lives.
    pub fn boxed(self, rule: Option<String>) -> Pattern {
        let ((left, width), (top, height)) = (self.columns.span(), self.rows.span());
        let living = Living::Runs(self.runs.seen_from((left, top)));
        Pattern { rule, ..Pattern::new(width, height, living) }
    }
}

/// The least and the greatest of some places, if there are any.
#[derive(Default)]
struct Extent(Option<(u32, u32)>);

impl Extent {
    fn reach(&mut self, at: u32) {
        let (least, greatest) = self.0.unwrap_or((at, at));
        self.0 = Some((least.min(at), greatest.max(at)));
    }

    /// The least, and how many there are up to the greatest.
    fn span(&self) -> (u32, usize) {
        self.0.map_or((0, 0), |(least, greatest)| (least, (greatest - least) as usize + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_is_that_of_what_lives() {
        let mut plane = Plane::default();
        plane.put(-FARTHEST, 5).unwrap();
        plane.put(FARTHEST, 7).unwrap();
        assert!(plane.put(FARTHEST + 1, 0).is_err());
        assert!(plane.put(0, i64::MIN).is_err());
        let pattern = plane.boxed(None);
        assert_eq!((pattern.width, pattern.height), ((1 << 32) - 1, 3));
        let mut places = vec![];
        pattern.each_alive(|x, y, _| places.push((x, y)));
        assert_eq!(places, [(0, 0), ((1 << 32) - 2, 2)]);
        let empty = Plane::default().boxed(None);
        assert_eq!((empty.width, empty.height), (0, 0));
    }
}
