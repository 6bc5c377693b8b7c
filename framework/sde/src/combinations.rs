//! The paths of an ensemble whose parameters are swept: so many for each combination of their values.

use crate::LANES;
use crate::program::Parameter;
use quincunx_core::record::{Column, Type, Values};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::sweep::Sweep;
use std::iter::repeat_n;
use std::ops::Range;

/// All combinations of the values of parameters. The first that is swept changes slowest, as in nested loops.
///
/// The paths of a combination follow each other, and combinations do: path n of combination c is number c·paths + n.
///
/// ```
/// use quincunx_sde::combinations::Combinations;
/// use quincunx_sdk::sweep::Sweep;
///
/// let lone = Combinations::new(["theta"], &[Sweep::from(0.5)], 1000);
/// assert_eq!((lone.count(), lone.values(0)), (1, vec![0.5]));
/// assert!(lone.swept().is_empty());
/// ```
/// Without parameters there is one combination; [`Combinations::default`] is that, whatever paths there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Combinations {
    names: Vec<String>,
    values: Vec<Vec<f64>>,
    /// The numbers of the parameters that are swept.
    swept: Vec<usize>,
    paths: u64,
}

impl Combinations {
    /// Those of parameters, with so many paths for each.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>, params: &[Sweep], paths: u64) -> Self {
        let swept = (0..params.len()).filter(|n| params[*n].swept()).collect();
        let values = params.iter().map(|param| param.values().to_vec()).collect();
        Combinations { names: names.into_iter().map(String::from).collect(), values, swept, paths }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.values.iter().fold(1, |count, values| count.saturating_mul(values.len() as u64))
    }

    /// How many paths each has.
    pub fn each(&self) -> u64 {
        self.paths
    }

    /// How many paths there are in all.
    pub fn paths(&self) -> u64 {
        self.count().saturating_mul(self.paths)
    }

    /// The paths of a combination.
    pub fn of(&self, combination: u64) -> Range<usize> {
        let first = (combination * self.paths) as usize;
        first..first + self.paths as usize
    }

    /// The combination that a path belongs to; the last beyond all.
    pub fn at(&self, path: u64) -> u64 {
        (path / self.paths.max(1)).min(self.count().saturating_sub(1))
    }

    /// The numbers of the parameters that are swept.
    pub fn swept(&self) -> &[usize] {
        &self.swept
    }

    /// The name of a parameter.
    pub fn name(&self, param: usize) -> &str {
        self.names.get(param).map_or("", String::as_str)
    }

    /// The value of one parameter in a combination.
    pub fn value(&self, param: usize, combination: u64) -> f64 {
        let slower = self.values.iter().skip(param + 1);
        let turns = slower.fold(1u64, |turns, values| turns.saturating_mul(values.len() as u64));
        self.values
            .get(param)
            .map_or(f64::NAN, |values| values[(combination / turns) as usize % values.len()])
    }

    /// The value of each parameter in a combination.
    pub fn values(&self, combination: u64) -> Vec<f64> {
        (0..self.values.len()).map(|param| self.value(param, combination)).collect()
    }

    /// The columns that tell combinations apart in a table: one for each parameter that is swept.
    pub fn columns(&self) -> Vec<Column> {
        self.swept.iter().map(|param| Column::new(self.name(*param), Type::Float64, "")).collect()
    }

    /// The names of the parameters that are swept.
    pub fn swept_names(&self) -> Vec<String> {
        self.swept.iter().map(|n| self.name(*n).into()).collect()
    }

    /// What stands in these columns where each combination has so many rows.
    pub fn cells(&self, rows: impl Fn(u64) -> usize) -> Vec<Values> {
        let column = |param: &usize| {
            let of = |c: u64| repeat_n(Some(self.value(*param, c)), rows(c));
            Values::Float64((0..self.count()).flat_map(of).collect())
        };
        self.swept.iter().map(column).collect()
    }

    /// What each parameter is to a program of so many variables: swept ones are rows behind these.
    pub fn parameters(&self, variables: usize) -> Vec<Parameter> {
        let row =
            |n: usize| self.swept.iter().position(|swept| *swept == n).map(|k| Parameter::Row(variables + k));
        (0..self.values.len()).map(|n| row(n).unwrap_or(Parameter::Value(self.value(n, 0)))).collect()
    }

    /// Puts the values of swept parameters into rows, for the block of paths that begins with `first`.
    pub fn put<T: Real>(&self, first: u64, rows: &mut [[T; LANES]]) {
        if self.swept.is_empty() {
            return;
        }
        self.runs(first..first + LANES as u64, |combination, _, lanes| {
            for (row, param) in rows.iter_mut().zip(&self.swept) {
                row[lanes.clone()].fill(T::of(self.value(*param, combination)));
            }
        });
    }

    /// Calls `with` for each run of paths of one combination among these: the combination, the path within it that the
    /// run begins with, and where the run lies among these paths.
    pub(crate) fn runs(&self, paths: Range<u64>, mut with: impl FnMut(u64, u64, Range<usize>)) {
        let mut path = paths.start;
        while path < paths.end {
            let combination = self.at(path);
            let beyond = (combination + 1) * self.paths;
            // Lanes beyond the last path belong to nobody: the last combination has them.
            let end = if combination + 1 == self.count() { paths.end } else { beyond.min(paths.end) };
            let lanes = (path - paths.start) as usize..(end - paths.start) as usize;
            with(combination, path - combination * self.paths, lanes);
            path = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Combinations {
        let read = |text: &str| {
            let source = quincunx_sdk::source::Source::read("t", text).unwrap();
            let mut cx =
                quincunx_sdk::field::Cx::new(&quincunx_sdk::role::NoKinds, &quincunx_sdk::field::NoFiles);
            quincunx_sdk::field::Field::read(&source.root(), &quincunx_sdk::field::Limits::NONE, &mut cx)
                .unwrap()
        };
        let params: [Sweep; 3] = [read("[1, 2]"), read("7"), read("[10, 20, 30]")];
        Combinations::new(["a", "b", "c"], &params, 5)
    }

    #[test]
    fn the_first_changes_slowest() {
        let all = two();
        assert_eq!((all.count(), all.paths(), all.swept()), (6, 30, &[0, 2][..]));
        let values: Vec<_> = (0..6).map(|c| all.values(c)).collect();
        assert_eq!(values[0], [1.0, 7.0, 10.0]);
        assert_eq!(values[1], [1.0, 7.0, 20.0]);
        assert_eq!(values[5], [2.0, 7.0, 30.0]);
        assert_eq!((all.of(1), all.at(4), all.at(5), all.at(99)), (5..10, 0, 1, 5));
        let [a, c] = &all.cells(|_| 1)[..] else { panic!() };
        assert_eq!(
            format!("{a:?}"),
            format!("{:?}", Values::Float64([1., 1., 1., 2., 2., 2.].map(Some).into()))
        );
        assert!(format!("{c:?}").contains("30"));
    }

    #[test]
    fn runs_cover_all_lanes_once() {
        let mut seen = vec![];
        two().runs(3..40, |c, within, lanes| seen.push((c, within, lanes)));
        assert_eq!(seen[0], (0, 3, 0..2));
        assert_eq!(seen[1], (1, 0, 2..7));
        assert_eq!(seen.last().unwrap(), &(5, 0, 22..37));
        assert_eq!(seen.iter().map(|(.., lanes)| lanes.len()).sum::<usize>(), 37);
    }
}
