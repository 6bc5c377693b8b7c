//! From numbers to places along a side of a drawing, and the round numbers that are marked there.

use super::html::number;

/// No float beyond it is drawn where it stands: differences stay finite.
const LARGEST: f64 = 4e307;
/// What is nearer to 0 is drawn at 0: quotients stay finite.
const SMALLEST: f64 = 1e-280;

/// A side of a drawing: from 0 at the first number to 1 at the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    pub is_log: bool,
}

impl Scale {
    /// From the smallest to the largest. Where they are one, it lies in the middle.
    pub fn linear(low: f64, high: f64) -> Self {
        let [low, high] = [low, high].map(|x| x.clamp(-LARGEST, LARGEST));
        let size = low.abs().max(high.abs());
        let half = match size {
            _ if high - low > 1e-12 * size.max(SMALLEST) => 0.0,
            _ if size < SMALLEST => 1.0,
            _ => 0.1 * size,
        };
        Scale { low: low - half, high: high + half, is_log: false }
    }

    /// As [`Self::linear`], with a little room at both ends.
    pub fn roomy(low: f64, high: f64) -> Self {
        let tight = Self::linear(low, high);
        let room = 0.05 * (tight.high - tight.low);
        let near_zero = |edge: f64, with: f64| if edge == 0.0 && low != high { 0.0 } else { with };
        let (low, high) = (near_zero(tight.low, tight.low - room), near_zero(tight.high, tight.high + room));
        Scale { low, high, is_log: false }
    }

    /// For these values, in order: by their logarithms if those are spaced more evenly than they are.
    pub fn along(values: &[f64]) -> Self {
        let (low, high) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(1.0));
        let unevenness = |of: &dyn Fn(f64) -> f64| {
            let gaps = values.windows(2).map(|pair| of(pair[1]) - of(pair[0]));
            let (least, most) = gaps.fold((f64::INFINITY, 0.0_f64), |(l, m), gap| (l.min(gap), m.max(gap)));
            most / least
        };
        let is_log = values.len() > 2
            && low > 0.0
            && high >= 10.0 * low
            && unevenness(&libm::log10) < unevenness(&|x| x);
        if is_log { Scale { low, high, is_log } } else { Self::linear(low, high) }
    }

    pub fn at(&self, x: f64) -> f64 {
        match self.is_log {
            true => libm::log10(x / self.low) / libm::log10(self.high / self.low),
            false => (x.clamp(-LARGEST, LARGEST) - self.low) / (self.high - self.low),
        }
    }

    /// At most so many round numbers along it, with how they are written.
    pub fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        if self.is_log { self.decades(most) } else { self.steps(most) }
    }

    fn steps(&self, most: usize) -> Vec<(f64, String)> {
        let least = (self.high - self.low) / most.max(1) as f64;
        let power = exponent(least);
        let candidates = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * ten(power));
        let step = candidates.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(candidates[4]);
        let (first, last) = ((self.low / step - 1e-6).ceil(), (self.high / step + 1e-6).floor());
        let count = last - first;
        if count.is_nan() || count > 2.0 * most as f64 || !step.is_normal() {
            return Vec::new();
        }
        let size = exponent(self.low.abs().max(self.high.abs()));
        let digits = exponent(step * (1.0 + 1e-9)) - i32::from(step == candidates[2]);
        let words = |x: f64| match size {
            _ if x == 0.0 => "0".into(),
            -3..6 => {
                let decimals = usize::try_from(-digits).unwrap_or(0);
                number(format!("{x:.decimals$}").parse().unwrap_or(x))
            }
            _ => scientific(x, usize::try_from(exponent(x.abs()) - digits).unwrap_or(0)),
        };
        (0..=count as usize).map(|i| (first + i as f64) * step).map(|x| (x, words(x))).collect()
    }

    fn decades(&self, most: usize) -> Vec<(f64, String)> {
        let powers = exponent(self.low)..=exponent(self.high);
        let within = |x: &f64| (self.low * (1.0 - 1e-9)..=self.high * (1.0 + 1e-9)).contains(x);
        let marked = |multiples: &[f64], stride: usize| -> Vec<f64> {
            let powers = powers.clone().step_by(stride);
            powers.flat_map(|power| multiples.iter().map(move |m| m * ten(power))).filter(within).collect()
        };
        let words = |x: f64| match exponent(x) {
            -3..6 => (x, number(format!("{x:.6}").parse().unwrap_or(x))),
            _ => (x, scientific(x, 0)),
        };
        let fine = marked(&[1.0, 2.0, 5.0], 1);
        let all = match fine.len() <= most.max(3) {
            true => fine,
            false => marked(&[1.0], powers.clone().count().div_ceil(most.max(1))),
        };
        all.into_iter().map(words).collect()
    }
}

/// The power of ten at or below a positive number.
fn exponent(x: f64) -> i32 {
    format!("{x:e}").split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
}

fn ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(1.0)
}

fn scientific(x: f64, digits: usize) -> String {
    format!("{x:.*e}", digits.min(6)).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scale: Scale, most: usize) -> String {
        scale.ticks(most).into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_and_read_well() {
        assert_eq!(words(Scale::linear(0.0, 1.0), 5), "0 0.2 0.4 0.6 0.8 1");
        assert_eq!(words(Scale::linear(-1.0, 1.0), 4), "−1 −0.5 0 0.5 1");
        assert_eq!(words(Scale::linear(0.0, 65_536.0), 5), "0 20,000 40,000 60,000");
        assert_eq!(words(Scale::linear(1e-7, 3e-7), 4), "1.0e−7 1.5e−7 2.0e−7 2.5e−7 3.0e−7");
        assert_eq!(words(Scale::linear(0.0, 4e9), 4), "0 1e9 2e9 3e9 4e9");
        assert_eq!(words(Scale::linear(3.0, 3.0), 3), "2.8 3 3.2");
        assert_eq!(words(Scale::along(&[0.01, 0.1, 1.0, 10.0]), 4), "0.01 0.1 1 10");
        assert_eq!(words(Scale::along(&[1.0, 2.0, 4.0, 8.0, 16.0]), 6), "1 2 5 10");
    }

    #[test]
    fn sides_of_any_numbers_stay_finite() {
        let edges = [f64::MIN, -1.0, -1e-310, 0.0, 5e-324, 1e-300, 1.0, 1.0 + f64::EPSILON, 1e300, f64::MAX];
        for (i, &low) in edges.iter().enumerate() {
            for &high in &edges[i..] {
                for scale in [Scale::linear(low, high), Scale::roomy(low, high), Scale::along(&[low, high])] {
                    assert!(scale.at(low).is_finite() && scale.at(high).is_finite(), "{scale:?}");
                    assert!(scale.ticks(5).len() <= 11, "{scale:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_spaced_by_ratios_lies_on_a_log_scale() {
        assert!(Scale::along(&[0.1, 1.0, 10.0]).is_log);
        assert!(!Scale::along(&[1.0, 2.0, 3.0, 4.0]).is_log);
        assert!(!Scale::along(&[0.0, 1.0, 10.0, 100.0]).is_log);
        let scale = Scale::along(&[0.1, 1.0, 10.0]);
        assert!((scale.at(1.0) - 0.5).abs() < 1e-12);
    }
}
