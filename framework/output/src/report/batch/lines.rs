//! Figures of lines: means with bands around them, or points where what lies along the axis has no order.

use super::super::panels::{Panels, Room, Side, TITLE};
use super::super::scale::Scale;
use super::spread::Spread;

/// Points that are marked on a line.
const MARKED: usize = 60;

/// A point of a line.
pub(super) struct At {
    pub x: f64,
    pub spread: Spread,
}

/// A line, and the class of its colour.
pub(super) struct Line {
    pub class: String,
    pub points: Vec<At>,
    /// Whether its points are joined, and marked.
    pub is_joined: bool,
    pub is_marked: bool,
}

/// The drawings of a figure.
pub(super) struct Figure<'a> {
    pub label: String,
    /// What lies along the horizontal side, and its places if they are texts.
    pub x: String,
    pub labels: Option<&'a [String]>,
    pub y: String,
    /// The width of the figure.
    pub width: f64,
    pub panels: Vec<(String, Vec<Line>)>,
}

impl Figure<'_> {
    /// `None` if there is no number in it.
    pub fn svg(&self) -> Option<String> {
        let points = || self.panels.iter().flat_map(|(_, lines)| lines).flat_map(|line| &line.points);
        let seen = || points().filter(|at| at.spread.count > 0);
        let edges = |(low, high): (f64, f64), at: &At| (low.min(at.spread.low), high.max(at.spread.high));
        let (low, high) = seen().fold((f64::INFINITY, f64::NEG_INFINITY), edges);
        if low > high {
            return None;
        }
        let y = Scale::roomy(low, high);
        let (across, has_titles) =
            (Panels::across(self.panels.len()), self.panels.iter().any(|(title, _)| !title.is_empty()));
        let y_side = Side::of(self.y.clone(), &y, 5);
        let height = |width: f64| match across {
            // Side by side or not, one is as high as the next.
            1 => 120.0 + 0.16 * self.width,
            _ => (width * 0.65).clamp(120.0, 250.0),
        };
        let room = Room { whole: self.width, right: 0.0, above: if has_titles { TITLE } else { 10.0 } };
        let panels = Panels::new(self.panels.len(), &room, &y_side, height);
        let (x_side, place): (Side, Box<dyn Fn(f64) -> f64>) = match self.labels {
            Some(labels) => {
                let count = labels.len() as f64;
                (Side::list(self.x.clone(), labels), Box::new(move |x| (x + 0.5) / count))
            }
            None => {
                let mut xs: Vec<f64> = points().map(|at| at.x).collect();
                xs.sort_by(f64::total_cmp);
                xs.dedup();
                let scale = Scale::along(&xs);
                let name = if scale.is_log { format!("{}, log scale", self.x) } else { self.x.clone() };
                (
                    Side::of(name, &scale, (self.width / across as f64 / 60.0) as usize),
                    Box::new(move |x| scale.at(x)),
                )
            }
        };
        let (width, height) = (panels.width, panels.height);
        let at = |x: f64, v: f64| (place(x) * width, (1.0 - y.at(v)) * height);
        let inside: Vec<_> = self
            .panels
            .iter()
            .map(|(title, lines)| {
                let bands: String = lines.iter().map(|line| line.bands(&at)).collect();
                (title.clone(), bands + &lines.iter().map(|line| line.drawn(&at)).collect::<String>())
            })
            .collect();
        Some(panels.svg(&self.label, (&x_side, &y_side), &inside, ""))
    }
}

impl Line {
    /// Stretches of points that have a mean.
    fn stretches(&self) -> impl Iterator<Item = &[At]> {
        self.points.split(|at| at.spread.mean().is_none()).filter(|stretch| !stretch.is_empty())
    }

    fn bands(&self, at: &impl Fn(f64, f64) -> (f64, f64)) -> String {
        let is_wide = |point: &&At| point.spread.count > 1 && point.spread.low < point.spread.high;
        if !self.points.iter().any(|point| is_wide(&point)) {
            return String::new();
        }
        if !self.is_joined || self.stretches().all(|stretch| stretch.len() == 1) {
            let whisker = |point: &At| {
                let ((x, low), (_, high)) = (at(point.x, point.spread.low), at(point.x, point.spread.high));
                format!("M{x:.1} {low:.1}V{high:.1}")
            };
            let path: String = self.points.iter().filter(is_wide).map(whisker).collect();
            return format!("<path class=\"whisker {}\" d=\"{path}\"/>", self.class);
        }
        let band = |stretch: &[At]| {
            let upper = stretch.iter().map(|point| at(point.x, point.spread.high));
            let lower = stretch.iter().rev().map(|point| at(point.x, point.spread.low));
            joined(upper.chain(lower)) + "Z"
        };
        let path: String = self.stretches().map(band).collect();
        format!("<path class=\"band {}\" d=\"{path}\"/>", self.class)
    }

    fn drawn(&self, at: &impl Fn(f64, f64) -> (f64, f64)) -> String {
        let middle = |point: &At| point.spread.mean().map(|mean| at(point.x, mean));
        let mut drawn = String::new();
        if self.is_joined {
            let path: String =
                self.stretches().map(|stretch| joined(stretch.iter().filter_map(middle))).collect();
            drawn += &format!("<path class=\"line {}\" d=\"{path}\"/>", self.class);
        }
        // A point between gaps would not be seen as a line.
        let is_alone = self.stretches().any(|stretch| stretch.len() == 1);
        if (self.is_marked && self.points.len() <= MARKED) || is_alone {
            let few: Box<dyn Iterator<Item = &At>> = match self.points.len() <= MARKED {
                true => Box::new(self.points.iter()),
                false => Box::new(self.stretches().filter(|stretch| stretch.len() == 1).flatten()),
            };
            let dots: String = few.filter_map(middle).map(|(x, y)| format!("M{x:.1} {y:.1}h0")).collect();
            drawn += &format!("<path class=\"dots {}\" d=\"{dots}\"/>", self.class);
        }
        drawn
    }
}

fn joined(points: impl Iterator<Item = (f64, f64)>) -> String {
    let one = |(i, (x, y)): (usize, (f64, f64))| format!("{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
    points.enumerate().map(one).collect()
}
