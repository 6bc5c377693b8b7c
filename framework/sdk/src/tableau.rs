//! Stochastic Runge-Kutta methods as tables of numbers.

use crate::field::{Cx, NoFiles};
use crate::params::Params;
use crate::part::Part;
use crate::role::NoKinds;

crate::params! {
    /// The coefficients of a stochastic Runge-Kutta method, in the notation of Rößler (2010). With H⁰ᵢ and H¹ᵢ for the
    /// stages of drift and noise,
    ///
    /// H⁰ᵢ = x + Σⱼ A⁰ᵢⱼ a(H⁰ⱼ) dt + Σⱼ B⁰ᵢⱼ b(H¹ⱼ) I₁₀/dt,
    /// H¹ᵢ = x + Σⱼ A¹ᵢⱼ a(H⁰ⱼ) dt + Σⱼ B¹ᵢⱼ b(H¹ⱼ) √dt,
    /// x′ = x + Σᵢ αᵢ a(H⁰ᵢ) dt + Σᵢ (β¹ᵢ I₁ + β²ᵢ I₁₁/√dt + β³ᵢ I₁₀/dt + β⁴ᵢ I₁₁₁/dt) b(H¹ᵢ),
    ///
    /// where drift and noise of stage i are taken at t + c⁰ᵢ dt and t + c¹ᵢ dt. It is explicit: rows use stages before
    /// their own. Each variable has its own Wiener process, or the noise is additive. What is left empty is 0.
    #[derive(Clone, PartialEq)]
    pub struct Tableau {
        /// of the drift in the step: a number for each stage
        alpha: Vec<f64>;
        /// of the drift in the stages of the drift
        a0: Vec<Vec<f64>> = [];
        /// of the drift in the stages of the noise
        a1: Vec<Vec<f64>> = [];
        /// of the noise in the stages of the drift
        b0: Vec<Vec<f64>> = [];
        /// of the noise in the stages of the noise
        b1: Vec<Vec<f64>> = [];
        /// times of the stages of the drift
        c0: Vec<f64> = [];
        /// times of the stages of the noise
        c1: Vec<f64> = [];
        /// of the noise in the step, with I₁, I₁₁/√dt, I₁₀/dt and I₁₁₁/dt: a row for each, of which the last may be left out
        beta: Vec<Vec<f64>> = [];
    }
}

impl Tableau {
    /// More stages are no method that anyone has written down.
    pub const MOST_STAGES: usize = 32;

    /// One with nothing but the weights of the drift.
    pub fn new(alpha: impl Into<Vec<f64>>) -> Self {
        let [a0, a1, b0, b1, beta] = Default::default();
        let [c0, c1] = Default::default();
        Tableau { alpha: alpha.into(), a0, a1, b0, b1, c0, c1, beta }
    }

    /// How many stages it has.
    pub fn stages(&self) -> usize {
        self.alpha.len()
    }

    /// In this text it crosses a plugin's boundary.
    pub fn text(&self) -> String {
        self.show()
    }

    /// Reads what [`Tableau::text`] wrote.
    ///
    /// # Errors
    /// A fragment that says what is wrong with the text, or with the method.
    pub fn read(text: &str) -> Result<Self, String> {
        let part = Part::read(text, "form").map_err(|error| error.to_string())?;
        if part.name != Self::NAME {
            return Err(format!("a solver is a `Tableau(…)`, not `{}`", part.name));
        }
        let mut cx = Cx::new(&NoKinds, &NoFiles);
        let read = <Self as Params>::read(&part, &mut cx);
        let tableau =
            read.ok_or_else(|| cx.errors.first().map_or("it does not read".into(), ToString::to_string))?;
        tableau.check()?;
        Ok(tableau)
    }

    /// The same with every empty part written out as zeros: four square matrices, two rows of times, four of weights.
    pub fn filled(&self) -> Tableau {
        let stages = self.stages();
        let row = |row: &Vec<f64>| if row.is_empty() { vec![0.0; stages] } else { row.clone() };
        let rows = |rows: &Vec<Vec<f64>>, count: usize| {
            (0..count).map(|n| rows.get(n).map_or(vec![0.0; stages], row)).collect()
        };
        let square = |matrix| rows(matrix, stages);
        Tableau {
            alpha: self.alpha.clone(),
            a0: square(&self.a0),
            a1: square(&self.a1),
            b0: square(&self.b0),
            b1: square(&self.b1),
            c0: row(&self.c0),
            c1: row(&self.c1),
            beta: rows(&self.beta, 4),
        }
    }

    /// What is no explicit method.
    ///
    /// # Errors
    /// A fragment that names the part that does not fit.
    pub fn check(&self) -> Result<(), String> {
        let (stages, most) = (self.stages(), Self::MOST_STAGES);
        if !(1..=most).contains(&stages) {
            return Err(format!(
                "a tableau has 1 to {most} stages, a number in `alpha` for each, not {stages}"
            ));
        }
        let fits = |row: &[f64]| row.is_empty() || row.len() == stages;
        for (name, row) in [("c0", &self.c0), ("c1", &self.c1)] {
            if !fits(row) {
                return Err(format!("`{name}` has {} numbers for {stages} stages", row.len()));
            }
        }
        let matrices = [("a0", &self.a0), ("a1", &self.a1), ("b0", &self.b0), ("b1", &self.b1)];
        for (name, matrix) in matrices {
            if !(matrix.is_empty() || matrix.len() == stages) || !matrix.iter().all(|row| fits(row)) {
                return Err(format!("`{name}` is not {stages} × {stages}"));
            }
            let above = |(i, row): (usize, &Vec<f64>)| row.iter().skip(i).any(|x| *x != 0.0);
            if matrix.iter().enumerate().any(above) {
                return Err(format!(
                    "`{name}` is not explicit: a stage uses itself or a later one, where there must be 0"
                ));
            }
        }
        match self.beta.len() > 4 || !self.beta.iter().all(|row| fits(row)) {
            true => Err(format!("`beta` is not four rows of {stages} numbers")),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tableaus_cross_as_text() {
        let two = Tableau { a0: vec![vec![], vec![0.75, 0.0]], ..Tableau::new([1.0 / 3.0, 2.0 / 3.0]) };
        assert_eq!(Tableau::read(&two.text()), Ok(two.clone()));
        let filled = two.filled();
        assert_eq!((filled.a0, filled.c1), (vec![vec![0.0, 0.0], vec![0.75, 0.0]], vec![0.0, 0.0]));
        assert_eq!(filled.beta, vec![vec![0.0; 2]; 4]);
    }

    #[test]
    fn what_is_no_method_is_refused() {
        for (text, says) in [
            ("Tableau(alpha: [])", "1 to 32 stages"),
            ("Tableau(alpha: [1], a0: [[1]])", "`a0` is not explicit"),
            ("Tableau(alpha: [1], c1: [0, 1])", "`c1` has 2 numbers for 1 stages"),
            ("Tableau(alpha: [1, 0], b1: [[0, 0]])", "`b1` is not 2 × 2"),
            ("Tableau(alpha: [1], beta: [[1, 1]])", "`beta`"),
            ("Table(alpha: [1])", "not `Table`"),
            ("Tableau(alpha: [1e999])", "form:1:"),
            ("Tableau(", "form:1:"),
        ] {
            let error = Tableau::read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
