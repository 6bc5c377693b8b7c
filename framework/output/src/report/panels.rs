//! Drawings of one size side by side, with sides that they share: marks stand left of the leftmost and below the lowest.

use super::html::escape;
use super::scale::Scale;

/// The width of a figure, and of one of two side by side.
pub(super) const WIDTH: f64 = 806.0;
pub(super) const HALF: f64 = 395.0;
/// Between two drawings, and above one for its title.
const GAP: f64 = 28.0;
pub(super) const TITLE: f64 = 24.0;
/// Below the lowest ones, for marks and a name.
const BELOW: f64 = 44.0;
/// The width of a letter.
const LETTER: f64 = 6.4;
/// What a line of upright words needs, and the size of small ones.
const LINE: f64 = 10.5;
const SMALL: f64 = 0.66;
/// Letters of a mark at most.
const LETTERS: usize = 24;

/// One side of all drawings: its name, and what is marked where, from 0 to 1.
#[derive(Debug)]
pub(super) struct Side {
    pub name: String,
    pub marks: Vec<(f64, String)>,
    /// Whether lines go through the drawings at the marks.
    pub has_lines: bool,
    /// Whether words that do not fit beside each other stand upright; else some are left out.
    pub is_list: bool,
    /// Whether words that stand upright are small.
    pub is_small: bool,
}

impl Side {
    /// All of some texts.
    pub fn list(name: String, labels: &[String]) -> Self {
        Side { is_list: true, ..Side::places(name, labels, labels.len()) }
    }

    /// All of some texts along so many pixels, beside each other if there is room for that, else upright, or even small; or
    /// as many as fit beside each other.
    pub fn fitting(name: String, labels: &[String], width: f64) -> Self {
        let each = width / labels.len().max(1) as f64;
        let letters = |label: &String| label.chars().count().min(LETTERS);
        let room = |pair: &[String]| LETTER * (letters(&pair[0]) + letters(&pair[1]) + 2) as f64 / 2.0;
        if labels.windows(2).all(|pair| room(pair) <= each) {
            return Side::places(name, labels, labels.len());
        }
        if each >= SMALL * LINE {
            return Side { is_small: each < LINE, ..Side::list(name, labels) };
        }
        let widest = labels.iter().map(letters).max().unwrap_or(0);
        Side::places(name, labels, (width / (LETTER * (widest + 3) as f64)) as usize)
    }

    /// Whether its words stand upright along so many pixels.
    fn is_upright(&self, width: f64) -> bool {
        self.is_list && width < (self.marks.len() * (self.widest() + 1)) as f64 * LETTER
    }

    /// How large its upright words are of what words are elsewhere.
    fn size(&self) -> f64 {
        if self.is_small { SMALL } else { 1.0 }
    }

    /// Letters of the longest word.
    fn widest(&self) -> usize {
        self.marks.iter().map(|(_, words)| words.chars().count()).max().unwrap_or(0)
    }

    pub fn of(name: String, scale: &Scale, most: usize) -> Self {
        let marks = scale.ticks(most).into_iter().map(|(x, words)| (scale.at(x), words)).collect();
        Side { name, marks, has_lines: true, is_list: false, is_small: false }
    }

    /// Places of equal width with labels in their middles, of which as many are marked as fit.
    pub fn places(name: String, labels: &[String], most: usize) -> Self {
        let stride = labels.len().div_ceil(most.max(1)).max(1);
        let middle = |i: usize| (i as f64 + 0.5) / labels.len() as f64;
        let marks =
            labels.iter().enumerate().step_by(stride).map(|(i, label)| (middle(i), short(label, LETTERS)));
        Side { name, marks: marks.collect(), has_lines: false, is_list: false, is_small: false }
    }
}

/// The room that a figure has.
#[derive(Debug)]
pub(super) struct Room {
    pub whole: f64,
    /// What is kept free beside the drawings, and above each.
    pub right: f64,
    pub above: f64,
}

/// Where the drawings of a figure stand.
#[derive(Debug)]
pub(super) struct Panels {
    count: usize,
    across: usize,
    whole: f64,
    left: f64,
    pub width: f64,
    pub height: f64,
    title: f64,
    right: f64,
}

impl Panels {
    /// How many stand side by side.
    pub fn across(count: usize) -> usize {
        match count {
            0..=3 => count.max(1),
            4 => 2,
            5 | 6 | 9 => 3,
            _ => 4,
        }
    }

    /// `height` takes the width of a drawing.
    pub fn new(count: usize, room: &Room, y: &Side, height: impl Fn(f64) -> f64) -> Self {
        let Room { whole, right, above } = *room;
        let across = Self::across(count);
        let left = 34.0 + LETTER * y.widest() as f64;
        let width = (whole - left - right - GAP * across as f64) / across as f64;
        Panels { count, across, whole, left, width, height: height(width), title: above, right }
    }

    fn corner(&self, i: usize) -> (f64, f64) {
        let (column, row) = ((i % self.across) as f64, (i / self.across) as f64);
        (self.left + column * (self.width + GAP), self.title + row * (self.height + self.title + 6.0))
    }

    fn rows(&self) -> usize {
        self.count.div_ceil(self.across).max(1)
    }

    fn bottom(&self) -> f64 {
        self.corner((self.rows() - 1) * self.across).1 + self.height
    }

    /// The figure, with what each drawing has in it, in the drawing's own coordinates, and what stands on the right.
    pub fn svg(
        &self,
        label: &str,
        sides: (&Side, &Side),
        panels: &[(String, String)],
        right: &str,
    ) -> String {
        let (x, y) = sides;
        let upright = if x.is_upright(self.width) { x.size() * LETTER * x.widest() as f64 } else { 0.0 };
        let (whole, height) = (self.whole, self.bottom() + BELOW + upright);
        let mut svg = format!(
            "<div class=\"wide panels\"><svg width=\"{whole:.0}\" viewBox=\"0 0 {whole:.0} {height:.0}\" role=\"img\" \
             aria-label=\"{}\">\n",
            escape(label)
        );
        for (i, (title, inside)) in panels.iter().enumerate() {
            let (left, top) = self.corner(i);
            svg += &format!("<g transform=\"translate({left:.1} {top:.1})\">{}", self.frame(i, x, y));
            if !title.is_empty() {
                let most = (self.width / LETTER) as usize;
                svg += &format!(
                    "<text class=\"title\" y=\"-7\"><title>{}</title>{}</text>",
                    escape(title),
                    escape(&short(title, most))
                );
            }
            svg += &format!("{inside}</g>\n");
        }
        let (bottom, middle) = (self.bottom(), self.left + (whole - self.right - self.left - GAP) / 2.0);
        svg += &text("middle", middle, height - 8.0, &short(&x.name, 90));
        let beside = (self.title + bottom) / 2.0;
        let most = ((bottom - self.title) / LETTER).max(24.0) as usize;
        svg += &format!(
            "<text class=\"middle\" transform=\"translate(12 {beside:.1}) rotate(-90)\">{}</text>\n",
            escape(&short(&y.name, most))
        );
        if !right.is_empty() {
            let x = whole - self.right;
            svg += &format!("<g transform=\"translate({x:.1} {:.1})\">{right}</g>\n", self.title);
        }
        svg + "</svg></div>\n"
    }

    /// The lines and the marks of one drawing.
    fn frame(&self, i: usize, x: &Side, y: &Side) -> String {
        let (width, height) = (self.width, self.height);
        let mut frame = String::new();
        let lines =
            |side: &Side| side.marks.iter().map(|m| m.0).filter(|_| side.has_lines).collect::<Vec<_>>();
        for at in lines(x) {
            frame += &format!("M{:.1} 0V{height:.1}", at * width);
        }
        for at in lines(y) {
            frame += &format!("M0 {:.1}H{width:.1}", (1.0 - at) * height);
        }
        frame = format!("<path class=\"grid\" d=\"{frame}M0 0V{height:.1}H{width:.1}\"/>");
        if i.is_multiple_of(self.across) {
            for (at, words) in &y.marks {
                frame += &text("end", -6.0, (1.0 - at) * height + 4.0, words);
            }
        }
        if i + self.across >= self.count {
            let mut free = f64::NEG_INFINITY;
            for (at, words) in &x.marks {
                if x.is_upright(width) {
                    let size = x.size();
                    let class = if size < 1.0 { "end small" } else { "end" };
                    let (x, y, words) = (at * width + 4.0 * size, height + 8.0, escape(words));
                    frame += &format!(
                        "<text class=\"{class}\" transform=\"translate({x:.1} {y:.1}) rotate(-90)\">{words}</text>"
                    );
                    continue;
                }
                let half = LETTER * words.chars().count() as f64 / 2.0;
                // Words never lie on each other.
                if at * width - half > free {
                    frame += &text("middle", at * width, height + 16.0, words);
                    free = at * width + half + 6.0;
                }
            }
        }
        frame
    }
}

pub(super) fn text(class: &str, x: f64, y: f64, words: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(words))
}

/// So many letters of a text at most.
pub(super) fn short(text: &str, most: usize) -> String {
    match text.chars().count() {
        n if n > most => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
        _ => text.into(),
    }
}
