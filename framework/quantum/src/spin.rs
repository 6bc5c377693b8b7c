//! Spins j = 1/2, 1, … 15/2: the operators J_x, J_y, J_z and n·J, with ħ = 1, in the basis of J_z.

use crate::C64;
use crate::error::Error;
use crate::operator::Operator;
use std::fmt;
use std::str::FromStr;

/// The largest 2j.
const MOST: u8 = 15;

/// A spin j. Its space has the basis |m⟩ of J_z, with m from +j down to −j.
///
/// ```
/// use quincunx_quantum::{Operator, Spin, C64};
///
/// let one: Spin = "1".parse()?;
/// assert_eq!(one.dimension(), 3);
/// assert_eq!(one.ms().iter().map(|m| m.to_string()).collect::<Vec<_>>(), ["+1", "0", "-1"]);
/// // J² = j(j + 1), and J_+ raises m by 1.
/// let squared = one.jx().times(&one.jx())?.plus(&one.jy().times(&one.jy())?)?.plus(&one.jz().times(&one.jz())?)?;
/// assert!(squared.distance(&Operator::identity(3).scaled(C64::from(2.0)))? < 1e-15);
/// assert_eq!(one.raising().entry(0, 1), C64::from(2f64.sqrt()));
/// # Ok::<(), quincunx_quantum::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spin {
    twice: u8,
}

/// A magnetic quantum number m: what a measurement of a component of a spin gives, in units of ħ.
///
/// It is written `+1/2`, `0`, `-3/2`; the `+` may be left out when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct M {
    twice: i8,
}

impl Spin {
    /// The spin j = `twice`/2.
    ///
    /// # Errors
    /// If it is not one of 1/2, 1, … 15/2.
    pub fn of_twice(twice: u8) -> Result<Spin, Error> {
        match (1..=MOST).contains(&twice) {
            true => Ok(Spin { twice }),
            false => Err(Error::Spin(halves(i16::from(twice)))),
        }
    }

    /// 2j
    pub fn twice(self) -> u8 {
        self.twice
    }

    /// 2j + 1
    pub fn dimension(self) -> usize {
        usize::from(self.twice) + 1
    }

    /// What m may be, from +j down to −j: in the order of the standard basis.
    pub fn ms(self) -> Vec<M> {
        let twice = self.twice as i8; // at most 15
        (0..=twice).map(|k| M { twice: twice - 2 * k }).collect()
    }

    /// Where |m⟩ stands in the standard basis; none if this spin has no such m.
    pub fn place(self, m: M) -> Option<usize> {
        self.ms().iter().position(|other| *other == m)
    }

    /// J_x = ½(J₊ + J₋)
    pub fn jx(self) -> Operator {
        self.j([1.0, 0.0, 0.0])
    }

    /// J_y = (J₊ − J₋)/2i
    pub fn jy(self) -> Operator {
        self.j([0.0, 1.0, 0.0])
    }

    /// J_z, whose diagonal is m from +j down to −j.
    pub fn jz(self) -> Operator {
        self.j([0.0, 0.0, 1.0])
    }

    /// J₊|m⟩ = √(j(j + 1) − m(m + 1)) |m + 1⟩
    pub fn raising(self) -> Operator {
        let step = |i: usize| C64::from(self.step(i));
        Operator::from_fn(self.dimension(), |i, j| if j == i + 1 { step(i) } else { C64::ZERO })
    }

    /// J₋ = J₊†
    pub fn lowering(self) -> Operator {
        self.raising().adjoint()
    }

    /// n·J = x J_x + y J_y + z J_z for n = (x, y, z).
    pub fn j(self, [x, y, z]: [f64; 3]) -> Operator {
        let ms = self.ms();
        Operator::from_fn(self.dimension(), |i, j| match (i, j) {
            _ if i == j => C64::from(z * ms[i].value()),
            _ if j == i + 1 => C64::new(x, -y) * (0.5 * self.step(i)),
            _ if i == j + 1 => C64::new(x, y) * (0.5 * self.step(j)),
            _ => C64::ZERO,
        })
    }

    /// √(j(j + 1) − m(m + 1)) between the places i and i + 1: the root of (i + 1)(2j − i), a whole number.
    fn step(self, i: usize) -> f64 {
        (((i + 1) * (usize::from(self.twice) - i)) as f64).sqrt()
    }
}

impl M {
    /// m = `twice`/2
    pub fn of_twice(twice: i8) -> M {
        M { twice }
    }

    /// 2m
    pub fn twice(self) -> i8 {
        self.twice
    }

    /// m
    pub fn value(self) -> f64 {
        f64::from(self.twice) / 2.0
    }
}

impl FromStr for Spin {
    type Err = Error;

    fn from_str(text: &str) -> Result<Spin, Error> {
        let twice = read_halves(text).and_then(|twice| u8::try_from(twice).ok());
        let spin = twice.and_then(|twice| Spin::of_twice(twice).ok());
        spin.ok_or_else(|| Error::Spin(text.into()))
    }
}

impl FromStr for M {
    type Err = Error;

    fn from_str(text: &str) -> Result<M, Error> {
        let (sign, size) = match text.split_at_checked(1) {
            Some(("+", size)) => (1, size),
            Some(("-", size)) => (-1, size),
            _ => (1, text),
        };
        let signed_zero = size == "0" && size != text;
        let twice = read_halves(size).filter(|_| !signed_zero);
        twice.map(|twice| M { twice: sign * twice }).ok_or_else(|| Error::M(text.into()))
    }
}

impl fmt::Display for Spin {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&halves(i16::from(self.twice)))
    }
}

impl fmt::Display for M {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let sign = if self.twice > 0 { "+" } else { "" };
        write!(f, "{sign}{}", halves(i16::from(self.twice)))
    }
}

/// `twice`/2 as it is written: 3/2, or 2.
fn halves(twice: i16) -> String {
    if twice % 2 == 0 { (twice / 2).to_string() } else { format!("{twice}/2") }
}

/// Twice a number that is written 0, 1/2, 1, 3/2 and so on, without a sign, and in lowest terms.
fn read_halves(text: &str) -> Option<i8> {
    let (number, half) = match text.strip_suffix("/2") {
        Some(number) => (number, true),
        None => (text, false),
    };
    let plain =
        number.bytes().all(|byte| byte.is_ascii_digit()) && (number == "0" || !number.starts_with('0'));
    let whole = number.parse::<i8>().ok().filter(|_| plain)?;
    match half {
        true => Some(whole).filter(|odd| odd % 2 == 1),
        false => whole.checked_mul(2),
    }
}
