//! What long tables look like on the page: fans, densities, groups of lines and bars, and the numbers beside them.
#![allow(clippy::unwrap_used, clippy::panic)] // what fails here is the test

use quincunx_core::record::*;
use quincunx_core::section::*;
use quincunx_output::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const DT: f64 = 0.05;
const STEPS: usize = 100;

/// Sums of uniform numbers are normal enough for a picture.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

fn exp(x: f64) -> f64 {
    (0..16).fold(1.0 + x / 65_536.0, |y, _| y * y)
}

/// Paths, step by step, of dx = drift(x) dt + noise dW.
fn paths(count: usize, start: f64, noise: f64, drift: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    let mut chance = Chance(7);
    let mut all = vec![vec![start; count]];
    for _ in 0..STEPS {
        let next =
            all[all.len() - 1].iter().map(|x| x + drift(*x) * DT + noise * DT.sqrt() * chance.normal());
        let next = next.collect();
        all.push(next);
    }
    all
}

fn well(x: f64) -> f64 {
    4.0 * (x - x * x * x)
}

fn column(name: &str, of: Type) -> Column {
    Column::new(name, of, "")
}

/// A probe with rows: its declaration, and the rows of a step.
type Table = (Probe, Vec<Vec<Values>>);

fn table(name: &str, own: &[(&str, Type)], steps: Vec<(usize, Vec<Values>)>) -> Table {
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

fn texts<const N: usize>(texts: [&str; N]) -> Values {
    Values::Text(texts.map(String::from).to_vec())
}

fn floats(values: impl IntoIterator<Item = f64>) -> Values {
    Values::Float64(values.into_iter().map(Some).collect())
}

/// `var`, `mean` and quantiles of two variables; the second has none at step 50.
fn moments(name: &str) -> Table {
    let names = ["mean", "q05", "q25", "q50", "q75", "q95"];
    let columns: Vec<_> =
        [("var", Type::Text)].into_iter().chain(names.map(|name| (name, Type::Float64))).collect();
    let (one, two) = (paths(2000, 2.0, 0.7, |x| -x), paths(2000, 0.0, 0.7, well));
    let steps = one.into_iter().zip(two).enumerate().map(|(step, (mut one, mut two))| {
        let mut rows: Vec<Vec<Option<f64>>> = vec![vec![]; 6];
        for (of, values) in [&mut one, &mut two].into_iter().enumerate() {
            values.sort_by(f64::total_cmp);
            let n = values.len();
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|q| values[(q * (n - 1) as f64) as usize]);
            let all = [values.iter().sum::<f64>() / n as f64].into_iter().chain(quantiles);
            rows.iter_mut().zip(all).for_each(|(to, x)| to.push(Some(x).filter(|_| of == 0 || step != 50)));
        }
        let own = [texts(["x", "<b>v"])].into_iter().chain(rows.into_iter().map(Values::Float64));
        (step, own.collect())
    });
    table(name, &columns, steps.collect())
}

/// 80 bins over [−2, 2) of the variable x, with what fell below and above.
fn histogram(name: &str, at: &[usize]) -> Table {
    let columns = [
        ("var", Type::Text),
        ("low", Type::Float64),
        ("high", Type::Float64),
        ("count", Type::Int64),
        ("density", Type::Float64),
    ];
    let (all, width) = (paths(20_000, 0.0, 0.9, well), 0.05);
    let steps = at.iter().map(|&step| {
        let mut counts = vec![0; 82];
        for x in &all[step] {
            counts[((x + 2.0) / width + 1.0).floor().clamp(0.0, 81.0) as usize] += 1;
        }
        let edge = |i: usize| match i {
            0 => f64::NEG_INFINITY,
            82 => f64::INFINITY,
            i => -2.0 + (i - 1) as f64 * width,
        };
        let density = |(i, n): (usize, &i64)| (1..81).contains(&i).then(|| *n as f64 / (20_000.0 * width));
        let own = vec![
            Values::Text(vec!["x".into(); 82]),
            floats((0..82).map(edge)),
            floats((1..83).map(edge)),
            Values::Int64(counts.clone()),
            Values::Float64(counts.iter().enumerate().map(density).collect()),
        ];
        (step, own)
    });
    table(name, &columns, steps.collect())
}

fn tracks(name: &str, count: usize) -> Table {
    let all = paths(count, 2.0, 0.5, |x| -x);
    let steps = all.into_iter().enumerate().map(|(step, xs)| {
        let path = Values::Int64((0..count as i64).collect());
        (step, vec![path, floats(xs.iter().copied()), floats(xs.iter().map(|x| x * x))])
    });
    table(name, &[("path", Type::Int64), ("x", Type::Float64), ("energy", Type::Float64)], steps.collect())
}

fn expectation(name: &str) -> Table {
    let all = paths(60, 2.0, 0.7, |x| -x);
    let steps = all.into_iter().enumerate().step_by(2).map(|(step, xs)| {
        let mean = xs.iter().sum::<f64>() / 60.0;
        let variance = xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 59.0;
        (step, vec![floats([mean]), floats([(variance / 60.0).sqrt()])])
    });
    table(name, &[("mean", Type::Float64), ("standard_error", Type::Float64)], steps.collect())
}

fn counts(name: &str) -> Table {
    let columns = [
        ("outcome", Type::Text),
        ("count", Type::Int64),
        ("expected", Type::Float64),
        ("standard_error", Type::Float64),
    ];
    let step = |step: usize, counts: [i64; 4]| {
        let own = vec![
            texts(["up", "down", "block <x>", "never"]),
            Values::Int64(counts.to_vec()),
            floats([125.0, 125.0, 750.0, 0.0]),
            floats([10.458, 10.458, 13.693, 0.0]),
        ];
        (step, own)
    };
    table(name, &columns, vec![step(1, [3, 4, 5, 0]), step(4, [131, 122, 747, 0])])
}

fn curve(probe: &str, columns: &[&str]) -> Curve {
    let columns = columns.iter().map(|name| name.to_string()).collect();
    Curve { probe: probe.into(), columns, ..Curve::default() }
}

fn everything() -> (Vec<Table>, Vec<Section>) {
    let section =
        |title: &str, body| Section { title: title.into(), sentence: format!("This is {title}."), body };
    let times = || (0..=STEPS).map(|step| step as f64 * DT);
    let mean = |of: &str| Exact::new("exact mean", of, times().map(|t| (t, 2.0 * exp(-t))));
    // The stationary law of the double well is exp(-2V/noise²), up to its norm.
    let weight = |x: f64| exp(-2.0 * (x * x * x * x - 2.0 * x * x) / 0.81);
    let xs = || (0..=200).map(|i| -2.0 + f64::from(i) * 0.02);
    let norm: f64 = xs().map(|x| 0.02 * weight(x)).sum();
    let law = Exact::new("stationary law", "x", xs().map(|x| (x, weight(x) / norm)));
    let every_fifth: Vec<_> = (0..=STEPS).step_by(5).collect();
    let tables = vec![
        moments("moments"),
        histogram("density", &every_fifth),
        histogram("once", &[STEPS]),
        tracks("some", 5),
        tracks("many", 60),
        expectation("expectation"),
        counts("counts"),
    ];
    let grouped = |probe, columns| Curve { group: Some("path".into()), ..curve(probe, columns) };
    let banded = Curve {
        error: Some("standard_error".into()),
        exact: vec![mean("mean")],
        ..curve("expectation", &["mean"])
    };
    let sections = vec![
        section(
            "moments",
            Body::Fan(Fan { probe: "moments".into(), exact: vec![mean("x")], ..Fan::default() }),
        ),
        section(
            "density",
            Body::Heatmap(Heatmap {
                probe: "density".into(),
                exact: vec![law.clone()],
                ..Heatmap::default()
            }),
        ),
        section(
            "once",
            Body::Heatmap(Heatmap { probe: "once".into(), exact: vec![law], ..Heatmap::default() }),
        ),
        section("some", Body::Curve(grouped("some", &["x", "energy"]))),
        section("many", Body::Curve(grouped("many", &["x"]))),
        section("expectation", Body::Curve(banded)),
        section(
            "counts",
            Body::Bars(Bars { probe: "counts".into(), unit: "atoms".into(), ..Bars::default() }),
        ),
    ];
    (tables, sections)
}

/// The page of a finished run.
fn page(path: &Path, (tables, sections): (Vec<Table>, Vec<Section>)) -> String {
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
fn under<'a>(page: &'a str, title: &str) -> &'a str {
    let from = page.split(&format!("<h2>{title}</h2>")).nth(1).unwrap_or_else(|| panic!("no {title}"));
    from.split("</section>").next().unwrap()
}

/// What the script is given for the drawings of a class.
fn drawings(text: &str, class: &str) -> Vec<Value> {
    let start = format!("<div class=\"{class}\"");
    let parts = text.split(&start).skip(1);
    let json = parts
        .map(|part| part.split("application/json\">").nth(1).unwrap().split("</script>").next().unwrap());
    json.map(|json| serde_json::from_str(json).unwrap()).collect()
}

fn labels(plot: &Value) -> Vec<String> {
    let series = plot["series"].as_array().unwrap().iter();
    series
        .map(|series| format!("{} {}", series["style"].as_str().unwrap(), series["label"].as_str().unwrap()))
        .collect()
}

fn whole() -> String {
    let folder = tempfile::tempdir().unwrap();
    page(&folder.path().join("run"), everything())
}

#[test]
fn a_fan_has_a_drawing_for_each_variable_with_its_bands_and_its_law() {
    let page = whole();
    let fan = under(&page, "moments");
    let plots = drawings(fan, "plot");
    assert_eq!(plots.len(), 2);
    assert_eq!(
        labels(&plots[0]),
        ["edge q05", "edge q25", "edge q75", "edge q95", "line mean", "exact exact mean"]
    );
    assert_eq!(labels(&plots[1]), labels(&plots[0])[..5]);
    assert_eq!(plots[0]["bands"], serde_json::json!([[3, 0], [2, 1]]));
    assert_eq!(plots[0]["x"], "time");
    let mean = &plots[0]["series"][4];
    assert_eq!((mean["x"][40].as_f64(), mean["y"][0].as_f64()), (Some(40.0 * DT), Some(2.0)));
    assert_eq!(plots[1]["series"][4]["y"][50], Value::Null);
    assert!(plots[1]["series"][4]["y"][51].is_f64());
    assert!(fan.contains("<h3>&lt;b&gt;v</h3>") && fan.contains("Dashed: exact mean."), "{fan}");
    assert!(fan.contains("<th scope=\"col\">time</th><th scope=\"col\">mean</th><th scope=\"col\">q05</th><th scope=\"col\">q25</th>"));
}

#[test]
fn a_density_is_colour_over_time_and_steps_at_the_end() {
    let page = whole();
    let density = under(&page, "density");
    let [heat] = &drawings(density, "heat")[..] else { panic!("{density}") };
    let [histogram] = &drawings(density, "histogram")[..] else { panic!("{density}") };
    assert_eq!((heat["times"].as_array().unwrap().len(), heat["edges"].as_array().unwrap().len()), (21, 81));
    assert_eq!(heat["levels"].as_str().unwrap().len(), (21usize * 80).div_ceil(3) * 4);
    // All begins in one bin of density 20, far above what follows.
    assert_eq!(heat["clipped"], true);
    assert!(heat["top"].as_f64().unwrap() < 2.0);
    let steps = histogram["density"].as_array().unwrap();
    let area: f64 = steps.iter().map(|density| density.as_f64().unwrap() * 0.05).sum();
    assert!(steps.len() == 80 && (0.99..=1.0).contains(&area), "{area}");
    assert_eq!(histogram["exact"][0]["points"].as_array().unwrap().len(), 201);
    assert!(density.contains("The density at time 5. Dashed: stationary law."), "{density}");
    let once = under(&page, "once");
    assert!(drawings(once, "heat").is_empty() && drawings(once, "histogram") == [histogram.clone()]);
}

#[test]
fn what_fell_outside_is_counted_in_words() {
    let (mut tables, sections) = everything();
    let (_, rows) = &mut tables[2];
    let Values::Int64(counts) = &mut rows[0][5] else { panic!() };
    let inside: i64 = counts[1..81].iter().sum();
    (counts[0], counts[81]) = (inside, 2 * inside);
    let folder = tempfile::tempdir().unwrap();
    let page = page(&folder.path().join("run"), (tables, sections));
    assert!(under(&page, "once").contains("75 % lies outside."));
}

#[test]
fn groups_have_a_line_each_and_columns_a_drawing_each() {
    let page = whole();
    let some = under(&page, "some");
    let plots = drawings(some, "plot");
    let expected = [0, 1, 2, 3, 4].map(|path| format!("line path {path}"));
    assert_eq!([labels(&plots[0]), labels(&plots[1])], [expected.to_vec(), expected.to_vec()]);
    assert_eq!(plots[0]["series"][2]["x"].as_array().unwrap().len(), STEPS + 1);
    assert_eq!(plots[1]["series"][4]["y"][0], 4.0);
    let many = under(&page, "many");
    let plots = drawings(many, "plot");
    assert_eq!((plots.len(), labels(&plots[0]).len(), &*labels(&plots[0])[47]), (1, 48, "thin path 47"));
    assert!(many.contains("The first 48 of 60 lines are drawn.") && many.contains("48 lines"), "{many}");
}

#[test]
fn a_standard_error_becomes_a_band() {
    let page = whole();
    let [plot] = &drawings(under(&page, "expectation"), "plot")[..] else { panic!() };
    assert_eq!(labels(plot), ["edge mean, low", "edge mean, high", "line mean", "exact exact mean"]);
    assert_eq!(plot["bands"], serde_json::json!([[1, 0]]));
    let y = |series: usize| plot["series"][series]["y"][50].as_f64().unwrap();
    assert!(
        (y(2) - (y(0) + y(1)) / 2.0).abs() < 1e-12 && (0.2..0.5).contains(&(y(1) - y(0))),
        "{}",
        y(1) - y(0)
    );
    assert!(under(&page, "expectation").contains("1.96 standard errors to either side. Dashed: exact mean."));
}

#[test]
fn bars_show_the_last_counts_beside_what_was_expected() {
    let page = whole();
    let bars = under(&page, "counts");
    assert_eq!(bars.matches("<tr><th scope=\"row\">").count(), 4);
    assert!(
        bars.contains("block &lt;x&gt;")
            && bars.contains("<td>747</td><td>750</td>")
            && bars.contains("<td>−0.22 σ</td>"),
        "{bars}"
    );
    // The widest is what is expected with its error: 750 + 1.96 × 13.693.
    assert!(
        bars.contains("<b style=\"width:96.159%\"></b>") && bars.contains("<u style=\"left:96.545%\"></u>"),
        "{bars}"
    );
    assert!(
        bars.contains("<td>0</td><td>0</td><td class=\"off\"></td><td>–</td>")
            && bars.contains("Counts of atoms at time 0.2.")
    );
    assert!(page.contains("<p class=\"remark\">“ou”: 3 of 2000 paths were lost, the first at step 81.</p>"));
}

#[test]
fn the_last_row_stands_in_numbers_or_words_say_that_there_is_none() {
    let period = [("period", Type::Int64), ("dx", Type::Int64)];
    let row = |period, dx| vec![Values::Int64(vec![period]), Values::Int64(vec![dx])];
    let tables = vec![
        table("found", &period, vec![(20, row(3, 9)), (40, row(4000, -2))]),
        table("none", &period, vec![]),
    ];
    let section = |probe: &str| {
        let columns = vec!["period".into(), "dx".into()];
        let body =
            Body::Last(Last { probe: probe.into(), columns, otherwise: "It never did.".into(), rows: None });
        Section { title: probe.into(), sentence: "s".into(), body }
    };
    let folder = tempfile::tempdir().unwrap();
    let page = page(&folder.path().join("run"), (tables, vec![section("found"), section("none")]));
    let found = under(&page, "found");
    assert!(
        found.contains("<th scope=\"row\">2</th><td>4,000</td><td>−2</td>")
            && !found.contains("It never did."),
        "{found}"
    );
    assert!(under(&page, "none").contains("It never did."));
}

#[test]
fn a_table_without_a_column_that_is_needed_says_so_in_its_place() {
    let (tables, _) = everything();
    let bodies = [
        Body::Fan(Fan { probe: "some".into(), ..Fan::default() }),
        Body::Heatmap(Heatmap { probe: "moments".into(), ..Heatmap::default() }),
        Body::Bars(Bars { probe: "moments".into(), ..Bars::default() }),
        Body::Curve(Curve { group: Some("planet".into()), ..curve("some", &["x"]) }),
        Body::Curve(Curve { error: Some("doubt".into()), ..curve("nothing", &["x"]) }),
    ];
    let section = |body| Section { title: "t".into(), sentence: "s".into(), body };
    let folder = tempfile::tempdir().unwrap();
    let page = page(&folder.path().join("run"), (tables, bodies.map(section).to_vec()));
    assert_eq!(page.matches("This could not be shown: failed to record").count(), 5, "{page}");
    assert!(page.contains("no column `planet`") && page.contains("no column `var`"), "{page}");
}

/// Rows for all classes and for each, at two steps.
#[test]
fn some_rows_are_drawn_and_others_not() {
    let own = [("class", Type::Text), ("wrong", Type::Int64), ("damage", Type::Float64)];
    let rows = |step: usize| {
        let class = Values::Text(["all", "B3", "S2"].map(String::from).to_vec());
        let damage = Values::Float64(vec![Some(70.0 + step as f64), None, None]);
        (step, vec![class, Values::Int64(vec![4321, 1234, 0]), damage])
    };
    let tables = vec![table("against", &own, vec![rows(0), rows(1)])];
    let bars = |positive, rows| Bars {
        probe: "against".into(),
        outcome: Some("class".into()),
        count: Some("wrong".into()),
        positive,
        rows: Some(rows),
        ..Bars::default()
    };
    let curve = Curve { rows: Some(Which::only("class", "all")), ..curve("against", &["damage"]) };
    let section = |title: &str, body| Section { title: title.into(), sentence: "s".into(), body };
    let sections = vec![
        section("damage", Body::Curve(curve)),
        section("classes", Body::Bars(bars(false, Which::except("class", "all")))),
        section("errors", Body::Bars(bars(true, Which::except("class", "all")))),
        section("none", Body::Bars(bars(true, Which::only("class", "S2")))),
        section("missing", Body::Bars(bars(true, Which::only("planet", "S2")))),
    ];
    let folder = tempfile::tempdir().unwrap();
    let page = page(&folder.path().join("run"), (tables, sections));
    let damage = under(&page, "damage");
    assert!(damage.contains("<td>71</td><td>70</td><td>71</td>"), "{damage}");
    let row = |class: &str| format!("<th scope=\"row\">{class}</th>");
    let shown = |title: &str| ["all", "B3", "S2"].map(|class| under(&page, title).contains(&row(class)));
    assert_eq!(shown("classes"), [false, true, true]);
    assert_eq!(shown("errors"), [false, true, false]);
    assert!(under(&page, "errors").contains("<td>1,234</td>"));
    assert!(under(&page, "none").contains("None at "));
    assert!(under(&page, "missing").contains("no column `planet`"));
}

/// Combinations of a = 2, 1 and b = 10, 20, 30 at two steps: the mean is a·step + b, a bin holds it.
fn combined(name: &str) -> Table {
    let own = [
        ("a", Type::Float64),
        ("b", Type::Float64),
        ("var", Type::Text),
        ("mean", Type::Float64),
        ("q05", Type::Float64),
        ("q95", Type::Float64),
    ];
    let all: Vec<(f64, f64)> = [2.0, 1.0].iter().flat_map(|a| [10.0, 20.0, 30.0].map(|b| (*a, b))).collect();
    let step = |step: usize| {
        let of = |value: &dyn Fn(f64, f64) -> f64| floats(all.iter().map(|(a, b)| value(*a, *b)));
        let mean = |a: f64, b: f64| a * step as f64 + b;
        let own = vec![
            of(&|a, _| a),
            of(&|_, b| b),
            Values::Text(vec!["x".into(); 6]),
            of(&mean),
            of(&|a, b| mean(a, b) - 1.0),
            of(&|a, b| mean(a, b) + 1.0),
        ];
        (step, own)
    };
    table(name, &own, vec![step(0), step(3)])
}

/// The page with one section.
fn with(table: Table, body: Body) -> String {
    let folder = tempfile::tempdir().unwrap();
    let section = Section { title: "swept".into(), sentence: "This is swept.".into(), body };
    page(&folder.path().join("run"), (vec![table], vec![section]))
}

#[test]
fn means_of_combinations_have_lines_over_time_and_over_the_first_parameter() {
    let swept = vec!["a".into(), "b".into()];
    let fan = Fan { probe: "swept".into(), swept, ..Fan::default() };
    let page = with(combined("swept"), Body::Fan(fan));
    let [time, last] = &drawings(&page, "plot")[..] else { panic!("{page}") };
    assert_eq!(labels(time)[..2], ["line a 2, b 10", "line a 2, b 20"]);
    assert_eq!((labels(time).len(), &time["x"]), (6, &Value::from("time")));
    assert_eq!(time["series"][0]["y"], serde_json::json!([10.0, 16.0]));
    assert_eq!(labels(last), ["line b 10", "line b 20", "line b 30"]);
    assert_eq!(last["x"], "a");
    assert_eq!(last["series"][2]["x"], serde_json::json!([1.0, 2.0]));
    assert_eq!(last["series"][2]["y"], serde_json::json!([33.0, 36.0]));
    assert!(page.contains("<th scope=\"row\">a 2, b 10</th><td>16</td><td>15</td><td>17</td>"), "{page}");
}

#[test]
fn what_one_parameter_does_has_bands() {
    let swept = vec!["b".into()];
    let (probe, mut steps) = combined("swept");
    steps.remove(0);
    for column in &mut steps[0] {
        match column {
            Values::Int64(cells) => cells.truncate(3),
            Values::Float64(cells) => cells.truncate(3),
            Values::Text(cells) => cells.truncate(3),
            Values::Int64OrNull(cells) => cells.truncate(3),
        }
    }
    let page = with((probe, steps), Body::Fan(Fan { probe: "swept".into(), swept, ..Fan::default() }));
    let [last] = &drawings(&page, "plot")[..] else { panic!("{page}") };
    assert_eq!(labels(last), ["edge q05", "edge q95", "line mean"]);
    assert_eq!((&last["x"], &last["bands"]), (&Value::from("b"), &serde_json::json!([[1, 0]])));
}

#[test]
fn the_last_density_lies_over_the_first_parameter() {
    let (probe, steps) = histogram("swept", &[0, STEPS]);
    let Recording::Rows { mut columns, format } = probe.recording else { panic!() };
    columns.splice(2..2, [column("a", Type::Float64), column("b", Type::Float64)]);
    // Each time twice, for a = 1 and 2, and b = 5 and 6.
    let twice = |column: &Values| match column {
        Values::Int64(cells) => Values::Int64(cells.repeat(4)),
        Values::Float64(cells) => Values::Float64(cells.repeat(4)),
        Values::Text(cells) => Values::Text([cells.as_slice(); 4].concat()),
        Values::Int64OrNull(cells) => Values::Int64OrNull(cells.repeat(4)),
    };
    let steps = steps.iter().map(|step| {
        let mut all: Vec<Values> = step.iter().map(twice).collect();
        let of = |values: [f64; 4]| floats(values.into_iter().flat_map(|a| [a; 82]));
        all.splice(2..2, [of([1.0, 1.0, 2.0, 2.0]), of([5.0, 6.0, 5.0, 6.0])]);
        all
    });
    let probe = Probe { recording: Recording::Rows { columns, format }, ..probe };
    let swept = vec!["a".into(), "b".into()];
    let page = with(
        (probe, steps.collect()),
        Body::Heatmap(Heatmap { probe: "swept".into(), swept, exact: vec![] }),
    );
    let heats = drawings(&page, "heat");
    let names: Vec<_> = heats.iter().map(|heat| (heat["x"].as_str(), heat["y"].as_str())).collect();
    assert_eq!(names, [(Some("a"), Some("x · b 5")), (Some("a"), Some("x · b 6"))]);
    assert_eq!(heats[0]["times"], serde_json::json!([1.0, 2.0]));
    assert!(page.contains("The density at a 2."), "{page}");
}

/// Passages of two groups, measured twice: only the second counts.
#[test]
fn passages_are_steps_from_one_down_and_only_the_last_measurement_counts() {
    let passage = |step: usize, times: &[Option<f64>]| {
        let groups = floats((0..times.len()).map(|n| if n < 4 { 1.0 } else { 2.0 }));
        (step, vec![groups, Values::Float64(times.to_vec())])
    };
    let once = passage(40, &[None; 6]);
    let twice = passage(100, &[Some(1.0), None, Some(0.5), Some(1.0), Some(0.0), None]);
    let own = [("d", Type::Float64), ("passage_time", Type::Float64)];
    let survival = Survival { probe: "passage".into(), swept: vec!["d".into()] };
    let section = Section { title: "passage".into(), sentence: "s".into(), body: Body::Survival(survival) };
    let folder = tempfile::tempdir().unwrap();
    let tables = vec![table("passage", &own, vec![once, twice])];
    let page = page(&folder.path().join("run"), (tables, vec![section]));
    let [plot] = &drawings(under(&page, "passage"), "plot")[..] else { panic!("{page}") };
    assert_eq!(labels(plot), ["step d 1", "step d 2"]);
    let line = |n: usize| (plot["series"][n]["x"].clone(), plot["series"][n]["y"].clone());
    assert_eq!(
        line(0),
        (serde_json::json!([0.0, 0.5, 1.0, 5.0]), serde_json::json!([1.0, 0.75, 0.25, 0.25]))
    );
    assert_eq!(line(1), (serde_json::json!([0.0, 5.0]), serde_json::json!([0.5, 0.5])));
    let row = "<th scope=\"row\">d 1</th><td>4</td><td>3</td><td>1</td><td>0.83333</td>";
    assert!(under(&page, "passage").contains(row), "{page}");
}

/// Rows of two lags and two values of a parameter, which come in falling order.
fn correlations() -> Table {
    let rows = |step: usize, y: f64| {
        let lag = floats([0.0, 0.1, 0.0, 0.1]);
        (
            step,
            vec![
                floats([2.0, 2.0, 1.0, 1.0]),
                lag,
                floats([1.0, y, 1.0, 2.0 * y]),
                floats([0.0, 0.01, 0.0, 0.02]),
            ],
        )
    };
    let names = ["a", "lag_time", "r", "se"].map(|name| (name, Type::Float64));
    table("r", &names, vec![rows(50, 0.1), rows(100, 0.3)])
}

fn of_curve(curve: Curve) -> String {
    let body = Body::Curve(Curve { probe: "r".into(), columns: vec!["r".into()], ..curve });
    let section = Section { title: "r".into(), sentence: "s".into(), body };
    let folder = tempfile::tempdir().unwrap();
    page(&folder.path().join("run"), (vec![correlations()], vec![section]))
}

#[test]
fn a_curve_over_another_column_shows_what_was_measured_last() {
    let curve = Curve {
        x: Some("lag_time".into()),
        swept: vec!["a".into()],
        error: Some("se".into()),
        ..Curve::default()
    };
    let page = of_curve(curve);
    let [plot] = &drawings(under(&page, "r"), "plot")[..] else { panic!("{page}") };
    assert_eq!((&plot["x"], plot["series"].as_array().unwrap().len()), (&serde_json::json!("lag_time"), 6));
    assert_eq!(labels(plot)[2], "line a 2");
    assert_eq!(plot["series"][2]["x"], serde_json::json!([0.0, 0.1]));
    assert_eq!(plot["series"][2]["y"], serde_json::json!([1.0, 0.3]));
    assert!(under(&page, "r").contains("At time 5. Band"), "{page}");
}

#[test]
fn a_swept_curve_is_drawn_over_time_and_over_its_first_parameter() {
    let page = of_curve(Curve { swept: vec!["a".into(), "lag_time".into()], ..Curve::default() });
    let [over_time, over_a] = &drawings(under(&page, "r"), "plot")[..] else { panic!("{page}") };
    assert_eq!(over_time["x"], "time");
    assert_eq!(labels(over_time)[1], "line a 2, lag_time 0.1");
    assert_eq!(over_time["series"][1]["y"], serde_json::json!([0.1, 0.3]));
    assert_eq!(over_a["x"], "a");
    assert_eq!(labels(over_a), ["line lag_time 0", "line lag_time 0.1"]);
    assert_eq!(over_a["series"][1]["x"], serde_json::json!([1.0, 2.0]));
    assert_eq!(over_a["series"][1]["y"], serde_json::json!([0.6, 0.3]));
}

#[test]
fn what_shares_a_plot_and_sweeps_one_parameter_is_drawn_over_that() {
    let shared = |title: &str| {
        let swept = vec!["a".into(), "b".into()];
        let curve = Curve { plot: Some("both".into()), swept, ..curve(title, &["mean"]) };
        Section { title: title.into(), sentence: "This is swept.".into(), body: Body::Curve(curve) }
    };
    let folder = tempfile::tempdir().unwrap();
    let tables = vec![combined("one"), combined("two")];
    let page = page(&folder.path().join("run"), (tables, vec![shared("one"), shared("two")]));
    let [both] = &drawings(&page, "plot")[..] else { panic!("{page}") };
    assert_eq!((both["x"].as_str(), both["series"].as_array().unwrap().len()), (Some("a"), 6));
    assert_eq!(labels(both)[..2], ["line one · mean · b 10", "line one · mean · b 20"]);
    assert_eq!(both["series"][5]["y"], serde_json::json!([33.0, 36.0]));
}
