//! Which tensor is what, by its name.

use super::tensor::{Tensor, shown, wrong};
use super::{WeightsError, foreign, limits};
use std::collections::BTreeMap;

/// The convolutions of a file in order, the head last.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub convolutions: Vec<Convolution<'a>>,
    pub kind: Kind,
}

/// The two tensors of a convolution.
#[derive(Debug)]
pub(super) struct Convolution<'a> {
    pub weight: Tensor<'a>,
    pub bias: Option<Tensor<'a>>,
}

/// What names a file uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `convs.0`, `convs.1`, … and `head`.
    Headed,
    /// Numbers after one prefix.
    Plain,
}

impl Found<'_> {
    /// Whether all filters are written out.
    ///
    /// # Errors
    /// If the first has neither four nor five axes.
    pub(super) fn is_expanded(&self) -> Result<bool, WeightsError> {
        let Some(Convolution { weight, .. }) = self.convolutions.first() else { return Ok(true) };
        match weight.shape.len() {
            4 => Ok(true),
            5 => Ok(false),
            _ => {
                let expected = "(fields, 1, 1, k, k), or (channels, 1, k, k) with all filters written out";
                Err(weight.wrong(format!("has shape {}, and {expected}, is expected", weight.shape_words())))
            }
        }
    }
}

/// Where a layer stands. The head is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Number(u32),
    Head,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Weight,
    Bias,
}

/// What a name says; `None` if it is no name of a weight.
fn parse(name: &str) -> Option<(&str, Place, Part)> {
    let (stem, part) = name.rsplit_once('.')?;
    let part = match part {
        "weight" => Part::Weight,
        "bias" => Part::Bias,
        _ => return None,
    };
    if stem == "head" {
        return Some(("convs.", Place::Head, part));
    }
    let prefix = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    Some((prefix, Place::Number(stem[prefix.len()..].parse().ok()?), part))
}

#[derive(Debug, Default)]
struct Pair<'a> {
    weight: Option<Tensor<'a>>,
    bias: Option<Tensor<'a>>,
}

/// Gives every tensor its place.
///
/// # Errors
/// A tensor without a place, a place without its tensors, or names that do not go together.
pub(super) fn sort(tensors: Vec<Tensor<'_>>) -> Result<Found<'_>, WeightsError> {
    foreign::refuse(&tensors)?;
    one_prefix(&tensors)?;
    let mut pairs: BTreeMap<Place, Pair> = BTreeMap::new();
    for tensor in tensors {
        let (_, place, part) = parse(&tensor.name).ok_or_else(|| foreign::placeless(&tensor.name))?;
        let pair = pairs.entry(place).or_default();
        let slot = if part == Part::Weight { &mut pair.weight } else { &mut pair.bias };
        if let Some(other) = slot {
            return Err(tensor.wrong(format!("has the same number as `{}`", shown(&other.name))));
        }
        *slot = Some(tensor);
    }
    if pairs.len() > limits::LAYERS {
        let words =
            format!("it holds {} convolutions, and at most {} are possible", pairs.len(), limits::LAYERS);
        return Err(WeightsError::File(words));
    }
    match pairs.last_key_value() {
        None => Err(super::nothing()),
        Some((Place::Head, _)) => headed(pairs),
        Some((Place::Number(_), _)) => {
            let convolutions = pairs.into_values().map(whole).collect::<Result<_, _>>()?;
            Ok(Found { convolutions, kind: Kind::Plain })
        }
    }
}

/// Refuses numbers after different prefixes, and a head that is not after `convs.`.
fn one_prefix(tensors: &[Tensor]) -> Result<(), WeightsError> {
    let head = tensors.iter().find(|tensor| matches!(parse(&tensor.name), Some((_, Place::Head, _))));
    let Some(first) = head.or(tensors.first()) else { return Ok(()) };
    let prefix = |tensor: &Tensor| parse(&tensor.name).map(|(prefix, ..)| prefix.to_owned());
    let Some(expected) = prefix(first) else { return Ok(()) };
    let mut others = tensors.iter().filter_map(|tensor| Some((tensor, prefix(tensor)?)));
    match others.find(|(_, prefix)| *prefix != expected) {
        None => Ok(()),
        Some((other, _)) if head.is_some() => {
            let remedy =
                "layers before a head are named convs.0, convs.1, …; or number the head as the last of all";
            Err(other.wrong(format!("does not go with `{}`: {remedy}", first.name)))
        }
        Some((other, _)) => {
            let remedy = "a list of convolutions has one prefix; put their numbers behind the same";
            Err(other.wrong(format!("does not go with `{}`: {remedy}", shown(&first.name))))
        }
    }
}

/// `convs.0`, `convs.1`, … without gaps, and the head, each with weight and bias.
fn headed(pairs: BTreeMap<Place, Pair<'_>>) -> Result<Found<'_>, WeightsError> {
    let count = pairs.len() - 1;
    for number in 0..count.max(1) {
        if !pairs.contains_key(&Place::Number(number as u32)) {
            let reason = "is missing: the layers before a head are numbered from 0, without gaps";
            return Err(wrong(&format!("convs.{number}.weight"), reason));
        }
    }
    let convolutions: Vec<Convolution> = pairs.into_values().map(whole).collect::<Result<_, _>>()?;
    match convolutions.iter().find(|convolution| convolution.bias.is_none()) {
        None => Ok(Found { convolutions, kind: Kind::Headed }),
        Some(Convolution { weight, .. }) => {
            Err(wrong(&sibling(&weight.name, "bias"), "is missing: store zeros if the layer has no bias"))
        }
    }
}

/// A bias needs a weight.
fn whole(pair: Pair<'_>) -> Result<Convolution<'_>, WeightsError> {
    match pair {
        Pair { weight: Some(weight), bias } => Ok(Convolution { weight, bias }),
        Pair { weight: None, bias } => {
            let bias = bias.map_or_else(String::new, |bias| bias.name);
            Err(wrong(&sibling(&bias, "weight"), format!("is missing, and `{}` is there", shown(&bias))))
        }
    }
}

/// The name of a layer's other tensor.
fn sibling(name: &str, part: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.{part}")
}
