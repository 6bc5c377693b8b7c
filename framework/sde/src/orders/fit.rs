//! The order that errors show: the slope of log error over log dt.

/// An order that is not known to this is not measured.
pub const MOST: f64 = 0.05;

/// Errors below this are rounding.
const FLOOR: f64 = 1e-13;

/// The error of steps of one length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The length.
    pub dt: f64,
    /// The error.
    pub error: f64,
}

/// A line through logarithms of errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Its slope.
    pub order: f64,
    /// How far the slope can be trusted: by the scatter of the points about the line, or by the scatter between groups of
    /// paths, whichever is more.
    pub standard_error: f64,
}

impl Fit {
    /// Whether the order is known well enough to say anything.
    pub fn known(&self) -> bool {
        self.order.is_finite() && self.standard_error <= MOST
    }

    /// A line through points. Those that rounding hides are left out, and less than three say nothing.
    ///
    /// ```
    /// use quincunx_sde::orders::{Fit, Point};
    /// let points = [0.5, 0.25, 0.125].map(|dt| Point { dt, error: 3.0 * dt * dt });
    /// let fit = Fit::of(&points);
    /// assert!((fit.order - 2.0).abs() < 1e-12 && fit.known());
    /// ```
    pub fn of(points: &[Point]) -> Fit {
        let seen = points.iter().filter(|point| point.error.is_nan() || point.error > FLOOR);
        let logs: Vec<(f64, f64)> =
            seen.map(|point| (libm::log2(point.dt), libm::log2(point.error))).collect();
        let n = logs.len() as f64;
        if logs.len() < 3 {
            return Fit { order: f64::NAN, standard_error: f64::INFINITY };
        }
        let (x, y) = (sum(logs.iter().map(|p| p.0)) / n, sum(logs.iter().map(|p| p.1)) / n);
        let spread = sum(logs.iter().map(|p| (p.0 - x) * (p.0 - x)));
        let order = sum(logs.iter().map(|p| (p.0 - x) * (p.1 - y))) / spread;
        let rest = |p: &(f64, f64)| p.1 - y - order * (p.0 - x);
        let scatter = sum(logs.iter().map(|p| rest(p) * rest(p)));
        Fit { order, standard_error: (scatter / (n - 2.0) / spread).sqrt() }
    }

    /// The same, and what is left of trust if the points without each group of paths give other slopes (the jackknife).
    pub fn of_groups(points: &[Point], without: &[Vec<Point>]) -> Fit {
        let fit = Fit::of(points);
        let orders: Vec<f64> = without.iter().map(|points| Fit::of(points).order).collect();
        let n = orders.len() as f64;
        let mean = sum(orders.iter().copied()) / n;
        let variance = sum(orders.iter().map(|order| (order - mean) * (order - mean))) * (n - 1.0) / n;
        let noise = variance.sqrt();
        Fit { standard_error: if noise > fit.standard_error { noise } else { fit.standard_error }, ..fit }
    }
}

fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}
