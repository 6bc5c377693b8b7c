//! Ways to learn what becomes of a cell.

use super::batch::Batch;
use super::loss::Loss;
use super::optimiser::Optimiser;
use crate::weights::Weights;
use quincunx_core::streams::Streams;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::role::Role;
use rayon::ThreadPool;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// The role of what learns.
pub struct Methods;

impl Role for Methods {
    const NAME: &'static str = "method";
    type Product = Arc<dyn Method>;
}

/// A way to learn, before it begins.
pub trait Method: Send + Sync {
    /// The side of the square of cells that decides: odd.
    fn field(&self) -> usize;

    /// What it is in a few words: "network of C8, 3×3 to 8 fields of 8, 1×1 to 8 fields of 8, head".
    fn summary(&self) -> String;

    /// Whether its students count classes of neighbourhoods, and so have [`estimates`](Student::estimates).
    fn counts(&self) -> bool {
        false
    }

    /// Somebody who knows nothing yet. The streams and the object's name say how the first parameters are drawn.
    fn student(&self, how: &How, streams: &Streams, object: &str) -> Box<dyn Student>;
}

/// What a gradient is used for.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// What is made small.
    pub loss: Loss,
    /// How parameters follow the gradient.
    pub optimiser: Optimiser,
    /// Which instructions compute it; the result is the same with any.
    pub isa: Isa,
}

/// Somebody who learns from pairs. The same pairs in the same order teach the same, whatever the threads.
pub trait Student: Send + Sync {
    /// Learns from a batch, and tells the sum of the losses of its pairs before.
    ///
    /// # Errors
    /// A fragment that says that it diverged.
    fn learn(&mut self, batch: &Batch, pool: &ThreadPool) -> Result<f64, String>;

    /// The logits of patches of cells: alive next where above 0.
    fn logits(&self, cells: &[f32], pool: &ThreadPool) -> Vec<f32>;

    /// What was learned, as a network.
    fn weights(&self) -> Weights;

    /// What is known of each class of neighbourhoods, if its method [`counts`](Method::counts) them.
    fn estimates(&self) -> Option<Vec<Estimate>> {
        None
    }

    /// Writes what was learned: what its state is.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Takes over what [`write`](Student::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and what cannot have been learned.
    fn read(&mut self, from: &mut dyn Read) -> io::Result<()>;

    /// Writes what it remembers beside that, for the next batch.
    ///
    /// # Errors
    /// Those of `out`.
    fn remember(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Takes over what [`remember`](Student::remember) wrote.
    ///
    /// # Errors
    /// Those of `from`.
    fn recall(&mut self, _from: &mut dyn Read) -> io::Result<()> {
        Ok(())
    }
}

/// How often cells of a class came alive.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// What the class is called: "B3", "B3a" or "010/111/000".
    pub class: String,
    /// How many were seen.
    pub seen: u64,
    /// How many of them were alive next.
    pub alive: u64,
}

/// A step whose gradient, and so the loss, was no number any more.
pub(super) fn diverged() -> String {
    "learning diverged: the loss is not finite any more (a smaller `rate` of the optimiser helps)".into()
}

/// Reads so many numbers in single precision.
pub(super) fn read_numbers(numbers: &mut [f32], from: &mut dyn Read) -> io::Result<()> {
    for number in numbers {
        let mut bytes = [0; 4];
        from.read_exact(&mut bytes)?;
        *number = f32::from_le_bytes(bytes);
        if !number.is_finite() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it holds a number that is not finite"));
        }
    }
    Ok(())
}

/// Writes numbers in single precision.
pub(super) fn write_numbers(numbers: &[f32], out: &mut dyn Write) -> io::Result<()> {
    numbers.iter().try_for_each(|number| out.write_all(&number.to_le_bytes()))
}
