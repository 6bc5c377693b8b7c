//! The section of one row probe: figures of every number over what varies, and the numbers themselves.

use super::super::html::{Html, escape, number};
use super::arrange::{Arrangement, Levels};
use super::axes::{Points, Role};
use super::course::Stop;
use super::facts::counted;
use super::gather::{Cells, gather};
use super::lines::{At, Figure, Line};
use super::panels::{HALF, WIDTH};
use super::shape::{Shape, shape};
use super::spread::Spread;
use super::{Batch, Table, caption, heat, numbers};
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

pub(super) fn section(
    html: &mut Html,
    results: &Path,
    batch: &Batch,
    table: &Table,
    points: &Points,
    arrangement: &Arrangement,
) {
    html.raw("<section>\n");
    let (probe, kind) = (escape(&table.probe), escape(&table.kind));
    html.raw(&format!("<h2>{probe} <span class=\"kind\">{kind}</span></h2>\n"));
    if let Err(e) = show(html, results, batch, table, points, arrangement) {
        html.problem(&e);
    }
    html.raw("</section>\n");
}

fn show(
    html: &mut Html,
    results: &Path,
    batch: &Batch,
    table: &Table,
    points: &Points,
    arrangement: &Arrangement,
) -> Result<(), OutputError> {
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

    fn figures(&self, html: &mut Html) {
        let (columns, groups) = (self.shape.figures.len(), self.shape.groups.len());
        // What was measured once, by one path alone, has room for a line of each group.
        if groups > 1
            && self.courses.is_empty()
            && self.arrangement.x.is_some()
            && self.arrangement.y.is_none()
        {
            return (0..columns).for_each(|column| self.together(html, column));
        }
        for figure in 0..groups * columns {
            let title = self.name(figure).0;
            html.element("h3", "", &title);
            let is_pair = self.arrangement.line_panels.len() == 1 && self.arrangement.y.is_none();
            let course = (!self.courses.is_empty()).then(|| self.course(figure, &title, is_pair));
            match (course, &self.arrangement.x) {
                (Some(course), Some(x)) if is_pair && self.shape.over.is_none() => {
                    let last = self.curve(&[figure], &title, x, HALF);
                    self.legend(html);
                    html.raw("<div class=\"pair\">\n");
                    shown(html, course);
                    shown(html, last);
                    html.raw("</div>\n");
                    html.element("p", "class=\"note\"", &caption::pair(self));
                    continue;
                }
                (Some(course), _) => {
                    self.legend(html);
                    shown(html, course);
                    html.element("p", "class=\"note\"", &caption::course(self));
                }
                (None, _) => {}
            }
            if self.shape.over.is_none() {
                self.last(html, figure, &title);
            }
        }
    }

    fn legend(&self, html: &mut Html) {
        let lines = &self.arrangement.lines;
        if lines.len() > 1 {
            legend(html, lines.titles.iter().enumerate().map(|(i, title)| (self.colour(i), &**title)));
        }
    }

    /// Lines over time, or over what tells rows apart.
    fn course(&self, figure: usize, title: &str, is_pair: bool) -> Option<String> {
        let (lines, panels) = (&self.arrangement.lines, &self.arrangement.line_panels);
        let line = |panel: usize, i: usize| {
            let stops = self.courses[panel * lines.len() + i].iter();
            let points = stops.map(|stop| At { x: stop.x, spread: stop.values[figure] }).collect();
            Line { class: self.colour(i), points, is_joined: true, is_marked: false }
        };
        let drawing = |(panel, title): (usize, &String)| {
            (title.clone(), (0..lines.len()).map(|i| line(panel, i)).collect())
        };
        let x = self.along();
        let is_half = is_pair && self.arrangement.x.is_some() && self.shape.over.is_none();
        let drawn = Figure {
            label: format!("{title} over {x}, a line for each value. The table below has the numbers."),
            x,
            labels: None,
            y: self.name(figure).1,
            width: if is_half { HALF } else { WIDTH },
            panels: panels.titles.iter().enumerate().map(drawing).collect(),
        };
        drawn.svg()
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

    /// The class of a line's colour: numbers go from pale to deep, texts have colours of their own.
    fn colour(&self, i: usize) -> String {
        match self.arrangement.lines.len() {
            0 | 1 => "c0".into(),
            count if self.arrangement.in_order => format!("s{}", i * 7 / (count - 1)),
            _ => category(i),
        }
    }

    fn last(&self, html: &mut Html, figure: usize, title: &str) {
        let svg = match (&self.arrangement.x, &self.arrangement.y) {
            (None, _) => return self.single(html, figure),
            (Some(x), None) => self.curve(&[figure], title, x, WIDTH),
            (Some(x), Some(y)) => self.map(figure, title, x, y),
        };
        shown(html, svg);
        html.element("p", "class=\"note\"", &caption::last(self));
    }

    /// One column of all groups.
    fn together(&self, html: &mut Html, column: usize) {
        let (count, Some(x)) = (self.shape.figures.len(), &self.arrangement.x) else { return };
        let title = &self.table.columns[self.shape.figures[column]].name;
        html.element("h3", "", title);
        let groups = self.shape.groups.iter().map(|group| group.join(" · "));
        let groups: Vec<_> = groups.enumerate().map(|(i, group)| (category(i), group)).collect();
        legend(html, groups.iter().map(|(class, group)| (class.clone(), &**group)));
        let figures: Vec<_> = (0..groups.len()).map(|group| group * count + column).collect();
        shown(html, self.curve(&figures, title, x, WIDTH));
        html.element("p", "class=\"note\"", &caption::last(self));
    }

    /// One cell needs no figure.
    fn single(&self, html: &mut Html, figure: usize) {
        let ending = self.ending();
        let spread = self.cells.of(figure).next().map(|(_, spread)| *spread).unwrap_or_default();
        let Some(mean) = spread.mean() else { return nothing(html) };
        let words = match spread.count {
            1 => format!("{}{ending}.", number(mean)),
            n => format!(
                "Mean{ending}: {}, from {} to {} over {}.",
                number(mean),
                number(spread.low),
                number(spread.high),
                counted(n as usize, "point")
            ),
        };
        html.element("p", "", &words);
    }

    /// Some figures as lines over one path.
    fn curve(&self, figures: &[usize], title: &str, x: &Levels, width: f64) -> Option<String> {
        let (axis, ending) = (&self.points.axes[x.axis], self.ending());
        let is_joined = axis.is_number;
        let line = |(i, &figure): (usize, &usize)| {
            let mut points: Vec<At> = x.xs.iter().map(|&x| At { x, spread: Spread::default() }).collect();
            for ((_, _, column), spread) in self.cells.of(figure) {
                points[usize::from(column)].spread = *spread;
            }
            Line { class: category(i), points, is_joined, is_marked: true }
        };
        let drawn = Figure {
            label: format!("{title} over {}{ending}. The table below has the numbers.", axis.name),
            x: axis.label(),
            labels: (!is_joined).then_some(&x.labels),
            y: format!("{}{ending}", self.name(figures[0]).1),
            width,
            panels: vec![(String::new(), figures.iter().enumerate().map(line).collect())],
        };
        drawn.svg()
    }

    fn map(&self, figure: usize, title: &str, x: &Levels, y: &Levels) -> Option<String> {
        let [x_axis, y_axis] = [x, y].map(|levels| &self.points.axes[levels.axis]);
        let (names, ending) = (format!("{} and {}", x_axis.name, y_axis.name), self.ending());
        let drawn = heat::Figure {
            label: format!("{title} over {names}{ending}, as colour. The table below has the numbers."),
            x: (x_axis.label(), &x.labels),
            y: (y_axis.label(), &y.labels),
            is_list: !x_axis.is_number,
            from_top: !y_axis.is_number,
            panels: &self.arrangement.panels.titles,
            cells: self.cells.of(figure).collect(),
            what: self.name(figure).1,
        };
        drawn.svg()
    }

    /// When it was measured, if not once.
    fn ending(&self) -> &'static str {
        if self.shape.several { ", at the end" } else { "" }
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

/// The class of the colour of one of several.
fn category(i: usize) -> String {
    format!("c{}{}", i % 6, if i < 6 { "" } else { " dashed" })
}

fn legend<'a>(html: &mut Html, lines: impl Iterator<Item = (String, &'a str)>) {
    html.raw("<p class=\"legend\">");
    for (class, title) in lines {
        html.raw(&format!("<span><i class=\"{class}\"></i>{}</span>\n", escape(title)));
    }
    html.raw("</p>\n");
}

fn shown(html: &mut Html, svg: Option<String>) {
    match svg {
        Some(svg) => html.raw(&svg),
        None => nothing(html),
    }
}

fn nothing(html: &mut Html) {
    html.element("p", "class=\"note\"", "There is no number to draw.");
}
