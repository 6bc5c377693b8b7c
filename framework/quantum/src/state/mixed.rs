//! A mixed state by its density matrix.

use super::{Prepared, States};
use crate::complex::Complex;
use crate::density;
use crate::error::Error;
use crate::operator::Operator;
use crate::quantum_number::listed;
use crate::spin::Spin;
use quincunx_sdk::field::{Cx, Located};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A state by its density matrix in the eigenstates of the spin along z, from m = +j down to -j: Hermitian, positive,
    /// and of trace 1.
    pub struct Density {
        /// the rows of the matrix, each entry `(re, im)`, `"0.6+0.8i"` or a plain number
        rows: Located<Vec<Located<Vec<Complex>>>>
    }
}

impl Make<States> for Density {
    const EXAMPLES: &'static [&'static str] = &["Density([[0.75, (0, 0.25)], [(0, -0.25), 0.25]])"];

    fn make(&self, cx: &mut Cx) -> Result<Arc<dyn Prepared>, Complaint> {
        let Located { it: rows, at } = &self.rows;
        let wanted = rows.len();
        let uneven: Vec<_> = rows.iter().filter(|row| row.it.len() != wanted).collect();
        for row in &uneven {
            let found = row.it.len();
            let message = format!(
                "this row is {found} long, and of {wanted} rows each is {wanted} long: a density matrix is square"
            );
            cx.fail::<()>(&row.at, message);
        }
        if !uneven.is_empty() {
            return Err(Complaint::told());
        }
        let entries: Vec<Vec<_>> = rows.iter().map(|row| row.it.iter().map(|c| c.0).collect()).collect();
        let made = Operator::from_rows(&entries).and_then(density::Density::new);
        let it = made.map_err(|error| Complaint::at("rows", refused(&error)))?;
        Ok(Arc::new(Mixed(Located { it, at: at.clone() })))
    }
}

/// What a matrix lacks, and by how much.
fn refused(error: &Error) -> String {
    let why = match error {
        Error::NotHermitian { row, column, by } => format!(
            "it is not Hermitian: row {row}, column {column} and the conjugate of row {column}, column {row} differ by {by}"
        ),
        Error::NotPositive { eigenvalue } => format!(
            "it is not positive: it has the eigenvalue {eigenvalue}, which would be a negative probability"
        ),
        Error::Trace { trace } => {
            format!("its trace is {trace}, and probabilities add up to 1: divide every entry by the trace")
        }
        Error::Empty(_) => "it has no rows".into(),
        other => format!("failed to {other}"),
    };
    format!("this matrix is no density operator: {why}")
}

struct Mixed(Located<density::Density>);

impl Prepared for Mixed {
    fn density(&self, spin: Spin, cx: &mut Cx) -> Option<density::Density> {
        let Located { it: density, at } = &self.0;
        let (found, wanted) = (density.dimension(), spin.dimension());
        if found != wanted {
            let message = format!(
                "this matrix has {found} rows, and spin {spin} needs {wanted}, for m = {}",
                listed(spin)
            );
            return cx.fail(at, message);
        }
        Some(density.clone())
    }
}
