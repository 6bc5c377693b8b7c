//! Counting: what most cells of a class became.

use super::batch::Batch;
use super::classes::Classes;
use super::method::{Estimate, How, Method, Methods, Student};
use crate::weights::Weights;
use quincunx_core::neighbourhood::Alphabet;
use quincunx_core::streams::Streams;
use quincunx_sdk::field::Cx;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::role::{Complaint, Make};
use rayon::ThreadPool;
use std::io::{self, Read, Write};
use std::sync::Arc;

quincunx_sdk::params! {
    /// For each class of neighbourhoods the odds of life by how often it came of it: the maximum likelihood of birth and
    /// survival. The logit of a class is ln((alive + ½)/(dead + ½)), so that what never came is not impossible, and 0 where
    /// nothing was seen, which is taken for death. The probe `Estimates` tells each with its interval.
    pub struct Table {
        /// which neighbourhoods are taken for the same
        alphabet: Alphabet = Map
    }
}

impl Make<Methods> for Table {
    const REFERENCES: &'static [&'static str] = &[
        "R. E. Krichevsky, V. K. Trofimov, \"The performance of universal encoding\", IEEE Transactions on Information Theory 27 (1981)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Table", "Table(alphabet: Totalistic)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Method>, Complaint> {
        Ok(Arc::new(Counting { classes: Classes::new(self.alphabet) }))
    }
}

struct Counting {
    classes: Classes,
}

impl Method for Counting {
    fn field(&self) -> usize {
        3
    }

    fn summary(&self) -> String {
        format!("a table of {} classes, by counting", self.classes.len())
    }

    fn counts(&self) -> bool {
        true
    }

    fn student(&self, how: &How, _: &Streams, _: &str) -> Box<dyn Student> {
        let counts = vec![[0; 2]; self.classes.len()];
        Box::new(Counts { classes: self.classes.clone(), counts, how: *how })
    }
}

/// How often each class became dead and alive.
struct Counts {
    classes: Classes,
    counts: Vec<[u64; 2]>,
    how: How,
}

impl Counts {
    fn odds(&self) -> Vec<f32> {
        let odds = |[dead, alive]: &[u64; 2]| Real::ln((*alive as f64 + 0.5) / (*dead as f64 + 0.5)) as f32;
        self.counts.iter().map(odds).collect()
    }
}

impl Student for Counts {
    fn learn(&mut self, batch: &Batch, pool: &ThreadPool) -> Result<f64, String> {
        let logits = self.logits(&batch.cells, pool);
        let mut loss = 0.0;
        for (n, patch) in batch.cells.chunks(9).enumerate() {
            let (dead, alive) = (batch.dead[n], batch.alive[n]);
            loss += f64::from(self.how.loss.of(logits[n], dead, alive)[0]);
            let counts = &mut self.counts[self.classes.of(patch)];
            counts[0] += dead as u64;
            counts[1] += alive as u64;
        }
        Ok(loss)
    }

    fn logits(&self, cells: &[f32], _: &ThreadPool) -> Vec<f32> {
        self.classes.looked_up(&self.odds(), cells)
    }

    fn weights(&self) -> Weights {
        self.classes.network(&self.odds())
    }

    fn estimates(&self) -> Option<Vec<Estimate>> {
        let estimate = |(class, [dead, alive]): (&String, &[u64; 2])| Estimate {
            class: class.clone(),
            seen: dead + alive,
            alive: *alive,
        };
        Some(self.classes.names().iter().zip(&self.counts).map(estimate).collect())
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.counts.as_flattened().iter().try_for_each(|count| out.write_all(&count.to_le_bytes()))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        for count in self.counts.as_flattened_mut() {
            let mut bytes = [0; 8];
            from.read_exact(&mut bytes)?;
            *count = u64::from_le_bytes(bytes);
        }
        Ok(())
    }
}
