//! A run whose report has a drawing of each kind.

use crate::page::*;
use crate::paths::*;
use quincunx_core::record::*;
use quincunx_core::section::*;

/// `var`, `mean` and quantiles of two variables; the second has none at step 50.
pub fn moments(name: &str) -> Measured {
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
pub fn histogram(name: &str, at: &[usize]) -> Measured {
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

pub fn tracks(name: &str, count: usize) -> Measured {
    let all = paths(count, 2.0, 0.5, |x| -x);
    let steps = all.into_iter().enumerate().map(|(step, xs)| {
        let path = Values::Int64((0..count as i64).collect());
        (step, vec![path, floats(xs.iter().copied()), floats(xs.iter().map(|x| x * x))])
    });
    table(name, &[("path", Type::Int64), ("x", Type::Float64), ("energy", Type::Float64)], steps.collect())
}

pub fn expectation(name: &str) -> Measured {
    let all = paths(60, 2.0, 0.7, |x| -x);
    let steps = all.into_iter().enumerate().step_by(2).map(|(step, xs)| {
        let mean = xs.iter().sum::<f64>() / 60.0;
        let variance = xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 59.0;
        (step, vec![floats([mean]), floats([(variance / 60.0).sqrt()])])
    });
    table(name, &[("mean", Type::Float64), ("standard_error", Type::Float64)], steps.collect())
}

pub fn counts(name: &str) -> Measured {
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

pub fn curve(probe: &str, columns: &[&str]) -> Curve {
    let columns = columns.iter().map(|name| name.to_string()).collect();
    Curve { probe: probe.into(), columns, ..Curve::default() }
}

pub fn everything() -> (Vec<Measured>, Vec<Section>) {
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

pub fn whole() -> String {
    let folder = tempfile::tempdir().unwrap();
    page(&folder.path().join("run"), everything())
}
