//! Lattices of real numbers, and how colours show them.

use crate::record::Raster;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How the colours of a palette show real numbers: the one in the middle where a number is [`middle`](Scale::middle),
/// the first and the last for what is infinitely far below or above.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// The number that the middle of the palette stands for.
    pub middle: f32,
}

impl Scale {
    /// The place in a palette of so many colours. What is x above the middle stands at x / (1 + |x|) of the way from the
    /// middle to the last colour: every number has its place, and those near the middle are told apart best. What is no
    /// number is shown as the middle.
    ///
    /// ```
    /// use quincunx_core::reals::Scale;
    /// let scale = Scale { middle: 0.5 };
    /// assert_eq!([-f32::INFINITY, -0.5, 0.5, 1.5, 1e30].map(|x| scale.level(x, 201)), [0, 50, 100, 150, 200]);
    /// ```
    pub fn level(self, number: f32, colours: usize) -> u8 {
        let x = f64::from(number) - f64::from(self.middle);
        let along = match x {
            _ if x.is_nan() => 0.0,
            _ if x.is_infinite() => x.signum(),
            _ => x / (1.0 + x.abs()),
        };
        let last = colours.clamp(1, 256) - 1;
        ((along + 1.0) / 2.0 * last as f64).round() as u8
    }
}

/// A lattice of real numbers, and the colours that show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reals {
    /// Numbers in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row-major.
    pub numbers: Vec<f32>,
    /// Which colour shows which number.
    pub scale: Scale,
    /// Red, green and blue, 1 to 256 of them.
    pub palette: Arc<[[u8; 3]]>,
}

impl Reals {
    /// The picture of it.
    pub fn raster(&self) -> Raster {
        let level = |number: &f32| self.scale.level(*number, self.palette.len());
        let (width, height, palette) = (self.width, self.height, self.palette.clone());
        Raster { width, height, cells: self.numbers.iter().map(level).collect(), palette }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_colour_and_larger_ones_a_later() {
        let numbers = [f32::NEG_INFINITY, f32::MIN, -3.0, -1e-3, 0.0, f32::MIN_POSITIVE, 0.7, 9.0, f32::MAX];
        for colours in [1, 2, 3, 255, 256] {
            for middle in [0.0, -2.5, f32::MAX] {
                let levels = numbers.map(|x| Scale { middle }.level(x, colours));
                assert!(levels.is_sorted() && usize::from(levels[8]) < colours, "{levels:?}");
            }
        }
        let palette = vec![[0; 3]; 255].into();
        let numbers = vec![0.0, f32::NAN, 1.0, -1.0, f32::INFINITY, f32::NEG_INFINITY];
        let reals = Reals { width: 3, height: 2, numbers, scale: Scale { middle: 0.0 }, palette };
        assert_eq!(reals.raster().cells, [127, 127, 191, 64, 254, 0]);
    }
}
