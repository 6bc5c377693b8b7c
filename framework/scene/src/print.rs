//! Canonical text, laid out for a reader.

use quincunx_sdk::source::Source;
use quincunx_sdk::value::{Shape, Value};

const WIDTH: usize = 100;
/// Deeper levels stand no further in: with 256 of them there would be more space than text.
const DEEPEST: usize = 16;

/// The same value with a line for each item of what does not fit into one.
///
/// ```
/// let long = format!("(a: [{}], b: 1)", "1000, ".repeat(30));
/// let pretty = quincunx_scene::print::pretty(&long);
/// assert!(pretty.starts_with("(\n    a: [\n        1000,\n") && pretty.ends_with("    b: 1,\n)"));
/// ```
pub fn pretty(text: &str) -> String {
    match Source::read("canonical", text) {
        Ok(source) => {
            let mut out = String::new();
            lay_out(&source.root(), 0, &mut out);
            out
        }
        Err(_) => text.into(), // what `show` writes is always one value
    }
}

fn lay_out(value: &Value, depth: usize, out: &mut String) {
    let text = value.text();
    let column = out.len() - out.rfind('\n').map_or(0, |n| n + 1);
    let open = text.find(['(', '[', '{']).filter(|_| value.shape() != Shape::Text);
    let Some(open) = open.filter(|_| column + text.len() > WIDTH || depth == 0) else {
        return out.push_str(text);
    };
    out.push_str(&text[..=open]);
    value.each(|key, item| {
        new_line(depth + 1, out);
        if let Some(key) = key {
            out.push_str(key.text());
            out.push_str(": ");
        }
        lay_out(&item, depth + 1, out);
        out.push(',');
    });
    new_line(depth, out);
    out.push_str(&text[text.len() - 1..]);
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("    ", depth.min(DEEPEST)));
}
