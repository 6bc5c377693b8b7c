//! Tables of neighbourhoods, and the shortest text for one.

use super::neighbours::Neighbours;
use super::{elementary, hensel, map};
use quincunx_sdk::form::{Form, MooreTable};

/// A table from what becomes of the neighbourhood of a number: bit 3·row + column is a cell, from the upper left.
pub(crate) fn from_numbers(next: impl Fn(u16) -> bool) -> MooreTable {
    MooreTable::from_fn(|rows| {
        let cells = (0..).zip(rows.as_flattened());
        next(cells.map(|(bit, cell)| u16::from(*cell) << bit).sum())
    })
}

/// The tightest description of a table.
pub(super) fn described(table: MooreTable) -> Form {
    table.outer_totalistic().map_or_else(|| Form::MooreTable(table), Form::OuterTotalistic)
}

/// The simplest notation that says the same: by counts, else as an elementary rule, else by arrangements, else the table.
pub(crate) fn notation(table: &MooreTable) -> String {
    Neighbours::counted_by(table)
        .map(|(neighbours, rule)| format!("{}{}", rule.notation(), neighbours.letter()))
        .or_else(|| elementary::notation(table))
        .or_else(|| hensel::notation(table))
        .unwrap_or_else(|| map::notation(table))
}
