//! How many have not passed yet.

use crate::page::*;
use quincunx_core::record::*;
use quincunx_core::section::*;

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
