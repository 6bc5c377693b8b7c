//! Rows of one probe, on their way to a file.

use crate::error::OutputError;
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use quincunx_core::record::{Column, Rows, Type, Values};
use std::collections::HashMap;
use std::sync::Arc;

/// The columns of a table as Arrow names them; units go into the fields' metadata.
pub(crate) fn schema(columns: &[Column]) -> Arc<Schema> {
    let field = |column: &Column| {
        let (of, nullable) = match column.of {
            Type::Int64 => (DataType::Int64, column.nullable),
            Type::Float64 => (DataType::Float64, true),
            Type::Text => (DataType::Utf8, false),
        };
        let unit = (!column.unit.is_empty()).then(|| ("unit".to_string(), column.unit.clone()));
        Field::new(&column.name, of, nullable).with_metadata(HashMap::from_iter(unit))
    };
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

/// No cells, of each column's type.
pub(crate) fn empty(columns: &[Column]) -> Vec<Values> {
    let none = |column: &Column| match column.of {
        Type::Int64 if column.nullable => Values::Int64OrNull(Vec::new()),
        Type::Int64 => Values::Int64(Vec::new()),
        Type::Float64 => Values::Float64(Vec::new()),
        Type::Text => Values::Text(Vec::new()),
    };
    columns.iter().map(none).collect()
}

/// Rows since the last commit, and where the earlier ones stand.
#[derive(Debug)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pub buffer: Vec<Values>,
    /// The commits that have a segment of it, in order.
    pub segments: Vec<u64>,
}

impl Table {
    pub fn new(columns: &[Column], segments: Vec<u64>) -> Self {
        Table { columns: columns.to_vec(), buffer: empty(columns), segments }
    }

    /// Takes rows that are what the manifest declares.
    pub fn push(&mut self, rows: &Rows) -> Result<(), OutputError> {
        let length = rows.len();
        let fits = |(a, b): (&Values, &Values)| std::mem::discriminant(a) == std::mem::discriminant(b);
        let fit = rows.columns.len() == self.buffer.len() && rows.columns.iter().zip(&self.buffer).all(fits);
        if !fit || rows.columns.iter().any(|column| column.len() != length) {
            return Err(OutputError::mismatch(
                &rows.probe,
                "the rows do not have the columns that were declared",
            ));
        }
        self.buffer.iter_mut().zip(&rows.columns).for_each(|(to, from)| extend(to, from, 0..length));
        Ok(())
    }

    pub fn rows(&self) -> usize {
        self.buffer.first().map_or(0, Values::len)
    }

    pub fn bytes(&self) -> usize {
        self.buffer.iter().map(Values::bytes).sum()
    }
}

/// Copies a range of cells; types agree.
pub(crate) fn extend(to: &mut Values, from: &Values, range: std::ops::Range<usize>) {
    match (to, from) {
        (Values::Int64(to), Values::Int64(from)) => to.extend_from_slice(&from[range]),
        (Values::Int64OrNull(to), Values::Int64OrNull(from)) => to.extend_from_slice(&from[range]),
        (Values::Float64(to), Values::Float64(from)) => to.extend_from_slice(&from[range]),
        (Values::Text(to), Values::Text(from)) => to.extend_from_slice(&from[range]),
        _ => {}
    }
}

/// As Arrow has it.
pub(crate) fn to_batch(schema: &Arc<Schema>, columns: &[Values]) -> Result<RecordBatch, ArrowError> {
    let array = |values: &Values| -> ArrayRef {
        match values {
            Values::Int64(v) => Arc::new(Int64Array::from_iter_values(v.iter().copied())),
            Values::Int64OrNull(v) => Arc::new(Int64Array::from_iter(v.iter().copied())),
            Values::Float64(v) => Arc::new(Float64Array::from_iter(v.iter().copied())),
            Values::Text(v) => Arc::new(StringArray::from_iter_values(v)),
        }
    };
    RecordBatch::try_new(schema.clone(), columns.iter().map(array).collect())
}

/// Back from Arrow; `None` if the types are not those declared.
pub(crate) fn from_batch(columns: &[Column], batch: &RecordBatch) -> Option<Vec<Values>> {
    if batch.num_columns() != columns.len() {
        return None;
    }
    columns.iter().zip(batch.columns()).map(|(column, array)| from_array(column, array)).collect()
}

fn from_array(column: &Column, array: &ArrayRef) -> Option<Values> {
    let array = array.as_any();
    Some(match column.of {
        Type::Int64 if column.nullable => {
            Values::Int64OrNull(array.downcast_ref::<Int64Array>()?.iter().collect())
        }
        Type::Int64 => Values::Int64(array.downcast_ref::<Int64Array>()?.values().to_vec()),
        Type::Float64 => Values::Float64(array.downcast_ref::<Float64Array>()?.iter().collect()),
        Type::Text => {
            let texts = array.downcast_ref::<StringArray>()?;
            Values::Text((0..texts.len()).map(|i| texts.value(i).to_string()).collect())
        }
    })
}
