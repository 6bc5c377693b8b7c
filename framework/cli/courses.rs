//! What every table measures, in a line or two.

use crate::sparkline::Series;
use quincunx::core::record::{Recording, Rows, Type};
use quincunx::core::section::{Body, Section, Which};
use quincunx::output::{Manifest, Probe};

/// Lines that a table takes at most; one with more is told by the number of its rows.
const MOST: usize = 8;

/// The course of one table.
pub struct Course {
    probe: String,
    /// The place of the column that tells lines apart.
    by: Option<usize>,
    /// Place and name of the column that is shown; without it, rows are counted.
    column: Option<(usize, String)>,
    /// What is told in place of all that, where the report has the numbers as words.
    verdict: Option<String>,
    /// Where the table itself says so.
    says: Option<Says>,
    /// Where not all rows are told: the place of a column, and which words in it.
    which: Option<(usize, Which)>,
    lines: Vec<(String, Series)>,
    rows: usize,
}

/// Which rows say what was found.
struct Says {
    /// The place of the column of names.
    name: usize,
    /// The name of the row.
    of: String,
    /// The place of the column that has the words.
    words: usize,
}

impl Says {
    /// The last words among some rows.
    fn last(&self, rows: &Rows) -> Option<String> {
        let (names, words) = (rows.columns.get(self.name)?, rows.columns.get(self.words)?);
        let row = (0..rows.len()).rev().find(|row| names.words(*row) == self.of)?;
        Some(words.words(row))
    }
}

impl Course {
    /// Of every table of a run. What the report draws of one is what is told of it.
    pub fn of(manifest: &Manifest) -> Vec<Course> {
        manifest.probes.iter().filter_map(|probe| course(manifest, probe)).collect()
    }

    /// Takes rows, if they are of this table.
    pub fn push(&mut self, rows: &Rows) {
        if self.probe != *rows.probe {
            return;
        }
        self.rows += rows.len();
        if let Some(said) = self.says.as_ref().and_then(|says| says.last(rows)) {
            self.verdict = Some(said);
        }
        let Some(values) = self.column.as_ref().and_then(|(place, _)| rows.columns.get(*place)) else {
            return;
        };
        let names = self.by.and_then(|place| rows.columns.get(place));
        let told: Vec<usize> = (0..rows.len()).filter(|row| self.tells(rows, *row)).collect();
        for row in told {
            let name = names.map_or(String::new(), |names| names.words(row));
            if let Some(series) = self.line(name) {
                series.push(values.number(row).unwrap_or(f64::NAN));
            }
        }
    }

    fn tells(&self, rows: &Rows, row: usize) -> bool {
        let Some((place, which)) = &self.which else { return true };
        rows.columns.get(*place).is_some_and(|words| which.takes(&words.words(row)))
    }

    /// The line of a name. One more is begun than is shown, by which it is known that there are too many.
    fn line(&mut self, name: String) -> Option<&mut Series> {
        let place = self.lines.iter().position(|(known, _)| *known == name);
        if place.is_none() && self.lines.len() <= MOST {
            self.lines.push((name, Series::default()));
            return self.lines.last_mut().map(|(_, series)| series);
        }
        place.map(|place| &mut self.lines[place].1)
    }

    /// Its lines: name and course, then the last value.
    fn lines(&self) -> Vec<String> {
        if let Some(verdict) = self.verdict.as_ref().filter(|_| self.rows > 0) {
            return vec![verdict.clone()];
        }
        let Some((_, column)) = self.column.as_ref().filter(|_| self.lines.len() <= MOST) else {
            return vec![format!("{} row{}", self.rows, if self.rows == 1 { "" } else { "s" })];
        };
        if self.lines.is_empty() {
            return vec!["  no rows".into()];
        }
        let width = self.lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let gap = if width > 0 { "  " } else { "" };
        let line = |(name, series): &(String, Series)| {
            let last = series.last().map_or(String::new(), words);
            format!("{name:width$}{gap}{}  {column} {last}", series.sparkline(32))
        };
        self.lines.iter().map(line).collect()
    }
}

/// All of them, the names of probes in a column of their own.
pub fn summary(courses: &[Course]) -> String {
    let width = courses.iter().map(|course| course.probe.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for course in courses {
        let names = std::iter::once(course.probe.as_str()).chain(std::iter::repeat(""));
        for (name, line) in names.zip(course.lines()) {
            text += &format!("  {name:width$}  {line}\n");
        }
    }
    text
}

fn course(manifest: &Manifest, probe: &Probe) -> Option<Course> {
    let Recording::Rows { columns, .. } = &probe.recording else { return None };
    let place = |name: &str| columns.iter().position(|column| column.name == name);
    let shown = manifest.sections.iter().find(|section| section.body.table() == Some(&probe.name));
    let (by, column) = match shown {
        Some(section) => {
            section.body.gist().map_or((None, None), |(by, column)| (by.and_then(place), place(column)))
        }
        // Columns 0 and 1 are step and time.
        None => (columns.iter().position(|column| column.of == Type::Text), Some(2)),
    };
    let column = column.and_then(|place| Some((place, columns.get(place)?.name.clone())));
    let verdict = manifest.sections.iter().find_map(|section| verdict(section, probe));
    let says = shown.and_then(|section| match &section.body {
        Body::Findings(of) => {
            Some(Says { name: place(&of.name)?, of: of.first.clone(), words: place(&of.says)? })
        }
        _ => None,
    });
    let which = shown.and_then(|section| section.body.rows());
    let which = which.and_then(|which| Some((place(&which.column)?, which.clone())));
    Some(Course { probe: probe.name.clone(), by, column, verdict, says, which, lines: vec![], rows: 0 })
}

/// The first sentence of a probe's section that shows words.
fn verdict(section: &Section, probe: &Probe) -> Option<String> {
    let is_of = section.title == probe.name && matches!(section.body, Body::Table(_));
    is_of.then(|| section.sentence.split_inclusive(". ").next().unwrap_or_default().trim_end().into())
}

/// Whole numbers whole, others to six digits, and a dash for none.
fn words(x: f64) -> String {
    if x.is_nan() {
        return "–".into();
    }
    match x.trunc() == x && x.abs() < 1e15 {
        true => format!("{x}"),
        false => format!("{:?}", format!("{x:.5e}").parse().unwrap_or(x)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx::core::record::{Column, TableFormat, Values};
    use quincunx::core::section::{Curve, Fan, Findings, Heatmap, Table};

    fn courses() -> Vec<Course> {
        let columns = |names: &[(&str, Type)]| {
            let own = names.iter().map(|(name, of)| Column::new(*name, *of, ""));
            let stamp = [Column::new("step", Type::Int64, ""), Column::new("time", Type::Float64, "")];
            Recording::Rows { columns: stamp.into_iter().chain(own).collect(), format: TableFormat::Parquet }
        };
        let probe = |name: &str, names: &[(&str, Type)]| Probe {
            name: name.into(),
            kind: "K".into(),
            of: "o".into(),
            recording: columns(names),
        };
        let section = |body| Section { title: "t".into(), sentence: "s".into(), body };
        let (var, mean) = (("var", Type::Text), ("mean", Type::Float64));
        let path = Curve {
            probe: "some".into(),
            columns: vec!["x".into()],
            group: Some("path".into()),
            ..Curve::default()
        };
        Course::of(&Manifest {
            probes: vec![
                probe("moments", &[var, mean]),
                probe("density", &[var, ("density", Type::Float64)]),
                probe("some", &[("path", Type::Int64), ("x", Type::Float64)]),
                probe("period", &[("period", Type::Int64)]),
                probe("turned", &[("element", Type::Int64)]),
                probe("read", &[("class", Type::Text), ("decision", Type::Text)]),
            ],
            sections: vec![
                section(Body::Fan(Fan { probe: "moments".into(), ..Fan::default() })),
                section(Body::Heatmap(Heatmap { probe: "density".into(), ..Heatmap::default() })),
                section(Body::Curve(path)),
                section(Body::Findings(Findings {
                    probe: "read".into(),
                    name: "class".into(),
                    says: "decision".into(),
                    first: "rule".into(),
                    drawn: None,
                })),
                Section {
                    title: "turned".into(),
                    sentence: "It is, to 0.5 of 2.0. Else not.".into(),
                    body: Body::Table(Table::default()),
                },
            ],
            ..Manifest::default()
        })
    }

    fn rows(probe: &str, columns: Vec<Values>) -> Rows {
        let stamp = [Values::Int64(vec![0; columns[0].len()]), Values::Float64(vec![None; columns[0].len()])];
        Rows { probe: probe.into(), columns: stamp.into_iter().chain(columns).collect() }
    }

    #[test]
    fn long_tables_have_a_line_for_each_variable_and_others_are_counted() {
        let mut courses = courses();
        for n in 0..3 {
            let texts = |names: [&str; 2]| Values::Text(names.map(String::from).to_vec());
            let means = Values::Float64(vec![Some(f64::from(n) / 3.0), Some(f64::from(-n))]);
            let density = rows("density", vec![texts(["x", "x"]), Values::Float64(vec![None, Some(0.5)])]);
            let xs = Values::Float64(vec![None; 20]);
            let some = rows("some", vec![Values::Int64((0..20).collect()), xs]);
            let turned = rows("turned", vec![Values::Int64(vec![0, 1])]);
            let decision = Values::Text(vec![format!("B{n}/S"), "dead".into()]);
            let read = rows("read", vec![texts(["rule", "B0"]), decision]);
            for rows in [rows("moments", vec![texts(["x", "vel"]), means]), density, some, turned, read] {
                courses.iter_mut().for_each(|course| course.push(&rows));
            }
        }
        let expected = "  moments  x    ▁▅█  mean 0.666667\n           vel  █▅▁  mean -2\n  density  6 rows\n\
                        \x20 some     60 rows\n  period     no rows\n  turned   It is, to 0.5 of 2.0.\n\
                        \x20 read     B2/S\n";
        assert_eq!(summary(&courses), expected);
    }

    #[test]
    fn numbers_are_short() {
        let numbers = [42.0, 0.1 + 0.2, -1e-300, 2e20, 1234567.5, f64::NAN].map(words);
        assert_eq!(numbers.join(" "), "42 0.3 -1e-300 2e20 1234570.0 –");
    }
}
