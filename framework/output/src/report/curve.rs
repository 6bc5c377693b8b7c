//! Lines over time, or over another column.

use super::html::{Html, cell, grouped, number};
use super::layout::Layout;
use super::plot::{Plot, Style, dashed, table};
use crate::decimate::Line;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::{Body, Curve, Section};
use std::collections::{BTreeSet, HashMap};

/// Groups that are drawn at most.
const GROUPS: usize = 48;
/// Lines that have a place below the drawing.
const LISTED: usize = 12;
/// Stretches that all lines of a section have together, beyond which each is drawn more coarsely.
const STRETCHES: usize = 24_000;
/// How many standard errors a band shows to either side: 95 of 100 such bands hold the true value.
const BAND: f64 = 1.96;

/// What is drawn of one column and one group.
struct Track {
    label: String,
    column: usize,
    line: Line,
    /// Lower and upper edge.
    band: Option<[Line; 2]>,
}

/// What is drawn of one section.
struct Tracks {
    /// What lies along the horizontal axis.
    x: String,
    /// When it was, if that is not what lies there.
    when: Option<String>,
    /// How many steps the table has.
    times: u64,
    tracks: Vec<Track>,
    /// Groups for which there was no room.
    omitted: usize,
}

/// A section that no other shares a drawing with, or all that share one.
pub(super) fn section(html: &mut Html, recorded: &Recorded, title: &str, sections: &[&Section]) {
    html.open_section(title, sections);
    let several = sections.len() > 1;
    let curves: Vec<(&Section, Curve)> = curves(sections);
    let mut drawn = Vec::new();
    for (section, curve) in &curves {
        match tracks(recorded, curve) {
            Ok(tracks) => drawn.push((*section, curve, tracks)),
            Err(e) => html.problem(&e),
        }
    }
    match &mut drawn[..] {
        [(_, curve, tracks)] if !curve.swept.is_empty() && curve.x.is_none() => {
            swept(html, recorded, title, curve, tracks);
        }
        [(_, curve, tracks)] if told_apart(curve) => of_columns(html, title, curve, tracks),
        drawn => together(html, title, drawn, several),
    }
    html.raw("</section>\n");
}

/// The curves of sections. Several that share a drawing and sweep the same parameter are drawn over that.
fn curves<'a>(sections: &[&'a Section]) -> Vec<(&'a Section, Curve)> {
    let of = |section: &&'a Section| match &section.body {
        Body::Curve(curve) => Some((*section, curve.clone())),
        _ => None,
    };
    let mut all: Vec<(&Section, Curve)> = sections.iter().filter_map(of).collect();
    let over = |curve: &Curve| curve.swept.first().filter(|_| curve.x.is_none()).cloned();
    let shared = all.first().and_then(|(_, curve)| over(curve));
    if all.len() > 1 && shared.is_some() && all.iter().all(|(_, curve)| over(curve) == shared) {
        all.iter_mut().for_each(|(_, curve)| *curve = over_first(curve));
    }
    all
}

/// What is measured last, over the first parameter that is swept.
fn over_first(curve: &Curve) -> Curve {
    let others = curve.swept.get(1..).unwrap_or_default().to_vec();
    Curve { x: curve.swept.first().cloned(), swept: others, exact: vec![], ..curve.clone() }
}

fn told_apart(curve: &Curve) -> bool {
    curve.group.is_some() || !curve.swept.is_empty()
}

/// All of it over time, if there are several times, and the last over the first parameter.
fn swept(html: &mut Html, recorded: &Recorded, title: &str, curve: &Curve, over_time: &mut Tracks) {
    if over_time.times > 1 {
        of_columns(html, title, curve, over_time);
    }
    let last = over_first(curve);
    match tracks(recorded, &last) {
        Ok(mut tracks) => of_columns(html, title, &last, &mut tracks),
        Err(e) => html.problem(&e),
    }
}

/// A drawing for each column of a grouped table.
fn of_columns(html: &mut Html, title: &str, curve: &Curve, tracks: &mut Tracks) {
    let several = curve.columns.len() > 1;
    for (place, column) in curve.columns.iter().enumerate() {
        let exact = || curve.exact.iter().filter(|exact| exact.of == *column);
        let mut plot = Plot { x: tracks.x.clone(), unit: curve.unit.clone(), ..Plot::default() };
        let mut own = tracks.tracks.extract_if(.., |track| track.column == place).collect::<Vec<_>>();
        let rows = summary(&mut own, None);
        add(&mut plot, own);
        exact().for_each(|exact| plot.add_exact(exact));
        if several {
            html.element("h3", "", column);
        }
        let caption =
            caption(curve.error.is_some(), tracks.omitted, tracks.when.as_deref()) + &dashed(exact());
        show(html, &format!("{title}: {column}"), &plot, &caption, &rows, false);
    }
}

/// One drawing of all.
fn together(html: &mut Html, title: &str, drawn: &mut [(&Section, &Curve, Tracks)], several: bool) {
    let mut plot = Plot { x: "step".into(), ..Plot::default() };
    let has_units = drawn.iter().any(|(_, curve, _)| !curve.unit.is_empty());
    let mut rows = Vec::new();
    for (section, curve, tracks) in drawn.iter_mut() {
        let mut own = std::mem::take(&mut tracks.tracks);
        for track in &mut own {
            if told_apart(curve) {
                track.label = format!("{} · {}", curve.columns[track.column], track.label);
            }
            if several {
                track.label = format!("{} · {}", section.title, track.label);
            }
        }
        if plot.unit.is_empty() {
            plot.unit.clone_from(&curve.unit);
        }
        if tracks.x != "step" {
            plot.x.clone_from(&tracks.x);
        }
        rows.extend(summary(&mut own, has_units.then_some(&*curve.unit)));
        add(&mut plot, own);
    }
    let exact = || drawn.iter().flat_map(|(_, curve, _)| &curve.exact);
    exact().for_each(|exact| plot.add_exact(exact));
    let banded = drawn.iter().any(|(_, curve, _)| curve.error.is_some());
    let omitted = drawn.iter().map(|(.., tracks)| tracks.omitted).sum();
    let when = drawn.iter().find_map(|(.., tracks)| tracks.when.as_deref());
    show(html, title, &plot, &(caption(banded, omitted, when) + &dashed(exact())), &rows, has_units);
}

fn show(html: &mut Html, title: &str, plot: &Plot, caption: &str, rows: &[Vec<String>], has_units: bool) {
    if plot.is_empty() {
        return html.element("p", "class=\"note\"", "No rows were recorded.");
    }
    plot.draw(html, title);
    if !caption.is_empty() {
        html.element("p", "class=\"note\"", caption.trim_start());
    }
    let headings = ["line", "last", "smallest", "largest", "unit"];
    table(html, &headings[..if has_units { 5 } else { 4 }], rows);
}

fn caption(banded: bool, omitted: usize, when: Option<&str>) -> String {
    let mut text = when.map_or(String::new(), |when| format!(" At {when}."));
    if omitted > 0 {
        text += &format!(" The first {GROUPS} of {} lines are drawn.", grouped((GROUPS + omitted) as u64));
    }
    if banded {
        text += " Band: 1.96 standard errors to either side.";
    }
    text
}

/// Adds lines, and before each its band.
fn add(plot: &mut Plot, tracks: Vec<Track>) {
    let first = plot.series.iter().filter(|series| series.style != Style::Edge).count();
    let style = if tracks.len() > LISTED { Style::Thin } else { Style::Line };
    for (i, Track { label, line, band, .. }) in tracks.into_iter().enumerate() {
        let colour = first + i;
        if let Some([low, high]) = band {
            let low = plot.add(format!("{label}, low"), low, Style::Edge, colour);
            let high = plot.add(format!("{label}, high"), high, Style::Edge, colour);
            plot.bands.push((high, low));
        }
        plot.add(label, line, style, colour);
    }
}

/// A row for each line, or for all of them together where they are very many.
fn summary(tracks: &mut [Track], unit: Option<&str>) -> Vec<Vec<String>> {
    let unit = || unit.map(String::from);
    let row = |label: String, last: String, range: Option<(f64, f64)>| {
        let (low, high) = range.unzip();
        [label, last, cell(low), cell(high)].into_iter().chain(unit()).collect()
    };
    if tracks.len() <= LISTED {
        let one = |track: &Track| row(track.label.clone(), cell(track.line.last), track.line.range);
        return tracks.iter().map(one).collect();
    }
    let widest = |values: &mut dyn Iterator<Item = f64>| {
        let wider =
            |range: Option<(f64, f64)>, x: f64| Some(range.map_or((x, x), |(a, b)| (a.min(x), b.max(x))));
        values.fold(None, wider)
    };
    let last = widest(&mut tracks.iter().filter_map(|track| track.line.last));
    let last = last.map_or("–".into(), |(a, b)| format!("{} … {}", number(a), number(b)));
    let all = widest(&mut tracks.iter().filter_map(|track| track.line.range).flat_map(|(a, b)| [a, b]));
    vec![row(format!("{} lines", tracks.len()), last, all)]
}

/// The lines of a table.
fn tracks(recorded: &Recorded, curve: &Curve) -> Result<Tracks, OutputError> {
    let layout = Layout::of(recorded, &curve.probe);
    let need = |name: &String| layout.need(name);
    let columns = curve.columns.iter().map(need).collect::<Result<Vec<_>, _>>()?;
    let by = curve.group.iter().chain(&curve.swept).map(need).collect::<Result<Vec<_>, _>>()?;
    let own = curve.x.as_ref().map(need).transpose()?;
    let error = curve.error.as_ref().map(need).transpose()?;
    let shown = layout.shown(curve.rows.as_ref())?;
    let most = if by.is_empty() { usize::MAX } else { STRETCHES / GROUPS / columns.len().max(1) };
    let (mut axis, mut now, mut times) = (layout.axis(), f64::NAN, 0);
    let mut lines = Lines { curve, most, tracks: vec![], groups: HashMap::new(), omitted: BTreeSet::new() };
    recorded.rows(&curve.probe, &mut |rows| {
        for row in (0..rows[0].len()).filter(|row| shown.takes(rows, *row)) {
            let when = axis.x(rows, row);
            if when != now {
                (now, times) = (when, times + 1);
                if own.is_some() {
                    lines.clear();
                }
            }
            let Some(x) = own.map_or(Some(when), |place| rows[place].number(row)) else { continue };
            let name: Vec<String> =
                by.iter().map(|place| layout.label(*place, &rows[*place].words(row))).collect();
            let Some(tracks) = lines.of(name.join(", ")) else { continue };
            let error = error.and_then(|place| rows[place].number(row));
            for (track, &place) in tracks.iter_mut().zip(&columns) {
                put(track, x, rows[place].number(row), error);
            }
        }
        Ok(())
    })?;
    let when = own.map(|_| format!("{} {}", axis.label(), number(now)));
    let x = curve.x.clone().unwrap_or_else(|| axis.label().into());
    Ok(Tracks { x, when, times, tracks: lines.tracks, omitted: lines.omitted.len() })
}

/// The lines of a table while its rows are read.
struct Lines<'a> {
    curve: &'a Curve,
    /// Stretches that each is kept within.
    most: usize,
    tracks: Vec<Track>,
    /// Where the lines of a group begin.
    groups: HashMap<String, usize>,
    omitted: BTreeSet<String>,
}

impl Lines<'_> {
    fn clear(&mut self) {
        self.tracks.clear();
        self.groups.clear();
        self.omitted.clear();
    }

    /// Those of a group and what comes behind; none if there is no room for it.
    fn of(&mut self, name: String) -> Option<&mut [Track]> {
        if let Some(first) = self.groups.get(&name) {
            return Some(&mut self.tracks[*first..]);
        }
        if self.groups.len() == GROUPS {
            self.omitted.insert(name);
            return None;
        }
        let first = self.tracks.len();
        for (column, own) in self.curve.columns.iter().enumerate() {
            let label = if told_apart(self.curve) { name.clone() } else { own.clone() };
            let line = || Line::within(self.most);
            let band = self.curve.error.as_ref().map(|_| [line(), line()]);
            self.tracks.push(Track { label, column, line: line(), band });
        }
        self.groups.insert(name, first);
        Some(&mut self.tracks[first..])
    }
}

fn put(track: &mut Track, x: f64, y: Option<f64>, error: Option<f64>) {
    track.line.put(x, y);
    if let Some(band) = &mut track.band {
        for (edge, side) in band.iter_mut().zip([-BAND, BAND]) {
            edge.put(x, y.zip(error).map(|(y, error)| y + side * error));
        }
    }
}
