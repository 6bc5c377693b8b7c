//! Comma-separated text (RFC 4180 quoting, lines end in LF), written from segments and read back for the report.

use crate::disk::{Disk, DiskError};
use crate::error::OutputError;
use crate::segment;
use crate::table::empty;
use quincunx_core::record::{Column, Values};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Rows handed out at a time.
const BATCH: usize = 1 << 13;

/// Writes the finished file from its segments.
pub(crate) fn merge(
    disk: &Disk,
    path: &Path,
    columns: &[Column],
    segments: &[PathBuf],
) -> Result<(), OutputError> {
    disk.replace(path, |file| {
        let names: Vec<_> = columns.iter().map(|column| quoted(&column.name)).collect();
        file.put((names.join(",") + "\n").as_bytes())?;
        for from in segments {
            segment::read(from, columns, &mut |rows| Ok(file.put(lines(rows).as_bytes())?))?;
        }
        Ok(())
    })
}

fn lines(rows: &[Values]) -> String {
    let mut text = String::new();
    for row in 0..rows.first().map_or(0, Values::len) {
        for (i, column) in rows.iter().enumerate() {
            text.push_str(if i > 0 { "," } else { "" });
            push_cell(&mut text, column, row);
        }
        text.push('\n');
    }
    text
}

/// `{:?}` writes the shortest digits that read back to the same float, with an exponent where it is large.
fn push_cell(text: &mut String, column: &Values, row: usize) {
    let _ = match column {
        Values::Int64(v) => write!(text, "{}", v[row]), // writing to a String cannot fail
        Values::Int64OrNull(v) => v[row].map_or(Ok(()), |n| write!(text, "{n}")),
        Values::Float64(v) => v[row].map_or(Ok(()), |x| write!(text, "{x:?}")),
        Values::Text(v) => write!(text, "{}", quoted(&v[row])),
    };
}

fn quoted(text: &str) -> String {
    match text.is_empty() || text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.into(),
    }
}

/// Hands out the rows of a file that [`merge`] wrote, some thousand at a time.
pub(crate) fn read(
    path: &Path,
    columns: &[Column],
    each: &mut dyn FnMut(&[Values]) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    let file = File::open(path).map_err(|e| DiskError::new("read", path, e))?;
    let mut reader = Records { reader: BufReader::new(file), line: 0 };
    let broken = |line: usize, reason: &str| OutputError::broken(path, format!("line {line}: {reason}"));
    reader.next().map_err(|reason| broken(1, &reason))?; // the header
    let mut rows = empty(columns);
    while let Some(cells) = reader.next().map_err(|reason| broken(reader.line, &reason))? {
        let fits = cells.len() == columns.len() && rows.iter_mut().zip(cells).all(|(to, c)| take_cell(to, c));
        if !fits {
            return Err(broken(reader.line, "its cells are not those of the declared columns"));
        }
        if rows.first().map_or(0, Values::len) == BATCH {
            each(&std::mem::replace(&mut rows, empty(columns)))?;
        }
    }
    each(&rows)
}

fn take_cell(to: &mut Values, cell: String) -> bool {
    match to {
        Values::Int64(v) => cell.parse().map(|n| v.push(n)).is_ok(),
        Values::Int64OrNull(v) => optional(&cell).map(|n| v.push(n)).is_some(),
        Values::Float64(v) => optional(&cell).map(|x| v.push(x)).is_some(),
        Values::Text(v) => {
            v.push(cell);
            true
        }
    }
}

/// An empty cell is null; `None` is for one that is no number.
fn optional<T: FromStr>(cell: &str) -> Option<Option<T>> {
    if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) }
}

struct Records<R> {
    reader: R,
    line: usize,
}

impl<R: BufRead> Records<R> {
    /// One record; it goes on over lines while a quote is open.
    fn next(&mut self) -> Result<Option<Vec<String>>, String> {
        let mut record = String::new();
        loop {
            let length = self.reader.read_line(&mut record).map_err(|e| e.to_string())?;
            self.line += 1;
            if length == 0 {
                return if record.is_empty() { Ok(None) } else { Err("a quote stays open".into()) };
            }
            if record.matches('"').count().is_multiple_of(2) {
                return Ok(Some(cells(record.strip_suffix('\n').unwrap_or(&record))));
            }
        }
    }
}

fn cells(record: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut inside = false;
    let mut before = ' ';
    for c in record.chars() {
        match (c, inside) {
            ('"', false) => {
                if before == '"' {
                    cells.last_mut().into_iter().for_each(|cell| cell.push('"')); // a doubled quote
                }
                inside = true;
            }
            ('"', true) => inside = false,
            (',', false) => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
        before = if c == '"' && inside { ' ' } else { c };
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_core::record::Type;

    #[test]
    fn what_is_written_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.parquet"), folder.path().join("a.csv"));
        let mut columns =
            [("step", Type::Int64), ("x, \"y\"", Type::Float64), ("t", Type::Text), ("n", Type::Int64)]
                .map(|(name, of)| Column::new(name, of, "m"));
        columns[3].nullable = true;
        let floats = [Some(0.1), None, Some(-1e300), Some(f64::INFINITY), Some(5.0), Some(5e-324), Some(0.0)];
        let texts = ["", "a", "a,b", "say \"hi\"", "\"", "two\nlines\r\n", "\"\","].map(String::from);
        let rows = [
            Values::Int64((0..7).map(|n| n * -3).collect()),
            Values::Float64(floats.to_vec()),
            Values::Text(texts.to_vec()),
            Values::Int64OrNull((0..7).map(|n| (n % 2 == 0).then_some(n - 2)).collect()),
        ];
        let disk = Disk::new();
        segment::write(&disk, &from, &columns, &rows).unwrap();
        merge(&disk, &to, &columns, std::slice::from_ref(&from)).unwrap();
        let text = std::fs::read_to_string(&to).unwrap();
        assert!(
            text.starts_with("step,\"x, \"\"y\"\"\",t,n\n0,0.1,\"\",-2\n-3,,a,\n-6,-1e300,\"a,b\",0\n"),
            "{text}"
        );
        let mut back = Vec::new();
        read(&to, &columns, &mut |rows| {
            back.push(rows.to_vec());
            Ok(())
        })
        .unwrap();
        assert_eq!(back, [rows.to_vec()]);
        std::fs::write(&to, "step,x,t,n\n1,2\n").unwrap();
        let error = read(&to, &columns, &mut |_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}
