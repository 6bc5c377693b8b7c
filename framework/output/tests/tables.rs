//! Tables in the report.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod page;

use quincunx_core::section::{Body, Section, Table};

/// The section of a table in a page of its own.
fn shown(table: Table) -> String {
    let body = Body::Table(table);
    page::shown(Section { title: "net".into(), sentence: "What <it> is.".into(), body })
}

#[test]
fn rows_and_columns_are_shown_as_words() {
    let rows = vec![vec!["group".into(), "p4".into()], vec!["<b>".into(), "\"3\n4\"".into()]];
    let text = shown(Table { headings: vec!["what".into(), "a&b".into()], rows });
    assert!(text.contains("What &lt;it&gt; is.") && text.contains("a&amp;b</th>"), "{text}");
    assert!(text.contains("<th scope=\"row\">group</th><td>p4</td>"), "{text}");
    assert!(text.contains("&lt;b&gt;") && text.contains("3\n4"), "{text}");
}

#[test]
fn a_strangers_table_may_be_of_any_shape() {
    assert!(shown(Table::default()).contains("nothing to show"));
    let ragged = Table { headings: vec![], rows: vec![vec![], vec!["a".into(); 3]] };
    assert!(shown(ragged).contains("<td>a</td><td>a</td>"));
}
