//! Networks that store the filters of the identity, for the reader to turn.

use super::keys::Convolution;
use super::shapes::{self, Shaped};
use super::{Layout, Weights, WeightsError, limits};

const LIFTING: &str = "(fields, 1, 1, k, k)";
const GROUP: &str = "(fields, fields, n, k, k) as the first layer stores the filters of the identity alone";

/// # Errors
/// Shapes that contradict each other or the format, and numbers that are none.
pub(super) fn read(convolutions: &[Convolution]) -> Result<Weights, WeightsError> {
    let Some((head, turned)) = convolutions.split_last() else { return Err(super::nothing()) };
    let shape = |(n, convolution)| shapes::group(convolution, if n == 0 { LIFTING } else { GROUP });
    let turned: Vec<Shaped> = turned.iter().enumerate().map(shape).collect::<Result<_, _>>()?;
    let head = shapes::head(head)?;
    turned.first().map_or(Ok(()), Shaped::begins)?;
    let order = order(turned.get(1..).unwrap_or(&[]))?;
    let all: Vec<Shaped> = turned.into_iter().chain([head]).collect();
    for pair in all.windows(2) {
        pair[1].follows(&pair[0], "fields")?;
    }
    let layers = all.iter().map(|shaped| shaped.layer(1)).collect::<Result<_, _>>()?;
    Ok(Weights { layers, layout: Layout::Group { order }, parameters: shapes::parameters(convolutions) })
}

/// Axis 2 of all group convolutions; `None` without any.
fn order(convolutions: &[Shaped]) -> Result<Option<usize>, WeightsError> {
    let Some(first) = convolutions.first() else { return Ok(None) };
    let order = first.elements;
    if order > limits::ORDER {
        return Err(first.wrong(format!(
            "has {order} group elements on axis 2, and at most {} are possible",
            limits::ORDER
        )));
    }
    match convolutions.iter().find(|other| other.elements != order) {
        None => Ok(Some(order)),
        Some(other) => {
            let words = format!(
                "has {} group elements on axis 2, and `{}` has {order}",
                other.elements,
                first.name()
            );
            Err(other.wrong(words))
        }
    }
}
