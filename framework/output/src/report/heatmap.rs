//! A density as colour over time, and as a histogram at the last one.

use super::density::{Density, Slice, densities};
use super::html::{Html, number};
use super::plot::{dashed, table};
use super::variables::{DRAWINGS, heading, omitted};
use crate::recorded::Recorded;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quincunx_core::section::{Exact, Heatmap, Section};
use serde::Serialize;

/// The largest level of colour; 0 is a gap, 1 nothing at all.
const TOP: f64 = 255.0;

/// A heat map as the script takes it.
#[derive(Serialize)]
struct Heat<'a> {
    x: &'a str,
    y: &'a str,
    /// The middle of each column of cells.
    times: Vec<f64>,
    /// One more than there are bins.
    edges: Vec<f64>,
    /// A byte a cell, time after time, each from the lowest bin to the highest; base64.
    levels: String,
    /// The density of the largest level, and whether there are larger ones.
    top: f64,
    clipped: bool,
}

/// A histogram as the script takes it.
#[derive(Serialize)]
struct Histogram<'a> {
    x: &'a str,
    edges: Vec<f64>,
    density: &'a [Option<f64>],
    exact: Vec<&'a Exact>,
}

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, heatmap: &Heatmap) {
    html.open_section(&section.title, &[section]);
    match densities(recorded, heatmap) {
        Ok((_, all)) if all.iter().all(|(_, density)| density.bins.is_empty()) => {
            html.element("p", "class=\"note\"", "No rows were recorded.");
        }
        Ok((over, all)) => show(html, &section.title, heatmap, &over, &all),
        Err(e) => html.problem(&e),
    }
    html.raw("</section>\n");
}

fn show(html: &mut Html, title: &str, heatmap: &Heatmap, over: &str, all: &[(String, Density)]) {
    let mut rows = Vec::new();
    for (name, density) in all.iter().take(DRAWINGS) {
        let title = heading(html, title, name, all.len() > 1);
        let Some(last) = density.slices.last() else { continue };
        if density.slices.len() > 1 {
            heat(html, &title, name, over, density);
        }
        let exact = heatmap.exact.iter().filter(|exact| exact.of == *name).collect();
        histogram(html, &title, name, over, density, last, exact);
        rows.push(row(name, density, last));
    }
    omitted(html, all.len());
    let headings = ["at the end", over, "largest density", "lowest bin", "highest bin"];
    table(html, &headings, &rows);
}

fn heat(html: &mut Html, title: &str, name: &str, over: &str, density: &Density) {
    let top = top(&density.slices);
    let level = |density: &Option<f64>| match density {
        None => 0,
        Some(d) if top > 0.0 => 1 + ((TOP - 1.0) * (d / top).clamp(0.0, 1.0)).round() as u8,
        Some(_) => 1,
    };
    let levels: Vec<u8> = density.slices.iter().flat_map(|slice| slice.density.iter().map(level)).collect();
    let clipped = density.slices.iter().any(|slice| slice.peak() > top);
    let times = density.slices.iter().map(|slice| slice.x).collect();
    let levels = BASE64_STANDARD.encode(levels);
    let heat = Heat { x: over, y: name, times, edges: edges(density), levels, top, clipped };
    html.drawing("heat", &format!("{title}: the density over {}, as colour.", over), &heat);
    let more = if clipped { " and more" } else { "" };
    html.raw("<p class=\"ramp note\"><span>density</span><span>0</span><i></i>");
    html.raw(&format!("<span>{}{more}</span><output></output></p>\n", number(short(top))));
}

fn histogram(
    html: &mut Html,
    title: &str,
    name: &str,
    over: &str,
    density: &Density,
    last: &Slice,
    exact: Vec<&Exact>,
) {
    let when = format!("{over} {}", number(last.x));
    let caption = format!("The density at {when}.{}{}", dashed(exact.iter().copied()), outside(last));
    let histogram = Histogram { x: name, edges: edges(density), density: &last.density, exact };
    html.drawing("histogram", &format!("{title}: the density at {when}, as a histogram."), &histogram);
    html.element("p", "class=\"note\"", &caption);
}

fn row(name: &str, density: &Density, last: &Slice) -> Vec<String> {
    let [low, high] =
        [density.bins.first(), density.bins.last()].map(|bin| bin.map_or("–".into(), bin_words));
    vec![name.into(), number(last.x), number(short(last.peak())), low, high]
}

fn bin_words(&(low, high): &(f64, f64)) -> String {
    format!("[{}, {})", number(short(low)), number(short(high)))
}

fn edges(density: &Density) -> Vec<f64> {
    let first = density.bins.first().map(|bin| bin.0);
    first.into_iter().chain(density.bins.iter().map(|bin| bin.1)).collect()
}

/// What fell outside of the bins, in words.
fn outside(slice: &Slice) -> String {
    let all = slice.inside + slice.outside;
    match slice.outside / all {
        share if share > 0.0 && share < 1e-5 => " Less than 0.001 % lies outside.".into(),
        share if share > 0.0 => format!(" {} % lies outside.", number(short3(100.0 * share))),
        _ => String::new(),
    }
}

/// The density of the brightest colour. Where all begins at one point the first times have a peak that would leave all
/// others pale, so what is far above the peak of the quarter that is most spread out is cut off.
fn top(slices: &[Slice]) -> f64 {
    let mut peaks: Vec<f64> = slices.iter().map(Slice::peak).filter(|peak| *peak > 0.0).collect();
    peaks.sort_by(f64::total_cmp);
    let largest = peaks.last().copied().unwrap_or(0.0);
    peaks.get(peaks.len() / 4).map_or(0.0, |usual| largest.min(1.5 * usual))
}

/// Four digits, as edges and densities are read.
fn short(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}

fn short3(x: f64) -> f64 {
    format!("{x:.1e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(density: &[f64], inside: f64, outside: f64) -> Slice {
        Slice { x: 0.0, density: density.iter().copied().map(Some).collect(), inside, outside }
    }

    #[test]
    fn what_lies_outside_is_said() {
        let said = [(1000.0, 0.0), (997.0, 3.0), (0.0, 5.0), (1e9, 1.0), (0.0, 0.0)]
            .map(|(i, o)| outside(&slice(&[], i, o)));
        assert_eq!(
            said,
            ["", " 0.3 % lies outside.", " 100 % lies outside.", " Less than 0.001 % lies outside.", ""]
        );
    }

    #[test]
    fn a_first_peak_does_not_leave_the_rest_pale() {
        let slices: Vec<_> = [400.0, 1.0, 1.0, 1.2, 0.9].map(|peak| slice(&[0.1, peak], 1.0, 0.0)).into();
        assert_eq!(top(&slices), 1.5);
        assert_eq!(top(&slices[1..]), 1.2);
        assert_eq!(top(&[slice(&[0.0], 0.0, 1.0)]), 0.0);
    }
}
