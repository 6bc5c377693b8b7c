//! A tensor of a file: its name, shape and numbers.

use super::WeightsError;
use half::{bf16, f16};
use safetensors::Dtype;

/// A tensor as it stands in the file, with as many bytes as the shape says.
#[derive(Clone, Debug)]
pub(super) struct Tensor<'a> {
    pub name: String,
    pub shape: Vec<usize>,
    pub dtype: Dtype,
    pub data: &'a [u8],
}

impl Tensor<'_> {
    /// Its numbers, row by row.
    ///
    /// # Errors
    /// A type other than `F32`, `F16` and `BF16`, and a number that is not finite.
    pub(super) fn values(&self) -> Result<Vec<f32>, WeightsError> {
        let values: Vec<f32> = match self.dtype {
            Dtype::F32 => self.numbers(f32::from_le_bytes),
            Dtype::F16 => self.numbers(|bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => self.numbers(|bytes| bf16::from_le_bytes(bytes).to_f32()),
            other => {
                return Err(
                    self.wrong(format!("holds {other}, and weights are F32, F16 or BF16: convert it first"))
                );
            }
        };
        match values.iter().position(|value| !value.is_finite()) {
            Some(place) => Err(self.wrong(format!("is {} at {}", values[place], words(&self.index(place))))),
            None => Ok(values),
        }
    }

    fn numbers<const N: usize>(&self, number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        self.data.as_chunks::<N>().0.iter().map(|bytes| number(*bytes)).collect()
    }

    /// Where the number at this place in the row of all stands on each axis.
    fn index(&self, mut place: usize) -> Vec<usize> {
        let mut index: Vec<usize> =
            self.shape.iter().rev().map(|axis| (place % axis, place /= axis).0).collect();
        index.reverse();
        index
    }

    /// Its shape as a person writes it: "(16, 1, 3, 3)".
    pub(super) fn shape_words(&self) -> String {
        words(&self.shape)
    }

    /// An error about it.
    pub(super) fn wrong(&self, reason: impl Into<String>) -> WeightsError {
        wrong(&self.name, reason)
    }
}

/// An error about the tensor of this name.
pub(super) fn wrong(name: &str, reason: impl Into<String>) -> WeightsError {
    WeightsError::Tensor { tensor: shown(name), reason: reason.into() }
}

/// A name that may be long and hold anything, as a message shows it.
pub(super) fn shown(name: &str) -> String {
    brief(name, 80)
}

/// A text that may be long and hold anything, as a line with this many characters of it at most.
pub(super) fn brief(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() { c.escape_debug().collect() } else { String::from(c) };
    let start: String = text.chars().take(most).map(plain).collect();
    if text.chars().nth(most).is_some() { start + "…" } else { start }
}

/// Numbers as a shape is written. There may be any number of them, and the first few say enough.
pub(super) fn words(numbers: &[usize]) -> String {
    const MOST: usize = 8;
    let some: Vec<String> = numbers.iter().take(MOST).map(usize::to_string).collect();
    format!("({}{})", some.join(", "), if numbers.len() > MOST { ", …" } else { "" })
}
