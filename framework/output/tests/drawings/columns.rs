//! What a drawing needs that is not in its table, and rows that are left out.

use crate::everything::{curve, everything};
use crate::page::*;
use quincunx_core::record::*;
use quincunx_core::section::*;

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
