//! What parts again and again, drawn from left to right with branches as thick as their shares. No script is needed.

use super::html::{Html, escape, grouped, number};
use super::table;
use quincunx_core::section::{Branch, Section, Stage, Tree};

mod layout;

use layout::{Layout, Place};

/// The most letters of a word in the drawing; pointing at it shows all.
const LETTERS: usize = 32;

/// How much smaller a wide drawing may become before it has to be scrolled.
const SMALLEST: f64 = 0.75;

/// Of one tree the table is open, of several closed.
pub(super) fn section(html: &mut Html, section: &Section, tree: &Tree, single: bool) {
    html.open_section(&section.title, &[section]);
    match Layout::of(tree) {
        Some(layout) => draw(html, section, tree, &layout),
        None => html.element("p", "class=\"note\"", "There is nothing to draw."),
    }
    if let Some((sentence, known)) = &tree.table {
        html.raw(if single { "<details class=\"lines\" open>" } else { "<details class=\"lines\">" });
        html.raw("<summary>In numbers</summary>\n");
        html.element("p", "class=\"note\"", sentence);
        table::rows(html, known);
        html.raw("</details>\n");
    }
    html.raw("</section>\n");
}

fn draw(html: &mut Html, section: &Section, tree: &Tree, layout: &Layout) {
    let (width, height, label) = (layout.width, layout.height, escape(&section.sentence));
    html.raw(&format!(
        "<div class=\"wide tree\"><svg width=\"{width:.0}\" style=\"min-width:{:.0}px\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{label}\">\n",
        SMALLEST * width
    ));
    let places = || tree.branches.iter().zip(&layout.places);
    places().for_each(|(branch, place)| html.raw(&beam(branch, place)));
    places().for_each(|(branch, place)| html.raw(&stand(branch, place)));
    html.raw("</svg></div>\n");
    let hidden = match tree.hidden {
        0 => String::new(),
        n => format!(" The likeliest are drawn; {} more are not.", grouped(n as u64)),
    };
    html.element("p", "class=\"note\"", &format!("Beams are as thick as they are likely.{hidden}"));
}

/// How far strands part that come together again: each from the next, and all of them at most.
const APART: (f64, f64) = (9.0, 24.0);

/// The way to a place: bands between two points, level at both; dotted where nothing comes.
fn beam(branch: &Branch, place: &Place) -> String {
    let ((x0, y0), (x1, y1)) = (place.begin, place.end);
    let strands = branch.strands.clamp(1, 16);
    let (thickness, gaps) = (place.thickness / strands as f64, (strands - 1) as f64);
    let apart = (APART.0 * gaps).min(APART.1);
    let strand = |n: usize| {
        let aside = n as f64 - gaps / 2.0;
        let off = aside * thickness;
        let (begin, end) = ((x0, y0 + off), (x1, y1 + off));
        let middle = ((x0 + x1) / 2.0, (y0 + y1) / 2.0 + off + aside / gaps.max(1.0) * apart);
        let points = if strands > 1 { vec![begin, middle, end] } else { vec![begin, end] };
        band(&points, thickness, branch.share > 0.0)
    };
    let bands: String = (0..strands).map(strand).collect();
    let half = (place.thickness + apart) / 2.0;
    // On the outer side of a bend there is room for a word.
    let beside = if y1 > y0 { y1 + half + 13.0 } else { y1 - half - 5.0 };
    format!("<g>{}{bands}{}</g>\n", hint(branch), word(&branch.way, "soft way", x1 - 7.0, beside))
}

/// A band through points, level at each.
fn band(points: &[(f64, f64)], thickness: f64, some: bool) -> String {
    let class = if some { "beam" } else { "never" };
    if thickness < 1.5 {
        return format!("<path class=\"thin {class}\" d=\"M{}\"/>", curve(points, 0.0));
    }
    let back: Vec<(f64, f64)> = points.iter().rev().copied().collect();
    let (there, back) = (curve(points, -thickness / 2.0), curve(&back, thickness / 2.0));
    format!("<path class=\"{class}\" d=\"M{there}L{back}Z\"/>")
}

/// A line through points moved down by so much, level at each.
fn curve(points: &[(f64, f64)], down: f64) -> String {
    let begin = points.first().map(|(x, y)| format!("{x:.1} {:.1}", y + down)).unwrap_or_default();
    let step = |pair: &[(f64, f64)]| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (middle, y0, y1) = ((x0 + x1) / 2.0, y0 + down, y1 + down);
        format!("C{middle:.1} {y0:.1} {middle:.1} {y1:.1} {x1:.1} {y1:.1}")
    };
    begin + &points.windows(2).map(step).collect::<String>()
}

/// What stands there: a box with its name, or an end beside its name.
fn stand(branch: &Branch, place: &Place) -> String {
    let (x, y) = place.end;
    let (top, height) = (y - place.height / 2.0, place.height);
    let class = match branch.stage {
        Stage::On => "stand",
        Stage::Arrives => "arrives",
        Stage::Stopped => "stopped",
    };
    let shape = format!(
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height:.1}\" rx=\"4\"/>",
        place.width
    );
    let words = match branch.stage {
        Stage::On => {
            let middle = x + place.width / 2.0;
            let (kind, title) = if branch.kind.is_empty() { (y, y + 4.5) } else { (y - 4.0, y + 12.0) };
            word(&branch.kind, "soft middle", middle, kind)
                + &word(&branch.title, "name middle", middle, title)
        }
        _ => {
            let beside = x + place.width + 8.0;
            word(&branch.title, "name", beside, y - 2.0)
                + &word(&percent(branch.share), "soft", beside, y + 13.0)
        }
    };
    format!("<g>{}{shape}{words}</g>\n", hint(branch))
}

fn word(text: &str, class: &str, x: f64, y: f64) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(&short(text)))
}

/// What pointing at it shows.
fn hint(branch: &Branch) -> String {
    let what = [&*branch.way, &*branch.kind, &*branch.title].into_iter().filter(|word| !word.is_empty());
    let what = what.collect::<Vec<_>>().join(" ");
    format!("<title>{}: {}</title>", escape(&what), percent(branch.share))
}

fn short(text: &str) -> String {
    match text.chars().count() {
        n if n > LETTERS => text.chars().take(LETTERS - 1).chain(['…']).collect(),
        _ => text.into(),
    }
}

/// A share to four digits, that of what never happens in a word.
fn percent(share: f64) -> String {
    let share = share.clamp(0.0, 1.0);
    let rounded: f64 = format!("{:.3e}", 100.0 * share).parse().unwrap_or(f64::NAN);
    match share {
        0.0 => "never".into(),
        _ if rounded == 100.0 && share < 1.0 => "> 99.99 %".into(),
        _ => format!("{} %", number(rounded)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_read_well() {
        let shares = [0.0, 1.0, 0.5, 1.0 / 3.0, 0.125, 1e-9, 1.0 - 1e-9];
        let expected = "never, 100 %, 50 %, 33.33 %, 12.5 %, 1.00000e-7 %, > 99.99 %";
        assert_eq!(shares.map(percent).join(", "), expected);
    }
}
