//! Trees in the report: what is drawn, and what a stranger's manifest cannot do.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod page;

use quincunx_core::section::{Body, Branch, Section, Stage, Table, Tree};

/// The section of a tree in a page of its own.
fn drawn(tree: Tree) -> String {
    let body = Body::Tree(tree);
    page::shown(Section { title: "beam".into(), sentence: "Where \"they\" go.".into(), body })
}

fn branch(from: usize, way: &str, share: f64, title: &str, stage: Stage) -> Branch {
    Branch { from: Some(from), way: way.into(), share, title: title.into(), stage, ..Branch::default() }
}

fn tree() -> Tree {
    let whole = Branch { share: 1.0, kind: "Magnet".into(), title: "Z".into(), ..Branch::default() };
    let parted = Branch { strands: 2, ..branch(0, "+1|-1", 0.75, "X", Stage::On) };
    let ends = [
        branch(1, "up", 0.75, "</svg><script>alert(1)</script>", Stage::Arrives),
        branch(1, "down", 0.0, "nothing", Stage::Arrives),
        branch(0, "left", 0.25, "wall", Stage::Stopped),
    ];
    let branches = [whole, parted].into_iter().chain(ends).collect();
    let table =
        Table { headings: vec!["node".into(), "p".into()], rows: vec![vec!["Z".into(), "1\n2".into()]] };
    Tree { branches, hidden: 0, table: Some(("What is known.".into(), table)) }
}

/// The numbers of an attribute, in the order of the page.
fn numbers(text: &str, attribute: &str) -> Vec<f64> {
    let before = format!(" {attribute}=\"");
    let parts = text.split(&before).skip(1);
    parts.filter_map(|part| part.split('"').next()?.parse().ok()).collect()
}

#[test]
fn branches_are_as_thick_as_their_shares() {
    let text = drawn(tree());
    // The whole, two strands, one up, none down, one left.
    assert_eq!(text.matches("class=\"beam\"").count(), 5, "{text}");
    assert_eq!(text.matches("class=\"thin never\"").count(), 1, "{text}");
    assert!(text.contains("<title>left wall: 25 %</title>") && text.contains("never"), "{text}");
    // A box is higher than its branch, and rows keep their distance.
    let rects: Vec<&str> = text.split("<rect ").skip(1).collect();
    let heights: Vec<f64> = rects.iter().map(|rect| numbers(&format!(" {rect}"), "height")[0]).collect();
    assert_eq!(heights, [48.0, 42.0, 33.0, 20.0, 20.0]);
    let middles: Vec<f64> =
        rects.iter().zip(&heights).map(|(rect, height)| numbers(rect, "y")[0] + height / 2.0).collect();
    assert!(middles[2] + 46.0 <= middles[3] && middles[3] + 46.0 <= middles[4], "{middles:?}");
    assert!((middles[1] - (middles[2] + middles[3]) / 2.0).abs() < 0.1, "{middles:?}");
}

#[test]
fn words_of_a_scene_are_words() {
    let text = drawn(tree());
    assert!(!text.contains("<script>") && text.contains("&lt;/svg&gt;"), "{text}");
    assert!(text.contains("aria-label=\"Where &quot;they&quot; go.\""), "{text}");
    assert!(text.contains("<details class=\"lines\" open>") && text.contains("<td>1\n2</td>"), "{text}");
}

#[test]
fn a_manifest_that_is_no_tree_draws_nothing() {
    let ahead =
        Tree { branches: vec![branch(1, "", 1.0, "a", Stage::On), Branch::default()], ..Tree::default() };
    let itself = Tree { branches: vec![branch(0, "", 1.0, "a", Stage::On)], ..Tree::default() };
    let two = Tree { branches: vec![Branch::default(), Branch::default()], ..Tree::default() };
    for tree in [ahead, itself, two, Tree::default()] {
        let text = drawn(tree);
        assert!(text.contains("There is nothing to draw.") && !text.contains("<svg"), "{text}");
    }
    let odd = [-1.0, 1e300, 1e-300].map(|share| branch(0, "", share, "odd", Stage::Stopped));
    let branches = [Branch { share: 2.0, strands: usize::MAX, ..Branch::default() }].into_iter().chain(odd);
    let text = drawn(Tree { branches: branches.collect(), hidden: 1234, table: None });
    assert!(text.contains("1,234 more are not") && text.matches("never").count() == 4, "{text}");
    assert!(numbers(&text, "height").iter().all(|height| *height <= 48.0), "{text}");
}
