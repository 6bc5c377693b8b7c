//! A number for each class of neighbourhoods, by gradient.

use super::batch::Batch;
use super::classes::Classes;
use super::method::{How, Method, Methods, Student, diverged, read_numbers, write_numbers};
use super::optimiser::Descent;
use crate::weights::Weights;
use quincunx_core::neighbourhood::Alphabet;
use quincunx_core::streams::Streams;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use rayon::ThreadPool;
use std::io::{self, Read, Write};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Logistic regression: the logit is linear in the indicators of the classes of neighbourhoods, and so has one number
    /// for each class, learned by gradient from 0 on. The simplest model that can learn any rule of its alphabet.
    pub struct Logistic {
        /// which neighbourhoods are taken for the same
        alphabet: Alphabet = Isotropic
    }
}

impl Make<Methods> for Logistic {
    const REFERENCES: &'static [&'static str] = &[
        "D. R. Cox, \"The regression analysis of binary sequences\", Journal of the Royal Statistical Society B 20 (1958)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Logistic", "Logistic(alphabet: Totalistic)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Method>, Complaint> {
        Ok(Arc::new(Indicators { classes: Classes::new(self.alphabet) }))
    }
}

struct Indicators {
    classes: Classes,
}

impl Method for Indicators {
    fn field(&self) -> usize {
        3
    }

    fn summary(&self) -> String {
        format!("logistic regression on {} classes", self.classes.len())
    }

    fn student(&self, how: &How, _: &Streams, _: &str) -> Box<dyn Student> {
        let numbers = vec![0.0; self.classes.len()];
        let descent = Descent::new(how.optimiser, numbers.len());
        Box::new(Regression { classes: self.classes.clone(), numbers, descent, how: *how })
    }
}

struct Regression {
    classes: Classes,
    numbers: Vec<f32>,
    descent: Descent,
    how: How,
}

impl Student for Regression {
    fn learn(&mut self, batch: &Batch, _: &ThreadPool) -> Result<f64, String> {
        let (mut loss, mut gradient, pairs) = (0.0, vec![0.0; self.numbers.len()], batch.pairs());
        for (n, patch) in batch.cells.chunks(9).enumerate() {
            let class = self.classes.of(patch);
            let [part, slope] = self.how.loss.of(self.numbers[class], batch.dead[n], batch.alive[n]);
            loss += f64::from(part);
            gradient[class] += slope / pairs;
        }
        self.descent.step(&mut self.numbers, &gradient);
        match loss.is_finite() && self.numbers.iter().all(|x| x.is_finite()) {
            true => Ok(loss),
            false => Err(diverged()),
        }
    }

    fn logits(&self, cells: &[f32], _: &ThreadPool) -> Vec<f32> {
        self.classes.looked_up(&self.numbers, cells)
    }

    fn weights(&self) -> Weights {
        self.classes.network(&self.numbers)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write_numbers(&self.numbers, out)
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        read_numbers(&mut self.numbers, from)
    }

    fn remember(&self, out: &mut dyn Write) -> io::Result<()> {
        self.descent.write(out)
    }

    fn recall(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.descent.read(from)
    }
}
