//! `plan.json`: what a batch is, written once, before its first point runs. All who work on the batch, today, tomorrow
//! and elsewhere, read it, and nothing else tells them what to do.

use crate::columns::{POINT, SEED, Varied};
use quincunx_core::record::{Column, Type};
use quincunx_output::shard::ShardSpec;
use quincunx_output::{Input, PluginHash};
use quincunx_run::point::Table;
use quincunx_scene::batch::plain::PlainPoints;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// What a batch is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of the layout of a batch's folder: [`Plan::FORMAT`].
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// The BLAKE3 of the program, in hexadecimal.
    pub program: String,
    /// What the batch is called: the stem of its file's name.
    pub name: String,
    /// What varies.
    pub scene: SceneText,
    /// The resolved scene of the first point, in canonical text.
    pub first: String,
    /// The works that the methods are taken from.
    pub citations: Vec<String>,
    /// Every file that some point reads.
    pub inputs: Vec<Input>,
    /// Every plugin that the scene names.
    pub plugins: Vec<PluginHash>,
    /// How it varies.
    pub points: PlainPoints,
    /// The columns of what varies.
    pub varied: Vec<Varied>,
    /// What every point records as rows.
    pub tables: Vec<Recorded>,
    /// Whether points leave files besides rows.
    pub leaves_files: bool,
    /// How long a point takes on one thread, in seconds: an estimate.
    pub seconds: f64,
    /// How many points make a shard; the last one may have fewer.
    pub shard: usize,
    /// The id of every point: the hash of all that it follows from.
    pub ids: Vec<String>,
}

/// A scene as it was when the batch was planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SceneText {
    /// The file's name.
    pub file: String,
    /// The text, with what the command line put into it.
    pub text: String,
    /// Where the files are that it names.
    pub folder: PathBuf,
    /// Where plugins are looked for first.
    pub plugin_folders: Vec<PathBuf>,
}

/// A table that every point records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The name of its probe.
    pub name: String,
    /// The probe's kind.
    pub kind: String,
    /// The probe's own columns: `step`, `time`, ….
    pub columns: Vec<Column>,
}

impl From<Table> for Recorded {
    fn from(Table { name, kind, columns }: Table) -> Self {
        Recorded { name, kind, columns }
    }
}

impl Plan {
    /// The version that this program writes.
    pub const FORMAT: u32 = 1;

    /// The columns by which points are told apart.
    pub fn keys(&self) -> Vec<Column> {
        let point = Column::new(POINT, Type::Text, "");
        let seed = (self.points.repeats > 1).then(|| Column::new(SEED, Type::Int64, ""));
        let varied = self.varied.iter().map(|varied| varied.column.clone());
        [point].into_iter().chain(varied).chain(seed).collect()
    }

    /// Name and all columns of every table of results.
    pub fn tables(&self) -> Arc<[(String, Vec<Column>)]> {
        let all = |table: &Recorded| (table.name.clone(), [self.keys(), table.columns.clone()].concat());
        self.tables.iter().map(all).collect()
    }

    /// How many shards there are.
    pub fn shards(&self) -> usize {
        self.ids.len().div_ceil(self.shard.max(1))
    }

    /// The numbers of the points of a shard.
    pub fn range(&self, shard: usize) -> Range<usize> {
        let first = (shard * self.shard).min(self.ids.len());
        first..(first + self.shard).min(self.ids.len())
    }

    /// What each shard is to hold; `hash` is that of the plan.
    pub fn specs(&self, hash: &str) -> Vec<ShardSpec> {
        let tables = self.tables();
        let spec = |shard: usize| {
            let points = self.ids[self.range(shard)].to_vec();
            let mut own = blake3::Hasher::new();
            points.iter().for_each(|point| _ = own.update(point.as_bytes()));
            let own = own.finalize().to_hex();
            let id = format!("{shard:05}-{}", &own[..8]);
            ShardSpec { id, plan: hash.into(), points, tables: tables.clone() }
        };
        (0..self.shards()).map(spec).collect()
    }
}
