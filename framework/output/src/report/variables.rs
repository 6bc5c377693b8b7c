//! Long tables: rows of several variables, told apart by the column `var`.

use super::html::{Html, grouped};
use quincunx_core::record::Values;

/// Variables that are drawn at most.
pub(super) const DRAWINGS: usize = 12;

/// Something for each variable, in the order in which they come first.
#[derive(Default)]
pub(super) struct Variables<T>(Vec<(String, T)>);

impl<T: Default> Variables<T> {
    /// That of a row, whose cell in the column `var` is given. Tables have few variables, and they come in turn.
    pub fn entry(&mut self, var: &Values, row: usize) -> &mut T {
        self.named(var.words(row))
    }

    /// That of a name.
    pub fn named(&mut self, name: String) -> &mut T {
        let place = self.0.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            self.0.push((name, T::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> IntoIterator for Variables<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Heads a variable's drawing, if there are several, and hands back what the drawing is called.
pub(super) fn heading(html: &mut Html, title: &str, name: &str, several: bool) -> String {
    if several {
        html.element("h3", "", name);
    }
    format!("{title}: {name}")
}

/// Says that not all variables were drawn.
pub(super) fn omitted(html: &mut Html, all: usize) {
    if all > DRAWINGS {
        let all = grouped(all as u64);
        html.element("p", "class=\"note\"", &format!("The first {DRAWINGS} of {all} variables are drawn."));
    }
}
