//! What a person says of the device: `auto`, `cpu`, `cuda` or `cuda:N`.

use quincunx_sdk::spelling::nearest;
use std::fmt;
use std::str::FromStr;

/// Where a run computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// On a CUDA device if one can be used, or else on the CPU.
    #[default]
    Auto,
    /// On the CPU.
    Cpu,
    /// On the CUDA device of this number, or on the first.
    Cuda(Option<u32>),
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Choice::Auto => write!(f, "auto"),
            Choice::Cpu => write!(f, "cpu"),
            Choice::Cuda(None) => write!(f, "cuda"),
            Choice::Cuda(Some(number)) => write!(f, "cuda:{number}"),
        }
    }
}

/// It names no device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected `auto`, `cpu`, `cuda` or `cuda:N`, where N is a number that `quincunx devices` shows{}",
    .meant.as_ref().map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
)]
pub struct NoChoice {
    /// The nearest right spelling.
    pub meant: Option<String>,
}

impl FromStr for Choice {
    type Err = NoChoice;

    fn from_str(text: &str) -> Result<Self, NoChoice> {
        match text.split_once(':') {
            None => word(text).ok_or_else(|| NoChoice { meant: near(text).map(Into::into) }),
            Some(("cuda", number)) => {
                plain(number).map(|number| Choice::Cuda(Some(number))).ok_or(NoChoice { meant: None })
            }
            // `gpu:1` and `CUDA:1` mean the same device of another spelling.
            Some((start, number)) => {
                let number = plain(number).filter(|_| near(start) == Some("cuda"));
                Err(NoChoice { meant: number.map(|number| Choice::Cuda(Some(number)).to_string()) })
            }
        }
    }
}

fn word(text: &str) -> Option<Choice> {
    Some(match text {
        "auto" => Choice::Auto,
        "cpu" => Choice::Cpu,
        "cuda" => Choice::Cuda(None),
        _ => return None,
    })
}

/// `+1` and `01` are no way to write a number here.
fn plain(number: &str) -> Option<u32> {
    let read: u32 = number.parse().ok()?;
    (read.to_string() == number).then_some(read)
}

/// What is right and near; letters of another size count as the same.
fn near(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "gpu" | "nvidia" => Some("cuda"),
        _ => nearest(text, ["auto", "cpu", "cuda"].into_iter()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read_and_written() {
        for (text, choice) in [
            ("auto", Choice::Auto),
            ("cpu", Choice::Cpu),
            ("cuda", Choice::Cuda(None)),
            ("cuda:0", Choice::Cuda(Some(0))),
            ("cuda:17", Choice::Cuda(Some(17))),
        ] {
            assert_eq!(text.parse(), Ok(choice));
            assert_eq!(choice.to_string(), text);
        }
        assert_eq!(Choice::default(), Choice::Auto);
    }

    #[test]
    fn what_is_no_device_is_told_what_is() {
        for (text, meant) in [
            ("", None),
            ("tpu:1", None),
            ("cuda:", None),
            ("cuda:-1", None),
            ("cuda:+1", None),
            ("cuda:01", None),
            ("cuda:4294967296", None),
            ("cuda:1:2", None),
            ("CUDA", Some("cuda")),
            ("cdua", Some("cuda")),
            ("gpu", Some("cuda")),
            ("gpu:1", Some("cuda:1")),
            ("Cuda:3", Some("cuda:3")),
            ("CPU", Some("cpu")),
        ] {
            let error = text.parse::<Choice>().unwrap_err();
            assert_eq!(error.meant.as_deref(), meant, "{text}");
            assert!(error.to_string().starts_with("expected `auto`, `cpu`, `cuda` or `cuda:N`"), "{error}");
        }
        let error = "gpu:1".parse::<Choice>().unwrap_err().to_string();
        assert!(error.ends_with("`quincunx devices` shows; did you mean `cuda:1`?"), "{error}");
    }
}
