//! What the report says of a beam before an atom has left: the apparatus, and exactly what arrives where.

mod words;

use crate::apparatus::{Apparatus, Leads};
use crate::chances::Chances;
use quincunx_core::section::{Body, Branch, Section, Stage, Table, Tree};

/// More nodes make no drawing that one can read.
const DRAWN: usize = 100;

/// The apparatus as a tree of beams, with a table of its nodes.
pub fn section(name: &str, atoms: u64, apparatus: &Apparatus) -> Section {
    let chances = Chances::of(apparatus);
    let shown = likeliest(apparatus, &chances);
    let hidden = apparatus.nodes().len() - shown.len();
    let rows = shown.iter().map(|node| row(apparatus, &chances, *node)).collect();
    let table = (words::arrivals(apparatus, hidden), Table { headings: words::headings(apparatus), rows });
    let tree = Tree { branches: branches(apparatus, &chances, &shown), hidden, table: Some(table) };
    let sentence = words::expectation(atoms, apparatus, &chances);
    Section { title: name.into(), sentence, body: Body::Tree(tree) }
}

/// The likeliest nodes, depth first. A node is as likely as what follows it or likelier, so that none is without the one
/// before it.
fn likeliest(apparatus: &Apparatus, chances: &Chances) -> Vec<usize> {
    let mut nodes: Vec<usize> = (0..apparatus.nodes().len()).collect();
    nodes.sort_by(|a, b| chances.at(*b).probability.total_cmp(&chances.at(*a).probability));
    nodes.truncate(DRAWN);
    nodes.sort_unstable();
    nodes
}

fn branches(apparatus: &Apparatus, chances: &Chances, shown: &[usize]) -> Vec<Branch> {
    let branch = |node: &usize| {
        let (stage, kind, title) = stand(apparatus, *node);
        let parent = apparatus.nodes()[*node].parent;
        Branch {
            from: parent.and_then(|(before, _)| shown.binary_search(&before).ok()),
            way: parent.map_or("oven".into(), |way| label(apparatus, way)),
            share: chances.at(*node).probability,
            strands: parent.map_or(0, |way| label(apparatus, way).split('|').count()),
            kind,
            title,
            stage,
        }
    };
    shown.iter().map(branch).collect()
}

/// What stands at a node: its kind is the first word of its title.
fn stand(apparatus: &Apparatus, node: usize) -> (Stage, String, String) {
    let node = &apparatus.nodes()[node];
    match &node.leads {
        Leads::Out(end) if end.detected => (Stage::Arrives, String::new(), end.name.clone()),
        Leads::Out(end) => (Stage::Stopped, String::new(), end.name.clone()),
        Leads::On(_) => {
            let (kind, which) = node.title.split_once(' ').unwrap_or(("", &node.title));
            (Stage::On, kind.into(), which.into())
        }
    }
}

fn label(apparatus: &Apparatus, (node, arm): (usize, usize)) -> String {
    match &apparatus.nodes()[node].leads {
        Leads::On(arms) => arms[arm].label.clone(),
        Leads::Out(_) => String::new(),
    }
}

fn row(apparatus: &Apparatus, chances: &Chances, node: usize) -> Vec<String> {
    let arrival = chances.at(node);
    let mut row = vec![words::route(apparatus, node), words::probability(arrival.probability)];
    row.extend(words::state(apparatus, arrival.state.as_ref()));
    row
}
