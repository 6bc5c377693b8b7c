//! The section of one row probe: figures of every number over what varies, and the numbers themselves.

use super::super::html::{Html, escape};
use super::arrange::Arrangement;
use super::axes::{Points, Role};
use super::course::Stop;
use super::facts::counted;
use super::gather::{Cells, gather};
use super::shape::{Shape, shape};
use super::{Batch, Table, caption, numbers};
use crate::error::OutputError;
use std::path::Path;

/// What the figures of a section are made of.
pub(super) struct Section<'a> {
    pub table: &'a Table,
    pub points: &'a Points,
    pub arrangement: &'a Arrangement,
    pub shape: &'a Shape,
    pub cells: Cells,
    /// By line of the arrangement.
    pub courses: Vec<Vec<Stop>>,
    /// Every how many measurements one is drawn.
    pub stride: usize,
}

/// What all sections have in common.
pub(super) struct Page<'a> {
    pub results: &'a Path,
    pub batch: &'a Batch,
    pub points: &'a Points,
    pub arrangement: &'a Arrangement,
}

pub(super) fn section(html: &mut Html, page: &Page, table: &Table) {
    html.raw("<section>\n");
    let (probe, kind) = (escape(&table.probe), escape(&table.kind));
    html.raw(&format!("<h2>{probe} <span class=\"kind\">{kind}</span></h2>\n"));
    if let Err(e) = show(html, page, table) {
        html.problem(&e);
    }
    html.raw("</section>\n");
}

fn show(html: &mut Html, page: &Page, table: &Table) -> Result<(), OutputError> {
    let Page { results, batch, points, arrangement } = *page;
    let shape = &shape(results, batch, table)?;
    if shape.rows == 0 {
        html.element("p", "class=\"note\"", "No rows were recorded.");
        return Ok(());
    }
    let gathered = gather(results, table, points, arrangement, shape)?;
    let (mut courses, mut stride) = (Vec::new(), 1);
    for course in gathered.courses {
        let (stops, every) = course.finish();
        courses.push(stops);
        stride = stride.max(every);
    }
    let section = Section { table, points, arrangement, shape, cells: gathered.cells, courses, stride };
    section.notes(html);
    section.figures(html);
    numbers::table_of(html, &section);
    Ok(())
}

impl Section<'_> {
    /// What has no figure.
    fn notes(&self, html: &mut Html) {
        let (shape, name) = (self.shape, |i: usize| self.table.columns[i].name.clone());
        let same: Vec<_> = shape.constant.iter().map(|(i, x)| caption::constant(&name(*i), *x)).collect();
        if !same.is_empty() {
            html.element("p", "class=\"note\"", &format!("In all rows: {}.", same.join(", ")));
        }
        let left: Vec<_> = shape.left_out.iter().map(|&i| name(i)).collect();
        if !left.is_empty() {
            html.element("p", "class=\"note\"", &format!("Without figures here: {}.", left.join(", ")));
        }
        if let Some((i, words)) = &shape.whole {
            let column = name(*i);
            html.element(
                "p",
                "class=\"note\"",
                &format!("Figures are of the rows whose {column} is “{words}”."),
            );
        }
        if shape.all_groups > shape.groups.len() {
            let texts: Vec<_> = shape.texts.iter().map(|&i| name(i)).collect();
            let words = caption::groups(&texts, shape.groups.len(), shape.all_groups);
            html.element("p", "class=\"note\"", &words);
        }
        if shape.gaps > 0 {
            let cells = counted(shape.gaps, "cell");
            html.element("p", "class=\"note\"", &format!("{cells} without a finite number are not counted."));
        }
    }

    /// What a figure is called, and the column with the unit that it shows.
    pub fn name(&self, figure: usize) -> (String, String) {
        let count = self.shape.figures.len();
        let column = &self.table.columns[self.shape.figures[figure % count]];
        let group = self.shape.groups[figure / count].join(" · ");
        let several = self.shape.all_groups > 1 && !group.is_empty();
        let title = if several { format!("{} · {group}", column.name) } else { column.name.clone() };
        (title, with_unit(&column.name, &column.unit))
    }

    /// What lies along the axis of lines.
    pub fn along(&self) -> String {
        let named = |i: usize| with_unit(&self.table.columns[i].name, &self.table.columns[i].unit);
        match (self.shape.over, self.shape.time, self.shape.step) {
            (Some(over), ..) => named(over),
            (None, Some(_), _) if self.shape.is_time => "time".into(),
            _ => "step".into(),
        }
    }

    /// The names of what is averaged over.
    pub fn replicates(&self) -> Vec<String> {
        let axes =
            self.points.axes.iter().filter(|axis| axis.role == Role::Replicate && axis.values.len() > 1);
        axes.map(|axis| axis.name.clone()).collect()
    }
}

fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.into() } else { format!("{name} ({unit})") }
}
