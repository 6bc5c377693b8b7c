//! The course of a measurement in one line of text.

/// Keeps a series in bounded memory: when it is full, every other value goes.
#[derive(Default)]
pub struct Series {
    values: Vec<f64>,
    /// Every how many values one is kept, as a power of two.
    stride: u32,
    seen: u64,
    last: Option<f64>,
}

const MOST: usize = 4096;

impl Series {
    /// Takes the next value.
    pub fn push(&mut self, value: f64) {
        if self.seen.is_multiple_of(1 << self.stride) {
            self.values.push(value);
        }
        self.seen += 1;
        self.last = Some(value);
        if self.values.len() >= MOST {
            let mut keep = false;
            self.values.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride += 1;
        }
    }

    /// The last value.
    pub fn last(&self) -> Option<f64> {
        self.last
    }

    /// At most `width` bars from the lowest to the highest value.
    pub fn sparkline(&self, width: usize) -> String {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let values: Vec<f64> = self.values.iter().copied().filter(|value| value.is_finite()).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let count = width.min(values.len());
        let bar = |i: usize| {
            let share = values[i * values.len() / count..(i + 1) * values.len() / count].iter();
            let mean = share.clone().sum::<f64>() / share.len() as f64;
            let level = if high > low { (mean - low) / (high - low) * 7.0 } else { 3.0 };
            BARS[(level.round() as usize).min(7)]
        };
        (0..count).map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: impl IntoIterator<Item = f64>) -> Series {
        let mut series = Series::default();
        values.into_iter().for_each(|value| series.push(value));
        series
    }

    #[test]
    fn shapes() {
        assert_eq!(series((0..8).map(f64::from)).sparkline(8), "▁▂▃▄▅▆▇█");
        assert_eq!(series([2.0, 2.0]).sparkline(8), "▄▄");
        assert_eq!(series([]).sparkline(8), "");
        assert_eq!(series([f64::NAN, 1.0, 0.0]).sparkline(8), "█▁");
    }

    #[test]
    fn a_long_series_takes_no_more_memory() {
        let long = series((0..100_000).map(f64::from));
        assert!(long.values.len() < MOST);
        assert_eq!(long.last(), Some(99_999.0));
        assert_eq!(long.sparkline(4), "▂▄▅▇");
    }
}
