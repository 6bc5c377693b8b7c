//! How wrong a logit is.

use quincunx_sdk::lanes::real::Real;

quincunx_sdk::choice! {
    /// What is made small.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Loss {
        /// −ln p of what came to be, p = 1/(1 + e^−z) being the probability that the logit z gives to life
        CrossEntropy,
        /// (p − x)², Brier's score
        Squared,
    }
}

impl Loss {
    /// The loss of a cell with logit z that was alive or dead next so many times, and its derivative by z.
    pub fn of(self, z: f32, dead: f32, alive: f32) -> [f32; 2] {
        let [z, dead, alive] = [z, dead, alive].map(f64::from);
        let small = Real::exp(-z.abs());
        let near = 1.0 / (1.0 + small);
        let p = if z >= 0.0 { near } else { small * near };
        let [loss, slope] = match self {
            Loss::CrossEntropy => {
                // −ln p = ln(1 + e^−z), without e^z that may be too large.
                let log = Real::ln(1.0 + small);
                let [of_dead, of_alive] = [z.max(0.0) + log, (-z).max(0.0) + log];
                [dead * of_dead + alive * of_alive, (dead + alive) * p - alive]
            }
            Loss::Squared => {
                let [of_dead, of_alive] = [p * p, (1.0 - p) * (1.0 - p)];
                let outer = 2.0 * (dead * p - alive * (1.0 - p));
                [dead * of_dead + alive * of_alive, outer * p * (1.0 - p)]
            }
        };
        [loss as f32, slope as f32]
    }
}

#[cfg(test)]
mod tests {
    use super::Loss;

    #[test]
    fn slopes_are_those_of_the_loss() {
        for loss in [Loss::CrossEntropy, Loss::Squared] {
            for z in [-30.0, -2.0, -0.1, 0.0, 0.7, 5.0] {
                for (dead, alive) in [(1.0, 0.0), (0.0, 1.0), (2.0, 5.0)] {
                    let [_, slope] = loss.of(z, dead, alive);
                    let h = 1e-2;
                    let about = (loss.of(z + h, dead, alive)[0] - loss.of(z - h, dead, alive)[0]) / (2.0 * h);
                    assert!((slope - about).abs() < 2e-3, "{loss:?} at {z}: {slope}, not {about}");
                }
            }
        }
        assert!((Loss::CrossEntropy.of(0.0, 0.0, 1.0)[0] - std::f32::consts::LN_2).abs() < 1e-6);
        assert_eq!(Loss::Squared.of(0.0, 4.0, 0.0), [1.0, 1.0]);
        assert!(Loss::CrossEntropy.of(1e30, 1.0, 0.0)[0].is_finite());
    }
}
