//! How large a network may be.

use super::tensor::wrong;
use super::{Layout, Weights, WeightsError};

/// Bytes of a file.
pub(super) const FILE: usize = 64 << 20;
/// Bytes of a file's header: parsing takes many times as much.
pub(super) const HEADER: usize = 1 << 20;
/// Rows and columns of a filter.
pub(super) const SIDE: usize = 31;
/// Elements of a group.
pub(super) const ORDER: usize = 256;
/// Channels of a layer, all elements of its fields counted.
pub(super) const CHANNELS: usize = 4096;
/// Convolutions, the head counted.
pub(super) const LAYERS: usize = 64;
/// Bytes of all filters when they are written out.
pub(super) const EXPANDED: usize = 1 << 30;

impl Weights {
    /// Whether all filters can be written out for a group of this order. [`read`](super::read) has asked that where the
    /// file says the order; where it does not, ask before you write them out.
    ///
    /// # Errors
    /// Which limit which layer is beyond.
    pub fn fits(&self, order: usize) -> Result<(), WeightsError> {
        if order > ORDER {
            return Err(WeightsError::File(format!(
                "the group has {order} elements, and at most {ORDER} are possible"
            )));
        }
        let turned = if matches!(self.layout, Layout::Group { .. }) { order } else { 1 };
        let mut bytes = 0;
        for layer in &self.layers {
            let (fields, channels) = (layer.outputs, layer.outputs.saturating_mul(turned));
            if channels > CHANNELS {
                let of = if turned > 1 {
                    format!(" ({fields} fields of {order} elements)")
                } else {
                    String::new()
                };
                let words = format!("gives {channels} channels{of}, and at most {CHANNELS} are possible");
                return Err(wrong(&layer.name, words));
            }
            bytes = layer
                .weight
                .len()
                .saturating_mul(turned)
                .saturating_mul(size_of::<f32>())
                .saturating_add(bytes);
            if bytes > EXPANDED {
                let words = format!("brings all filters, written out, to {} MiB", bytes >> 20);
                return Err(wrong(
                    &layer.name,
                    format!("{words}, and at most {} are possible", EXPANDED >> 20),
                ));
            }
        }
        Ok(())
    }
}
