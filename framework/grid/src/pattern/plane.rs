//! Cells anywhere on a plane, for formats that say where each is.

use super::{Living, Pattern, Run};

/// The farthest from the middle that a cell may be, so that every box fits 32 bits.
pub(super) const FARTHEST: i64 = (1 << 31) - 1;

/// Living cells of two states, until it is known where their box begins.
#[derive(Default)]
pub(super) struct Plane {
    cells: Vec<(i32, i32)>,
}

impl Plane {
    /// Puts a living cell there.
    ///
    /// # Errors
    /// When the place is too far away.
    pub fn put(&mut self, x: i64, y: i64) -> Result<(), String> {
        let near = |at: i64| i32::try_from(at).ok().filter(|_| at.abs() <= FARTHEST);
        match (near(x), near(y)) {
            (Some(x), Some(y)) => self.cells.push((x, y)),
            _ => return Err(format!("the cell at ({x}, {y}) is farther than 2³¹ - 1 from the middle")),
        }
        Ok(())
    }

    /// The box of what lives.
    pub fn boxed(self, rule: Option<String>) -> Pattern {
        let (left, width) = extent(self.cells.iter().map(|cell| cell.0));
        let (top, height) = extent(self.cells.iter().map(|cell| cell.1));
        let place = |at: i32, first: i64| (i64::from(at) - first) as u32;
        let run = |&(x, y): &(i32, i32)| Run { x: place(x, left), y: place(y, top), length: 1, state: 1 };
        let runs = Living::Runs(self.cells.iter().map(run).collect());
        Pattern { rule, corner: (left, top), ..Pattern::new(width, height, runs) }
    }
}

/// The least, and how many there are up to the greatest.
fn extent(numbers: impl Iterator<Item = i32> + Clone) -> (i64, usize) {
    match (numbers.clone().min(), numbers.max()) {
        (Some(least), Some(greatest)) => {
            (least.into(), (i64::from(greatest) - i64::from(least)) as usize + 1)
        }
        _ => (0, 0),
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
        assert_eq!((pattern.width, pattern.height, pattern.corner), ((1 << 32) - 1, 3, (-FARTHEST, 5)));
        let empty = Plane::default().boxed(None);
        assert_eq!((empty.width, empty.height), (0, 0));
    }
}
