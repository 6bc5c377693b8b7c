//! The calls of procedures while a program runs: what they are handed, and what they make.

use crate::dag::Site;
use crate::interpret::LANES;
use crate::rows::{Rows, wide};
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::real::Real;
use std::any::Any;

/// One call with its rows. A procedure computes in f64; rows of another precision are converted, each number for itself.
#[derive(Clone, Debug)]
pub(crate) struct Calling<'p, T> {
    site: &'p Site,
    x: Rows<T>,
    out: Rows<T>,
    /// The same in f64, if rows are in another precision.
    wide: [Rows<f64>; 2],
}

impl<'p, T: Real> Calling<'p, T> {
    pub fn new(site: &'p Site) -> Self {
        let (inputs, outputs) = (site.inputs, site.of.outputs());
        let x = Rows::<T>::new(inputs);
        let converts = !(&x as &dyn Any).is::<Rows<f64>>();
        let wide = if converts { [inputs, outputs] } else { [0, 0] }.map(Rows::new);
        Calling { site, x, out: Rows::new(outputs), wide }
    }

    /// A row that the procedure is handed.
    #[inline(always)]
    pub fn input(&mut self, slot: usize) -> &mut [T; LANES] {
        &mut self.x[slot]
    }

    /// A row that it has made.
    #[inline(always)]
    pub fn output(&self, output: usize) -> &[T; LANES] {
        &self.out[output]
    }

    /// Calls it. Lanes from `real` on are nobody's: they follow the last path, so that nothing goes wrong there alone.
    /// What it makes is NaN if it fails.
    pub fn call(&mut self, t: f64, block: &[[T; LANES]], real: usize) -> Result<(), Fault> {
        let called = self.called(t, block, real);
        if called.is_err() {
            self.out.iter_mut().for_each(|row| *row = [T::NAN; LANES]);
        }
        called
    }

    fn called(&mut self, t: f64, block: &[[T; LANES]], real: usize) -> Result<(), Fault> {
        if self.site.direct {
            let block = &block[..self.site.inputs];
            let out = (&mut self.out as &mut dyn Any).downcast_mut::<Rows<f64>>();
            if let (Some(x), Some(out), LANES) = (wide(block), out, real) {
                return self.site.of.call(t, LANES, x, out.as_flattened_mut());
            }
            self.x.copy_from_slice(block);
        }
        if let (Some(last), true) = (real.checked_sub(1), real < LANES) {
            for row in self.x.iter_mut() {
                let followed = row[last];
                row[real..].fill(followed);
            }
        }
        self.evaluate(t)
    }

    fn evaluate(&mut self, t: f64) -> Result<(), Fault> {
        let (of, x, out) = (&self.site.of, &self.x as &dyn Any, &mut self.out as &mut dyn Any);
        if let (Some(x), Some(out)) = (x.downcast_ref::<Rows<f64>>(), out.downcast_mut::<Rows<f64>>()) {
            return of.call(t, LANES, x.as_flattened(), out.as_flattened_mut());
        }
        let [x, out] = &mut self.wide;
        x.as_flattened_mut().iter_mut().zip(self.x.as_flattened()).for_each(|(to, from)| *to = from.wide());
        of.call(t, LANES, x.as_flattened(), out.as_flattened_mut())?;
        self.out
            .as_flattened_mut()
            .iter_mut()
            .zip(out.as_flattened())
            .for_each(|(to, from)| *to = T::of(*from));
        Ok(())
    }
}
