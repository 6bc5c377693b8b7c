//! Text of a page, in which nothing from a scene can be more than text.

use crate::error::OutputError;
use quincunx_core::section::Section;
use serde::Serialize;

/// A page that is being written.
#[derive(Default)]
pub(super) struct Html {
    text: String,
}

impl Html {
    pub fn into_text(self) -> String {
        self.text
    }

    /// Adds markup of our own.
    pub fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// Opens a page up to its main part. Nothing is fetched, and scripts of our own run only if it has some.
    pub fn open_page(&mut self, title: &str, has_scripts: bool, styles: &[&str]) {
        self.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        self.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; ",
        );
        self.raw("style-src 'unsafe-inline'");
        self.raw(if has_scripts { "; script-src 'unsafe-inline'\">\n" } else { "\">\n" });
        self.element("title", "", title);
        self.raw(&format!("<style>\n{}</style>\n</head>\n<body>\n<main>\n", styles.join("\n")));
    }

    /// Adds an element around a text, which is escaped; `attributes` is markup of our own.
    pub fn element(&mut self, name: &str, attributes: &str, text: &str) {
        let space = if attributes.is_empty() { "" } else { " " };
        self.text.push_str(&format!("<{name}{space}{attributes}>{}</{name}>\n", escape(text)));
    }

    /// Adds data for the script.
    pub fn data(&mut self, data: &impl Serialize) {
        let json = serde_json::to_string(data).unwrap_or_else(|_| "null".into());
        self.raw(&format!("<script type=\"application/json\">{}</script>\n", json.replace('<', "\\u003c")));
    }

    /// Adds a place for a drawing, which the script makes from data.
    pub fn drawing(&mut self, class: &str, label: &str, data: &impl Serialize) {
        self.raw(&format!("<div class=\"{class}\" role=\"img\" aria-label=\"{}\">", escape(label)));
        self.data(data);
        self.raw("<noscript><p class=\"note\">The drawing needs JavaScript.</p></noscript></div>\n");
    }

    /// Opens a section: heading and sentence.
    pub fn open_section(&mut self, title: &str, sections: &[&Section]) {
        self.raw("<section>\n");
        self.element("h2", "", title);
        for section in sections {
            match section.title == title {
                true => self.element("p", "", &section.sentence),
                false => {
                    let (title, sentence) = (escape(&section.title), escape(&section.sentence));
                    self.raw(&format!("<p><strong>{title}</strong> – {sentence}</p>\n"));
                }
            }
        }
    }

    /// Says why something is not shown.
    pub fn problem(&mut self, error: &OutputError) {
        self.element("p", "class=\"problem\"", &format!("This could not be shown: failed to {error}"));
    }
}

/// Text as markup, inside elements and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            _ => markup.push(c),
        }
    }
    markup
}

/// A whole number with its digits in threes.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let comma =
        |(i, c): (usize, char)| [(i > 0 && (digits.len() - i).is_multiple_of(3)).then_some(','), Some(c)];
    digits.chars().enumerate().flat_map(comma).flatten().collect()
}

/// A number as a reader wants it: whole ones whole, others to six digits.
pub(super) fn number(x: f64) -> String {
    let (size, sign) = (x.abs(), if x < 0.0 { "−" } else { "" });
    if x.trunc() == x && size < 1e15 {
        return format!("{sign}{}", grouped(size as u64));
    }
    if !(1e-4..1e9).contains(&size) {
        return format!("{sign}{size:.5e}");
    }
    let whole = (size as u64).to_string().len();
    let text = format!("{size:.*}", 6_usize.saturating_sub(whole).max(1));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    format!("{sign}{}{rest}", whole.parse().map_or_else(|_| whole.into(), grouped))
}

/// A number in a table, a dash where there is none.
pub(super) fn cell(x: Option<f64>) -> String {
    x.map_or("–".into(), number)
}

/// A size as people say it.
pub(super) fn bytes(count: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    let mut size = count as f64;
    let mut unit = "bytes";
    for larger in units {
        if size < 1024.0 {
            break;
        }
        (size, unit) = (size / 1024.0, larger);
    }
    if unit == "bytes" { format!("{count} bytes") } else { format!("{size:.1} {unit}") }
}

/// A time as people say it.
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    match whole {
        0..60 => format!("{} s", number((seconds * 1000.0).round() / 1000.0)),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", grouped(whole / 3600), whole / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let numbers = [0.0, 7.0, 1234567.0, -1234.0, 0.125, 1.0 / 3.0, 12345.678, 1.5e-9, 2.5e20, -0.5];
        let expected = "0 7 1,234,567 −1,234 0.125 0.33333 12,345.7 1.50000e-9 2.50000e20 −0.5";
        assert_eq!(numbers.map(number).join(" "), expected);
        assert_eq!([0, 999, 1000, 1_000_000].map(grouped).join(" "), "0 999 1,000 1,000,000");
        assert_eq!([512, 2048, 3 << 30].map(bytes).join(", "), "512 bytes, 2.0 KiB, 3.0 GiB");
        assert_eq!(
            [0.0421, 59.5, 61.0, 7261.0].map(duration).join(", "),
            "0.042 s, 59.5 s, 1 min 1 s, 2 h 1 min"
        );
    }

    #[test]
    fn data_cannot_close_its_element() {
        let mut html = Html::default();
        html.data(&["</script><script>alert(1)//", "<!--"]);
        assert_eq!(html.into_text().matches('<').count(), 2);
        assert_eq!(escape("<a href='x' title=\"&\">"), "&lt;a href=&#39;x&#39; title=&quot;&amp;&quot;&gt;");
    }
}
