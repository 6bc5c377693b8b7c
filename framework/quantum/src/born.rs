//! Born's rule: with what probability a measurement finds what, and what is left.

use crate::C64;
use crate::density::Density;
use crate::error::{Error, same};
use crate::ket::Ket;
use crate::operator::Operator;
use crate::spectrum::Spectrum;

/// One result of a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The eigenvalue that is found.
    pub value: f64,
    /// With what probability: tr ρP.
    pub probability: f64,
    /// The state in which it leaves the system, PρP / tr ρP; none where the probability is 0.
    pub after: Option<Density>,
}

impl Ket {
    /// ⟨ψ|P|ψ⟩: the probability to find this state in the space onto which `projector` projects.
    ///
    /// # Errors
    /// If the dimensions differ, or the norm of the ket is not 1 to 1e-9.
    pub fn probability(&self, projector: &Operator) -> Result<f64, Error> {
        match self.is_normalised(1e-9) {
            true => Ok(projector.expectation(self)?.re),
            false => Err(Error::NotNormalised { norm: self.norm() }),
        }
    }
}

impl Density {
    /// tr ρP: the probability to find this state in the space onto which `projector` projects.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn probability(&self, projector: &Operator) -> Result<f64, Error> {
        Ok(self.expectation(projector)?.re)
    }

    /// tr ρA: the mean of what measurements of A give, real where A is Hermitian.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn expectation(&self, of: &Operator) -> Result<C64, Error> {
        same("take the expectation of an operator", self.dimension(), of.dimension())?;
        let entries = (0..self.dimension()).flat_map(|i| (0..self.dimension()).map(move |j| (i, j)));
        Ok(entries.map(|(i, j)| self.operator().entry(i, j) * of.entry(j, i)).sum())
    }
}

impl Spectrum {
    /// What a measurement of this operator gives in `state`: one outcome for each eigenvalue, from the highest down.
    ///
    /// ```
    /// use quincunx_quantum::{Density, Spin};
    ///
    /// // Silver atoms that are up along z, through a magnet along x.
    /// let half: Spin = "1/2".parse()?;
    /// let up = Density::pure(&half.eigenket([0.0, 0.0, 1.0], "+1/2".parse()?))?;
    /// let outcomes = half.jx().spectrum()?.measure(&up)?;
    /// assert_eq!(outcomes.len(), 2);
    /// assert!((outcomes[0].value - 0.5).abs() < 1e-15);
    /// assert!((outcomes[0].probability - 0.5).abs() < 1e-15);
    /// // What comes out up along x has forgotten that it was up along z.
    /// let after = outcomes[0].after.as_ref().unwrap();
    /// assert!(after.expectation(&half.jz())?.re.abs() < 1e-15);
    /// # Ok::<(), quincunx_quantum::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn measure(&self, state: &Density) -> Result<Vec<Outcome>, Error> {
        let spaces = self.eigenspaces().iter();
        spaces.map(|space| outcome(space.value(), &space.projector(), state)).collect()
    }
}

fn outcome(value: f64, projector: &Operator, state: &Density) -> Result<Outcome, Error> {
    let probability = state.probability(projector)?;
    let after = match probability > 0.0 {
        true => Density::new(projector.sandwich(state.operator()).scaled(C64::from(1.0 / probability))).ok(),
        false => None,
    };
    Ok(Outcome { value, probability, after })
}
