//! Lines: of groups, of columns, with errors, and over other columns than time.

use crate::everything::whole;
use crate::page::*;
use crate::paths::STEPS;
use quincunx_core::record::*;
use quincunx_core::section::*;

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

/// Rows of two lags and two values of a parameter, which come in falling order.
fn correlations() -> Measured {
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
