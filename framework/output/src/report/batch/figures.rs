//! The figures of one probe: lines over time beside a curve, or above a heat map, of what was measured last.

use super::super::html::{Html, escape, number};
use super::super::panels::{HALF, WIDTH};
use super::arrange::Levels;
use super::facts::counted;
use super::lines::{At, Figure, Line};
use super::probe::Section;
use super::spread::Spread;
use super::{caption, heat};

impl Section<'_> {
    /// One after the other, or all groups of a column in one.
    pub fn figures(&self, html: &mut Html) {
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

    /// The class of a line's colour: numbers go from pale to deep, texts have colours of their own.
    fn colour(&self, i: usize) -> String {
        match self.arrangement.lines.len() {
            count if self.arrangement.in_order => in_order(i, count),
            count if count < 2 => "c0".into(),
            _ => category(i),
        }
    }

    fn last(&self, html: &mut Html, figure: usize, title: &str) {
        let svg = match (&self.arrangement.x, &self.arrangement.y) {
            (None, _) => return self.single(html, figure),
            (Some(x), None) => self.curve(&[figure], title, x, WIDTH),
            (Some(x), Some(y)) => {
                self.family(html, figure, title, x, y);
                self.map(figure, title, x, y)
            }
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
}

/// The class of the colour of one of several numbers: from pale to deep.
pub(super) fn in_order(i: usize, count: usize) -> String {
    if count < 2 { "c0".into() } else { format!("s{}", i * 7 / (count - 1)) }
}

/// The class of the colour of one of several.
pub(super) fn category(i: usize) -> String {
    format!("c{}{}", i % 6, if i < 6 { "" } else { " dashed" })
}

pub(super) fn legend<'a>(html: &mut Html, lines: impl Iterator<Item = (String, &'a str)>) {
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
