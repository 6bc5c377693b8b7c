//! Numbers, read typed by ron and then held against what ron lets pass.

use crate::field::{Cx, Field, Limits};
use crate::value::{Shape, Value};

macro_rules! whole {
    ($($int:ty)*) => {$(impl Field for $int {
        type Scalar = $int;

        fn read(value: &Value, limits: &Limits<$int>, cx: &mut Cx) -> Option<Self> {
            let limits = limits.within(<$int>::MIN, <$int>::MAX);
            let wanted = || format!("a whole number{}", limits.words());
            // Plain digits mean the same to Rust as to ron, which takes a hundred times as long.
            let plain = if digits(value.text()) { value.text().parse().ok() } else { None };
            match plain.map_or_else(|| ron::from_str(value.text()).ok(), Some) {
                Some(n) if limits.contains(&n) => Some(n),
                _ if value.shape() != Shape::Number => cx.wrong(value, &wanted()),
                _ => {
                    let why = unwhole(value.text());
                    cx.fail(value, format!("expected {}, found {}, which is {why}", wanted(), value.described()))
                }
            }
        }

        fn show(&self) -> String {
            self.to_string()
        }

        fn words() -> String {
            "whole number".into()
        }

        fn crossing() -> Option<String> {
            Some(stringify!($int).into())
        }
    })*};
}
whole!(u8 u16 u32 u64 i8 i16 i32 i64);

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Why a number is not the whole number that was asked for.
fn unwhole(text: &str) -> &'static str {
    match ron::from_str::<f64>(text) {
        Ok(x) if !x.is_finite() => "not finite",
        Ok(x) if x.fract() != 0.0 => "not whole",
        Ok(_) if text.contains(['.', 'e', 'E']) => {
            "not written as a whole number (like 1000, not 1e3 or 1000.0)"
        }
        Ok(_) => "out of range",
        Err(_) if ron::from_str::<u64>(text).is_ok() => "out of range", // hexadecimal and the like
        Err(_) => "not a number",
    }
}

impl Field for f64 {
    type Scalar = f64;

    fn read(value: &Value, limits: &Limits<f64>, cx: &mut Cx) -> Option<Self> {
        let wanted = || format!("a number{}", limits.words());
        if value.shape() != Shape::Number {
            return cx.wrong(value, &wanted());
        }
        let plain = value.text().split_once('.').is_some_and(|(whole, rest)| digits(whole) && digits(rest));
        let plain = if plain { value.text().parse().ok() } else { None };
        let problem = match plain.map_or_else(|| ron::from_str(value.text()).ok(), Some) {
            None => "not a decimal number",
            Some(x) => match unfaithful(value.text(), x) {
                None if limits.contains(&x) => return Some(x),
                None => "out of range",
                Some(problem) => problem,
            },
        };
        cx.fail(value, format!("expected {}, found {}, which is {problem}", wanted(), value.described()))
    }

    /// Rust's shortest text that reads back to the same bits.
    fn show(&self) -> String {
        format!("{self:?}")
    }

    fn words() -> String {
        "number".into()
    }

    fn crossing() -> Option<String> {
        Some("f64".into())
    }
}

/// What ron lets pass: infinities, overflow to them, underflow to zero, and whole numbers that f64 would round.
fn unfaithful(text: &str, x: f64) -> Option<&'static str> {
    let digits = text.trim_start_matches(['+', '-']).replace('_', "");
    let mantissa = digits.split(['e', 'E']).next().unwrap_or("");
    if !x.is_finite() {
        let written = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        return Some(if written { "too large for a 64-bit float" } else { "not finite" });
    }
    if x == 0.0 && mantissa.contains(|c| ('1'..='9').contains(&c)) {
        return Some("too small for a 64-bit float");
    }
    let whole = digits.bytes().all(|b| b.is_ascii_digit());
    let exact = digits.parse::<u128>().is_ok_and(|n| x.abs() as u128 == n);
    (whole && !exact).then_some(
        "a whole number that a 64-bit float would round (write it with a `.` or an exponent to accept that)",
    )
}

impl Field for bool {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        ron::from_str(value.text()).ok().or_else(|| cx.wrong(value, "`true` or `false`"))
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn words() -> String {
        "true or false".into()
    }

    fn crossing() -> Option<String> {
        Some("bool".into())
    }
}
