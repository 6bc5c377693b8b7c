//! What was measured beside what is claimed.

use super::fit::{Fit, Point};
use crate::noise_class::NoiseClass;
use crate::solvers::Order;
use std::fmt::{self, Display};

/// How far a measured order may be from the claim.
pub const TOLERANCE: f64 = 0.15;

/// In which sense steps converge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Paths do, for given noise.
    Strong,
    /// Averages over paths do.
    Weak,
}

impl Sense {
    /// The order that is claimed.
    pub fn of(self, claim: &Order) -> f64 {
        match self {
            Sense::Strong => claim.strong,
            Sense::Weak => claim.weak,
        }
    }
}

impl Display for Sense {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Sense::Strong => "strong",
            Sense::Weak => "weak",
        })
    }
}

/// Errors in one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The problem, and what was averaged in it.
    pub problem: String,
    /// Errors for steps of each length, from the longest.
    pub points: Vec<Point>,
    /// Their order.
    pub fit: Fit,
}

/// Whether a claim is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The order is what is claimed, or more.
    Holds,
    /// The order is lower than what is claimed.
    Lower,
    /// Errors do not fall along a line, or cannot be told from noise or rounding.
    NotMeasured,
}

/// One claim, in all problems of its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Of which noise.
    pub class: NoiseClass,
    /// In which sense.
    pub sense: Sense,
    /// The order that the card claims.
    pub claimed: f64,
    /// Whether it is claimed for a class that allows less, and so at least here.
    pub inherited: bool,
    /// What was found in each problem.
    pub measured: Vec<Measured>,
}

impl Verdict {
    /// The measurement that counts: the lowest order if it is too low, else one that failed, else the lowest.
    pub fn worst(&self) -> Option<&Measured> {
        let known = self.measured.iter().filter(|measured| measured.fit.known());
        let lowest = known.min_by(|a, b| a.fit.order.total_cmp(&b.fit.order));
        let failed = self.measured.iter().find(|measured| !measured.fit.known());
        lowest.filter(|lowest| self.is_lower(lowest)).or(failed).or(lowest)
    }

    fn is_lower(&self, measured: &Measured) -> bool {
        measured.fit.order < self.claimed - TOLERANCE
    }

    /// Whether the claim is right.
    pub fn outcome(&self) -> Outcome {
        match self.worst() {
            Some(worst) if !worst.fit.known() => Outcome::NotMeasured,
            Some(worst) if self.is_lower(worst) => Outcome::Lower,
            Some(_) => Outcome::Holds,
            None => Outcome::NotMeasured,
        }
    }
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} order {} {}: ", self.sense, self.claimed, with(self.class))?;
        match (self.outcome(), self.worst()) {
            (Outcome::NotMeasured, _) | (_, None) => f.write_str("not measured"),
            (outcome, Some(Measured { fit, .. })) => {
                let word = if outcome == Outcome::Holds { "holds" } else { "is too much" };
                write!(f, "{word}, measured {:.2} ± {:.2}", fit.order, fit.standard_error)
            }
        }
    }
}

/// A class of noise, as words behind a noun.
pub(super) fn with(class: NoiseClass) -> String {
    if class == NoiseClass::None { "without noise".into() } else { format!("with {class} noise") }
}
