//! Files of weights: from the bytes of a safetensors file to convolutions that are checked.
//!
//! A file may come from a stranger. So [`read`] believes nothing: sizes are bounded before anything is allocated, all
//! arithmetic is checked, every tensor must have its place, and what is wrong is said of the tensor where it is wrong.
//! How a file is written:
//!
//! - **As a group network**: `convs.0.weight` (fields, 1, 1, k, k), the lifting convolution; `convs.i.weight` (fields,
//!   fields, n, k, k), where axis 2 is the input's group element; `convs.i.bias` (fields); `head.weight` (1, fields, 1,
//!   1) and `head.bias` (1). Only the filters of the identity are stored.
//! - **Expanded**: the same names, with all filters written out: `convs.i.weight` (fields·n, channels, k, k), output
//!   channel = field·n + element; `convs.i.bias` of length fields or fields·n; n = channels out of the last of them
//!   over channels into the head.
//! - **As a plain list** of convolutions, `<prefix><number>.weight` (outputs, inputs, k, k) and `<prefix><number>.bias`
//!   (outputs), in the order of their numbers, which may have gaps: where PyTorch's `nn.Sequential` has a ReLU, a number
//!   is missing. A convolution without bias (`bias=False`) has a bias of zeros.
//!
//! Numbers are `F32`, `F16` or `BF16`. Keys that begin with `io.` are no weights.

mod expanded;
mod file;
mod foreign;
mod keys;
mod limits;
mod plain;
mod shapes;
mod tensor;
mod turned;
mod write;

#[cfg(test)]
mod tests;

use keys::Kind;
pub use write::write;

/// What a file of weights holds, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The convolutions in order, at least one. The last is the head, without ReLU.
    pub layers: Vec<Layer>,
    /// How they are to be read.
    pub layout: Layout,
    /// Numbers that the file stores for them.
    pub parameters: usize,
}

/// How a file writes its filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The filters of the identity alone, for the reader to turn. The head, 1×1, comes after the mean over elements.
    Group {
        /// Elements of the group; `None` where there is no convolution but the lifting one, which does not say it.
        order: Option<usize>,
    },
    /// All filters; output channel = field·order + element. The head is 1×1 and comes after the mean over elements.
    Expanded {
        /// Elements of the group.
        order: usize,
    },
    /// Convolutions, one after the other; the head is the last of them and may have any side.
    Plain,
}

/// One convolution as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What the file calls its filters.
    pub name: String,
    /// Rows and columns of a filter: odd.
    pub side: usize,
    /// Fields in [`Layout::Group`], otherwise channels.
    pub outputs: usize,
    /// Fields in [`Layout::Group`], otherwise channels. Those of the head are fields, except in [`Layout::Plain`].
    pub inputs: usize,
    /// Group elements of the input: axis 2 of a convolution of [`Layout::Group`], and 1 elsewhere.
    pub elements: usize,
    /// `[outputs][inputs][elements][side][side]`, all finite.
    pub weight: Vec<f32>,
    /// One for each output, all finite.
    pub bias: Vec<f32>,
}

/// Why a file of weights is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// It is about the file as a whole.
    #[error("{0}")]
    File(String),
    /// It is about one tensor.
    #[error("tensor `{tensor}` {reason}")]
    Tensor {
        /// Its name, shortened if it is long.
        tensor: String,
        /// A fragment that reads after its name.
        reason: String,
    },
}

/// Reads a file of weights.
///
/// # Errors
/// What is wrong, and with which tensor: see [`WeightsError`].
pub fn read(bytes: &[u8]) -> Result<Weights, WeightsError> {
    let found = keys::sort(file::tensors(bytes)?)?;
    let weights = match found.kind {
        Kind::Plain => plain::read(&found.convolutions)?,
        Kind::Headed if found.is_expanded()? => expanded::read(&found.convolutions)?,
        Kind::Headed => turned::read(&found.convolutions)?,
    };
    weights.fits(weights.order().unwrap_or(1))?;
    Ok(weights)
}

/// An error about a file without convolutions.
fn nothing() -> WeightsError {
    WeightsError::File("it holds no weights".into())
}

impl Weights {
    /// Elements of the group, where the file says it.
    pub fn order(&self) -> Option<usize> {
        match self.layout {
            Layout::Group { order } => order,
            Layout::Expanded { order } => Some(order),
            Layout::Plain => Some(1),
        }
    }

    /// How many cells of a row decide: 1 + Σ (side − 1).
    pub fn field(&self) -> usize {
        1 + self.layers.iter().map(|layer| layer.side - 1).sum::<usize>()
    }
}
