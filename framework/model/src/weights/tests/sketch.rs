//! Files built by hand: the crate's own writer refuses the wrong ones.

use super::super::{Weights, WeightsError, read};

/// A file to be.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    dtype: String,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// Numbers that tell places apart.
fn ramp(shape: &[usize]) -> Vec<u8> {
    (0..shape.iter().product()).flat_map(|n: usize| (n as f32 / 8.0 - 1.0).to_le_bytes()).collect()
}

impl Sketch {
    /// One more tensor of F32 with numbers of no meaning.
    pub(super) fn with(self, name: &str, shape: &[usize]) -> Self {
        self.and(name, "F32", shape, ramp(shape))
    }

    /// One more tensor.
    pub(super) fn and(mut self, name: &str, dtype: &str, shape: &[usize], bytes: Vec<u8>) -> Self {
        self.0.push(Entry { name: name.into(), dtype: dtype.into(), shape: shape.into(), bytes });
        self
    }

    /// Both tensors of a convolution.
    pub(super) fn layer(self, stem: &str, shape: &[usize]) -> Self {
        self.with(&format!("{stem}.weight"), shape).with(&format!("{stem}.bias"), &shape[..1])
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|entry| entry.name != name);
        self
    }

    /// The same with another shape for one tensor.
    pub(super) fn but(self, name: &str, shape: &[usize]) -> Self {
        self.without(name).with(name, shape)
    }

    /// The same with another number at one place of a tensor.
    pub(super) fn put(mut self, name: &str, place: usize, number: f32) -> Self {
        let entry = self.0.iter_mut().find(|entry| entry.name == name).unwrap();
        entry.bytes[4 * place..][..4].copy_from_slice(&number.to_le_bytes());
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let (mut at, mut entries) = (0, vec![]);
        for Entry { name, dtype, shape, bytes } in &self.0 {
            let end = at + bytes.len();
            entries.push(format!(
                r#""{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{at},{end}]}}"#
            ));
            at = end;
        }
        let data = self.0.iter().flat_map(|entry| entry.bytes.clone()).collect::<Vec<u8>>();
        raw(&format!("{{{}}}", entries.join(",")), &data)
    }

    pub(super) fn read(&self) -> Result<Weights, WeightsError> {
        read(&self.bytes())
    }
}

/// A file with this header and this data.
pub(super) fn raw(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}

/// A network over C4: lifting 3×3, 1×1, head.
pub(super) fn group() -> Sketch {
    Sketch::default()
        .layer("convs.0", &[2, 1, 1, 3, 3])
        .layer("convs.1", &[3, 2, 4, 1, 1])
        .layer("head", &[1, 3, 1, 1])
}

/// The same written out.
pub(super) fn expanded() -> Sketch {
    Sketch::default()
        .layer("convs.0", &[8, 1, 3, 3])
        .layer("convs.1", &[12, 8, 1, 1])
        .layer("head", &[1, 3, 1, 1])
}

/// Three convolutions.
pub(super) fn plain() -> Sketch {
    Sketch::default()
        .layer("net.0", &[4, 1, 3, 3])
        .layer("net.2", &[5, 4, 1, 1])
        .layer("net.4", &[1, 5, 3, 3])
}
