//! Complex numbers, as scenes write them.

use crate::C64;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::value::{Shape, Value};

/// A complex number: `(0.6, 0.8)`, `"0.6+0.8i"`, or `1` where there is no imaginary part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex(pub C64);

const WANTED: &str = "a complex number: `(re, im)`, `\"0.6+0.8i\"`, or a plain number";

impl Field for Complex {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Number => f64::read(value, &Limits::NONE, cx).map(|re| Complex(C64::new(re, 0.0))),
            Shape::Tuple => {
                <(f64, f64)>::read(value, &Limits::NONE, cx).map(|(re, im)| Complex(C64::new(re, im)))
            }
            Shape::Text | Shape::Name => {
                let text = String::read(value, &Limits::NONE, cx)?;
                parse(&text).map(Complex).or_else(|| cx.wrong(value, WANTED))
            }
            _ => cx.wrong(value, WANTED),
        }
    }

    fn show(&self) -> String {
        (self.0.re, self.0.im).show()
    }

    fn words() -> String {
        "(re, im) or \"0.6+0.8i\"".into()
    }
}

/// `0.6+0.8i`, `-i`, `1e-3 - 2i`, `0.5`; blanks do not count.
///
/// ```
/// use quincunx_quantum::{C64, complex::parse};
/// assert_eq!(parse("0.6 - 0.8i"), Some(C64::new(0.6, -0.8)));
/// assert_eq!(parse("i"), Some(C64::new(0.0, 1.0)));
/// assert_eq!(parse("0.6+0.8"), None);
/// ```
pub fn parse(text: &str) -> Option<C64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(body) = text.strip_suffix('i') else { return Some(C64::new(number(&text)?, 0.0)) };
    // The last sign begins the imaginary part, if it does not belong to an exponent.
    let sign =
        body.char_indices().rfind(|(at, c)| matches!(c, '+' | '-') && !body[..*at].ends_with(['e', 'E']));
    let (re, im) = body.split_at(sign.map_or(0, |(at, _)| at));
    let re = if re.is_empty() { 0.0 } else { number(re)? };
    let im = match im {
        "" | "+" => 1.0,
        "-" => -1.0,
        _ => number(im)?,
    };
    Some(C64::new(re, im))
}

/// A number in digits: neither `inf` nor `nan` nor what overflows to them.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    text.parse().ok().filter(|x: &f64| digits && x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings() {
        for (text, re, im) in [
            ("0.6+0.8i", 0.6, 0.8),
            ("-0.6-0.8i", -0.6, -0.8),
            ("1e-3+2E+2i", 1e-3, 2e2),
            ("-i", 0.0, -1.0),
            ("+i", 0.0, 1.0),
            ("3-i", 3.0, -1.0),
            (" .5 i ", 0.0, 0.5),
            ("-2", -2.0, 0.0),
        ] {
            assert_eq!(parse(text), Some(C64::new(re, im)), "{text}");
        }
        for text in ["", "x", "1+", "1+2", "i+1", "nani", "inf", "1e999", "1+2j", "--1i", "1e-i"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
