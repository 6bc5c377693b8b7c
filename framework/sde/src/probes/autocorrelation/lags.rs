//! The lags at which an autocorrelation is taken.

use quincunx_sdk::field::{Cx, Field, Limits, Located};
use quincunx_sdk::value::{Shape, Value};
use std::ops::RangeInclusive;

/// The longest lag: each costs time and memory on every path.
const MOST: u32 = 100_000;
const RANGE: RangeInclusive<u32> = 0..=MOST;
const WANTED: &str = "a number n, for lags from 0 to n, or a list of whole numbers";

/// Whole numbers of steps, each larger than the one before: at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Lags {
    all: Vec<u32>,
    /// Whether they are written as the last of them.
    plain: bool,
}

impl Lags {
    /// All of them, in rising order.
    pub fn all(&self) -> &[u32] {
        &self.all
    }
}

impl Field for Lags {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        match value.shape() {
            Shape::Number => {
                let last = u32::read(value, &Limits::new(1..=MOST), cx)?;
                Some(Lags { all: (0..=last).collect(), plain: true })
            }
            Shape::List => listed(value, cx),
            _ => cx.wrong(value, WANTED),
        }
    }

    fn show(&self) -> String {
        match (self.plain, self.all.last()) {
            (true, Some(last)) => last.to_string(),
            _ => self.all.show(),
        }
    }

    fn words() -> String {
        "whole number, or list of whole numbers".into()
    }
}

fn listed(value: &Value, cx: &mut Cx) -> Option<Lags> {
    let all = Vec::<Located<u32>>::read(value, &Limits::new(RANGE), cx)?;
    if all.is_empty() {
        return cx.fail(value, "there is no lag: say which, or one number n for lags from 0 to n");
    }
    if let Some(pair) = all.windows(2).find(|pair| pair[1].it <= pair[0].it) {
        return cx.fail(&pair[1].at, "lags rise: this one is not larger than the one before");
    }
    Some(Lags { all: all.into_iter().map(|lag| lag.it).collect(), plain: false })
}
