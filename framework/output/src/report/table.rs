//! Words and numbers in rows and columns.

use super::html::Html;
use super::plot;
use quincunx_core::section::{Section, Table};

pub(super) fn section(html: &mut Html, section: &Section, table: &Table) {
    html.open_section(&section.title, &[section]);
    match table.rows.is_empty() {
        true => html.element("p", "class=\"note\"", "There is nothing to show."),
        false => rows(html, table),
    }
    html.raw("</section>\n");
}

pub(super) fn rows(html: &mut Html, table: &Table) {
    let headings: Vec<&str> = table.headings.iter().map(String::as_str).collect();
    plot::table(html, &headings, &table.rows);
}
