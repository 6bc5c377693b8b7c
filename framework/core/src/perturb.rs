//! Noise on recorded cells: how a measurement of 0 and 1 may go wrong, independently for each cell.
//!
//! Whatever its formula, such noise does two things only: it turns dead cells on with one probability and living ones off
//! with another ([`Flips`]). Which cells it meets is looked up by their number and step ([`Disturbance`]), so the same
//! cells are met whatever the threads, legs and restarts.

use quincunx_sdk::field::Cx;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::noise::{Noise, threshold};
use quincunx_sdk::role::{Complaint, Make, Role};

/// The role of what disturbs cells.
pub struct Perturbations;

impl Role for Perturbations {
    const NAME: &'static str = "perturbation";
    type Product = Flips;
}

/// With which probability a cell is taken for what it is not (to 2⁻³²).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flips {
    /// A dead one for alive.
    pub born: f64,
    /// A living one for dead.
    pub dies: f64,
}

quincunx_sdk::params! {
    /// Normal noise of a standard deviation sigma on the cell's number, which is then made whole again:
    /// x' = clamp(int(x + 0.5 + sigma·ε), 0, 1), ε standard normal.
    pub struct Gaussian {
        /// the standard deviation
        sigma: f64, in 0.0..;
        /// how the sum becomes a whole number
        int: Int = Truncate
    }
}

quincunx_sdk::choice! {
    /// How a sum becomes a whole number.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Int {
        /// towards zero, as int() of C and Python: 0 and 1 are flipped alike, with probability Φ(−1/(2 sigma))
        Truncate,
        /// to the nearest, halves to the even one: half of all dead cells come alive for any sigma above 0, and living ones
        /// die with probability Φ(−1/sigma)
        HalfEven,
    }
}

quincunx_sdk::params! {
    /// Every cell is flipped with the same probability.
    pub struct Flip {
        /// the probability (to 2⁻³²)
        p: f64, in 0.0..=1.0
    }
}

quincunx_sdk::choice! {
    /// Which side of a pair of states is disturbed.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Perturbs {
        /// what a rule is shown
        Inputs,
        /// what it is said to have made of that
        Targets,
        /// each of them, independently
        Both,
    }
}

impl Perturbs {
    /// Whether what a rule is shown is disturbed.
    pub fn inputs(self) -> bool {
        self != Perturbs::Targets
    }

    /// Whether what a rule is said to have made of it is disturbed.
    pub fn targets(self) -> bool {
        self != Perturbs::Inputs
    }
}

impl Gaussian {
    /// What the formula comes to.
    pub fn flips(&self) -> Flips {
        // Φ(−∞) is 0: without noise nothing is flipped.
        let below = |sigmas: f64| 0.5 * libm::erfc(sigmas * std::f64::consts::FRAC_1_SQRT_2);
        match self.int {
            Int::Truncate => {
                let p = below(0.5 / self.sigma);
                Flips { born: p, dies: p }
            }
            Int::HalfEven if self.sigma > 0.0 => Flips { born: 0.5, dies: below(1.0 / self.sigma) },
            Int::HalfEven => Flips::default(),
        }
    }
}

impl Make<Perturbations> for Gaussian {
    const EXAMPLES: &'static [&'static str] = &["Gaussian(0.5)", "Gaussian(sigma: 0.5, int: HalfEven)"];

    fn make(&self, _: &mut Cx) -> Result<Flips, Complaint> {
        Ok(self.flips())
    }
}

impl Make<Perturbations> for Flip {
    const EXAMPLES: &'static [&'static str] = &["Flip(0.16)"];

    fn make(&self, _: &mut Cx) -> Result<Flips, Complaint> {
        Ok(Flips { born: self.p, dies: self.p })
    }
}

/// Flips, and which cells they meet.
#[derive(Clone, Copy, Debug)]
pub struct Disturbance {
    flips: Flips,
    key: u64,
    isa: Isa,
}

impl Disturbance {
    /// The key says which noise it is: from [`Streams`](crate::streams::Streams).
    pub fn new(flips: Flips, key: u64, isa: Isa) -> Self {
        Disturbance { flips, key, isa }
    }

    /// With which probability a cell is met.
    pub fn flips(&self) -> Flips {
        self.flips
    }

    /// Disturbs a run of cells of a step; the first of them has the number `first`. What is disturbed twice in a step, as
    /// an input and as a target, has a `draw` for each.
    pub fn meet(&self, step: u64, draw: u32, first: u64, cells: &mut [u8]) {
        let [born, dies] = [self.flips.born, self.flips.dies].map(Words::of);
        if !born.any && !dies.any {
            return;
        }
        let mut words = [0; 1024];
        let numbers = (first..).step_by(words.len());
        for (cells, first) in cells.chunks_mut(1024).zip(numbers) {
            let words = &mut words[..cells.len()];
            Noise { key: self.key, step }.fill(self.isa, first, draw, words);
            for (cell, word) in cells.iter_mut().zip(words) {
                // Both at once and without a branch, which nobody could foretell.
                let (dead, alive) = (u8::from(born.hold(*word)), if dies.hold(*word) { 0 } else { *cell });
                *cell = if *cell == 0 { dead } else { alive };
            }
        }
    }
}

/// The words below a [`threshold`], in 32 bits.
#[derive(Clone, Copy)]
struct Words {
    any: bool,
    last: u32,
}

impl Words {
    fn of(p: f64) -> Self {
        let threshold = threshold(p);
        Words { any: threshold > 0, last: threshold.saturating_sub(1) as u32 }
    }

    #[inline(always)]
    fn hold(self, word: u32) -> bool {
        self.any & (word <= self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streams::Streams;
    use quincunx_sdk::noise::uniform;
    use rand_core::Rng;
    use std::f64::consts::TAU;

    /// The formula, word for word.
    fn literally(gaussian: &Gaussian, x: f64, normal: f64) -> f64 {
        let sum = x + 0.5 + gaussian.sigma * normal;
        let whole = match gaussian.int {
            Int::Truncate => sum.trunc(),
            Int::HalfEven => sum.round_ties_even(),
        };
        whole.clamp(0.0, 1.0)
    }

    #[test]
    fn rates_are_those_of_the_formula() {
        let mut pcg = Streams::new(1).pcg("perturb", "test", 0);
        let mut normal = || {
            let [u, v] = [(); 2].map(|()| uniform(pcg.next_u32()));
            libm::sqrt(-2.0 * libm::log(u)) * libm::cos(TAU * v)
        };
        for (sigma, int) in
            [(0.5, Int::Truncate), (1.0, Int::HalfEven), (0.3, Int::HalfEven), (2.0, Int::Truncate)]
        {
            let gaussian = Gaussian { sigma, int };
            let (flips, n) = (gaussian.flips(), 40_000);
            for (x, p) in [(0.0, flips.born), (1.0, flips.dies)] {
                let flipped = (0..n).filter(|_| literally(&gaussian, x, normal()) != x).count() as f64;
                let (mean, sd) = (p * f64::from(n), (p * (1.0 - p) * f64::from(n)).sqrt());
                assert!((flipped - mean).abs() < 5.0 * sd, "{gaussian:?} of {x}: {flipped}, not {mean}");
            }
        }
        // With no noise the formula is exact: halves to even is what keeps a dead cell dead.
        for int in [Int::Truncate, Int::HalfEven] {
            let none = Gaussian { sigma: 0.0, int };
            assert_eq!(none.flips(), Flips::default());
            assert_eq!([0.0, 1.0].map(|x| literally(&none, x, 0.0)), [0.0, 1.0]);
        }
    }

    #[test]
    fn known_rates() {
        let p = |sigma| Gaussian { sigma, int: Int::Truncate }.flips().born;
        assert!((p(0.1) / 2.866_515_718_791_94e-7 - 1.0).abs() < 1e-12, "{}", p(0.1));
        assert!((p(0.5) - 0.158_655_253_931_457).abs() < 1e-14);
        let even = Gaussian { sigma: 1.0, int: Int::HalfEven }.flips();
        assert_eq!(even.born, 0.5);
        assert!((even.dies - 0.158_655_253_931_457).abs() < 1e-14);
    }

    #[test]
    fn which_cells_are_met_depends_on_their_numbers_alone() {
        let noise = Disturbance::new(Flips { born: 0.3, dies: 0.1 }, 7, Isa::PORTABLE);
        let mut whole: Vec<u8> = (0..5000).map(|n| u8::from(n % 3 == 0)).collect();
        let (before, mut parts) = (whole.clone(), whole.clone());
        noise.meet(4, 0, 100, &mut whole);
        let (left, right) = parts.split_at_mut(1234);
        noise.meet(4, 0, 100 + 1234, right);
        noise.meet(4, 0, 100, left);
        assert_eq!(whole, parts);
        let flipped = |was: u8| {
            let of = before.iter().zip(&whole).filter(|(before, _)| **before == was);
            let all = of.clone().count() as f64;
            of.filter(|(before, after)| before != after).count() as f64 / all
        };
        assert!((flipped(0) - 0.3).abs() < 0.03 && (flipped(1) - 0.1).abs() < 0.03);
        let mut other = before.clone();
        noise.meet(4, 1, 100, &mut other);
        assert_ne!(whole, other);
    }
}
