//! A density over time, gathered from rows of bins.

use super::layout::Layout;
use super::variables::Variables;
use crate::error::OutputError;
use crate::recorded::Recorded;
use quincunx_core::section::Heatmap;

/// Cells of a heat map at most; beyond them, every other time goes.
const CELLS: usize = 200_000;

/// The bins of one variable at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Slice {
    pub x: f64,
    /// By bin; `None` where it is not known.
    pub density: Vec<Option<f64>>,
    /// What the bins count, and what fell outside of them.
    pub inside: f64,
    pub outside: f64,
}

impl Slice {
    pub fn peak(&self) -> f64 {
        self.density.iter().flatten().copied().filter(|d| d.is_finite()).fold(0.0, f64::max)
    }
}

/// The density of one variable.
#[derive(Debug, Default)]
pub(super) struct Density {
    /// From the lowest bin to the highest.
    pub bins: Vec<(f64, f64)>,
    /// Evenly chosen times; the last is always among them.
    pub slices: Vec<Slice>,
    /// Every how many times one is kept.
    stride: usize,
    seen: usize,
    open: Option<(f64, Slice)>,
}

/// What stands in one row.
struct Row {
    step: f64,
    x: f64,
    bin: (f64, f64),
    count: f64,
    density: Option<f64>,
}

impl Density {
    /// Takes a row; `false` if its bin is not that of the first time.
    fn put(&mut self, row: Row) -> bool {
        if self.open.as_ref().is_none_or(|(step, _)| *step != row.step) {
            self.close();
            self.open = Some((row.step, Slice { x: row.x, ..Slice::default() }));
        }
        let Some((_, slice)) = &mut self.open else { return false };
        if !row.bin.0.is_finite() || !row.bin.1.is_finite() {
            slice.outside += row.count;
            return true;
        }
        slice.inside += row.count;
        let place = slice.density.len();
        slice.density.push(row.density.filter(|density| density.is_finite()));
        if self.seen == 0 && place == self.bins.len() {
            self.bins.push(row.bin);
        }
        self.bins.get(place) == Some(&row.bin)
    }

    /// Keeps the time whose rows have all come, or lets it go.
    fn close(&mut self) {
        let Some((_, slice)) = self.open.take() else { return };
        self.stride = self.stride.max(1);
        let most = (CELLS / self.bins.len().max(1)).max(2);
        if self.seen.is_multiple_of(self.stride) {
            self.slices.push(slice);
        }
        self.seen += 1;
        if self.slices.len() > most {
            let mut keep = false;
            self.slices.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
        }
    }

    /// Ends it with the last time, kept whatever the stride.
    fn finish(&mut self) {
        self.slices.extend(self.open.take().map(|(_, slice)| slice));
        // A time of which bins are missing has gaps there.
        self.slices.iter_mut().for_each(|slice| slice.density.resize(self.bins.len(), None));
    }
}

/// The densities of a probe's table, and the name of what lies along the horizontal axis.
pub(super) fn densities(
    recorded: &Recorded,
    Heatmap { probe, swept, .. }: &Heatmap,
) -> Result<(String, Vec<(String, Density)>), OutputError> {
    let layout = Layout::of(recorded, probe);
    let swept = swept.iter().map(|name| layout.need(name)).collect::<Result<Vec<_>, _>>()?;
    let (step, var) = (layout.need("step")?, layout.need("var")?);
    let [low, high, count, density] = ["low", "high", "count", "density"].map(|name| layout.need(name));
    let (low, high, count, density) = (low?, high?, count?, density?);
    let mut axis = layout.axis();
    let (mut of, mut latest) = (Variables::<Density>::default(), f64::NAN);
    recorded.rows(probe, &mut |rows| {
        for row in 0..rows[0].len() {
            let number = |place: usize| rows[place].number(row);
            let edge = |place| number(place).unwrap_or(f64::INFINITY);
            let (step, time) = (number(step).unwrap_or_default(), axis.x(rows, row));
            let mut name = rows[var].words(row);
            let mut one = Row {
                step,
                x: time,
                bin: (edge(low), edge(high)),
                count: number(count).unwrap_or_default(),
                density: number(density),
            };
            if let [over, others @ ..] = &swept[..] {
                // Only the last time counts, and the parameter takes the place of time.
                if latest != step {
                    (of, latest) = (Variables::default(), step);
                }
                one.x = number(*over).unwrap_or_default();
                one.step = one.x;
                for place in others {
                    name += &format!(" · {}", layout.label(*place, &rows[*place].words(row)));
                }
            }
            if !of.named(name).put(one) {
                return Err(OutputError::mismatch(probe, "the bins of its table change on the way"));
            }
        }
        Ok(())
    })?;
    let mut all: Vec<_> = of.into_iter().collect();
    all.iter_mut().for_each(|(_, density)| density.finish());
    let label = swept.first().map_or(axis.label(), |place| layout.name(*place));
    Ok((label.into(), all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(density: &mut Density, step: f64, bin: (f64, f64), count: f64) -> bool {
        density.put(Row { step, x: step, bin, count, density: bin.0.is_finite().then_some(count) })
    }

    #[test]
    fn times_are_thinned_out_and_the_last_stays() {
        let mut density = Density::default();
        let bins: Vec<_> = (0..100).map(|i| (f64::from(i), f64::from(i + 1))).collect();
        for step in 0..5002 {
            let step = f64::from(step);
            assert!(put(&mut density, step, (f64::NEG_INFINITY, 0.0), 7.0));
            assert!(bins.iter().all(|bin| put(&mut density, step, *bin, 1.0)));
        }
        density.finish();
        assert_eq!(density.bins, bins);
        let xs: Vec<_> = density.slices.iter().map(|slice| slice.x).collect();
        assert_eq!((xs[0], xs[1], xs.last()), (0.0, 4.0, Some(&5001.0)));
        assert!(xs.len() <= 2001 && xs.is_sorted_by(|a, b| a < b), "{}", xs.len());
        assert!(density.slices.iter().all(|slice| (slice.inside, slice.outside) == (100.0, 7.0)));
    }

    #[test]
    fn bins_that_change_are_refused() {
        let mut density = Density::default();
        assert!(put(&mut density, 0.0, (0.0, 1.0), 1.0) && put(&mut density, 1.0, (0.0, 1.0), 1.0));
        assert!(!put(&mut density, 1.0, (1.0, 2.0), 1.0) && !put(&mut density, 2.0, (0.0, 2.0), 1.0));
    }
}
