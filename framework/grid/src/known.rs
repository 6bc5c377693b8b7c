//! Patterns that have a name.

mod fate;
mod table;

pub use fate::Fate;
pub use table::KNOWN;

use crate::cells::{Cells, Start};
use crate::orientation::{Flip, Orientation, Turn};
use crate::pattern::rle;
use crate::stamp::Stamp;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::spelling::unknown;
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::Value;
use std::sync::Arc;

/// A pattern with a name, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// As people write it, in small letters with hyphens.
    pub name: &'static str,
    /// The rule that it is known in.
    pub rule: &'static str,
    /// What becomes of it.
    pub fate: Fate,
    /// What it is known for, and who found it.
    pub about: &'static str,
    /// Its cells, run-length encoded.
    pub rle: &'static str,
}

/// The entry of a name, whatever its case, with hyphens, blanks or underscores.
pub fn named(name: &str) -> Option<&'static Entry> {
    let plain = name.trim().to_lowercase().replace([' ', '_'], "-");
    KNOWN.iter().find(|entry| entry.name == plain)
}

/// A name of the library.
#[derive(Debug)]
pub struct Name(&'static Entry);

impl Field for Name {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        let text = String::read(value, limits, cx)?;
        let names = KNOWN.iter().map(|entry| entry.name);
        named(&text).map(Name).or_else(|| cx.fail(value, unknown("pattern", &text, names)))
    }

    fn show(&self) -> String {
        quoted(self.0.name)
    }

    fn words() -> String {
        "text".into()
    }
}

quincunx_sdk::params! {
    /// A famous pattern, by its name. What is known of it holds under its own rule, alone on a plane.
    pub struct Known {
        /// still lifes: `block`, `beehive`, `loaf`, `boat`, `tub`, `ship`, `pond`, `eater-1`, `snake`, `aircraft-carrier`;
        /// oscillators: `blinker`, `toad`, `beacon`, `clock`, `pulsar`, `pentadecathlon`, `figure-eight`,
        /// `queen-bee-shuttle`, `twin-bees-shuttle`, `tumbler`, `galaxy`, `octagon-2`, `caterer`, `mold`; spaceships:
        /// `glider`, `lwss`, `mwss`, `hwss`, `copperhead`, `loafer`, `weekender`, `turtle`, `dart`, `spider`; what grows:
        /// `gosper-gun`, `simkin-gun`, `space-rake`, `puffer-1`, `infinite-growth-1`, `infinite-growth-2`,
        /// `infinite-growth-3`; what takes long: `switch-engine`, `r-pentomino`, `acorn`, `multum-in-parvo`,
        /// `b-heptomino`, `pi-heptomino`, `herschel`, `century`, `diehard`; of HighLife `replicator` and `bomber`; of Seeds
        /// `moon`
        name: Name;
        /// where its upper left corner lies
        at: (i32, i32) = (0, 0), unit "cells";
        /// degrees by which it is turned, clockwise
        turn: Turn = 0;
        /// what is exchanged before it is turned: left and right, or top and bottom
        flip: Flip = None
    }
}

impl Make<Start> for Known {
    const REFERENCES: &'static [&'static str] = &[];
    const EXAMPLES: &'static [&'static str] =
        &["Known(\"gosper-gun\", (4, 4))", "Known(name: \"glider\", at: (30, 30), turn: 90)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        let entry = self.name.0;
        let mut pattern = rle::read(entry.rle).map_err(|error| Complaint::at("name", error.to_string()))?;
        pattern.rule = Some(entry.rule.into());
        let orientation = Orientation { flip: self.flip, turn: self.turn };
        Ok(Arc::new(Stamp { name: format!("`{}`", entry.name), pattern, at: self.at, orientation }))
    }
}

#[cfg(test)]
mod tests;
