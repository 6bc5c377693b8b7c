//! Plain lists of convolutions.

use super::keys::Convolution;
use super::shapes::{self, Shaped};
use super::{Layout, Weights, WeightsError};

const FORM: &str = "(outputs, inputs, k, k)";

/// # Errors
/// Shapes that contradict each other or the format, and numbers that are none.
pub(super) fn read(convolutions: &[Convolution]) -> Result<Weights, WeightsError> {
    if let Some(group) = convolutions.iter().find(|of| of.weight.shape.len() == 5) {
        let remedy = "name the layers convs.0, convs.1, … and store the head beside them";
        let reason = format!("has five axes, as over a group, and there is no `head.weight`: {remedy}");
        return Err(group.weight.wrong(reason));
    }
    let all: Vec<Shaped> = convolutions.iter().map(|of| shapes::flat(of, FORM)).collect::<Result<_, _>>()?;
    all.first().map_or(Ok(()), Shaped::begins)?;
    for pair in all.windows(2) {
        pair[1].follows(&pair[0], "channels")?;
    }
    all.last().map_or(Ok(()), decides)?;
    let layers = all.iter().map(|shaped| shaped.layer(1)).collect::<Result<_, _>>()?;
    Ok(Weights { layers, layout: Layout::Plain, parameters: shapes::parameters(convolutions) })
}

/// Whether the last convolution gives one logit.
fn decides(last: &Shaped) -> Result<(), WeightsError> {
    match last.outputs {
        1 => Ok(()),
        2 => Err(last
            .wrong("gives 2 outputs, and one logit decides: store the second's filters minus the first's")),
        outputs => {
            Err(last.wrong(format!("gives {outputs} outputs, and the last convolution gives one logit")))
        }
    }
}
