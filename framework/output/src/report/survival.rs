//! How many paths have not passed yet, over time: a line of steps for each group.

use super::html::{Html, cell, grouped};
use super::layout::Layout;
use super::plot::{Plot, Style, table};
use crate::decimate::Line;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Section, Survival};
use std::collections::BTreeMap;

/// Groups that are drawn at most.
const GROUPS: usize = 24;

/// The paths of a group.
#[derive(Default)]
struct Group {
    label: String,
    paths: u64,
    /// How many passed at a time; the bits of times from 0 on are in their order.
    passed: BTreeMap<u64, u64>,
}

/// What the last step has: where it lies, and the groups in their order.
struct Last {
    step: f64,
    time: f64,
    groups: Vec<Group>,
}

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, survival: &Survival) {
    html.open_section(&section.title, &[section]);
    match last(recorded, survival) {
        Ok(last) if last.groups.is_empty() => html.element("p", "class=\"note\"", "No rows were recorded."),
        Ok(last) => show(html, &section.title, &last),
        Err(e) => html.problem(&e),
    }
    html.raw("</section>\n");
}

fn show(html: &mut Html, title: &str, last: &Last) {
    let mut plot = Plot { x: "time".into(), unit: "share that has not passed".into(), ..Plot::default() };
    for (colour, group) in last.groups.iter().take(GROUPS).enumerate() {
        plot.add(group.label.clone(), group.line(last.time), Style::Step, colour);
    }
    plot.draw(html, title);
    if last.groups.len() > GROUPS {
        let all = grouped(last.groups.len() as u64);
        html.element("p", "class=\"note\"", &format!("The first {GROUPS} of {all} lines are drawn."));
    }
    let rows: Vec<Vec<String>> = last.groups.iter().map(Group::row).collect();
    table(html, &["line", "paths", "passed", "median time", "mean time of those that passed"], &rows);
}

impl Group {
    /// The share that is left, from 1 at time 0 to the end.
    fn line(&self, end: f64) -> Line {
        let mut line = Line::default();
        let mut left = self.paths;
        if !self.passed.contains_key(&0) {
            line.put(0.0, Some(1.0));
        }
        let mut last = 0.0;
        for (time, count) in self.times() {
            left -= count;
            line.put(time, Some(self.share(left)));
            last = time;
        }
        if last < end {
            line.put(end, Some(self.share(left)));
        }
        line
    }

    fn times(&self) -> impl Iterator<Item = (f64, u64)> {
        self.passed.iter().map(|(bits, count)| (f64::from_bits(*bits), *count))
    }

    fn share(&self, count: u64) -> f64 {
        count as f64 / self.paths as f64
    }

    /// The first time at which no more than half are left.
    fn median(&self) -> Option<f64> {
        let mut passed = 0;
        self.times().find_map(|(time, count)| {
            passed += count;
            (2 * passed >= self.paths).then_some(time)
        })
    }

    fn row(&self) -> Vec<String> {
        let passed: u64 = self.passed.values().sum();
        let total = self.times().fold(0.0, |sum, (time, count)| sum + time * count as f64);
        let mean = (passed > 0).then(|| total / passed as f64);
        vec![self.label.clone(), grouped(self.paths), grouped(passed), cell(self.median()), cell(mean)]
    }
}

fn last(recorded: &Recorded, survival: &Survival) -> Result<Last, OutputError> {
    let layout = Layout::of(recorded, &survival.probe);
    let passage = layout.need("passage_time")?;
    let step = layout.need("step")?;
    let by = survival.swept.iter().map(|name| layout.need(name)).collect::<Result<Vec<_>, _>>()?;
    let mut axis = layout.axis();
    let mut last = Last { step: f64::NEG_INFINITY, time: 0.0, groups: vec![] };
    recorded.rows(&survival.probe, &mut |rows| {
        for row in 0..rows[0].len() {
            let now = rows[step].number(row).unwrap_or_default();
            if now > last.step {
                last = Last { step: now, time: axis.x(rows, row), groups: vec![] };
            }
            let labels: Vec<String> =
                by.iter().map(|place| layout.label(*place, &rows[*place].words(row))).collect();
            let group = last.group(if by.is_empty() { "paths".into() } else { labels.join(", ") });
            group.paths += 1;
            if let Some(time) = rows[passage].number(row).filter(|time| *time >= 0.0) {
                // −0 has other bits.
                *group.passed.entry((time + 0.0).to_bits()).or_default() += 1;
            }
        }
        Ok(())
    })?;
    Ok(last)
}

impl Last {
    /// That of a label. Rows of a group follow each other, so it is mostly the last.
    fn group(&mut self, label: String) -> &mut Group {
        let place = self.groups.iter().rposition(|group| group.label == label).unwrap_or_else(|| {
            self.groups.push(Group { label, ..Group::default() });
            self.groups.len() - 1
        });
        &mut self.groups[place]
    }
}
