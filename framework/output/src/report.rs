//! `report.html`: one page that says what was run and shows what was recorded. It needs no network and no other file.

mod bars;
pub mod batch;
mod curve;
mod density;
mod estimates;
mod facts;
mod fan;
mod film;
mod findings;
mod heatmap;
mod html;
mod last;
mod layout;
mod panels;
mod picture;
mod plot;
mod scale;
mod survival;
mod swept;
mod table;
mod tree;
mod variables;

use crate::disk::Disk;
use crate::error::OutputError;
use crate::manifest::REPORT;
use crate::recorded::Recorded;
use html::{Html, escape};
use quincunx_core::section::{Bars, Body, Curve, Section};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The file's name in the run's directory.
pub const FILE: &str = REPORT;

const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");
const PLOT_STYLE: &str = include_str!("../assets/uPlot.min.css");
const PLOT_SCRIPT: &str = include_str!("../assets/uPlot.iife.min.js");
const PLOT_LICENCE: &str = include_str!("../assets/uPlot.LICENSE");

/// More trees stand behind all else.
const TREES: usize = 4;

/// Writes the report of a run from what it has recorded, finished or not, and says where it stands.
///
/// A section whose data cannot be read says so in its place.
///
/// # Errors
/// If there is no run in the directory, or the disk fails.
pub fn write(path: &Path) -> Result<PathBuf, OutputError> {
    write_with(path, &Disk::new())
}

/// As [`write()`], on a disk of the caller's.
///
/// # Errors
/// As [`write()`].
pub fn write_with(path: &Path, disk: &Disk) -> Result<PathBuf, OutputError> {
    let page = page(&Recorded::open(path)?);
    let place = path.join(REPORT);
    disk.replace(&place, |file| file.put(page.as_bytes()))?;
    disk.sync_folder(path)?;
    Ok(place)
}

fn page(recorded: &Recorded) -> String {
    let mut html = Html::default();
    html.open_page(&format!("{} – Quincunx", recorded.manifest().scene), true, &[PLOT_STYLE, STYLE]);
    facts::header(&mut html, recorded);
    sections(&mut html, recorded);
    facts::about(&mut html, recorded);
    html.raw("</main>\n");
    footer(&mut html, &recorded.manifest().version);
    html.raw(&format!("<script>\n/*\nuPlot\n{PLOT_LICENCE}*/\n{PLOT_SCRIPT}\n</script>\n"));
    html.raw(&format!("<script>\n{SCRIPT}</script>\n</body>\n</html>\n"));
    html.into_text()
}

fn sections(html: &mut Html, recorded: &Recorded) {
    let all = &recorded.manifest().sections;
    let films = all.iter().filter(|section| matches!(section.body, Body::Film { .. })).count();
    let (trees, others): (Vec<&Section>, Vec<&Section>) =
        all.iter().partition(|section| matches!(section.body, Body::Tree(_)));
    // A few say what was done, many would hide what came of it.
    let (first, then) = if trees.len() > TREES { (&others, &trees) } else { (&trees, &others) };
    let (mut drawn, mut counted) = (BTreeSet::new(), BTreeSet::new());
    for section in first.iter().chain(then).copied() {
        match &section.body {
            Body::Curve(Curve { plot: Some(plot), .. }) => {
                if drawn.insert(plot) {
                    let shares = |s: &&Section| matches!(&s.body, Body::Curve(Curve { plot: Some(p), .. }) if p == plot);
                    curve::section(html, recorded, plot, &all.iter().filter(shares).collect::<Vec<_>>());
                }
            }
            Body::Curve(_) => curve::section(html, recorded, &section.title, &[section]),
            Body::Fan(fan) => fan::section(html, recorded, section, fan),
            Body::Heatmap(heatmap) => heatmap::section(html, recorded, section, heatmap),
            Body::Survival(survival) => survival::section(html, recorded, section, survival),
            Body::Bars(Bars { plot: Some(plot), .. }) => {
                if counted.insert(plot) {
                    let shares =
                        |s: &&Section| matches!(&s.body, Body::Bars(Bars { plot: Some(p), .. }) if p == plot);
                    bars::section(html, recorded, plot, &all.iter().filter(shares).collect::<Vec<_>>());
                }
            }
            Body::Bars(_) => bars::section(html, recorded, &section.title, &[section]),
            Body::Last(last) => last::section(html, recorded, section, last),
            Body::Findings(findings) => findings::section(html, recorded, section, findings),
            Body::Tree(tree) => tree::section(html, section, tree, trees.len() == 1),
            Body::Table(table) => table::section(html, section, table),
            Body::Film { probe } => film::section(html, recorded, section, probe, films),
            Body::Picture { file } => picture::section(html, recorded, section, file),
        }
    }
}

fn footer(html: &mut Html, version: &str) {
    html.raw(&format!(
        "<footer><p>Written by Quincunx {}. Plots are drawn by <a href=\"https://github.com/leeoniya/uPlot\">uPlot</a>, \
         © 2022 Leon Sorokin, under the MIT licence.</p><details><summary>Licence of uPlot</summary><pre>{}</pre>\
         </details></footer>\n",
        escape(version),
        escape(PLOT_LICENCE)
    ));
}
