//! Random numbers of one path in one step, as many as it takes.

use quincunx_sdk::noise::{Place, key_words, philox4x32_10};
use std::f64::consts::TAU;

/// Counts draws on inside its own path and step. So a path's numbers depend on key, path and step alone, and rejecting
/// some changes nothing for anybody else.
#[derive(Clone, Debug)]
pub struct Draws {
    key: [u32; 2],
    place: Place,
    words: [u64; 2],
    used: usize,
    /// The second half of a pair of normals.
    spare: Option<f64>,
}

impl Draws {
    /// The numbers of a path in a step. A key that serves these should serve no normals of a solver.
    pub fn new(key: u64, path: u64, step: u64) -> Self {
        let place = Place { draw: 0, item: path, step };
        Draws { key: key_words(key), place, words: [0; 2], used: 2, spare: None }
    }

    /// 64 random bits.
    pub fn word(&mut self) -> u64 {
        if self.used == 2 {
            let [a, b, c, d] = philox4x32_10(self.place.counter(), self.key).map(u64::from);
            self.place.draw = self.place.draw.wrapping_add(1);
            (self.words, self.used) = ([a | b << 32, c | d << 32], 0);
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    /// A number above 0 and up to 1: (k + ½)·2⁻⁶⁴, fine near 0.
    pub fn uniform(&mut self) -> f64 {
        uniform(self.word())
    }

    /// A standard normal, by Box and Muller's method.
    pub fn normal(&mut self) -> f64 {
        if let Some(z) = self.spare.take() {
            return z;
        }
        let (radius, angle) = (self.uniform(), self.word());
        let (z, spare) = normals(radius, angle);
        self.spare = Some(spare);
        z
    }
}

/// A number above 0 and up to 1: (k + ½)·2⁻⁶⁴, fine near 0.
pub(crate) fn uniform(word: u64) -> f64 {
    (word as f64 + 0.5) * (1.0 / 18_446_744_073_709_551_616.0)
}

/// Two standard normals from a uniform number and 64 bits.
fn normals(u: f64, angle: u64) -> (f64, f64) {
    let radius = (-2.0 * libm::log(u)).sqrt();
    let (sin, cos) = libm::sincos(angle as f64 * (TAU / 18_446_744_073_709_551_616.0));
    (radius * cos, radius * sin)
}
