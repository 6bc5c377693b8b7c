//! A line of any length as a few thousand points that look the same: every stretch keeps its smallest and largest.

/// Stretches at most, unless a line is kept within fewer; each gives up to three points.
const STRETCHES: usize = 2000;

/// A point of a line; without a value it is a gap.
pub(crate) type Point = (f64, Option<f64>);

#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    low: Option<(f64, f64)>,
    high: Option<(f64, f64)>,
    gap: Option<f64>,
}

impl Stretch {
    fn put(&mut self, x: f64, y: Option<f64>) {
        let Some(y) = y else {
            self.gap = self.gap.or(Some(x));
            return;
        };
        if self.low.is_none_or(|(_, low)| y < low) {
            self.low = Some((x, y));
        }
        if self.high.is_none_or(|(_, high)| y > high) {
            self.high = Some((x, y));
        }
    }

    fn absorb(&mut self, later: Stretch) {
        let values = [later.low, later.high].into_iter().flatten();
        values.for_each(|(x, y)| self.put(x, Some(y)));
        self.gap = self.gap.or(later.gap);
    }

    fn points(&self) -> Vec<Point> {
        let values = [self.low, self.high].into_iter().flatten().map(|(x, y)| (x, Some(y)));
        let mut points: Vec<_> = values.chain(self.gap.map(|x| (x, None))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|b, a| a.0 == b.0);
        points
    }
}

/// Takes a line point by point, in memory that does not grow with it.
#[derive(Debug)]
pub(crate) struct Line {
    stretches: Vec<Stretch>,
    /// Stretches that may be left.
    most: usize,
    /// Points that a stretch holds.
    span: usize,
    held: usize,
    /// The last value.
    pub last: Option<f64>,
    /// The smallest and the largest value.
    pub range: Option<(f64, f64)>,
}

impl Default for Line {
    fn default() -> Self {
        Line::within(STRETCHES)
    }
}

impl Line {
    /// An empty line that is kept within so many stretches.
    pub fn within(stretches: usize) -> Self {
        let most = stretches.clamp(2, STRETCHES);
        Line { stretches: Vec::new(), most, span: 1, held: 0, last: None, range: None }
    }

    /// Adds a point; one that is not a finite number is a gap.
    pub fn put(&mut self, x: f64, y: Option<f64>) {
        let y = y.filter(|y| y.is_finite());
        if let Some(y) = y {
            self.last = Some(y);
            self.range = Some(self.range.map_or((y, y), |(low, high)| (low.min(y), high.max(y))));
        }
        if self.held.is_multiple_of(self.span) {
            if self.stretches.len() == 2 * self.most {
                self.halve();
            }
            self.stretches.push(Stretch::default());
            self.held = 0;
        }
        self.held += 1;
        if let Some(stretch) = self.stretches.last_mut() {
            stretch.put(x, y);
        }
    }

    fn halve(&mut self) {
        let pairs = self.stretches.chunks(2).map(|pair| {
            let mut one = pair[0];
            pair[1..].iter().for_each(|later| one.absorb(*later));
            one
        });
        self.stretches = pairs.collect();
        self.span *= 2;
    }

    /// What is left of the line: all of it, if it is short.
    pub fn points(mut self) -> Vec<Point> {
        if self.span > 1 && self.stretches.len() > self.most {
            self.halve();
        }
        self.stretches.iter().flat_map(Stretch::points).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_kept_whole() {
        let mut line = Line::default();
        let points: Vec<Point> =
            (0..4000).map(|i| (f64::from(i), (i % 7 > 0).then(|| f64::from(i % 5)))).collect();
        points.iter().for_each(|&(x, y)| line.put(x, y));
        assert_eq!(line.range, Some((0.0, 4.0)));
        assert_eq!(line.points(), points);
    }

    #[test]
    fn long_lines_keep_their_extremes_and_gaps() {
        let mut line = Line::default();
        for i in 0..1_000_003 {
            let y = if i == 700_001 { 99.0 } else { f64::from(i % 10) };
            line.put(f64::from(i), (i != 400_000).then_some(y));
        }
        line.put(2e6, Some(f64::NAN));
        assert_eq!(line.range, Some((0.0, 99.0)));
        let points = line.points();
        assert!((2000..=4003).contains(&points.len()), "{}", points.len());
        assert!(points.is_sorted_by(|a, b| a.0 < b.0));
        assert!(points.contains(&(700_001.0, Some(99.0))) && points.contains(&(400_000.0, None)));
    }
}
