//! Start values from a file.

use super::{Block, Law, Start, StartPoints};
use quincunx_core::npy::Floats;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// All variables of all paths from an NPY file: float32 or float64 in C order, paths × variables, in the order of
    /// the process's variables.
    pub struct Points {
        /// relative to the scene
        file: String
    }
}

impl Make<StartPoints> for Points {
    const EXAMPLES: &'static [&'static str] = &["Points(file: \"points/square.npy\")"];

    fn make(&self, cx: &mut Cx) -> Result<Arc<Table>, Complaint> {
        let read = cx.files.read(&self.file);
        let read = read.and_then(|bytes| Table::of(bytes).map_err(|why| format!("`{}`: {why}", self.file)));
        read.map(Arc::new).map_err(|why| Complaint::at("file", why))
    }
}

/// Paths × variables.
#[derive(Debug)]
pub struct Table {
    floats: Floats,
    paths: usize,
    variables: usize,
}

impl Table {
    /// Reads an NPY file. A single variable may have one dimension.
    ///
    /// # Errors
    /// A fragment that says what is wrong with it.
    pub fn of(file: Arc<[u8]>) -> Result<Self, String> {
        let floats = Floats::parse(file)?;
        let (paths, variables) = match *floats.shape() {
            [paths] => (paths, 1),
            [paths, variables] => (paths, variables),
            _ => {
                let n = floats.shape().len();
                return Err(format!("its array has {n} dimensions, and points have 2 (paths × variables)"));
            }
        };
        if let Some(at) = floats.iter().position(|x| !x.is_finite()) {
            let (path, variable) = (at / variables, at % variables);
            return Err(format!("variable {variable} of path {path} is not finite (both counted from 0)"));
        }
        Ok(Table { floats, paths, variables })
    }

    /// Whether it has points for so many variables and paths.
    ///
    /// # Errors
    /// A fragment that names both shapes.
    pub fn fits(&self, variables: usize, paths: u64) -> Result<(), String> {
        if (self.paths as u64, self.variables) == (paths, variables) {
            return Ok(());
        }
        let Table { paths: rows, variables: columns, .. } = self;
        Err(format!(
            "the file holds {rows} paths × {columns} variables, and the ensemble has {paths} × {variables}"
        ))
    }

    /// What a variable begins with.
    pub fn variable(self: Arc<Self>, variable: usize) -> Arc<dyn Start> {
        Arc::new(Column { table: self, variable })
    }
}

struct Column {
    table: Arc<Table>,
    variable: usize,
}

impl Start for Column {
    fn paths(&self) -> Option<u64> {
        Some(self.table.paths as u64)
    }

    fn law(&self, _: &[f64]) -> Law {
        let Table { floats, variables, .. } = &*self.table;
        Law::of((0..).map_while(|path| floats.get(path * variables + self.variable)))
    }

    fn fill(&self, of: &Block, out: &mut [f64]) {
        let Table { floats, variables, .. } = &*self.table;
        for (path, out) in (of.first as usize..).zip(out) {
            *out = floats.get(path * variables + self.variable).unwrap_or(*out);
        }
    }
}
