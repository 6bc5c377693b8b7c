//! Shares with the intervals around them: points, lines, gaps and colours.

use crate::page::*;
use quincunx_core::record::*;
use quincunx_core::section::*;

/// Name, estimate, interval and what was found.
type Row = (String, Option<f64>, Option<(f64, f64)>, String);

fn row(name: &str, estimate: f64, interval: (f64, f64), found: &str) -> Row {
    (name.into(), Some(estimate), Some(interval), found.into())
}

fn step(step: usize, rows: &[Row]) -> (usize, Vec<Values>) {
    let text = |of: fn(&Row) -> &String| Values::Text(rows.iter().map(|row| of(row).clone()).collect());
    let number = |of: fn(&Row) -> Option<f64>| Values::Float64(rows.iter().map(of).collect());
    let own = vec![
        text(|row| &row.0),
        number(|row| row.1),
        number(|row| row.2.map(|(low, _)| low)),
        number(|row| row.2.map(|(_, high)| high)),
        text(|row| &row.3),
    ];
    (step, own)
}

fn shown(findings: Findings, steps: Vec<(usize, Vec<Values>)>) -> String {
    let names = [
        ("class", Type::Text),
        ("estimate", Type::Float64),
        ("low", Type::Float64),
        ("high", Type::Float64),
        ("decision", Type::Text),
    ];
    let page = with(table("read", &names, steps), Body::Findings(findings));
    under(&page, "swept").to_string()
}

fn findings() -> Findings {
    Findings {
        probe: "read".into(),
        name: "class".into(),
        says: "decision".into(),
        first: "rule".into(),
        drawn: None,
    }
}

/// The part of a section that is drawn, without what leads to it and without the table.
fn drawing(section: &str) -> &str {
    section.split("<svg").nth(1).unwrap().split("</svg>").next().unwrap()
}

/// The paths of the drawing: their classes and what they are.
fn paths(section: &str) -> Vec<(String, String)> {
    let rows = drawing(section).split("<g class=\"estimates\"").nth(1).unwrap();
    let attribute = |path: &str, name: &str| {
        path.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_string()
    };
    rows.split("<path").skip(1).map(|path| (attribute(path, "class"), attribute(path, " d"))).collect()
}

/// Rows of one kind of thing, half of which are likely.
fn many(count: usize, name: impl Fn(usize) -> String) -> Vec<Row> {
    let estimate = |n: usize| if n.is_multiple_of(2) { 0.16 } else { 0.84 };
    let found = |n: usize| if n.is_multiple_of(2) { "dead" } else { "alive" };
    let row = |n: usize| row(&name(n), estimate(n), (estimate(n) - 0.1, estimate(n) + 0.1), found(n));
    (0..count).map(row).collect()
}

#[test]
fn points_have_lines_from_low_to_high_that_end_at_the_edges() {
    let rows = [
        row("rule", 0.9, (0.8, 1.0), "B3/S23"),
        row("B2", 0.25, (0.1, 0.5), "dead"),
        row("B3", 0.5, (-0.2, 1.5), "alive"),
        row("S2", 1.25, (0.75, 2.0), "alive"),
    ];
    let old = [row("B9", 0.5, (0.0, 1.0), "old")];
    let section = shown(findings(), vec![step(0, &old), step(1, &rows)]);
    assert!(section.contains("<p class=\"lead\">B3/S23</p>\n<div class=\"wide panels\"><svg"), "{section}");
    let paths = paths(&section);
    let classes: Vec<_> = paths.iter().map(|(class, _)| class.as_str()).collect();
    assert_eq!(classes, ["c1", "c0", "c0"]);
    let begins = ["M120.8 234.0V130.0M", "M362.4 260.0V0.0M", "M604.0 65.0V0.0M"];
    let all = paths.iter().zip(begins).all(|((_, path), begin)| path.starts_with(begin));
    assert!(all, "{paths:?}");
    // The marks: a square around 0.25, a disc around 0.5, and one at the edge.
    assert!(paths[0].1.contains("M117.4 191.6L124.2 191.6L124.2 198.4L117.4 198.4Z"), "{paths:?}");
    assert!(paths[1].1.contains("M358.4 130.0a4.0") && paths[2].1.contains("M600.0 0.0a4.0"), "{paths:?}");
    let drawing = drawing(&section);
    assert!(drawing.contains("<title>B2: 0.25 (0.1 to 0.5), dead</title>"), "{drawing}");
    assert!(!drawing.contains("rule") && !drawing.contains("B9"), "{drawing}");
    assert!(section.contains("Point: the estimate. Line: from low to high.</p>"), "{section}");
    assert!(section.contains("<th scope=\"row\">S2</th><td>1.25</td>"), "{section}");
}

#[test]
fn what_has_no_estimate_is_a_mark_below_the_axis_in_the_colour_of_its_kind() {
    let rows = [
        row("B0", 0.0, (0.0, 0.1), "dead"),
        ("B1".into(), None, None, "undecided (0 seen)".into()),
        ("B2".into(), Some(f64::NAN), Some((0.0, 1.0)), "undecided (1 seen)".into()),
        ("B3".into(), Some(0.5), None, "undecided (2 seen)".into()),
    ];
    let section = shown(findings(), vec![step(1, &rows)]);
    let paths = paths(&section);
    let classes: Vec<_> = paths.iter().map(|(class, _)| class.as_str()).collect();
    assert_eq!(classes, ["c0", "gap c1", "gap c1", "c1"]);
    assert_eq!(paths[1].1, "M271.8 260.0v5");
    assert!(!paths[3].1.contains('V'), "a line without ends: {paths:?}");
    let drawing = drawing(&section);
    assert!(drawing.contains("<title>B1: no estimate, undecided (0 seen)</title>"), "{drawing}");
    assert!(section.contains("Mark below the axis: there is no estimate."), "{section}");
}

#[test]
fn rows_that_are_no_class_stand_in_the_table_alone() {
    let rows: Vec<Row> = many(3, |n| format!("B{n}"));
    let rows: Vec<Row> = [row("flips", 0.16, (0.1, 0.2), "estimated")].into_iter().chain(rows).collect();
    let drawn = Some(Which::except("class", "flips"));
    let section = shown(Findings { drawn, ..findings() }, vec![step(1, &rows)]);
    assert_eq!(paths(&section).len(), 3);
    assert!(!drawing(&section).contains("flips") && section.contains("<td>estimated</td>"), "{section}");
}

#[test]
fn words_up_to_a_bracket_are_kinds_with_colours_and_a_legend() {
    let rows = many(3, |n| format!("B{n}"));
    let odd = row("S<8>", 0.5, (0.4, 0.6), "so & so (\"1\" seen)");
    let rows: Vec<Row> = rows.into_iter().chain([odd]).collect();
    let section = shown(findings(), vec![step(1, &rows)]);
    let drawing = drawing(&section);
    let legend = |kind: &str, words: &str| {
        let entry = drawing.split("<path class=\"").find(|path| path.starts_with(&format!("{kind}\"")));
        entry.unwrap().contains("<text class=\"title\" x=") && drawing.contains(&format!(">{words}</text>"))
    };
    assert!(legend("c0", "alive") && legend("c1", "dead") && legend("c2", "so &amp; so"), "{drawing}");
    assert!(drawing.contains(">S&lt;8&gt;</text>"), "{drawing}");
    assert!(
        drawing.contains("<title>S&lt;8&gt;: 0.5 (0.4 to 0.6), so &amp; so (&quot;1&quot; seen)</title>")
    );
    assert!(!section.contains("<8>"), "{section}");
}

#[test]
fn too_many_kinds_and_none_have_one_colour_and_no_legend() {
    let kinds: Vec<Row> = (0..7).map(|n| row("B", 0.5, (0.4, 0.6), &format!("kind {n}"))).collect();
    let of_many = shown(findings(), vec![step(1, &kinds)]);
    let says_nothing = Findings { says: String::new(), first: String::new(), ..findings() };
    let gap = ("B7".to_string(), None, None, "undecided".to_string());
    let rows: Vec<Row> = many(7, |n| format!("B{n}")).into_iter().chain([gap]).collect();
    let of_none = shown(says_nothing, vec![step(1, &rows)]);
    for section in [&of_many, &of_none] {
        assert!(paths(section).iter().take(7).all(|(class, _)| class == "c0"), "{section}");
        assert!(!drawing(section).contains("class=\"title\""), "{section}");
        assert!(!section.contains("class=\"lead\""), "{section}");
    }
    assert_eq!(paths(&of_none)[7].0, "gap none");
    assert!(of_none.contains("<td>dead</td>"), "{of_none}");
}

#[test]
fn names_stand_below_the_axis_as_they_fit() {
    let names = |section: &str| {
        let of = |words: &str| drawing(section).matches(words).count();
        [of("class=\"middle\" x="), of("class=\"end\" transform="), of("class=\"end small\" transform=")]
    };
    let shown =
        |count: usize, name: &dyn Fn(usize) -> String| shown(findings(), vec![step(1, &many(count, name))]);
    // One more is what lies along the axis.
    assert_eq!(names(&shown(18, &|n| format!("B{n}"))), [19, 0, 0]);
    assert_eq!(names(&shown(51, &|n| format!("B{n}x"))), [1, 51, 0]);
    assert_eq!(names(&shown(102, &|n| format!("B{n}"))), [1, 0, 102]);
    let all = shown(512, &|n| format!("{n:03}/111/000"));
    assert_eq!(names(&all), [9, 0, 0]);
    assert_eq!((paths(&all).len(), all.matches("<th scope=\"row\">").count()), (512, 128));
    assert!(all.contains("The first 128 of 512 rows."), "{all}");
}

#[test]
fn what_is_too_much_for_a_page_is_not_drawn() {
    let all = shown(findings(), vec![step(1, &many(5000, |n| n.to_string()))]);
    assert_eq!(paths(&all).len(), 4096);
    assert!(all.contains("The first 4,096 of 5,000 are drawn."), "{}", &all[all.len() - 300..]);
}

#[test]
fn without_numbers_there_is_no_drawing() {
    let rows = [("B0".into(), None, None, "undecided (0 seen)".into())];
    let nothing = shown(findings(), vec![step(1, &rows)]);
    assert!(!nothing.contains("<svg") && nothing.contains("<td>undecided (0 seen)</td>"), "{nothing}");
    let columns = [("class", Type::Text), ("decision", Type::Text)];
    let words = table("read", &columns, vec![(1, vec![texts(["rule", "B0"]), texts(["B3/S23", "dead"])])]);
    let page = with(words, Body::Findings(findings()));
    assert!(!page.contains("<svg") && page.contains("<td>dead</td>"), "{page}");
}
