//! A plugin: Life as a procedure, with the built-in stepper's arithmetic; and what goes wrong, on purpose. The tests and
//! benches of the boundary load it.

#![allow(clippy::panic)] // what it is for

use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::plugin::host;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use quincunx_sdk::slab::Slab;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Conway's Life, executed; it says what it is, too.
    #[derive(Clone)]
    pub struct ExecutedLife {
        /// whether it also describes itself
        described: bool = false
    }
}

impl Make<Rules> for ExecutedLife {
    const EXAMPLES: &'static [&'static str] = &["ExecutedLife", "ExecutedLife(described: true)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for ExecutedLife {
    fn form(&self) -> Option<Form> {
        self.described
            .then_some(Form::OuterTotalistic(OuterTotalistic { born: 1 << 3, survive: 1 << 2 | 1 << 3 }))
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        dispatch(isa, Life { src, dst, slab });
        Ok(())
    }
}

struct Life<'a> {
    src: &'a [u8],
    dst: &'a mut [u8],
    slab: &'a Slab,
}

impl Kernel for Life<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let slab = self.slab;
        let mut columns = vec![0; slab.width + 2];
        for y in 0..slab.height {
            let row = |dy: isize| slab.source(self.src, y as isize + dy);
            sums(row(-1), row(0), row(1), &mut columns);
            live(&columns, &row(0)[1..], slab.target(self.dst, y));
        }
    }
}

#[inline(always)]
fn sums(up: &[u8], middle: &[u8], down: &[u8], out: &mut [u8]) {
    let w = out.len();
    let (up, middle, down) = (&up[..w], &middle[..w], &down[..w]);
    for x in 0..w {
        out[x] = up[x] + middle[x] + down[x];
    }
}

/// A sum of nine, middle included: three live on, and four if the middle was alive.
#[inline(always)]
fn live(columns: &[u8], middle: &[u8], out: &mut [u8]) {
    let w = out.len();
    let (left, here, right, middle) = (&columns[..w], &columns[1..][..w], &columns[2..][..w], &middle[..w]);
    for x in 0..w {
        let sum = left[x] + here[x] + right[x];
        out[x] = u8::from(sum == 3) | (u8::from(sum == 4) & middle[x]);
    }
}

quincunx_sdk::params! {
    /// Fails where it is told to.
    #[derive(Clone)]
    pub struct Failing {
        /// what goes wrong
        when: When
    }
}

quincunx_sdk::choice! {
    /// When it fails.
    #[derive(Clone)]
    pub enum When {
        /// a complaint against its parameter
        Complains,
        /// a panic in make
        Making,
        /// an error in step
        Refuses,
        /// a panic in step
        Stepping,
        /// a panic with something that panics when it is dropped
        Payload,
        /// a panic in drop
        Dropping,
        /// a panic, but not before generation 300
        Later,
        /// a state that the rule does not have, at generation 300
        Astray,
        /// a step that ends only when the run is asked to stop
        Waiting,
    }
}

impl Make<Rules> for Failing {
    const EXAMPLES: &'static [&'static str] = &["Failing(when: Refuses)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        match self.when {
            When::Complains => Err(Complaint::inside("when", 2..5, "this is not to be")),
            When::Making => panic!("cannot make it"),
            _ => Ok(Arc::new(Bomb(self.when.clone()))),
        }
    }
}

#[derive(Debug)]
struct Bomb(When);

struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        panic!("the payload goes off");
    }
}

impl Rule for Bomb {
    fn step(&self, _: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        (0..slab.height).for_each(|y| slab.target(dst, y).fill(1));
        match self.0 {
            When::Later if slab.step == 300 => panic!("generation {}", slab.step),
            When::Astray if slab.step == 300 => dst[0] = 7,
            When::Waiting if slab.step > 0 => {
                while !host::cancelled() {
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                return Err("asked to stop".into());
            }
            _ => {}
        }
        match self.0 {
            When::Refuses => Err("not today".into()),
            When::Stepping => panic!("negative temperature {}", -3),
            When::Payload => std::panic::panic_any(Payload),
            _ => Ok(()),
        }
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        if matches!(self.0, When::Dropping) {
            panic!("it goes off");
        }
    }
}

quincunx_sdk::export_plugin!(rules: [ExecutedLife, Failing]);
