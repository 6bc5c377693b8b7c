//! Where the columns of a recorded table stand, and which of them lies along the horizontal axis.

use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::Which;

/// The columns of one probe's table.
pub(super) struct Layout<'a> {
    probe: &'a str,
    columns: &'a [Column],
}

impl<'a> Layout<'a> {
    pub fn of(recorded: &'a Recorded, probe: &'a str) -> Self {
        Layout { probe, columns: recorded.columns(probe).unwrap_or_default() }
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub fn need(&self, name: &str) -> Result<usize, OutputError> {
        let missing = || OutputError::mismatch(self.probe, format!("its table has no column `{name}`"));
        self.find(name).ok_or_else(missing)
    }

    /// How a line is called whose rows have a value in a column: `x` is its own name, `3` is that of `path 3`.
    pub fn label(&self, place: usize, value: &str) -> String {
        match &self.columns[place] {
            column if column.of == Type::Text => value.into(),
            column => format!("{} {value}", column.name),
        }
    }

    pub fn name(&self, place: usize) -> &'a str {
        &self.columns[place].name
    }

    pub fn unit(&self, place: usize) -> &'a str {
        &self.columns[place].unit
    }

    pub fn shown<'w>(&self, which: Option<&'w Which>) -> Result<Shown<'w>, OutputError> {
        which.map(|which| Ok((self.need(&which.column)?, which))).transpose().map(Shown)
    }

    pub fn axis(&self) -> Axis {
        Axis { step: self.find("step").unwrap_or(0), time: self.find("time"), is_time: false }
    }
}

/// The rows that a drawing shows.
pub(super) struct Shown<'w>(Option<(usize, &'w Which)>);

impl Shown<'_> {
    pub fn takes(&self, rows: &[Values], row: usize) -> bool {
        self.0.is_none_or(|(place, which)| which.takes(&rows[place].words(row)))
    }
}

/// The horizontal axis of a drawing over time.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    step: usize,
    time: Option<usize>,
    is_time: bool,
}

impl Axis {
    /// The time of a row, or its step if it has none.
    pub fn x(&mut self, rows: &[Values], row: usize) -> f64 {
        let step = rows[self.step].number(row).unwrap_or_default();
        let time = self.time.and_then(|place| rows[place].number(row));
        self.is_time |= time.is_some_and(|time| time != step);
        time.unwrap_or(step)
    }

    /// What the rows that were seen have along it. Where the two are the same, steps are what the scene counts in.
    pub fn label(self) -> &'static str {
        if self.is_time { "time" } else { "step" }
    }
}
