//! Pages as a batch leaves them, to be looked at: `cargo test -p quincunx-output --release pages_to_look_at -- --ignored`
//! says where they are.

#![allow(clippy::disallowed_methods)] // only looked at, never compared

use super::*;

pub fn floats(values: impl IntoIterator<Item = f64>) -> Vec<One> {
    values.into_iter().map(One::F).collect()
}

pub fn ints(values: std::ops::Range<i64>) -> Vec<One> {
    values.map(One::I).collect()
}

fn f(one: &One) -> f64 {
    match one {
        One::F(x) => *x,
        One::I(n) => *n as f64,
        _ => f64::NAN,
    }
}

const STAMP: [(&str, Type, &str); 2] = [("step", Type::Int64, "steps"), ("time", Type::Float64, "time")];

/// Density × rule, four replicates: cells alive over steps.
pub fn life(results: &Path) -> Sample {
    let rules = ["B3/S23", "B36/S23", "B3678/S34678", "B35678/S5678"];
    let densities = floats((1..20).map(|i| f64::from(i) * 0.05));
    let axes = [densities, texts(&rules), ints(0..4)];
    let varied = vec![
        varied("world.soup.cells.density", "density", Type::Float64),
        varied("world.soup.rule", "rule", Type::Text),
        varied("seed", "seed", Type::Int64),
    ];
    let mut sample = Sample::new("life-density", varied, product(&axes));
    sample.points[17].1 = "failed";
    sample.points[17].2 = "failed to step `soup`: the plugin said\n  no such cell";
    sample.points[40].1 = "lost";
    sample.points[40].2 = "killed its worker twice (SIGKILL)";
    sample.table("population", "Population", &[STAMP[0], STAMP[1], ("alive", Type::Int64, "cells")]);
    sample.batch.text = "(\n    seed: 1,\n    world: { \"soup\": Grid(size: (256, 256)) },\n)\n".into();
    sample.batch.citations = vec!["J. Conway, Life, 1970.".into()];
    sample.write_points(results);
    sample.write_table(results, "population", |values, point| {
        let (density, rule) =
            (f(&values[0]), rules.iter().position(|rule| values[1] == One::T(rule.to_string())));
        let left = [0.03, 0.05, 0.45, 0.2][rule.unwrap()] * (4.0 * density * (1.0 - density)).powi(2);
        let row = |step: i64| {
            let share = left + (density - left) * (-(step as f64) / 60.0).exp();
            let alive = 65536.0 * share * (1.0 + 0.2 * noise(point as u64 * 1000 + step as u64));
            vec![One::I(step), One::F(step as f64), One::I(alive as i64)]
        };
        (0..=500).step_by(10).map(row).collect()
    });
    sample
}

/// An SDE swept over one parameter and seeds: moments of two variables, a histogram, and passages path by path.
pub fn ou(results: &Path) -> Sample {
    let axes = [floats([0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0]), ints(0..8)];
    let varied = vec![
        varied("world.ou.process.theta", "theta", Type::Float64),
        Varied { path: "seed".into(), column: Column::new("seed", Type::Int64, ""), is_seed: true },
    ];
    let mut sample = Sample::new("ou-sweep", varied, product(&axes));
    let float = |name| (name, Type::Float64, "");
    let own = [
        STAMP[0],
        STAMP[1],
        ("var", Type::Text, ""),
        ("paths", Type::Int64, "paths"),
        float("mean"),
        float("sd"),
    ];
    sample.table("moments", "Moments", &own);
    let own = [
        STAMP[0],
        STAMP[1],
        ("var", Type::Text, ""),
        float("low"),
        float("high"),
        ("count", Type::Int64, "paths"),
        float("density"),
    ];
    sample.table("density", "Histogram", &own);
    sample.table(
        "exit",
        "FirstPassage",
        &[STAMP[0], STAMP[1], ("path", Type::Int64, ""), ("passage_time", Type::Float64, "time")],
    );
    sample.batch.files = true;
    sample.write_points(results);
    sample.write_table(results, "moments", |values, point| {
        let theta = f(&values[0]);
        let row = |step: i64, var: &str| {
            let t = step as f64 * 0.01;
            let from = if var == "x" { 2.0 } else { -1.0 };
            let mean = from * (-theta * t).exp() + 0.1 * noise(point as u64 * 7919 + step as u64);
            let sd = (0.25 / (2.0 * theta) * (1.0 - (-2.0 * theta * t).exp())).sqrt();
            vec![One::I(step), One::F(t), One::T(var.into()), One::I(1000), One::F(mean), One::F(sd)]
        };
        (0..=500).step_by(5).flat_map(|step| [row(step, "x"), row(step, "v")]).collect()
    });
    sample.write_table(results, "density", |values, point| {
        let (theta, width) = (f(&values[0]), 0.1);
        let row = |step: i64, i: i64| {
            let low = if i < 0 { f64::NEG_INFINITY } else { -3.0 + i as f64 * width };
            let x = low + width / 2.0;
            let mean = 2.0 * (-theta * step as f64 * 0.01).exp();
            let sd = 0.2 + 0.5 / (2.0 * theta).sqrt();
            let density = (-(x - mean).powi(2) / (2.0 * sd * sd)).exp() / (sd * 2.5066);
            let density = (density + 0.03 * noise(point as u64 * 100 + i as u64)).max(0.0);
            let none = i < 0;
            vec![
                One::I(step),
                One::F(step as f64 * 0.01),
                One::T("x".into()),
                One::F(low),
                One::F(low + width),
                One::I((density * 1000.0) as i64),
                if none { One::Null } else { One::F(density) },
            ]
        };
        [0, 250, 500].iter().flat_map(|&step| (-1..60).map(move |i| row(step, i))).collect()
    });
    sample.write_table(results, "exit", |values, point| {
        let row = |path: i64| {
            let time = 1.0 / f(&values[0]) * (1.0 + noise(point as u64 * 99 + path as u64));
            let time = if path % 7 == 0 { One::Null } else { One::F(time) };
            vec![One::I(500), One::F(5.0), One::I(path), time]
        };
        (0..20).map(row).collect()
    });
    sample
}

/// Measured at the end only: an angle, and counts that are told apart by a text.
pub fn angles(results: &Path) -> Sample {
    let mut angle = varied("world.silver.path.axis.theta", "theta", Type::Float64);
    angle.column.unit = "degrees".into();
    let mut sample =
        Sample::new("angle-scan", vec![angle], product(&[floats((0..37).map(|i| f64::from(i) * 5.0))]));
    let own = [STAMP[0], STAMP[1], ("outcome", Type::Text, ""), ("count", Type::Int64, "atoms")];
    sample.table("counts", "Counts", &own);
    sample.write_points(results);
    sample.write_table(results, "counts", |values, point| {
        let up = (f(&values[0]).to_radians() / 2.0).cos().powi(2);
        let row = |(name, share): (&str, f64)| {
            let count = (100_000.0 * share + 600.0 * noise(point as u64)) as i64;
            vec![One::I(16), One::Null, One::T(name.into()), One::I(count)]
        };
        [("up", up), ("down", 1.0 - up)].map(row).into()
    });
    sample
}

/// Three axes, of which one is spaced by ratios: a heat map for each value of the last.
pub fn junction(results: &Path) -> Sample {
    let axes = [
        floats((0..40).map(|i| f64::from(i) * 0.05)),
        floats((0..15).map(|i| 0.001 * 1.6_f64.powi(i))),
        floats([0.1, 0.5, 1.0, 2.0, 5.0]),
    ];
    let mut varied = vec![
        varied("a.current", "current", Type::Float64),
        varied("a.noise", "noise", Type::Float64),
        varied("a.beta", "beta", Type::Float64),
    ];
    varied[0].column.unit = "I_c".into();
    let mut sample = Sample::new("junction", varied, product(&axes));
    sample.table(
        "voltage",
        "TimeAverage",
        &[STAMP[0], STAMP[1], ("mean", Type::Float64, "I_c R"), ("lost", Type::Int64, "paths")],
    );
    sample.write_points(results);
    sample.write_table(results, "voltage", |values, _| {
        let (i, d, beta) = (f(&values[0]), f(&values[1]), f(&values[2]));
        let soft = d.sqrt() + 0.02;
        let over = ((i - 1.0 + 0.1 * beta) / soft).exp().ln_1p() * soft;
        if i > 1.9 && d < 0.002 {
            return vec![];
        }
        vec![vec![One::I(100), One::F(10.0), One::F((over * (over + 2.0)).sqrt()), One::I(0)]]
    });
    sample
}

#[test]
#[ignore = "writes pages for a person to look at"]
fn pages_to_look_at() {
    let folder = std::env::temp_dir().join("quincunx-batch-pages");
    for sample in [life, ou, angles, junction] {
        let scratch = tempfile::tempdir().unwrap();
        let sample_of = sample(scratch.path());
        let results = folder.join(&sample_of.batch.name);
        fs::create_dir_all(&results).unwrap();
        let page = sample(&results).page(&results);
        println!("{}/report.html, {} bytes", results.display(), page.len());
    }
}
