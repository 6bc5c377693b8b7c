//! Whatever a batch holds, its page is a page, and nothing of it is more than text.

use super::looks::{floats, ints, life};
use super::*;

const NASTY: &str = "</style></title><script>alert('x')</script>\"&<!--";

/// What every page must be.
pub fn check(page: &str) {
    assert!(!page.contains("<script") && !page.contains("<!--") && !page.contains("<b>"), "{page}");
    for element in
        ["style", "title", "main", "svg", "g", "section", "table", "details", "p", "div", "text", "tr"]
    {
        let opened =
            page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element} in {page}");
    }
    let attributes = [" d=\"", " x=\"", " y=\"", " transform=\"", " viewBox=\""];
    for drawn in attributes.into_iter().flat_map(|name| page.split(name).skip(1)) {
        let value = drawn.split('"').next().unwrap();
        assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
    }
    assert!(page.contains("default-src 'none'") && !page.contains("src=\"") && !page.contains("<link"));
}

fn shown(sample: &Sample, rows: impl Fn(&[One], usize) -> Vec<Vec<One>>) -> String {
    let folder = tempfile::tempdir().unwrap();
    sample.write_points(folder.path());
    for table in &sample.batch.tables {
        sample.write_table(folder.path(), &table.probe, &rows);
    }
    let page = sample.page(folder.path());
    check(&page);
    assert_eq!(page, sample.page(folder.path()));
    page
}

const OWN: [(&str, Type, &str); 3] =
    [("step", Type::Int64, "steps"), ("time", Type::Float64, "time"), ("value", Type::Float64, "m")];

fn row(step: i64, value: f64) -> Vec<One> {
    vec![One::I(step), One::Null, One::F(value)]
}

#[test]
fn hostile_names_are_text() {
    let axes = [texts(&[NASTY, "", "x"]), floats([1.0, 2.0, 3.0]), texts(&["a", NASTY])];
    let varied = vec![
        varied(NASTY, NASTY, Type::Text),
        varied("b", "<b>", Type::Float64),
        varied("c", NASTY, Type::Text),
    ];
    let mut sample = Sample::new(NASTY, varied, product(&axes));
    sample.batch.scene = NASTY.into();
    sample.batch.text = NASTY.into();
    sample.batch.citations = vec![NASTY.into()];
    sample.points[1].1 = NASTY;
    sample.points[2].2 = NASTY;
    let own = [("step", Type::Int64, NASTY), (NASTY, Type::Float64, NASTY), ("word", Type::Text, NASTY)];
    sample.table("it's \"<b>\"", NASTY, &own);
    sample.batch.tables[0].columns[1].unit = NASTY.into();
    let rows = |_: &[One], point: usize| {
        let row = |step: i64, word: &str| {
            vec![One::I(step), One::F(point as f64 + step as f64), One::T(word.into())]
        };
        vec![row(0, NASTY), row(0, "b"), row(1, NASTY), row(1, "b")]
    };
    let page = shown(&sample, rows);
    assert_eq!(page.matches("class=\"wide panels\"").count(), 4, "{page}");
    assert!(page.contains("read_parquet(&quot;it&#39;s \\&quot;&lt;b&gt;\\&quot;.parquet&quot;)"), "{page}");
}

/// Whatever the other rows and texts are, figures are of what all rows come to.
#[test]
fn what_all_rows_come_to_has_the_figures() {
    let points = product(&[floats([1.0, 2.0, 3.0])]);
    let mut sample = Sample::new("whole", vec![varied("a", "a", Type::Float64)], points);
    let own = [
        ("step", Type::Int64, "steps"),
        ("class", Type::Text, ""),
        ("accuracy", Type::Float64, ""),
        ("seen", Type::Int64, "cells"),
        ("said", Type::Text, ""),
    ];
    sample.table("p", "P", &own);
    let rows = |values: &[One], _: usize| {
        let One::F(a) = values[0] else { panic!("{values:?}") };
        let row = |class: &str, accuracy: f64, seen: i64, said: String| {
            vec![One::I(7), One::T(class.into()), One::F(accuracy), One::I(seen), One::T(said)]
        };
        let parts = (0..9).map(|n| row(&format!("B{n}"), 0.5, n, format!("{n}")));
        parts.chain([row("rule", a / 4.0, 36, format!("B{a}"))]).collect()
    };
    // Of the parts, as many as there is room for, each with its text.
    assert!(shown(&sample, rows).contains("the first 6 of 12 different texts in class and said"));
    sample.batch.tables[0].columns[3].whole = Some("rule".into());
    let page = shown(&sample, rows);
    assert!(page.contains("Figures are of the rows whose class is “rule”."), "{page}");
    assert!(page.contains("In all rows: seen = 36.") && !page.contains("different texts"), "{page}");
    assert!(page.contains("0.25") && page.contains("0.75"), "{page}");
}

#[test]
fn a_batch_of_one_point_says_its_numbers() {
    let mut sample = Sample::new("one", vec![varied("a", "a", Type::Float64)], vec![floats([7.0])]);
    sample.table("p", "P", &OWN);
    let page = shown(&sample, |_, _| vec![row(3, 2.5)]);
    assert!(page.contains("<p>2.5.</p>") && page.contains("the same for all points"), "{page}");
    let page = shown(&sample, |_, _| (0..9).map(|step| row(step, 2.5 + step as f64)).collect());
    assert!(page.contains("<p>10.5, at the end.</p>") && page.matches("<svg").count() == 1, "{page}");
    assert!(shown(&sample, |_, _| vec![]).contains("No rows were recorded."));
    assert!(shown(&Sample::new("none", vec![], vec![]), |_, _| vec![]).contains("The batch has no points."));
}

#[test]
fn when_all_failed_the_page_says_of_what() {
    let mut sample = Sample::new("all", vec![varied("a", "a", Type::Int64)], product(&[ints(0..150)]));
    sample.points.iter_mut().for_each(|point| (point.1, point.2) = ("failed", "failed to divide by zero"));
    sample.table("p", "P", &OWN);
    let page = shown(&sample, |_, _| vec![row(0, 1.0)]);
    assert!(page.contains("No point was done.") && page.contains("And 50 more in points.parquet."), "{page}");
    assert_eq!(page.matches("failed to divide by zero").count(), 100);
}

#[test]
fn numbers_of_all_kinds_are_drawn_or_counted() {
    let odd = [f64::NAN, f64::INFINITY, f64::MIN, -0.0, 5e-324, f64::MAX, 1.0];
    let varied = || vec![varied("a", "a", Type::Float64), varied("b", "b", Type::Float64)];
    for sides in [1, 2] {
        let axes = vec![floats(odd).into_iter().chain([One::Null]).collect(); sides];
        let mut sample = Sample::new("odd", varied().into_iter().take(sides).collect(), product(&axes));
        sample.table("p", "P", &OWN);
        let page = shown(&sample, |_, point| vec![row(0, odd[point % 7]), row(1, odd[(point + 3) % 7])]);
        assert!(page.contains("without a finite number are not counted."), "{page}");
        assert!(shown(&sample, |_, _| vec![row(0, f64::NAN)]).contains("value without a finite number"));
        shown(&sample, |_, point| vec![row(0, odd[2 + 3 * (point % 2)])]);
    }
}

#[test]
fn texts_alone_have_points_with_whiskers() {
    let names: Vec<String> = (0..40).map(|i| format!("rule number {i} of very many")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let axes = vec![varied("rule", "rule", Type::Text), varied("seed", "seed", Type::Int64)];
    let mut sample = Sample::new("texts", axes, product(&[texts(&names), ints(0..3)]));
    sample.table("p", "P", &OWN);
    let page = shown(&sample, |_, point| vec![row(0, noise(point as u64))]);
    assert!(
        page.contains("class=\"whisker c0\"") && page.contains("16 values of rule are not shown."),
        "{page}"
    );
}

#[test]
fn a_table_that_cannot_be_read_is_said_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut sample = life(folder.path());
    sample.table("gone", "Gone", &OWN);
    let page = sample.page(folder.path());
    check(&page);
    assert_eq!(page.matches("This could not be shown: failed to read").count(), 1);
    fs::write(folder.path().join("population.parquet"), "PAR1 no longer").unwrap();
    assert_eq!(sample.page(folder.path()).matches("This could not be shown: failed to read").count(), 2);
    fs::remove_file(folder.path().join(POINTS)).unwrap();
    assert!(write(folder.path(), &sample.batch, &Disk::new()).is_err());
}

#[test]
fn paths_that_go_together_share_an_axis() {
    let points = (0..6).map(|i| vec![One::I(i), One::F(i as f64 * i as f64), One::T(format!("n{}", i / 2))]);
    let varied =
        vec![varied("a", "a", Type::Int64), varied("b", "b", Type::Float64), varied("c", "c", Type::Text)];
    let mut sample = Sample::new("zip", varied, points.collect());
    sample.table("p", "P", &OWN);
    let page = shown(&sample, |_, point| vec![row(0, point as f64)]);
    assert_eq!(page.matches("follows from a").count(), 2, "{page}");
    assert!(page.contains("<path class=\"line c0\"") && !page.contains("class=\"heat\""));
}

#[test]
fn what_tells_rows_apart_lies_along_the_axis_or_is_averaged_over() {
    let mut sample = Sample::new("keys", vec![varied("a", "a", Type::Int64)], product(&[ints(0..3)]));
    let own = [
        ("step", Type::Int64, ""),
        ("low", Type::Float64, "m"),
        ("high", Type::Float64, "m"),
        ("n", Type::Int64, ""),
    ];
    sample.table("bins", "B", &own);
    let bins = |_: &[One], point: usize| {
        let bin =
            |i: i64| vec![One::I(0), One::F(i as f64), One::F(i as f64 + 1.0), One::I(i * point as i64)];
        (0..5).map(bin).collect()
    };
    let page = shown(&sample, bins);
    assert!(page.contains(">low (m)</text>") && page.matches("<h3>").count() == 1, "{page}");
    sample.batch.tables.clear();
    sample.table(
        "paths",
        "P",
        &[("step", Type::Int64, ""), ("path", Type::Int64, ""), ("x", Type::Float64, "")],
    );
    let page = shown(&sample, |_, point| {
        (0..5).map(|i| vec![One::I(0), One::I(i), One::F((i * point as i64) as f64)]).collect()
    });
    assert!(
        page.contains("Means over path.") && page.contains("<th scope=\"row\">2</th><td>4</td>"),
        "{page}"
    );
}
