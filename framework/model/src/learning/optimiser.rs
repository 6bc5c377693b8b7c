//! How parameters follow a gradient.

use quincunx_sdk::field::above;
use std::io::{self, Read, Write};

quincunx_sdk::choice! {
    /// How parameters follow the gradient.
    #[derive(Clone, Copy, PartialEq)]
    pub enum Optimiser {
        /// steps that are scaled by the gradient's mean and size so far: D. P. Kingma, J. Ba (2015), arXiv:1412.6980
        Adam(Adam),
        /// steps along the gradient, with momentum
        Sgd(Sgd),
    }
}

quincunx_sdk::params! {
    /// Adam, without weight decay.
    #[derive(Clone, Copy, PartialEq)]
    pub struct Adam {
        /// the learning rate
        rate: f64 = 0.005, in above(0.0);
        /// how much of the mean gradient is kept in a step
        beta1: f64 = 0.9, in 0.0..1.0;
        /// how much of the mean square is kept in a step
        beta2: f64 = 0.999, in 0.0..1.0
    }
}

quincunx_sdk::params! {
    /// Stochastic gradient descent.
    #[derive(Clone, Copy, PartialEq)]
    pub struct Sgd {
        /// the learning rate
        rate: f64 = 0.1, in above(0.0);
        /// how much of the last step is made again
        momentum: f64 = 0.9, in 0.0..1.0
    }
}

/// An optimiser at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Descent {
    optimiser: Optimiser,
    /// Steps made.
    steps: u64,
    /// The mean gradient, or the last step.
    mean: Vec<f32>,
    /// The mean square of the gradient.
    square: Vec<f32>,
}

impl Descent {
    /// Of so many parameters.
    pub fn new(optimiser: Optimiser, parameters: usize) -> Self {
        Descent { optimiser, steps: 0, mean: vec![0.0; parameters], square: vec![0.0; parameters] }
    }

    /// A step against the gradient.
    pub fn step(&mut self, parameters: &mut [f32], gradient: &[f32]) {
        self.steps += 1;
        let moments = self.mean.iter_mut().zip(&mut self.square);
        let all = parameters.iter_mut().zip(gradient).zip(moments);
        match self.optimiser {
            Optimiser::Sgd(Sgd { rate, momentum }) => {
                for ((w, g), (last, _)) in all {
                    *last = momentum as f32 * *last - rate as f32 * g;
                    *w += *last;
                }
            }
            Optimiser::Adam(Adam { rate, beta1, beta2 }) => {
                // Means of few are too small by what is missing of the whole weight (algorithm 1 of the paper).
                let [whole1, whole2] = [beta1, beta2].map(|beta| 1.0 - libm::pow(beta, self.steps as f64));
                let (rate, whole2) = ((rate / whole1) as f32, whole2 as f32);
                let [beta1, beta2] = [beta1 as f32, beta2 as f32];
                for ((w, g), (mean, square)) in all {
                    *mean = beta1 * *mean + (1.0 - beta1) * g;
                    *square = beta2 * *square + (1.0 - beta2) * g * g;
                    *w -= rate * *mean / ((*square / whole2).sqrt() + 1e-8);
                }
            }
        }
    }

    /// Writes what it remembers.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.steps.to_le_bytes())?;
        self.mean.iter().chain(&self.square).try_for_each(|x| out.write_all(&x.to_le_bytes()))
    }

    /// Takes over what [`write`](Descent::write) wrote.
    ///
    /// # Errors
    /// Those of `from`.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut steps = [0; 8];
        from.read_exact(&mut steps)?;
        self.steps = u64::from_le_bytes(steps);
        self.mean.iter_mut().chain(&mut self.square).try_for_each(|x| {
            let mut bytes = [0; 4];
            from.read_exact(&mut bytes)?;
            *x = f32::from_le_bytes(bytes);
            Ok(())
        })
    }
}
