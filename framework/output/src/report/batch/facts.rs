//! What a batch was, in words and tables.

use super::super::facts::list;
use super::super::html::{Html, escape, grouped};
use super::super::plot::table;
use super::axes::{Axis, Listed, Points, Role};
use super::value::Value;
use super::{Batch, POINTS};

/// Values of a path that are listed one by one.
const VALUES: usize = 6;
/// Rows that a table shows unfolded.
const UNFOLDED: usize = 12;

pub(super) fn header(html: &mut Html, batch: &Batch, points: &Points) {
    html.raw("<header>\n");
    html.element("h1", "", &batch.name);
    html.raw("<p class=\"when\">");
    for (status, count) in in_order(points) {
        let class = match &*status {
            "done" => "done",
            "failed" => "failed",
            _ => "interrupted",
        };
        let words = format!("{} {status}", grouped(count as u64));
        html.raw(&format!("<span class=\"status {class}\">{}</span>\n", escape(&words)));
    }
    html.raw("</p>\n");
    html.element("p", "class=\"lead\"", &sentence(batch, points));
    if points.count > 0 && points.done() == 0 {
        html.element("p", "class=\"problem\"", "No point was done. What they failed of is listed below.");
    }
    html.raw("</header>\n");
}

/// Done first, then what went wrong.
fn in_order(points: &Points) -> Vec<(String, usize)> {
    let mut all: Vec<_> = points.by_status.clone().into_iter().collect();
    all.sort_by_key(|(status, _)| status != "done");
    all
}

fn sentence(batch: &Batch, points: &Points) -> String {
    let named = |axis: &Axis| format!("{} of {}", counted(axis.values.len(), "value"), axis.name);
    let of = |role: fn(Role) -> bool| {
        points.axes.iter().filter(|axis| role(axis.role)).map(named).collect::<Vec<_>>()
    };
    let mut text = format!("A batch of {} of {}", counted(points.count, "point"), batch.scene);
    let drawn = of(|role| role == Role::Drawn);
    if !drawn.is_empty() {
        text += &format!(": {}", list(&drawn, ""));
    }
    let replicates: Vec<_> = points
        .axes
        .iter()
        .filter(|axis| axis.role == Role::Replicate && axis.values.len() > 1)
        .map(|axis| axis.name.clone())
        .collect();
    if !replicates.is_empty() {
        text += &format!(". Points that differ in {} alone are averaged over", list(&replicates, ""));
    }
    text + "."
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(count as u64), if count == 1 { "" } else { "s" })
}

pub(super) fn varied(html: &mut Html, points: &Points) {
    if points.axes.is_empty() {
        return;
    }
    html.raw("<section>\n<h2>What varies</h2>\n");
    let rows = points.axes.iter().map(|axis| {
        let shown = match axis.role {
            Role::Drawn => "an axis of the figures".into(),
            Role::Replicate => "averaged over".into(),
            Role::Constant => "the same for all points".into(),
            Role::With(other) => format!("follows from {}", points.axes[other].name),
        };
        vec![axis.path.clone(), axis.label(), grouped(axis.values.len() as u64), values(axis), shown]
    });
    html.raw("<div class=\"varied\">\n");
    table(html, &["path", "column", "how many", "values", "here"], &rows.collect::<Vec<_>>());
    html.raw("</div>\n</section>\n");
}

/// All values, if they are few; else the first and the last.
fn values(axis: &Axis) -> String {
    let label = |value: &Value| super::super::panels::short(&value.label(), 40);
    match &axis.values[..] {
        values if values.len() <= VALUES => values.iter().map(label).collect::<Vec<_>>().join(", "),
        // Derived ones say nothing to a reader.
        _ if axis.role == Role::Replicate => "in the table of points".into(),
        [first, second, .., last] => format!("{}, {} … {}", label(first), label(second), label(last)),
        _ => String::new(),
    }
}

pub(super) fn failures(html: &mut Html, points: &Points) {
    let all = points.count - points.done();
    if all == 0 {
        return;
    }
    html.raw("<section>\n<h2>Points that were not done</h2>\n");
    let headings: Vec<&str> = headings(points).chain(["error"]).collect();
    let row = |listed: &Listed| {
        let mut row = row(listed);
        row.push(if listed.error.is_empty() { "–".into() } else { listed.error.clone() });
        row
    };
    html.raw("<div class=\"errors\">\n");
    table(html, &headings, &points.failed.iter().map(row).collect::<Vec<_>>());
    html.raw("</div>\n");
    more(html, all, points.failed.len());
    html.raw("</section>\n");
}

pub(super) fn points(html: &mut Html, points: &Points) {
    html.raw("<section>\n<h2>Points</h2>\n");
    if points.count == 0 {
        html.element("p", "class=\"note\"", "The batch has no points.");
    } else {
        html.raw(if points.count <= UNFOLDED { "<details open>" } else { "<details>" });
        let shown = points.first.len();
        let words = match points.count {
            all if all > shown => format!("The first {} of {}", grouped(shown as u64), counted(all, "point")),
            all => counted(all, "point"),
        };
        html.raw(&format!("<summary>{words}</summary>\n"));
        let rows: Vec<_> = points.first.iter().map(row).collect();
        table(html, &headings(points).collect::<Vec<_>>(), &rows);
        html.raw("</details>\n");
        more(html, points.count, shown);
    }
    html.raw("</section>\n");
}

fn headings(points: &Points) -> impl Iterator<Item = &str> {
    ["point"].into_iter().chain(points.axes.iter().map(|axis| &*axis.name)).chain(["status"])
}

fn row(listed: &Listed) -> Vec<String> {
    let ends = |of: &String| std::iter::once(of.clone());
    ends(&listed.id).chain(listed.values.iter().cloned()).chain(ends(&listed.status)).collect()
}

fn more(html: &mut Html, all: usize, shown: usize) {
    if all > shown {
        let words = format!("And {} more in {POINTS}.", grouped((all - shown) as u64));
        html.element("p", "class=\"note\"", &words);
    }
}

/// How other programs open the results.
pub(super) fn open(html: &mut Html, batch: &Batch) {
    html.raw("<section>\n<h2>To go on from here</h2>\n");
    let files: Vec<String> =
        batch.tables.iter().map(|table| format!("{}.parquet", table.probe)).chain([POINTS.into()]).collect();
    html.element(
        "p",
        "",
        &format!(
            "Beside this page lie {}. Every row has its point and all that varies, so one table is enough to start with:",
            list(&files, "")
        ),
    );
    let file = &files[0];
    let literal = serde_json::to_string(file).unwrap_or_default();
    let sql = file.replace('\'', "''");
    let query = serde_json::to_string(&format!("select * from '{sql}'")).unwrap_or_default();
    let code = format!(
        "import pandas; table = pandas.read_parquet({literal})\n\
         import polars; table = polars.scan_parquet({literal}).collect()\n\
         import duckdb; table = duckdb.sql({query})\n"
    );
    html.raw(&format!("<pre><code>{}</code></pre>\n", escape(&code)));
    if batch.files {
        let words = "Films and snapshots of each point lie in files/<point>/, beside this page.";
        html.element("p", "class=\"note after\"", words);
    }
    html.raw("</section>\n");
}

pub(super) fn about(html: &mut Html, batch: &Batch) {
    if batch.text.is_empty() && batch.citations.is_empty() {
        return;
    }
    html.raw("<section>\n<h2>What was run</h2>\n");
    if !batch.text.is_empty() {
        html.raw("<details><summary>The scene of the first point, with everything that it left open filled in</summary>");
        html.raw(&format!("<pre><code>{}</code></pre></details>\n", escape(&batch.text)));
    }
    super::super::facts::citations(html, &batch.citations);
    html.raw("</section>\n");
}
