//! Films: a player over pictures that the page carries.

use super::html::{Html, escape, grouped};
use crate::error::OutputError;
use crate::film::Film;
use crate::picture::png;
use crate::recorded::Recorded;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quincunx_core::section::Section;
use serde::Serialize;

/// Frames that a page shows at most.
const FRAMES: usize = 120;
/// The longest sides that are tried, in pixels: the first with which enough frames fit.
const SIDES: [usize; 3] = [512, 256, 128];
const ENOUGH: usize = 40;
/// What the pictures of all films may take, in bytes.
const BUDGET: usize = 3 << 20;

/// What the script plays.
#[derive(Serialize)]
struct Reel {
    steps: Vec<u64>,
    frames: Vec<String>,
}

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, probe: &str, films: usize) {
    html.open_section(&section.title, &[section]);
    match recorded
        .film(probe)
        .and_then(|film| film.map(|film| reel(&film, BUDGET / films.max(1))).transpose())
    {
        Ok(Some((reel, size))) => show(html, &section.title, &reel, size),
        Ok(None) => html.element("p", "class=\"note\"", "No frame was recorded."),
        Err(e) => html.problem(&e),
    }
    html.raw("</section>\n");
}

/// The frames that fit, evenly spread with the first and the last among them, and the size of the lattice.
fn reel(film: &Film, budget: usize) -> Result<(Reel, Shown), OutputError> {
    let picture = |i: usize, side: usize| {
        let failed = |e| OutputError::mismatch("film", e);
        png(&film.frame(i)?, side).map_err(failed)
    };
    let last = film.len() - 1;
    let mut choice = (SIDES[0], 1);
    for side in SIDES {
        let sizes = [0, last / 2, last].map(|i| picture(i, side).map(|png| png.len()));
        let mut largest = 1;
        for size in sizes {
            largest = largest.max(size? * 4 / 3); // base64
        }
        choice = (side, (budget / largest).clamp(2, FRAMES).min(film.len()));
        if choice.1 >= ENOUGH.min(film.len()) {
            break;
        }
    }
    let (side, count) = choice;
    let chosen: Vec<usize> = (0..count).map(|k| k * last / (count - 1).max(1)).collect();
    let frames = chosen.iter().map(|&i| Ok(BASE64_STANDARD.encode(picture(i, side)?)));
    let frames = frames.collect::<Result<_, OutputError>>()?;
    let steps = chosen.iter().map(|&i| film.steps()[i]).collect();
    let first = film.frame(0)?;
    let block = first.width.max(first.height).div_ceil(side).max(1);
    Ok((Reel { steps, frames }, Shown { width: first.width, height: first.height, block, of: film.len() }))
}

struct Shown {
    width: usize,
    height: usize,
    block: usize,
    of: usize,
}

fn show(html: &mut Html, title: &str, reel: &Reel, shown: Shown) {
    let (Some(first), Some(last), Some(frame)) = (reel.steps.first(), reel.steps.last(), reel.frames.last())
    else {
        return;
    };
    let Shown { width, height, block, of } = shown;
    let label = escape(&format!("{title}: the lattice at step {last}"));
    html.raw(&format!("<figure class=\"film\" data-title=\"{}\">\n", escape(title)));
    html.raw(&format!(
        "<img width=\"{width}\" height=\"{height}\" alt=\"{label}\" src=\"data:image/png;base64,{frame}\">\n"
    ));
    html.raw("<div class=\"player\" hidden><button type=\"button\" aria-label=\"Play\">▶</button>");
    html.raw("<input type=\"range\" min=\"0\" value=\"0\" aria-label=\"Frame\"><output></output></div>\n");
    let mut caption = match reel.steps.len() {
        1 => format!("Step {}", grouped(*first)),
        _ => format!("Steps {} to {}", grouped(*first), grouped(*last)),
    };
    caption += &match (reel.steps.len(), of) {
        (1, 1) => String::new(),
        (n, of) if n == of => format!(", {n} frames"),
        (n, of) => format!(", {n} of {} frames", grouped(of as u64)),
    };
    caption += &format!("; {} × {} cells", grouped(width as u64), grouped(height as u64));
    if block > 1 {
        caption += &format!(", {block} × {block} cells a pixel");
    }
    html.element("figcaption", "", &caption);
    html.data(reel);
    html.raw("</figure>\n");
}
