//! Parquet: the segments of a commit, and the file that they become.

use crate::disk::{Disk, DiskError, NewFile};
use crate::error::OutputError;
use crate::table::{empty, extend, from_batch, schema, to_batch};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use quincunx_core::record::{Column, Values};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Rows of a row group of a finished file, wherever its segments were cut.
pub(crate) const GROUP: usize = 1 << 16;

/// A Parquet file that is being written.
///
/// Its bytes depend on the rows alone: nothing in its properties varies, and the writer sees whole row groups,
/// because where it cuts pages depends on how rows are handed to it.
struct Writer<'a> {
    columns: &'a [Column],
    inner: ArrowWriter<&'a mut NewFile>,
    path: &'a Path,
    group: Vec<Values>,
}

impl<'a> Writer<'a> {
    fn new(file: &'a mut NewFile, path: &'a Path, columns: &'a [Column]) -> Result<Self, OutputError> {
        let properties = WriterProperties::builder()
            .set_created_by("quincunx".into())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let inner =
            ArrowWriter::try_new(file, schema(columns), Some(properties)).map_err(|e| error(path, e))?;
        Ok(Writer { columns, inner, path, group: empty(columns) })
    }

    fn put(&mut self, rows: &[Values]) -> Result<(), OutputError> {
        let length = rows.first().map_or(0, Values::len);
        let mut start = 0;
        while start < length {
            let held = self.group.first().map_or(0, Values::len);
            let end = length.min(start + GROUP - held);
            self.group.iter_mut().zip(rows).for_each(|(to, from)| extend(to, from, start..end));
            start = end;
            if self.group.first().map_or(0, Values::len) == GROUP {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), OutputError> {
        let group = std::mem::replace(&mut self.group, empty(self.columns));
        let batch = to_batch(&schema(self.columns), &group).map_err(|e| OutputError::broken(self.path, e))?;
        self.inner.write(&batch).and_then(|()| self.inner.flush()).map_err(|e| error(self.path, e))
    }

    fn finish(mut self) -> Result<(), OutputError> {
        if self.group.first().is_some_and(|column| !column.is_empty()) {
            self.flush()?;
        }
        self.inner.close().map(|_| ()).map_err(|e| error(self.path, e))
    }
}

/// The disk's own error, which the encoder has wrapped, or the encoder's.
fn error(path: &Path, error: ParquetError) -> OutputError {
    let source = match error {
        ParquetError::External(inner) => inner.downcast::<io::Error>().map_or_else(io::Error::other, |e| *e),
        other => io::Error::other(other),
    };
    DiskError::new("write", path, source).into()
}

/// Writes the rows of one commit, and waits until the device has them.
pub(crate) fn write(
    disk: &Disk,
    path: &Path,
    columns: &[Column],
    rows: &[Values],
) -> Result<(), OutputError> {
    let mut file = disk.create(path)?;
    let mut writer = Writer::new(&mut file, path, columns)?;
    writer.put(rows)?;
    writer.finish()?;
    Ok(file.sync()?)
}

/// Writes the finished file from its segments.
pub(crate) fn merge(
    disk: &Disk,
    path: &Path,
    columns: &[Column],
    segments: &[PathBuf],
) -> Result<(), OutputError> {
    replace(disk, path, columns, |put| segments.iter().try_for_each(|segment| read(segment, columns, put)))
}

/// Takes rows, column by column.
pub type Put<'p> = dyn FnMut(&[Values]) -> Result<(), OutputError> + 'p;

/// Writes a finished file in place of the one that is there; `rows` hands them out in order.
pub(crate) fn replace(
    disk: &Disk,
    path: &Path,
    columns: &[Column],
    rows: impl FnOnce(&mut Put) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    disk.replace(path, |file| {
        let mut writer = Writer::new(file, path, columns)?;
        rows(&mut |rows| writer.put(rows))?;
        writer.finish()
    })
}

/// Hands out the rows of a Parquet file, column by column, a few thousand at a time.
///
/// # Errors
/// If the file cannot be read, or has other columns.
pub fn read(path: &Path, columns: &[Column], each: &mut Put) -> Result<(), OutputError> {
    let broken = |e: &dyn ToString| OutputError::broken(path, e.to_string());
    let file = File::open(path).map_err(|e| DiskError::new("read", path, e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| broken(&e))?;
    for batch in builder.with_batch_size(1 << 13).build().map_err(|e| broken(&e))? {
        let batch = batch.map_err(|e| broken(&e))?;
        let rows =
            from_batch(columns, &batch).ok_or_else(|| broken(&"its columns are not those declared"))?;
        each(&rows)?;
    }
    Ok(())
}
