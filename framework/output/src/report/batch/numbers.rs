//! The numbers of a section's figures, folded.

use super::super::html::{Html, grouped, number};
use super::super::plot::table;
use super::probe::Section;
use super::spread::Spread;

/// Rows at most.
const ROWS: usize = 200;

/// Of what was measured last; nothing for tables whose figures are lines alone, or one number.
pub(super) fn table_of(html: &mut Html, section: &Section) {
    let arrangement = section.arrangement;
    let figures = section.shape.groups.len() * section.shape.figures.len();
    let Some(x) = arrangement.x.as_ref().filter(|_| section.shape.over.is_none() && figures > 0) else {
        return;
    };
    let sides: Vec<_> = [arrangement.y.as_ref(), Some(x)].into_iter().flatten().collect();
    let mut headings: Vec<String> =
        sides.iter().map(|side| section.points.axes[side.axis].name.clone()).collect();
    if arrangement.panels.len() > 1 {
        headings.insert(0, "drawing".into());
    }
    headings.extend((0..figures).map(|figure| section.name(figure).0));
    let cells: Vec<_> = section.cells.of(0).map(|(cell, _)| cell).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for &(panel, row, column) in cells.iter().take(ROWS) {
        let mut words = Vec::new();
        if arrangement.panels.len() > 1 {
            words.push(arrangement.panels.titles[usize::from(panel)].clone());
        }
        words.extend(arrangement.y.as_ref().map(|y| y.labels[usize::from(row)].clone()));
        words.push(x.labels[usize::from(column)].clone());
        rows.push(words);
    }
    for figure in 0..figures {
        let spreads = section.cells.of(figure).map(|(_, spread)| words(spread));
        rows.iter_mut().zip(spreads).for_each(|(row, words)| row.push(words));
    }
    let ending = if section.shape.several { " at the end" } else { "" };
    html.raw(&format!("<details><summary>In numbers{ending}</summary>\n"));
    table(html, &headings.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
    if cells.len() > ROWS {
        let more = format!("And {} more.", grouped((cells.len() - ROWS) as u64));
        html.element("p", "class=\"note\"", &more);
    }
    html.raw("</details>\n");
}

/// The mean and, of several points, the smallest and the largest.
fn words(spread: &Spread) -> String {
    match (spread.mean(), spread.count) {
        (None, _) => "–".into(),
        (Some(mean), 1) => number(mean),
        (Some(mean), _) => format!("{} ({} to {})", number(mean), number(spread.low), number(spread.high)),
    }
}
