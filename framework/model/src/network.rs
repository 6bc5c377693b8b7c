//! A network, written out: what weights mean under a group.

use crate::expansion::Expansion;
use crate::weights::{Layer, Layout, Weights};
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::rule::Info;

/// A list of convolutions. Each is a cross-correlation with stride 1, followed by ReLU, but for the last, the head, whose
/// one output is the logit.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// In order, the head last.
    pub layers: Vec<Convolution>,
    /// What the filters turn by; only the identity if the weights know of no group.
    pub group: FiniteGroup,
    /// How filters are turned between the cells of the lattice.
    pub interpolation: Interpolation,
    /// How many numbers the weights are.
    pub parameters: usize,
    /// Whether filters were turned, and not all of them stored.
    pub turned: bool,
    bound: f32,
}

/// A convolution from all channels to all channels: those of a field stand together, one for each element of the group.
#[derive(Clone, Debug, PartialEq)]
pub struct Convolution {
    /// k of a k×k filter, odd.
    pub side: usize,
    /// Channels that go in.
    pub inputs: usize,
    /// Channels that come out.
    pub outputs: usize,
    /// outputs × inputs × k × k.
    pub weight: Vec<f32>,
    /// One for each output.
    pub bias: Vec<f32>,
}

impl Network {
    /// Writes weights out under a group: the filter from element s to element r of a field is the stored one of r⁻¹s,
    /// turned by r; the mean over the elements becomes a part of the head.
    ///
    /// # Errors
    /// A fragment that says how weights and group contradict each other, or that logits could overflow.
    pub fn new(weights: &Weights, group: FiniteGroup, interpolation: Interpolation) -> Result<Self, String> {
        check_order(weights.layout, group.order())?;
        weights.fits(group.order()).map_err(|error| error.to_string())?;
        check_reach(weights.field())?;
        let (head, layers) = weights.layers.split_last().ok_or("there are no layers")?;
        let written = |(number, layer)| match weights.layout {
            Layout::Group { .. } => turned(layer, number > 0, &group, interpolation),
            Layout::Expanded { .. } | Layout::Plain => Ok(as_stored(layer)),
        };
        let written: Result<Vec<_>, String> = layers.iter().enumerate().map(written).collect();
        let mut layers = written?;
        layers.push(match weights.layout {
            Layout::Plain => as_stored(head),
            Layout::Group { .. } | Layout::Expanded { .. } => mean(head, group.order()),
        });
        let bound = bound(&layers)?;
        let turned = matches!(weights.layout, Layout::Group { .. });
        Ok(Network { layers, group, interpolation, parameters: weights.parameters, turned, bound })
    }

    /// How far a cell sees.
    pub fn reach(&self) -> usize {
        self.layers.iter().map(|layer| layer.side / 2).sum()
    }

    /// The side of the square that a cell sees: 1 + Σ (k − 1).
    pub fn receptive_field(&self) -> usize {
        1 + 2 * self.reach()
    }

    /// No logit is larger, of cells from 0 to 1.
    pub fn bound(&self) -> f32 {
        self.bound
    }
}

/// How large logits may become. Of cells from 0 to 1 no sum may leave the range of single precision: then nothing that is
/// computed is infinite or not a number.
fn bound(layers: &[Convolution]) -> Result<f32, String> {
    let mut largest = 1.0;
    for (number, layer) in layers.iter().enumerate() {
        let taps = layer.inputs * layer.side * layer.side;
        let sum = |(filter, bias): (&[f32], &f32)| {
            filter.iter().fold(f64::from(bias.abs()), |sum, w| sum + largest * f64::from(w.abs()))
        };
        largest = layer.weight.chunks(taps).zip(&layer.bias).map(sum).fold(0.0, f64::max);
        if largest > f64::from(f32::MAX) / 4.0 {
            return Err(format!(
                "the weights of layer {number} are so large that sums may reach {largest:.1e}, beyond what single \
                 precision holds: scale them down"
            ));
        }
    }
    Ok(largest as f32)
}

fn check_reach(side: usize) -> Result<(), String> {
    let most = 1 + 2 * Info::MOST_HALO;
    match side <= most {
        true => Ok(()),
        false => Err(format!("a cell sees {side}×{side} cells, and at most {most}×{most} are possible")),
    }
}

fn check_order(layout: Layout, order: usize) -> Result<(), String> {
    let stored = match layout {
        Layout::Group { order: None } => return Ok(()),
        Layout::Group { order: Some(stored) } | Layout::Expanded { order: stored } => stored,
        Layout::Plain if order == 1 => return Ok(()),
        Layout::Plain => {
            return Err(format!(
                "the weights are a plain list of convolutions, which knows of no group, but the group has {order} elements: leave `group` out"
            ));
        }
    };
    match stored == order {
        true => Ok(()),
        false => Err(format!(
            "the weights are for a group of {stored} elements, but the group has {order}: leave `group` out for C{stored}, \
             or name another of {stored}"
        )),
    }
}

fn as_stored(layer: &Layer) -> Convolution {
    let Layer { side, inputs, outputs, .. } = *layer;
    Convolution { side, inputs, outputs, weight: layer.weight.clone(), bias: layer.bias.clone() }
}

/// The head of the means over the elements of each field.
pub(crate) fn mean(head: &Layer, order: usize) -> Convolution {
    let share = |w: &f32| (f64::from(*w) / order as f64) as f32;
    let weight: Vec<f32> = head.weight.iter().flat_map(|w| vec![share(w); order]).collect();
    Convolution { side: 1, inputs: weight.len(), outputs: 1, weight, bias: head.bias.clone() }
}

/// All filters of a layer.
fn turned(
    layer: &Layer,
    from_group: bool,
    group: &FiniteGroup,
    how: Interpolation,
) -> Result<Convolution, String> {
    Ok(Expansion::new(group, layer.side, how, from_group)?.written(layer, group.order()))
}
