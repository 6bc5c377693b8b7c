//! Writes what [`read`](super::read) reads.

use super::{Layer, Layout, Weights};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// A file of the safetensors format, of numbers in single precision: group networks as their reader wants them, else a
/// plain list.
///
/// # Errors
/// A fragment that says what the format cannot hold; nothing that was read.
pub fn write(weights: &Weights) -> Result<Vec<u8>, String> {
    let bytes = |numbers: &[f32]| numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let last = weights.layers.len().saturating_sub(1);
    let stored = weights.layers.iter().enumerate().map(|(number, layer)| {
        let name = match weights.layout {
            Layout::Plain => number.to_string(),
            _ if number == last => "head".into(),
            _ => format!("convs.{number}"),
        };
        let grouped = matches!(weights.layout, Layout::Group { .. }) && number < last;
        (name, shape(layer, grouped), bytes(&layer.weight), vec![layer.bias.len()], bytes(&layer.bias))
    });
    let stored: Vec<_> = stored.collect();
    let mut tensors = vec![];
    for (name, shape, weight, length, bias) in &stored {
        let view = |shape: &[usize], data| {
            TensorView::new(Dtype::F32, shape.to_vec(), data).map_err(|e| e.to_string())
        };
        tensors.push((format!("{name}.weight"), view(shape, weight)?));
        tensors.push((format!("{name}.bias"), view(length, bias)?));
    }
    safetensors::serialize(tensors, None).map_err(|error| error.to_string())
}

fn shape(layer: &Layer, grouped: bool) -> Vec<usize> {
    let Layer { side, outputs, inputs, elements, .. } = *layer;
    match grouped {
        true => vec![outputs, inputs, elements, side, side],
        false => vec![outputs, inputs, side, side],
    }
}
