//! What a host would stumble over in a process that executes.

use crate::noise::Noise;
use crate::process::{Batch, Info, NoiseClass, Process};

/// Random batches of a test.
const TRIALS: u64 = 20;

/// Whether a process that executes keeps its word on random batches: the same batch gives the same numbers, every number
/// is written, and each path is for itself. A process that only describes itself is sound.
///
/// # Errors
/// What it does wrong, and where.
pub fn sound(process: &dyn Process) -> Result<(), String> {
    let Some(info) = process.info() else { return Ok(()) };
    info.check()?;
    for trial in 0..TRIALS {
        let (paths, variables) = (1 + trial as usize, info.variables.len());
        let noise = Noise { key: 0x9a7, step: trial };
        // Above 0, where roots and logarithms are.
        let place = |n: u64| 0.1 + 1.9 * f64::from(noise.word(n, 0)) / f64::from(u32::MAX);
        let x: Vec<f64> = (0..(paths * variables) as u64).map(place).collect();
        let t = 0.25 * trial as f64;
        let whole = run(process, &info, t, &x, paths)?;
        for path in 0..paths {
            let alone: Vec<f64> = x.iter().skip(path).step_by(paths).copied().collect();
            let alone = run(process, &info, t, &alone, 1)?;
            let among = whole.iter().skip(path).step_by(paths);
            if !alone.iter().zip(among).all(|(one, other)| same(*one, *other)) {
                return Err(
                    "a path alone has other drift or noise than among others: each is for itself".into()
                );
            }
        }
    }
    Ok(())
}

/// Drift, then noise, computed twice into memory that holds something else each time.
fn run(process: &dyn Process, info: &Info, t: f64, x: &[f64], paths: usize) -> Result<Vec<f64>, String> {
    let variables = info.variables.len();
    let [one, two] = [7.5, -3.25].map(|fill| {
        let mut drift = vec![fill; x.len()];
        let mut diffusion = vec![fill; x.len() * info.wieners];
        let evaluated = process.eval(t, Batch { x, paths }, &mut drift, &mut diffusion);
        evaluated.map(|()| [drift, diffusion].concat()).map_err(|fault| fault.to_string())
    });
    let (mut one, two) = (one?, two?);
    for (n, (a, b)) in one.iter_mut().zip(&two).enumerate() {
        let row = n / paths;
        let entry = row.checked_sub(variables).map(|row| (row / info.wieners, row % info.wieners));
        match entry {
            // Nobody looks there.
            Some((i, j)) if i != j && info.class == NoiseClass::Diagonal => *a = 0.0,
            Some((i, j)) if info.strength(i, j).is_some() => *a = 0.0,
            _ if same(*a, *b) => {}
            Some((i, j)) => return Err(unlike(&format!("noise {j} of `{}`", info.variables[i]))),
            None => return Err(unlike(&format!("the drift of `{}`", info.variables[row]))),
        }
    }
    Ok(one)
}

fn unlike(what: &str) -> String {
    format!("{what} is not written for every path, or is not the same for the same batch")
}

fn same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    type Eval = fn(&[f64], &mut [f64], &mut [f64]);

    #[derive(Debug)]
    struct Told(Eval, Option<f64>);

    impl Process for Told {
        fn info(&self) -> Option<Info> {
            let info = Info::new(["x"], 1);
            Some(match self.1 {
                Some(strength) => info.constant(0, 0, strength),
                None => info,
            })
        }

        fn eval(&self, _: f64, batch: Batch<'_>, a: &mut [f64], b: &mut [f64]) -> Result<(), Fault> {
            (self.0)(batch.x, a, b);
            Ok(())
        }
    }

    #[test]
    fn each_mistake_is_found() {
        let right: Eval = |x, a, b| {
            a.copy_from_slice(x);
            b.fill(1.0);
        };
        assert_eq!(sound(&Told(right, None)), Ok(()));
        let mistakes: [(Eval, &str); 3] = [
            (|x, a, _| a.copy_from_slice(x), "noise 0 of `x` is not written"),
            (|_, _, b| b.fill(1.0), "the drift of `x` is not written"),
            (
                |x, a, b| {
                    a.fill(x[0]);
                    b.fill(1.0);
                },
                "each is for itself",
            ),
        ];
        for (eval, says) in mistakes {
            let error = sound(&Told(eval, None)).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn constant_noise_need_not_be_written() {
        let drift: Eval = |x, a, _| a.copy_from_slice(x);
        assert_eq!(sound(&Told(drift, Some(0.5))), Ok(()));
        let beyond = Info::new(["x"], 1).constant(1, 0, 0.5).check().unwrap_err();
        assert!(beyond.contains("it has no noise 0 of variable 1"), "{beyond}");
        let endless = Info::new(["x"], 1).constant(0, 0, f64::INFINITY).check().unwrap_err();
        assert!(endless.contains("inf everywhere"), "{endless}");
    }
}
