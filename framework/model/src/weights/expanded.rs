//! Networks over a group with all filters written out.

use super::keys::Convolution;
use super::shapes::{self, Shaped};
use super::{Layout, Weights, WeightsError, limits};

const FORM: &str = "(channels out, channels in, k, k) as the first layer has all filters written out";

/// # Errors
/// Shapes that contradict each other or the format, and numbers that are none.
pub(super) fn read(convolutions: &[Convolution]) -> Result<Weights, WeightsError> {
    let Some((head, written)) = convolutions.split_last() else { return Err(super::nothing()) };
    let written: Vec<Shaped> = written.iter().map(|of| shapes::flat(of, FORM)).collect::<Result<_, _>>()?;
    let head = shapes::head(head)?;
    written.first().map_or(Ok(()), Shaped::begins)?;
    for pair in written.windows(2) {
        pair[1].follows(&pair[0], "channels")?;
    }
    let order = order(&written, &head)?;
    let convs = written.iter().map(|shaped| shaped.layer(order));
    let layers = convs.chain([head.layer(1)]).collect::<Result<_, _>>()?;
    Ok(Weights { layers, layout: Layout::Expanded { order }, parameters: shapes::parameters(convolutions) })
}

/// How many channels the mean makes one field of: those out of the last convolution over those into the head.
fn order(written: &[Shaped], head: &Shaped) -> Result<usize, WeightsError> {
    let Some(last) = written.last() else { return Err(super::nothing()) };
    let (channels, fields) = (last.outputs, head.inputs);
    if channels % fields != 0 {
        let mean = format!(
            "and `{}` gives {channels} channels: they make no whole number of group elements",
            last.name()
        );
        return Err(head.wrong(format!("takes {fields} fields, {mean}")));
    }
    let order = channels / fields;
    let says = format!(
        "the {order} elements that `{}` ({channels} channels) and `{}` ({fields} fields) say",
        last.name(),
        head.name()
    );
    if order > limits::ORDER {
        return Err(head
            .wrong(format!("contradicts the limit of {} group elements: these are {says}", limits::ORDER)));
    }
    match written.iter().find(|shaped| shaped.outputs % order != 0) {
        Some(shaped) => {
            Err(shaped
                .wrong(format!("gives {} channels, no whole number of fields for {says}", shaped.outputs)))
        }
        None => Ok(order),
    }
}
