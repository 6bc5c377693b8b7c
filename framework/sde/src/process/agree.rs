//! Whether a process is what it says.

use super::Process;
use super::adopted::{described, executed};
use crate::expression::Expr;
use crate::reference::{Place, value};
use quincunx_sdk::noise::Noise;
use quincunx_sdk::process::Process as Offered;
use std::sync::Arc;

/// Holds the description of a process against its procedure, at random places. A process that has only one of them agrees
/// with itself.
///
/// # Errors
/// Where they differ.
pub fn agree(offered: &Arc<dyn Offered>) -> Result<(), String> {
    let (Some(form), Some(info)) = (offered.form(), offered.info()) else { return Ok(()) };
    let (told, done) = (described(&form)?, executed(offered, info)?);
    if told.scope.variables != done.scope.variables {
        let [told, done] = [&told, &done].map(|process| process.scope.variables.join(", "));
        return Err(format!("its form has the variables {told}, and its procedure {done}"));
    }
    if (told.wieners(), told.calculus) != (done.wieners(), done.calculus) {
        return Err(format!(
            "its form has {} Wiener processes in the sense of {}, and its procedure {} in that of {}",
            told.wieners(),
            told.calculus,
            done.wieners(),
            done.calculus
        ));
    }
    if told.class() > done.class() {
        return Err(format!(
            "it says that its noise is {}, and that of its form is {}",
            done.class(),
            told.class()
        ));
    }
    (0..40).try_for_each(|point| alike(&told, &done, point))
}

/// At one place.
fn alike(told: &Process, done: &Process, point: u64) -> Result<(), String> {
    let noise = Noise { key: 0xa9ee, step: point };
    let place = |n: u64| 0.1 + 1.9 * f64::from(noise.word(n, 0)) / f64::from(u32::MAX);
    let x: Vec<f64> = (0..told.variables() as u64).map(place).collect();
    let params = told.combinations(1).values(0);
    let at = Place { variables: &x, params: &params, time: place(u64::MAX), noise: &[] };
    let near = |told: &Expr, done: &Expr| {
        let (a, b) = (value(told, &at), value(done, &at));
        let close = a == b || (a - b).abs() <= 1e-9 * (a.abs() + b.abs()).max(1e-3);
        if close || (a.is_nan() && b.is_nan()) { None } else { Some((a, b)) }
    };
    let variables = told.scope.variables.iter();
    for (i, name) in variables.enumerate() {
        let noises = told.noise[i].iter().zip(&done.noise[i]);
        let mut all = [(&told.drift[i], &done.drift[i])].into_iter().chain(noises).enumerate();
        if let Some((n, (a, b))) = all.find_map(|(n, (told, done))| Some((n, near(told, done)?))) {
            let what = if n == 0 { "the drift".into() } else { format!("noise {}", n - 1) };
            return Err(format!(
                "at {x:?} and time {}, {what} of `{name}` is {a} by its form, and {b} by its procedure",
                at.time
            ));
        }
    }
    Ok(())
}
