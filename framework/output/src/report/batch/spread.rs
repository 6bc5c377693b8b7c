//! What is kept of many numbers: their mean, the smallest and the largest.

/// Numbers seen so far. What is not a finite number is not counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub count: u32,
    sum: f64,
    pub low: f64,
    pub high: f64,
}

impl Default for Spread {
    fn default() -> Self {
        Spread { count: 0, sum: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY }
    }
}

impl Spread {
    pub fn put(&mut self, x: Option<f64>) {
        let Some(x) = x.filter(|x| x.is_finite()) else { return };
        self.count = self.count.saturating_add(1);
        self.sum += x;
        self.low = self.low.min(x);
        self.high = self.high.max(x);
    }

    /// `None` if there is none, or no float that large.
    pub fn mean(&self) -> Option<f64> {
        let mean = self.sum / f64::from(self.count);
        // Rounding may not carry it over the edge of its band.
        mean.is_finite().then(|| mean.clamp(self.low, self.high))
    }
}
