//! Means with quantiles around them.

use crate::everything::whole;
use crate::page::*;
use crate::paths::DT;
use serde_json::Value;

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
