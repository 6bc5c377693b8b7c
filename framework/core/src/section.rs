//! What the report says, in words that need no knowledge of the domain.

use serde::{Deserialize, Serialize};

/// One section of the report: what was measured, in a sentence, and how to show it.
///
/// Sections are part of the manifest, so that a report can be written again from what was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading: usually the name of a probe.
    pub title: String,
    /// What the reader sees, in a sentence.
    pub sentence: String,
    /// What is shown.
    pub body: Body,
}

/// What a section shows, and where its data stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Lines over steps, from a table.
    Curve {
        /// The probe whose table it is.
        probe: String,
        /// The columns to draw.
        columns: Vec<String>,
        /// What the vertical axis counts or measures.
        unit: String,
        /// Curves of one plot name share one drawing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plot: Option<String>,
    },
    /// A film, from a stack of frames.
    Film {
        /// The probe whose frames they are.
        probe: String,
    },
    /// One picture.
    Picture {
        /// Its file in the run directory.
        file: String,
    },
}
