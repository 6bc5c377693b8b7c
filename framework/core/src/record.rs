//! What can be recorded: tables of rows, frames of a film, and snapshots.
//!
//! A domain says what it measured in these words; sinks take them, and never ask which domain it was.

use crate::reals::{Reals, Scale};
use bevy_ecs::message::Message;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// 64-bit integers; in a [nullable](Column::nullable) column a missing one is null.
    Int64,
    /// 64-bit floats; a missing one is null.
    Float64,
    /// UTF-8.
    Text,
}

/// What a column is called, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, as a reader of the file asks for it.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub of: Type,
    /// What its numbers count or measure; empty for a pure number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Whether an integer may be missing; a float always may, and a text never.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// Of a text that tells the rows of a step apart: what stands in the row that all others come to, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
}

impl Column {
    /// A column of the given name, type and unit.
    pub fn new(name: impl Into<String>, of: Type, unit: impl Into<String>) -> Self {
        Column { name: name.into(), of, unit: unit.into(), nullable: false, whole: None }
    }

    /// The same column of integers of which some may be missing: [`Values::Int64OrNull`].
    #[must_use]
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same column of texts, of which one stands in the row that all others of a step come to.
    #[must_use]
    pub fn whole(mut self, words: impl Into<String>) -> Self {
        self.whole = Some(words.into());
        self
    }
}

/// The cells of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// For [`Type::Int64`].
    Int64(Vec<i64>),
    /// For [`Type::Int64`] in a [nullable](Column::nullable) column; `None` is null.
    Int64OrNull(Vec<Option<i64>>),
    /// For [`Type::Float64`]; `None` is null.
    Float64(Vec<Option<f64>>),
    /// For [`Type::Text`].
    Text(Vec<String>),
}

impl Values {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        match self {
            Values::Int64(v) => v.len(),
            Values::Int64OrNull(v) => v.len(),
            Values::Float64(v) => v.len(),
            Values::Text(v) => v.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An estimate of the memory that the cells take.
    pub fn bytes(&self) -> usize {
        match self {
            Values::Int64(v) => 8 * v.len(),
            Values::Int64OrNull(v) => 16 * v.len(),
            Values::Float64(v) => 16 * v.len(),
            Values::Text(v) => v.iter().map(|text| 24 + text.len()).sum(),
        }
    }

    /// A cell as a number; `None` if it is null, text, or beyond the last row.
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Values::Int64(v) => v.get(row).map(|n| *n as f64),
            Values::Int64OrNull(v) => v.get(row).copied().flatten().map(|n| n as f64),
            Values::Float64(v) => v.get(row).copied().flatten(),
            Values::Text(_) => None,
        }
    }

    /// A cell as a reader sees it, by which rows are told apart: `x`, `3`, `0.5`; empty if it is null or there is none.
    pub fn words(&self, row: usize) -> String {
        match self {
            Values::Int64(v) => v.get(row).map(i64::to_string),
            Values::Int64OrNull(v) => v.get(row).copied().flatten().map(|n| n.to_string()),
            Values::Float64(v) => v.get(row).copied().flatten().map(|x| x.to_string()),
            Values::Text(v) => v.get(row).cloned(),
        }
        .unwrap_or_default()
    }
}

/// Rows of one probe, column by column, in the order that its [`Recording`] declares; `step` and `time` first.
#[derive(Message, Clone, Debug, PartialEq)]
pub struct Rows {
    /// The probe's name in the scene.
    pub probe: Arc<str>,
    /// All of one length.
    pub columns: Vec<Values>,
}

impl Rows {
    /// An estimate of the memory that they take.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Values::bytes).sum()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Values::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A lattice of small whole numbers and the colours that show them.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Cells in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row-major, one byte a cell; each is an index into the palette.
    pub cells: Vec<u8>,
    /// Red, green and blue of every state.
    pub palette: Arc<[[u8; 3]]>,
}

/// One picture of a film.
#[derive(Message, Clone, Debug)]
pub struct Frame {
    /// The probe's name in the scene.
    pub probe: Arc<str>,
    /// The object's step when it was taken.
    pub step: u64,
    /// What it shows.
    pub image: Image,
}

/// What a frame shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Image {
    /// Cells: a byte each in the stack.
    Cells(Raster),
    /// Real numbers: a float32 each in the stack, and colours in pictures.
    Reals(Reals),
}

/// A state kept whole, in a format that other programs read.
#[derive(Message, Clone, Debug)]
pub struct Snapshot {
    /// The probe's name in the scene.
    pub probe: Arc<str>,
    /// The object's step when it was taken.
    pub step: u64,
    /// What the file will hold; shared, for it may be as large as the object.
    pub body: Arc<SnapshotBody>,
}

/// The content of a snapshot's file.
#[derive(Clone, Debug)]
pub enum SnapshotBody {
    /// Bytes in a format of the domain's own.
    Bytes(Vec<u8>),
    /// height × width uint8 in NumPy's format.
    Npy(Raster),
    /// A picture.
    Png(Raster),
}

/// What a probe will record. It is known before the first step, and the manifest lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recording {
    /// A table: `<probe>.parquet` or `<probe>.csv`.
    Rows {
        /// Declared once; every [`Rows`] has the same.
        columns: Vec<Column>,
        /// The format of the file.
        format: TableFormat,
    },
    /// A film: `<probe>.npy`, `<probe>.steps.npy` and, with pictures, `<probe>/NNNNNNNNN.png` and the animated
    /// `<probe>.png`.
    Frames {
        /// Cells in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// Whether each frame is a PNG too.
        pictures: bool,
        /// Red, green and blue of every state, or those that show real numbers.
        palette: Vec<[u8; 3]>,
        /// Which colours show which numbers, if frames are of real numbers and not of cells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reals: Option<Scale>,
        /// How many states follow each other in each frame, one below the other, if it is a sample of a data set; the
        /// stack then has an axis more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<usize>,
    },
    /// One file.
    Snapshot {
        /// Its name: the probe's with the format's ending.
        file: String,
    },
}

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    /// Apache Parquet, zstd-compressed.
    #[default]
    Parquet,
    /// Comma-separated text with a header; an empty cell is null.
    Csv,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_of_cells_are_listed_as_ever_and_those_of_numbers_with_their_scale() {
        let text = r#"{"frames":{"width":2,"height":3,"pictures":true,"palette":[[1,2,3],[4,5,6]]}}"#;
        let cells: Recording = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&cells).unwrap(), text);
        let Recording::Frames { width, height, pictures, palette, reals: None, length: None } = cells else {
            panic!()
        };
        let reals = Some(Scale { middle: 0.1 });
        let numbers = Recording::Frames { width, height, pictures, palette, reals, length: Some(7) };
        let text = serde_json::to_string(&numbers).unwrap();
        assert_eq!(serde_json::from_str::<Recording>(&text).unwrap(), numbers, "{text}");
    }
}
