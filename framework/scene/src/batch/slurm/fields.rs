//! Values that are handed to sbatch. Each is held against what Slurm takes, because a batch may come from a stranger and
//! its words end up in a script: none can end a line of it, or stand for another option.

use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::{Shape, Value};
use std::fmt;

/// The name of a partition or an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Word(String);

/// How long a task may take.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeLimit {
    text: String,
    /// In seconds.
    pub seconds: u64,
}

/// How much memory a task may use.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory(String);

/// A further option of sbatch.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra(String);

impl Word {
    fn of(text: &str) -> Result<Self, String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ',');
        match text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && text.chars().all(fits) {
            true => Ok(Word(text.into())),
            false => Err("expected a name as Slurm has it: letters, digits, `-`, `_` and `.`".into()),
        }
    }
}

impl TimeLimit {
    /// The six forms of sbatch(1): minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes and
    /// days-hours:minutes:seconds.
    fn of(text: &str) -> Result<Self, String> {
        let seconds = match text.split_once('-') {
            Some((days, rest)) => number(days)
                .zip(seconds(rest, &[3600, 60, 1]))
                .and_then(|(days, rest)| days.checked_mul(86_400)?.checked_add(rest)),
            None => match text.matches(':').count() {
                0 => seconds(text, &[60]),
                1 => seconds(text, &[60, 1]),
                _ => seconds(text, &[3600, 60, 1]),
            },
        };
        match seconds {
            None => {
                Err("expected minutes, or a time as Slurm writes it, as in \"01:30:00\" or \"2-12:00:00\""
                    .into())
            }
            Some(0) => Err("no task can be done in no time".into()),
            Some(seconds) => Ok(TimeLimit { text: text.into(), seconds }),
        }
    }
}

fn number(text: &str) -> Option<u64> {
    let digits = text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// The sum of numbers with colons between them, each of a unit.
fn seconds(text: &str, units: &[u64]) -> Option<u64> {
    let mut units = units.iter();
    text.split(':').map(|part| Some(number(part)? * units.next()?)).sum()
}

impl Memory {
    fn of(text: &str) -> Result<Self, String> {
        let amount = text.strip_suffix(['K', 'M', 'G', 'T']);
        match amount.and_then(number) {
            Some(1..) => Ok(Memory(text.into())),
            _ => Err("expected a size with its unit (K, M, G or T), as in \"2G\"".into()),
        }
    }
}

/// What is said elsewhere, or decided here: options that a batch cannot have.
const TAKEN: [(&str, &str); 25] = [
    ("partition", "say it with `partition:`"),
    ("time", "say it with `time:`"),
    ("mem", "say it with `memory:`"),
    ("account", "say it with `account:`"),
    ("cpus-per-task", "say it with `cpus:`"),
    ("array", OURS),
    ("clusters", "a batch runs where `quincunx` asks for it"),
    ("job-name", OURS),
    ("output", OURS),
    ("error", OURS),
    ("open-mode", OURS),
    ("input", OURS),
    ("chdir", OURS),
    ("dependency", OURS),
    ("requeue", OURS),
    ("no-requeue", OURS),
    ("nodes", OURS),
    ("ntasks", OURS),
    ("parsable", OURS),
    ("test-only", OURS),
    ("wait", OURS),
    ("wrap", OURS),
    ("export", "a batch does not change what programs find in their environment"),
    ("export-file", "a batch does not change what programs find in their environment"),
    ("bbf", "a batch names no scripts"),
];
const OURS: &str = "a batch has its own";

impl Extra {
    fn of(text: &str) -> Result<Self, String> {
        let Some(option) = text.strip_prefix("--") else {
            return Err(
                "expected an option of sbatch, which begins with `--`, as in \"--constraint=avx2\"".into()
            );
        };
        let name = option.split('=').next().unwrap_or_default();
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(named) {
            return Err("no option of sbatch is written so: expected `--name` or `--name=value`".into());
        }
        // Blanks, quotes and `#` mean something in a script's head.
        let harmless = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '\\' | '#' | '`' | '$');
        if let Some(odd) = option.chars().find(|c| !harmless(*c)) {
            let odd = quoted(&odd.to_string());
            return Err(format!("{odd} cannot stand in an option: write letters, digits and plain signs"));
        }
        // sbatch takes any beginning of a name that is no other's.
        match TAKEN.iter().find(|(taken, _)| taken.starts_with(name)) {
            Some((taken, why)) => Err(format!("`--{taken}` cannot be given here: {why}")),
            None => Ok(Extra(text.into())),
        }
    }
}

macro_rules! texts {
    ($($Type:ident, $words:literal, |$it:ident| $text:expr;)*) => {$(
        impl Field for $Type {
            const TEXT: bool = true;
            type Scalar = u8;

            fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
                let text = match value.shape() {
                    Shape::Number => value.text().to_string(),
                    _ => String::read(value, limits, cx)?,
                };
                $Type::of(&text).map_err(|why| cx.fail::<()>(value, why)).ok()
            }

            fn show(&self) -> String {
                quoted(&self.to_string())
            }

            fn words() -> String {
                $words.into()
            }
        }

        impl fmt::Display for $Type {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                let $it = self;
                f.write_str($text)
            }
        }
    )*};
}
texts! {
    Word, "name", |it| &it.0;
    TimeLimit, "time", |it| &it.text;
    Memory, "size", |it| &it.0;
    Extra, "option of sbatch", |it| &it.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_sbatch() {
        let seconds = |text| TimeLimit::of(text).ok().map(|time| time.seconds);
        assert_eq!(seconds("30"), Some(1800));
        assert_eq!(seconds("30:10"), Some(1810));
        assert_eq!(seconds("01:30:00"), Some(5400));
        assert_eq!(seconds("2-12"), Some(60 * 3600));
        assert_eq!(seconds("2-12:30"), Some(60 * 3600 + 1800));
        assert_eq!(seconds("2-12:30:01"), Some(60 * 3600 + 1801));
        for wrong in
            ["", "0", "00:00", "-1", "1:2:3:4", "1-", "-", "1h", "+5", "1.5", "10000000000", ":", "1-1:1:1:1"]
        {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert!(Memory::of("2G").is_ok() && Memory::of("1500M").is_ok());
        for wrong in ["2", "G", "2GB", "0G", "-1G", "1.5G", "2 G", ""] {
            assert!(Memory::of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_no_options() {
        assert!(Word::of("short,long").is_ok() && Word::of("grp_1.a-b").is_ok());
        for wrong in ["", "-p", "a b", "a\nb", "a;b", "$a", "a/b"] {
            assert!(Word::of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_option_of_ours_is_given_again() {
        for fine in [
            "--constraint=avx2",
            "--constraint=[a|b]",
            "--exclusive",
            "--exclude=n[1-4]",
            "--mem-per-cpu=2G",
            "--time-min=5",
        ] {
            assert!(Extra::of(fine).is_ok(), "{fine}");
        }
        for wrong in [
            "-p",
            "--",
            "--=",
            "--a b",
            "--a=\"b\"",
            "--a\n#SBATCH",
            "--wrap=true",
            "--wra=true",
            "--output=/x",
            "--out=/x",
            "--export=A",
            "--ex",
            "--time=1",
            "--a=#",
            "--é",
            "--a=$(b)",
            "--no-requeue",
            "--A",
        ] {
            assert!(Extra::of(wrong).is_err(), "{wrong}");
        }
    }
}
