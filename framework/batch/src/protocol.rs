//! What a driver and its workers say to each other: one JSON object a line.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From the driver to a worker. When the driver is gone, or has closed this line, a worker stops after its point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Run a shard.
    Shard {
        /// Its number.
        shard: usize,
        /// The points in it that are set aside, and why.
        lost: BTreeMap<String, String>,
    },
}

/// From a worker to the driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// A shard was taken up, and so many of its points have ended already.
    Took {
        /// How many.
        ended: usize,
    },
    /// A point begins.
    Began {
        /// Its id.
        point: String,
    },
    /// A point has ended.
    Ended {
        /// Its id.
        point: String,
        /// Why it failed, or was set aside, if so.
        error: Option<String>,
    },
    /// Nothing more of this shard will come from this worker.
    Left {
        /// How it is.
        shard: State,
    },
    /// The worker cannot go on, and neither could another one.
    Broken {
        /// Why: reads after "failed to".
        message: String,
        /// The exit code that goes with it.
        exit: u8,
    },
}

/// How a worker leaves a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is whole.
    Whole,
    /// The worker was asked to stop; what has ended is safe.
    Stopped,
    /// Another process works on it.
    Busy,
}
