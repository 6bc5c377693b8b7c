//! Drawings over a parameter that is swept.

use crate::everything::{curve, histogram};
use crate::page::*;
use crate::paths::STEPS;
use quincunx_core::record::*;
use quincunx_core::section::*;
use quincunx_output::Probe;
use serde_json::Value;

/// Combinations of a = 2, 1 and b = 10, 20, 30 at two steps: the mean is a·step + b, a bin holds it.
fn combined(name: &str) -> Measured {
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
