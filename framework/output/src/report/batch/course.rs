//! A line over time, averaged over replicates, in memory that does not grow with its length.

use super::spread::Spread;
use std::collections::BTreeMap;

/// Places that a line is kept within; it may grow to twice as many before every other one goes.
const PLACES: usize = 160;

/// What was measured at one place.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub x: f64,
    pub values: Vec<Spread>,
}

impl Stop {
    fn new(x: f64, values: &[Option<f64>]) -> Self {
        let mut stop = Stop { x, values: vec![Spread::default(); values.len()] };
        stop.put(values);
        stop
    }

    fn put(&mut self, values: &[Option<f64>]) {
        self.values.iter_mut().zip(values).for_each(|(spread, value)| spread.put(*value));
    }
}

/// One line. Places are told apart by a key, which orders them: a step, or the bits of what lies along the axis.
#[derive(Clone, Debug)]
pub(super) struct Course {
    stops: BTreeMap<i64, Stop>,
    /// Every how many places of a replicate one is kept.
    pub stride: usize,
    end: Option<(i64, Stop)>,
}

impl Default for Course {
    fn default() -> Self {
        Course { stops: BTreeMap::new(), stride: 1, end: None }
    }
}

impl Course {
    /// Takes the `nth` place of a replicate.
    pub fn put(&mut self, nth: usize, key: i64, x: f64, values: &[Option<f64>]) {
        if let Some(stop) = self.stops.get_mut(&key) {
            return stop.put(values);
        }
        if !nth.is_multiple_of(self.stride) {
            return;
        }
        self.stops.insert(key, Stop::new(x, values));
        if self.stops.len() > 2 * PLACES {
            let mut keep = false;
            self.stops.retain(|_, _| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
        }
    }

    /// Takes the last place of a replicate once more: it is kept whatever the stride.
    pub fn end(&mut self, key: i64, x: f64, values: &[Option<f64>]) {
        match &mut self.end {
            Some((last, stop)) if *last == key => stop.put(values),
            Some((last, _)) if *last > key => {}
            end => *end = Some((key, Stop::new(x, values))),
        }
    }

    /// What is left of it, in order.
    pub fn finish(mut self) -> (Vec<Stop>, usize) {
        if let Some((key, stop)) = self.end {
            self.stops.entry(key).or_insert(stop);
        }
        (self.stops.into_values().collect(), self.stride)
    }
}

/// A key that orders numbers as they are ordered.
pub(super) fn key(x: f64) -> i64 {
    let bits = (x + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_courses_are_thinned_and_keep_their_ends_and_means() {
        let mut course = Course::default();
        for replicate in 0..3 {
            for nth in 0..10_001_usize {
                let value = [Some(nth as f64 + f64::from(replicate))];
                course.put(nth, nth as i64, nth as f64, &value);
            }
            course.end(10_000, 10_000.0, &[Some(10_000.0 + f64::from(replicate))]);
        }
        let (stops, stride) = course.finish();
        assert!(stops.len() <= 2 * PLACES + 1 && stride == 32, "{} {stride}", stops.len());
        assert!(stops.is_sorted_by(|a, b| a.x < b.x) && stops.last().unwrap().x == 10_000.0);
        for stop in stops {
            let spread = stop.values[0];
            assert_eq!((spread.count, spread.mean()), (3, Some(stop.x + 1.0)));
            assert_eq!((spread.low, spread.high), (stop.x, stop.x + 2.0));
        }
    }

    #[test]
    fn keys_are_ordered_as_numbers_are() {
        let numbers = [f64::NEG_INFINITY, -1e300, -2.0, -1.0, -1e-300, 0.0, 1e-300, 1.0, 2.5, f64::INFINITY];
        assert!(numbers.map(key).is_sorted_by(|a, b| a < b));
        assert_eq!(key(-0.0), key(0.0));
    }
}
