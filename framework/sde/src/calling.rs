//! The calls of procedures while a program runs: what they are handed, and what they make.

use crate::dag::Site;
use crate::interpret::LANES;
use crate::rows::{Rows, wide, wide_mut};
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::real::Real;

/// One call with the rows that it is handed. A procedure computes in f64; rows of another precision are converted, each
/// number for itself.
#[derive(Clone, Debug)]
pub(crate) struct Calling<'p, T> {
    site: &'p Site,
    x: Rows<T>,
    /// What it is handed and what it makes in f64, if rows are in another precision.
    wide: [Rows<f64>; 2],
}

impl<'p, T: Real> Calling<'p, T> {
    pub fn new(site: &'p Site) -> Self {
        let (inputs, outputs) = (site.inputs, site.of.outputs());
        let x = Rows::<T>::new(inputs);
        let converts = wide(&x).is_none();
        let wide = if converts { [inputs, outputs] } else { [0, 0] }.map(Rows::new);
        Calling { site, x, wide }
    }

    /// A row that the procedure is handed.
    #[inline(always)]
    pub fn input(&mut self, slot: usize) -> &mut [T; LANES] {
        &mut self.x[slot]
    }

    /// How many rows it makes.
    pub fn outputs(&self) -> usize {
        self.site.of.outputs()
    }

    /// Calls it. Lanes from `real` on are nobody's: they follow the last path, so that nothing goes wrong there alone.
    /// What it makes is NaN if it fails.
    pub fn call(
        &mut self,
        t: f64,
        block: &[[T; LANES]],
        real: usize,
        out: &mut [[T; LANES]],
    ) -> Result<(), Fault> {
        let called = self.called(t, block, real, out);
        if called.is_err() {
            out.iter_mut().for_each(|row| *row = [T::NAN; LANES]);
        }
        called
    }

    fn called(
        &mut self,
        t: f64,
        block: &[[T; LANES]],
        real: usize,
        out: &mut [[T; LANES]],
    ) -> Result<(), Fault> {
        if self.site.direct {
            let block = &block[..self.site.inputs];
            if let (Some(x), Some(out), LANES) = (wide(block), wide_mut(out), real) {
                return self.site.of.call(t, LANES, x, out);
            }
            self.x.copy_from_slice(block);
        }
        if let (Some(last), true) = (real.checked_sub(1), real < LANES) {
            for row in self.x.iter_mut() {
                let followed = row[last];
                row[real..].fill(followed);
            }
        }
        self.evaluate(t, out)
    }

    fn evaluate(&mut self, t: f64, out: &mut [[T; LANES]]) -> Result<(), Fault> {
        let of = &self.site.of;
        if let (Some(x), Some(out)) = (wide(&self.x), wide_mut(out)) {
            return of.call(t, LANES, x, out);
        }
        let [x, made] = &mut self.wide;
        x.as_flattened_mut().iter_mut().zip(self.x.as_flattened()).for_each(|(to, from)| *to = from.wide());
        of.call(t, LANES, x.as_flattened(), made.as_flattened_mut())?;
        let pairs = out.as_flattened_mut().iter_mut().zip(made.as_flattened());
        pairs.for_each(|(to, from)| *to = T::of(*from));
        Ok(())
    }
}
