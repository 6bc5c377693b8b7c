//! What a figure shows, in a sentence or two below it.

use super::super::facts::list;
use super::super::html::{grouped, number};
use super::arrange::{Chosen, Levels};
use super::probe::Section;

pub(super) fn constant(name: &str, x: f64) -> String {
    if x.is_finite() { format!("{name} = {}", number(x)) } else { format!("{name} without a finite number") }
}

pub(super) fn groups(texts: &[String], shown: usize, all: usize) -> String {
    let all = if all >= 64 { "64 or more".into() } else { all.to_string() };
    format!("Figures are drawn for the first {shown} of {all} different texts in {}.", list(texts, ""))
}

/// Below lines over time.
pub(super) fn course(section: &Section) -> String {
    let (arrangement, mut said) = (section.arrangement, Vec::new());
    if section.shape.over.is_some() && section.shape.several {
        said.push("What was measured last.".into());
    }
    said.extend(mean(section, "Means", "Bands", false));
    if section.stride > 1 {
        said.push(format!("One of {} measurements is drawn.", section.stride));
    }
    said.extend(chosen(&arrangement.lines, "lines"));
    said.extend(chosen(&arrangement.line_panels, "drawings"));
    said.join(" ")
}

/// Below lines over time beside what was measured last by one path.
pub(super) fn pair(section: &Section) -> String {
    let (left, right) = (course(section), last(section));
    if right.is_empty() || left == right { left } else { format!("{left} {right}").trim_start().into() }
}

/// Below what was measured last.
pub(super) fn last(section: &Section) -> String {
    let (arrangement, mut said) = (section.arrangement, Vec::new());
    if section.shape.several && arrangement.y.is_some() {
        said.push("What was measured last.".into());
    }
    let sides = || [&arrangement.x, &arrangement.y].into_iter().flatten();
    let merged = sides().any(|levels| levels.merged);
    match arrangement.y {
        Some(_) => said.extend(mean(section, "Means", "", merged)),
        None => said.extend(mean(section, "Means", "Bands", merged)),
    }
    for levels in sides() {
        said.extend(crowded(section, levels));
    }
    if arrangement.y.is_some() {
        said.push("Where no point has a value, there is no colour.".into());
    }
    said.extend(chosen(&arrangement.panels, "drawings"));
    said.join(" ")
}

/// What is averaged over, and how far it spreads.
fn mean(section: &Section, what: &str, bands: &str, merged: bool) -> Option<String> {
    let rows: Vec<_> =
        section.shape.averaged.iter().map(|&i| section.table.columns[i].name.clone()).collect();
    let mut over = section.replicates();
    let is_band = !bands.is_empty() && (!over.is_empty() || merged);
    over.extend(rows);
    if over.is_empty() && !merged {
        return None;
    }
    let over = match over.is_empty() {
        true => "neighbouring values".into(),
        false => list(&over, ""),
    };
    let bands =
        if is_band { format!(" {bands}: from the smallest point to the largest.") } else { String::new() };
    Some(format!("{what} over {over}.{bands}"))
}

fn crowded(section: &Section, levels: &Levels) -> Option<String> {
    let axis = &section.points.axes[levels.axis];
    let count = |n: usize| grouped(n as u64);
    match levels.left_out {
        _ if levels.merged => Some(format!(
            "The {} values of {} share {} places with their neighbours.",
            count(axis.values.len()),
            axis.name,
            count(levels.xs.len())
        )),
        0 => None,
        n => Some(format!("{} values of {} are not shown.", count(n), axis.name)),
    }
}

fn chosen(chosen: &Chosen, what: &str) -> Option<String> {
    let (shown, all) = (chosen.len(), chosen.all);
    (shown < all).then(|| format!("{shown} of {} {what} are shown.", grouped(all as u64)))
}
