//! What was recorded, and the page that shows it.

use quincunx_core::record::*;
use quincunx_core::section::*;
use quincunx_output::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::paths::DT;

pub fn column(name: &str, of: Type) -> Column {
    Column::new(name, of, "")
}

/// A probe with rows: its declaration, and the rows of a step.
pub type Measured = (Probe, Vec<Vec<Values>>);

pub fn table(name: &str, own: &[(&str, Type)], steps: Vec<(usize, Vec<Values>)>) -> Measured {
    let stamp = [column("step", Type::Int64), column("time", Type::Float64)];
    let columns = stamp.into_iter().chain(own.iter().map(|(name, of)| column(name, *of))).collect();
    let recording = Recording::Rows { columns, format: TableFormat::Parquet };
    let probe = Probe { name: name.into(), kind: "K".into(), of: "ou".into(), recording };
    let rows = steps.into_iter().map(|(step, own)| {
        let n = own[0].len();
        let stamp = [Values::Int64(vec![step as i64; n]), Values::Float64(vec![Some(step as f64 * DT); n])];
        stamp.into_iter().chain(own).collect()
    });
    (probe, rows.collect())
}

pub fn texts<const N: usize>(texts: [&str; N]) -> Values {
    Values::Text(texts.map(String::from).to_vec())
}

pub fn floats(values: impl IntoIterator<Item = f64>) -> Values {
    Values::Float64(values.into_iter().map(Some).collect())
}

/// The page of a finished run.
pub fn page(path: &Path, (tables, sections): (Vec<Measured>, Vec<Section>)) -> String {
    let manifest = Manifest {
        format: Manifest::FORMAT,
        scene: "ornstein-uhlenbeck".into(),
        objects: vec![Object { name: "ou".into(), kind: "Ensemble".into(), size: "2,000 paths".into() }],
        probes: tables.iter().map(|(probe, _)| probe.clone()).collect(),
        sections,
        ..Manifest::default()
    };
    let mut dir = RunDir::create(path, &manifest.listing([]), false, Disk::new()).unwrap();
    for (probe, rows) in tables {
        for columns in rows {
            dir.rows(&Rows { probe: probe.name.as_str().into(), columns }).unwrap();
        }
    }
    dir.commit(Vec::new(), BTreeMap::from([("ou".into(), 100)]), true).unwrap();
    let remark = "3 of 2000 paths were lost, the first at step 81".to_string();
    let record = RunRecord { remarks: BTreeMap::from([("ou".into(), remark)]), ..RunRecord::default() };
    dir.close(&record, &[]).unwrap();
    let page = fs::read_to_string(report::write(path).unwrap()).unwrap();
    page.split("<script>\n/*").next().unwrap().to_string()
}

/// The part of a page under a heading.
pub fn under<'a>(page: &'a str, title: &str) -> &'a str {
    let from = page.split(&format!("<h2>{title}</h2>")).nth(1).unwrap_or_else(|| panic!("no {title}"));
    from.split("</section>").next().unwrap()
}

/// What the script is given for the drawings of a class.
pub fn drawings(text: &str, class: &str) -> Vec<Value> {
    let start = format!("<div class=\"{class}\"");
    let parts = text.split(&start).skip(1);
    let json = parts
        .map(|part| part.split("application/json\">").nth(1).unwrap().split("</script>").next().unwrap());
    json.map(|json| serde_json::from_str(json).unwrap()).collect()
}

pub fn labels(plot: &Value) -> Vec<String> {
    let series = plot["series"].as_array().unwrap().iter();
    series
        .map(|series| format!("{} {}", series["style"].as_str().unwrap(), series["label"].as_str().unwrap()))
        .collect()
}

/// The page with one section.
pub fn with(table: Measured, body: Body) -> String {
    let folder = tempfile::tempdir().unwrap();
    let section = Section { title: "swept".into(), sentence: "This is swept.".into(), body };
    page(&folder.path().join("run"), (vec![table], vec![section]))
}
