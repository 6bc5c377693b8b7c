//! The safetensors format itself: a header that says where the tensors lie, and their bytes.
//!
//! The crate `safetensors` checks that, but does not always say which tensor is wrong, and of two that have the same
//! name it silently takes one. So the header is looked over here first.

use super::tensor::{Tensor, brief, shown, words, wrong};
use super::{WeightsError, limits};
use safetensors::SafeTensors;
use safetensors::tensor::TensorInfo;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::collections::HashSet;
use std::fmt::{self, Formatter};

/// Bytes of the number that says how long the header is.
const LENGTH: usize = 8;

/// All tensors of a file but those of `io.`, by name.
///
/// # Errors
/// What is no safetensors file, and what is too large.
pub(super) fn tensors(bytes: &[u8]) -> Result<Vec<Tensor<'_>>, WeightsError> {
    let header = header(bytes)?;
    let Header(mut entries) = serde_json::from_str(header).map_err(|error| {
        WeightsError::File(format!(
            "the header does not say what the file holds: {}",
            brief(&error.to_string(), 300)
        ))
    })?;
    entries.sort_by_key(|(_, info)| info.data_offsets);
    check(&entries, bytes.len() - LENGTH - header.len())?;
    let file = SafeTensors::deserialize(bytes).map_err(|error| {
        WeightsError::File(format!("it is no safetensors file: {}", brief(&error.to_string(), 300)))
    })?;
    let weights = file.iter().filter(|(name, _)| !name.starts_with("io."));
    let mut tensors: Vec<Tensor> = weights
        .map(|(name, view)| Tensor {
            name: name.to_owned(),
            shape: view.shape().to_vec(),
            dtype: view.dtype(),
            data: view.data(),
        })
        .collect();
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    match tensors.iter().find(|tensor| tensor.shape.contains(&0)) {
        Some(empty) => Err(empty.wrong(format!("of shape {} is empty", empty.shape_words()))),
        None => Ok(tensors),
    }
}

/// The header's text.
fn header(bytes: &[u8]) -> Result<&str, WeightsError> {
    let fail = |words: String| Err(WeightsError::File(words));
    if bytes.len() > limits::FILE {
        return fail(format!("it is larger than {} MiB", limits::FILE >> 20));
    }
    let Some((length, rest)) = bytes.split_first_chunk::<LENGTH>() else {
        return fail(format!(
            "{} bytes are no safetensors file, which begins with the length of its header",
            bytes.len()
        ));
    };
    let length = u64::from_le_bytes(*length);
    let Some(header) = usize::try_from(length).ok().and_then(|length| rest.get(..length)) else {
        let foreign = match &bytes[..LENGTH] {
            [b'P', b'K', 3, 4, ..] => {
                ": that is a zip archive, as torch.save writes it; save it with safetensors.torch.save_file"
            }
            [0x89, b'H', b'D', b'F', ..] => ": that is an HDF5 file; save it with safetensors",
            _ => ": it is cut short, or no safetensors file",
        };
        return fail(format!("its header claims {length} bytes, and {} follow{foreign}", rest.len()));
    };
    if header.len() > limits::HEADER {
        return fail(format!("its header has {length} bytes, and at most {} are read", limits::HEADER));
    }
    str::from_utf8(header).or_else(|error| fail(format!("its header is no text: {error}")))
}

/// Whether the tensors, sorted by where they lie, fill the data without gap or overlap, each as its shape says.
fn check(entries: &[(String, TensorInfo)], size: usize) -> Result<(), WeightsError> {
    let mut end = 0;
    let mut before: Option<&str> = None;
    for (name, info) in entries {
        let (from, to) = info.data_offsets;
        let place = || format!("lies at bytes {from} to {to}");
        if to < from {
            return Err(wrong(name, format!("{}, which ends before it begins", place())));
        }
        if to > size {
            return Err(wrong(
                name,
                format!("{}, and the file has {size} bytes of data: is it cut short?", place()),
            ));
        }
        if from != end {
            let other = before
                .map_or("the data's beginning".to_owned(), |other| format!("tensor `{}`", shown(other)));
            let how = if from < end { "overlaps" } else { "leaves a gap after" };
            return Err(wrong(name, format!("{} and {how} {other}, which ends at {end}", place())));
        }
        let numbers = info.shape.iter().try_fold(1_usize, |product, axis| product.checked_mul(*axis));
        let bits = numbers.and_then(|numbers| numbers.checked_mul(info.dtype.bitsize()));
        if bits != Some((to - from) * 8) {
            let need =
                bits.map_or("more than can be counted".to_owned(), |bits| bits.div_ceil(8).to_string());
            let (dtype, shape) = (info.dtype, &info.shape);
            let reason =
                format!("has {} bytes, and shape {} of {dtype} takes {need}", to - from, words(shape));
            return Err(wrong(name, reason));
        }
        (end, before) = (to, Some(name.as_str()));
    }
    if end < size {
        return Err(WeightsError::File(format!("{} bytes after the last tensor belong to none", size - end)));
    }
    Ok(())
}

/// What a header says of every tensor, in its order.
struct Header(Vec<(String, TensorInfo)>);

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Header;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a map from names to tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
        let (mut names, mut entries) = (HashSet::new(), vec![]);
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(format!("tensor `{}` is there twice", shown(&name))));
            }
            if name == "__metadata__" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let of = |error: A::Error| {
                A::Error::custom(format!("tensor `{}`: {}", shown(&name), brief(&error.to_string(), 150)))
            };
            let info = map.next_value::<TensorInfo>().map_err(of)?;
            entries.push((name, info));
        }
        Ok(Header(entries))
    }
}
