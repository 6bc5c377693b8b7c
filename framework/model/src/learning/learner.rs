//! A learner in the laboratory.

use super::batch::Batch;
use super::method::Student;
use super::teacher::Teacher;
use bevy_ecs::component::Component;
use quincunx_core::clock::Stopped;
use quincunx_core::probe::Rider;
use quincunx_core::state::State;
use quincunx_sdk::fault::Fault;
use rayon::ThreadPool;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Somebody who learns, epoch by epoch, and who teaches.
#[derive(Component)]
pub struct Learner {
    /// Who learns.
    pub student: Box<dyn Student>,
    /// Who teaches.
    pub teacher: Teacher,
    /// Pairs of an epoch.
    pub pairs: usize,
    /// Pairs of a batch.
    pub batch: usize,
    /// The accuracy at which it ends.
    pub target: Option<f64>,
    /// Who computes.
    pub pool: Arc<ThreadPool>,
    /// The mean loss of the last epoch's pairs, each before it was learned from.
    pub loss: Option<f64>,
    /// The epoch after which it had the accuracy at which it ends.
    pub reached: Option<u64>,
}

/// How many answers were right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// How many cells were asked for.
    pub asked: u64,
    /// How many answers were wrong.
    pub wrong: u64,
}

impl Marks {
    /// The share of right answers.
    pub fn accuracy(self) -> f64 {
        (self.asked - self.wrong) as f64 / self.asked as f64
    }
}

impl Learner {
    /// Learns for so many epochs, or until it is good enough.
    ///
    /// # Errors
    /// When the rule fails or learning diverges.
    pub fn advance(&mut self, from: u64, epochs: u64) -> Result<(), Stopped> {
        for epoch in from..from + epochs {
            let learned = self.epoch(epoch).and_then(|()| self.is_good_enough());
            if learned.map_err(|fault| Stopped { done: epoch - from, fault })? {
                self.reached = Some(epoch + 1);
                break;
            }
        }
        Ok(())
    }

    fn epoch(&mut self, epoch: u64) -> Result<(), Fault> {
        let mut loss = 0.0;
        for first in (0..self.pairs).step_by(self.batch) {
            let pairs = self.teacher.pairs(epoch, first..self.pairs.min(first + self.batch))?;
            let batch = Batch::new(self.teacher.field, &pairs.patches, &pairs.next);
            loss += self.student.learn(&batch, &self.pool)?;
        }
        self.loss = Some(loss / self.pairs as f64);
        Ok(())
    }

    fn is_good_enough(&self) -> Result<bool, Fault> {
        match self.target {
            None => Ok(false),
            Some(target) => Ok(self.marks(&self.teacher)?.accuracy() >= target),
        }
    }

    /// How it does where somebody else knows the answers.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn marks(&self, teacher: &Teacher) -> Result<Marks, Fault> {
        let exam = teacher.exam()?;
        let cells: Vec<f32> = exam.patches.iter().map(|cell| f32::from(*cell)).collect();
        let logits = self.student.logits(&cells, &self.pool);
        let wrong = logits.iter().zip(&exam.next).filter(|(z, next)| (**z > 0.0) != (**next == 1)).count();
        Ok(Marks { asked: exam.next.len() as u64, wrong: wrong as u64 })
    }
}

impl State for Learner {
    const NAME: &'static str = "Learner";
    type Rider = dyn Rider<Self>;

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.student.write(out)
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.student.read(from)
    }

    fn remember(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.loss.unwrap_or(f64::NAN).to_le_bytes())?;
        out.write_all(&self.reached.unwrap_or(u64::MAX).to_le_bytes())?;
        self.student.remember(out)
    }

    fn recall(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let (mut loss, mut reached) = ([0; 8], [0; 8]);
        from.read_exact(&mut loss)?;
        from.read_exact(&mut reached)?;
        self.loss = Some(f64::from_le_bytes(loss)).filter(|loss| !loss.is_nan());
        self.reached = Some(u64::from_le_bytes(reached)).filter(|epoch| *epoch != u64::MAX);
        self.student.recall(from)
    }

    fn remark(&self) -> Option<String> {
        let percent = 100.0 * self.target?;
        Some(match self.reached {
            Some(epoch) => {
                let epochs = if epoch == 1 { "epoch" } else { "epochs" };
                format!("right in {percent} % of {} after {epoch} {epochs}", self.teacher.exam_words())
            }
            None => format!("not yet right in {percent} % of {}", self.teacher.exam_words()),
        })
    }

    fn rested(&self) -> Option<u64> {
        self.reached
    }
}
