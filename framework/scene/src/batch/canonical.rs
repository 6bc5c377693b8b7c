//! One text for each value, however it is written: what tells combinations apart, and what their seeds follow from.

use quincunx_sdk::source::{Piece, Source};
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::{Shape, Value};

/// A number by its shortest text, whole ones without a point; a text without its quotes; everything else without what
/// separates words.
///
/// ```
/// use quincunx_scene::batch::canonical::canonical;
/// use quincunx_sdk::source::Piece;
/// for (written, meant) in [
///     ("0.50", "0.5"), ("4.0", "4"), ("1_000", "1000"), ("0x10", "16"), ("1e3", "1000"),
///     ("18446744073709551615", "18446744073709551615"), ("1e300", "1e300"), ("-0.0", "0"),
///     ("\"B3/S23\"", "B3/S23"), (" B3/S23 ", "B3/S23"), ("Torus", "Torus"),
///     ("( 8,8.0 )", "(8, 8)"), ("Soup( density: 0.10, )", "Soup(density: 0.1)"), ("[r\"a\"]", "[\"a\"]"),
/// ] {
///     assert_eq!(canonical(&Piece::glue(written)), meant);
/// }
/// ```
pub fn canonical(piece: &Piece) -> String {
    let text = piece.text().trim();
    if let Some(number) = number(text) {
        return number;
    }
    let source = Source::from_pieces(vec![piece.clone()]);
    let Ok(root) = source.map(|source| source.root()) else { return text.into() };
    meaning(&root).unwrap_or_else(|| written(&root))
}

/// What a text in quotes means.
fn meaning(value: &Value) -> Option<String> {
    ron::from_str(value.text()).ok().filter(|_| value.shape() == Shape::Text)
}

fn written(value: &Value) -> String {
    let text = value.text();
    match value.shape() {
        Shape::Number => number(text).unwrap_or_else(|| text.into()),
        Shape::Text => meaning(value).map_or(text.into(), |meaning| quoted(&meaning)),
        Shape::Name | Shape::Other => text.into(),
        Shape::Part | Shape::Tuple | Shape::List | Shape::Map => {
            let open = text.find(['(', '[', '{']).unwrap_or(0);
            let close = &text[text.len() - 1..];
            format!("{}{}{}{close}", text[..open].trim_end(), &text[open..=open], items(value).join(", "))
        }
    }
}

fn items(value: &Value) -> Vec<String> {
    let mut items = vec![];
    value.each(|key, item| {
        let key = key.map_or(String::new(), |key| written(&key) + ": ");
        items.push(key + &written(&item));
    });
    items
}

/// Beyond this, not every whole number is a float, and one is no longer meant where the other is written.
const WHOLE: f64 = 9e15;

fn number(text: &str) -> Option<String> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let digits = text.replace('_', "");
    if let Ok(whole) = digits.parse::<i128>() {
        return Some(whole.to_string());
    }
    match digits.parse::<f64>() {
        Ok(x) if x.fract() == 0.0 && x.abs() <= WHOLE => Some((x as i64).to_string()),
        Ok(x) => Some(format!("{x:?}")),
        Err(_) => ron::from_str::<u64>(text).ok().map(|n| n.to_string()),
    }
}
