//! The last row of a table.

use crate::page::*;
use quincunx_core::record::*;
use quincunx_core::section::*;

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
