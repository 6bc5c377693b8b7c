//! Spins and magnetic quantum numbers, as scenes write them.

use crate::spin::{M, Spin};
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::{Shape, Value};

impl Field for Spin {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        let wanted = "a spin from \"1/2\" to \"15/2\", as in \"1/2\", \"1\", \"3/2\"";
        match written(value, wanted, cx)?.trim().parse() {
            Ok(spin) => Some(spin),
            Err(_) => cx.wrong(value, wanted),
        }
    }

    fn show(&self) -> String {
        quoted(&self.to_string())
    }

    fn words() -> String {
        "text (\"1/2\", \"1\", …, \"15/2\")".into()
    }
}

impl Field for M {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        let wanted = "a magnetic quantum number, as in \"+1/2\", \"0\", \"-3/2\"";
        match written(value, wanted, cx)?.trim().parse() {
            Ok(m) => Some(m),
            Err(_) => cx.wrong(value, wanted),
        }
    }

    fn show(&self) -> String {
        quoted(&self.to_string())
    }

    fn words() -> String {
        "text (\"+1/2\", \"0\", \"-3/2\")".into()
    }
}

/// What is written in quotes, or as a number: `1` is spin 1, too.
fn written(value: &Value, wanted: &str, cx: &mut Cx) -> Option<String> {
    match value.shape() {
        Shape::Number => Some(value.text().into()),
        Shape::Text => String::read(value, &Limits::NONE, cx),
        _ => cx.wrong(value, wanted),
    }
}

/// All magnetic quantum numbers of a spin, in words: `"+1", "0", "-1"`.
pub fn listed(spin: Spin) -> String {
    spin.ms().iter().map(|m| quoted(&m.to_string())).collect::<Vec<_>>().join(", ")
}
