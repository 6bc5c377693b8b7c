//! What shapes say, and whether they fit together.

use super::keys::Convolution;
use super::tensor::Tensor;
use super::{Layer, WeightsError, limits};

/// A convolution whose shape is understood.
#[derive(Debug)]
pub(super) struct Shaped<'a> {
    pub convolution: &'a Convolution<'a>,
    pub outputs: usize,
    pub inputs: usize,
    pub elements: usize,
    pub side: usize,
}

/// A convolution without an axis for the group: (outputs, inputs, k, k).
pub(super) fn flat<'a>(convolution: &'a Convolution, form: &str) -> Result<Shaped<'a>, WeightsError> {
    let [outputs, inputs, height, width] = axes(&convolution.weight, form)?;
    let side = side(&convolution.weight, height, width)?;
    Ok(Shaped { convolution, outputs, inputs, elements: 1, side })
}

/// A convolution with an axis for the group: (outputs, inputs, n, k, k).
pub(super) fn group<'a>(convolution: &'a Convolution, form: &str) -> Result<Shaped<'a>, WeightsError> {
    let [outputs, inputs, elements, height, width] = axes(&convolution.weight, form)?;
    let side = side(&convolution.weight, height, width)?;
    Ok(Shaped { convolution, outputs, inputs, elements, side })
}

/// The head behind a mean over elements: (1, fields, 1, 1).
pub(super) fn head<'a>(convolution: &'a Convolution) -> Result<Shaped<'a>, WeightsError> {
    let head = flat(convolution, HEAD)?;
    match (head.outputs, head.side) {
        (1, 1) => Ok(head),
        _ => Err(unexpected(&convolution.weight, HEAD)),
    }
}

const HEAD: &str = "(1, fields, 1, 1), one logit a cell";

fn axes<const N: usize>(tensor: &Tensor, form: &str) -> Result<[usize; N], WeightsError> {
    tensor.shape.as_slice().try_into().map_err(|_| unexpected(tensor, form))
}

fn unexpected(tensor: &Tensor, form: &str) -> WeightsError {
    let normal = "; if it belongs to a normalisation, that must be folded into the convolution before it";
    let hint = if tensor.shape.len() == 1 { normal } else { "" };
    tensor.wrong(format!("has shape {}, and {form}, is expected{hint}", tensor.shape_words()))
}

fn side(tensor: &Tensor, height: usize, width: usize) -> Result<usize, WeightsError> {
    let filters = || format!("has filters of {height}×{width}");
    if height != width {
        return Err(tensor.wrong(format!("{}, which is no square", filters())));
    }
    if height.is_multiple_of(2) {
        return Err(
            tensor.wrong(format!("{}: the side must be odd, so that a filter has a centre", filters()))
        );
    }
    if height > limits::SIDE {
        let most = limits::SIDE;
        return Err(tensor.wrong(format!("{}, and at most {most}×{most} is possible", filters())));
    }
    Ok(height)
}

impl Shaped<'_> {
    pub(super) fn name(&self) -> &str {
        &self.convolution.weight.name
    }

    pub(super) fn wrong(&self, reason: impl Into<String>) -> WeightsError {
        self.convolution.weight.wrong(reason)
    }

    /// Whether it takes the state of a cell and nothing else.
    ///
    /// # Errors
    /// If it takes more.
    pub(super) fn begins(&self) -> Result<(), WeightsError> {
        match (self.inputs, self.elements) {
            (1, 1) => Ok(()),
            (1, n) => {
                Err(self.wrong(format!("has {n} on axis 2, and the first layer's input has no elements: 1")))
            }
            (inputs, _) => Err(self.wrong(format!("takes {inputs} channels, and a cell has one: its state"))),
        }
    }

    /// Whether it takes what the layer before gives. `what` is that: fields or channels.
    ///
    /// # Errors
    /// If it takes more or fewer.
    pub(super) fn follows(&self, before: &Shaped, what: &str) -> Result<(), WeightsError> {
        if self.inputs == before.outputs {
            return Ok(());
        }
        let (inputs, outputs) = (self.inputs, before.outputs);
        Err(self.wrong(format!("takes {inputs} {what}, and `{}` gives {outputs}", before.name())))
    }

    /// The layer with a bias for each output. One that is stored may also have one number for every `repeat` outputs,
    /// one after the other; one that is not is zeros.
    ///
    /// # Errors
    /// A bias of another length, and what [`Tensor::values`] finds.
    pub(super) fn layer(&self, repeat: usize) -> Result<Layer, WeightsError> {
        let Convolution { weight, bias } = self.convolution;
        let bias = match bias {
            None => vec![0.0; self.outputs],
            Some(bias) if bias.shape == [self.outputs] => bias.values()?,
            Some(bias) if bias.shape == [self.outputs / repeat] => {
                bias.values()?.into_iter().flat_map(|value| std::iter::repeat_n(value, repeat)).collect()
            }
            Some(bias) => return Err(self.bias_of_another_length(bias, repeat)),
        };
        let (outputs, inputs, elements) = (self.outputs, self.inputs, self.elements);
        Ok(Layer {
            name: weight.name.clone(),
            side: self.side,
            outputs,
            inputs,
            elements,
            weight: weight.values()?,
            bias,
        })
    }

    fn bias_of_another_length(&self, bias: &Tensor, repeat: usize) -> WeightsError {
        let outputs = self.outputs;
        let or = if repeat > 1 { format!("({}) or ", outputs / repeat) } else { String::new() };
        let needs = format!("has shape {}, and `{}` needs {or}({outputs})", bias.shape_words(), self.name());
        bias.wrong(needs)
    }
}

/// How many numbers the file stores for them.
pub(super) fn parameters(convolutions: &[Convolution]) -> usize {
    let numbers = |tensor: &Tensor| tensor.shape.iter().product::<usize>();
    convolutions.iter().map(|of| numbers(&of.weight) + of.bias.as_ref().map_or(0, numbers)).sum()
}
