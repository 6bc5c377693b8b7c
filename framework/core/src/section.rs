//! What the report says, in words that need no knowledge of the domain.

use serde::{Deserialize, Serialize};

/// One section of the report: what was measured, in a sentence, and how to show it.
///
/// Sections are part of the manifest, so that a report can be written again from what was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading: usually the name of a probe.
    pub title: String,
    /// What the reader sees, in a sentence.
    pub sentence: String,
    /// What is shown.
    pub body: Body,
}

/// What a section shows, and where its data stand.
///
/// Drawings over time have `time` along the horizontal axis, or `step` where there is no time or the two are the same.
/// A number that is null or not finite is a gap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Lines over time.
    Curve(Curve),
    /// A mean and the quantiles around it over time, a drawing for each variable.
    Fan(Fan),
    /// A density over time, a drawing for each variable.
    Heatmap(Heatmap),
    /// The share of paths that have not passed yet, over time.
    Survival(Survival),
    /// Counts of outcomes beside what was expected.
    Bars(Bars),
    /// The last row of a table in numbers.
    Last(Last),
    /// What parts again and again, as a tree whose branches are as thick as their shares.
    Tree(Tree),
    /// What was found, in words, and what that rests on.
    Findings(Findings),
    /// Words and numbers that are known before anything is measured.
    Table(Table),
    /// A film, from a stack of frames.
    Film {
        /// The probe whose frames they are.
        probe: String,
    },
    /// One picture.
    Picture {
        /// Its file in the run directory.
        file: String,
    },
}

/// Lines over time, or over another column: one for each of some columns of a table, or one for each group of its rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The probe whose table it is.
    pub probe: String,
    /// The columns to draw. Rows of one step follow each other only where `group` tells them apart.
    pub columns: Vec<String>,
    /// The column along the horizontal axis, in place of time; of a table that was measured several times, only the last
    /// step is drawn then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// What the vertical axis counts or measures.
    pub unit: String,
    /// Curves of one plot name share one drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plot: Option<String>,
    /// The column that tells lines apart: `path`, or a parameter that is swept. Each column then has a drawing of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The columns of swept parameters, if there are any: they tell lines apart, too. Without `x`, what is measured last is
    /// drawn over the first of them, and all of it over time only if it is measured several times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swept: Vec<String>,
    /// The column with the standard error of each value: a band shows 1.96 of it to either side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What is known exactly, of a column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<Exact>,
    /// Which rows are drawn; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Which>,
}

/// Some rows of a table, by what stands in a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Which {
    /// The column.
    pub column: String,
    /// What stands in it, as words.
    pub words: String,
    /// Whether those rows are meant in which that does not stand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others: bool,
}

impl Which {
    /// The rows with these words in a column.
    pub fn only(column: impl Into<String>, words: impl Into<String>) -> Self {
        Which { column: column.into(), words: words.into(), others: false }
    }

    /// All rows but those.
    pub fn except(column: impl Into<String>, words: impl Into<String>) -> Self {
        Which { others: true, ..Which::only(column, words) }
    }

    /// Whether a row with these words in the column is among them.
    pub fn takes(&self, words: &str) -> bool {
        (words == self.words) != self.others
    }
}

/// A mean and the quantiles around it, from a table with the columns `var` (text), `mean` (or else `q50`), and `q05`,
/// `q25`, `q75`, `q95`, as far as they are there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fan {
    /// The probe whose table it is.
    pub probe: String,
    /// The columns of swept parameters, if there are any. The mean then has a line over time for each combination of their
    /// values, and what is measured last is drawn over the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swept: Vec<String>,
    /// What is known exactly, of a variable over time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<Exact>,
}

/// A density, from a table with the columns `var` (text), `low`, `high`, `count` and `density`: a row for each bin. Rows
/// whose density is null count what fell outside. The last time is drawn as a histogram too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heatmap {
    /// The probe whose table it is.
    pub probe: String,
    /// The columns of swept parameters, if there are any: the last time is then drawn over the first of them, with a
    /// drawing for each combination of the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swept: Vec<String>,
    /// What is known exactly: the density of a variable at the last time, over its values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<Exact>,
}

/// How many have not passed yet, from a table with the columns `passage_time` and `passage_step`, null where one has not: a
/// row for each. The last step is drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survival {
    /// The probe whose table it is.
    pub probe: String,
    /// The columns of swept parameters, which tell lines apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swept: Vec<String>,
}

/// Counts beside what was expected, from a table with the columns `outcome` (text), `count`, and, where something was
/// expected, `expected` and `standard_error` (of the count). The last step is drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// The probe whose table it is.
    pub probe: String,
    /// What is counted.
    pub unit: String,
    /// Counts of one plot name share one drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plot: Option<String>,
    /// The column that tells outcomes apart, in place of `outcome`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The column that counts, in place of `count`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// Whether what was counted not once is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub positive: bool,
    /// Which rows are drawn; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Which>,
}

impl Bars {
    /// The column that tells outcomes apart.
    pub fn outcome(&self) -> &str {
        self.outcome.as_deref().unwrap_or("outcome")
    }

    /// The column that counts.
    pub fn count(&self) -> &str {
        self.count.as_deref().unwrap_or("count")
    }
}

/// The last row of a table in numbers: for what is found once, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Last {
    /// The probe whose table it is.
    pub probe: String,
    /// The columns to show, the one that says most first.
    pub columns: Vec<String>,
    /// What is said, in a sentence, if there are no rows.
    pub otherwise: String,
    /// Which rows are meant; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Which>,
}

/// What was found of several things, from a table with a row for each: the last step is shown as it stands, and above it
/// what was found of the first, in words. Where the table has the columns `estimate`, `low` and `high`, numbers from 0 to 1,
/// the others (of very many, the first 4096) are drawn too: a point for each, with a line from `low` to `high`, in the
/// colour of what was found, for which the words up to the first ` (` count. A row whose estimate is null is a gap with a
/// mark.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The probe whose table it is.
    pub probe: String,
    /// The column that tells things apart.
    pub name: String,
    /// The column that has words for what was found. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub says: String,
    /// The name of what all the others come to. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub first: String,
    /// Which of the others are drawn; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Which>,
}

/// What parts again and again: the beams of an apparatus, from where they come to where they end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// All branches, each behind the one that it comes from; the first comes from nowhere.
    pub branches: Vec<Branch>,
    /// How many more there are that are not shown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hidden: usize,
    /// What is known of the branches, and what that is in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<(String, Table)>,
}

/// A branch of a [`Tree`], and what stands at its end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// The place of the branch that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<usize>,
    /// Which way it takes there: "+1/2". May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// How much of the whole it has, from 0 to 1.
    pub share: f64,
    /// How many strands it has that part on the way and come together again; 0 or 1 if it does not part.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub strands: usize,
    /// What kind of thing stands at its end: "Magnet". May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Which one: "Z", or the name of an outcome. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Whether it goes on from there, or ends.
    pub stage: Stage,
}

/// What becomes of a branch of a [`Tree`] at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It goes on, in one way or several.
    #[default]
    On,
    /// It arrives: it is what is looked for.
    Arrives,
    /// It is stopped.
    Stopped,
}

/// Words and numbers: a heading for each column, and rows of as many cells. A
/// cell may have several lines, and blanks in it keep their width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What the columns are.
    pub headings: Vec<String>,
    /// The rows; the first cell of each is its heading.
    pub rows: Vec<Vec<String>>,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// A line that is known exactly, drawn dashed over what was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exact {
    /// What it is: "exact mean".
    pub name: String,
    /// The variable or the column that it is to be compared with.
    pub of: String,
    /// In the order of x; a point without y is a gap. A few hundred will do: they go into the manifest.
    pub points: Vec<(f64, Option<f64>)>,
}

impl Exact {
    /// The line through points, in the order of x. One whose y is not finite becomes a gap.
    pub fn new(
        name: impl Into<String>,
        of: impl Into<String>,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        let points = points.into_iter().filter(|(x, _)| x.is_finite());
        let points = points.map(|(x, y)| (x, Some(y).filter(|y| y.is_finite()))).collect();
        Exact { name: name.into(), of: of.into(), points }
    }
}

impl Body {
    /// The probe whose table is shown, if it is a table.
    pub fn table(&self) -> Option<&str> {
        match self {
            Body::Curve(Curve { probe, .. })
            | Body::Fan(Fan { probe, .. })
            | Body::Heatmap(Heatmap { probe, .. })
            | Body::Survival(Survival { probe, .. })
            | Body::Bars(Bars { probe, .. })
            | Body::Findings(Findings { probe, .. })
            | Body::Last(Last { probe, .. }) => Some(probe),
            Body::Tree(_) | Body::Table(_) | Body::Film { .. } | Body::Picture { .. } => None,
        }
    }

    /// Which rows of a table are shown, if not all.
    pub fn rows(&self) -> Option<&Which> {
        match self {
            Body::Curve(Curve { rows, .. })
            | Body::Bars(Bars { rows, .. })
            | Body::Last(Last { rows, .. }) => rows.as_ref(),
            _ => None,
        }
    }

    /// Where a table can be told in a line or two: the column that tells its lines apart, if there are several, and the
    /// column to show. `None` if it takes a drawing.
    pub fn gist(&self) -> Option<(Option<&str>, &str)> {
        match self {
            Body::Curve(Curve { swept, .. }) if !swept.is_empty() => None,
            Body::Curve(Curve { columns, group, .. }) => Some((group.as_deref(), columns.first()?)),
            Body::Fan(Fan { swept, .. }) if !swept.is_empty() => None,
            Body::Fan(_) => Some((Some("var"), "mean")),
            Body::Bars(bars) => Some((Some(bars.outcome()), bars.count())),
            Body::Last(last) => Some((None, last.columns.first()?)),
            Body::Heatmap(_) | Body::Survival(_) | Body::Findings(_) | Body::Tree(_) | Body::Table(_) => None,
            Body::Film { .. } | Body::Picture { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_reads_back_from_json_with_what_is_not_finite_as_a_gap() {
        let exact = Exact::new("exact", "x", [(0.0, f64::INFINITY), (f64::NAN, 1.0), (1.0, 2.5)]);
        assert_eq!(exact.points, [(0.0, None), (1.0, Some(2.5))]);
        let bodies = [
            Body::Curve(Curve { probe: "p".into(), error: Some("se".into()), ..Curve::default() }),
            Body::Fan(Fan { probe: "p".into(), exact: vec![exact.clone()], ..Fan::default() }),
            Body::Heatmap(Heatmap { probe: "p".into(), exact: vec![exact], swept: vec!["d".into()] }),
            Body::Bars(Bars {
                probe: "p".into(),
                unit: "atoms".into(),
                plot: Some("all".into()),
                rows: Some(Which::except("class", "all")),
                ..Bars::default()
            }),
            Body::Survival(Survival { probe: "p".into(), swept: vec!["a".into()] }),
            Body::Last(Last {
                probe: "p".into(),
                columns: vec!["a".into()],
                otherwise: "Nothing.".into(),
                rows: Some(Which::only("class", "rule")),
            }),
            Body::Findings(Findings {
                probe: "p".into(),
                name: "class".into(),
                says: "decision".into(),
                first: "rule".into(),
                drawn: Some(Which::except("class", "flips")),
            }),
            Body::Findings(Findings { probe: "p".into(), name: "class".into(), ..Findings::default() }),
            Body::Tree(Tree {
                branches: vec![Branch {
                    way: "+1/2".into(),
                    share: 0.5,
                    stage: Stage::Stopped,
                    ..Branch::default()
                }],
                hidden: 3,
                table: Some(("t".into(), Table { headings: vec!["a".into()], rows: vec![vec!["1".into()]] })),
            }),
        ];
        let table = Table { headings: vec!["what".into()], rows: vec![vec!["group".into()]] };
        for body in bodies.into_iter().chain([Body::Table(table)]) {
            let section = Section { title: "t".into(), sentence: "s".into(), body };
            let text = serde_json::to_string(&section).unwrap();
            assert_eq!(serde_json::from_str::<Section>(&text).unwrap(), section, "{text}");
        }
    }

    #[test]
    fn rows_are_chosen_by_their_words() {
        let takes = |which: Which| ["all", "B3"].map(|words| which.takes(words));
        assert_eq!(takes(Which::only("class", "all")), [true, false]);
        assert_eq!(takes(Which::except("class", "all")), [false, true]);
    }

    #[test]
    fn manifests_of_old_runs_are_read_and_written_as_before() {
        let curve = r#"{"curve":{"probe":"p","columns":["alive"],"unit":"cells"}}"#;
        let findings = r#"{"findings":{"probe":"p","name":"class","says":"decision","first":"rule"}}"#;
        let bodies = [curve, findings].map(|text| serde_json::from_str::<Body>(text).unwrap());
        assert_eq!(bodies.each_ref().map(|body| serde_json::to_string(body).unwrap()), [curve, findings]);
        assert_eq!(bodies[0].gist(), Some((None, "alive")));
    }

    #[test]
    fn findings_without_words_say_nothing_of_them() {
        let text = r#"{"findings":{"probe":"p","name":"class"}}"#;
        let body: Body = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&body).unwrap(), text);
    }
}
