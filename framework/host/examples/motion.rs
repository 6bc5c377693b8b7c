//! A plugin: a process and a solver as procedures, twins of built-ins; and what goes wrong, on purpose. The tests and
//! benches of the boundary load it.

#![allow(clippy::panic)] // what it is for

use quincunx_sdk::equation::Equation;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::process::{Batch, Info, NoiseClass, Process, Processes};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::solver::{Card, Order, Solver, Solvers, Step};
use quincunx_sdk::tableau::Tableau;
use std::sync::Arc;

quincunx_sdk::params! {
    /// A pendulum in a bath of heat, executed: dx = v dt, dv = (-sin x - gamma v) dt + sigma dW.
    #[derive(Clone)]
    pub struct ExecutedPendulum {
        /// friction
        gamma: f64 = 0.5;
        /// the strength of the noise
        sigma: f64 = 0.3;
        /// whether it also describes itself
        described: bool = false;
        /// whether the angle is kept from 0 to 1
        kept: bool = false;
        /// whether it says that its noise is constant, and does not write it
        constant: bool = false
    }
}

impl Make<Processes> for ExecutedPendulum {
    const EXAMPLES: &'static [&'static str] = &["ExecutedPendulum", "ExecutedPendulum(described: true)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Process>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Process for ExecutedPendulum {
    fn form(&self) -> Option<Equation> {
        let equation = Equation::ito()
            .drift("x", "v")
            .drift("v", "-sin(x) - gamma * v")
            .noise("v", "sigma")
            .param("gamma", &self.gamma)
            .param("sigma", &self.sigma);
        let equation = if self.kept { equation.project("x", "clamp(x, 0, 1)") } else { equation };
        self.described.then_some(equation)
    }

    fn info(&self) -> Option<Info> {
        let info = Info { class: NoiseClass::Additive, projects: self.kept, ..Info::new(["x", "v"], 1) };
        Some(if self.constant { info.constant(0, 0, 0.0).constant(1, 0, self.sigma) } else { info })
    }

    fn eval(&self, _: f64, batch: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        let (angle, speed) = drift.split_at_mut(batch.paths);
        angle.copy_from_slice(batch.variable(1));
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        dispatch(isa, Pull { x: batch.variable(0), v: batch.variable(1), gamma: self.gamma, out: speed });
        if !self.constant {
            let (none, some) = diffusion.split_at_mut(batch.paths);
            none.fill(0.0);
            some.fill(self.sigma);
        }
        Ok(())
    }

    fn project(&self, _: f64, x: &mut [f64], paths: usize) -> Result<(), Fault> {
        x.iter_mut().take(paths).for_each(|x| *x = x.clamp(0.0, 1.0));
        Ok(())
    }
}

/// -sin x - gamma v
struct Pull<'a> {
    x: &'a [f64],
    v: &'a [f64],
    gamma: f64,
    out: &'a mut [f64],
}

impl Kernel for Pull<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        const LANES: usize = 256;
        let (x, rest) = self.x.as_chunks::<LANES>();
        let (v, _) = self.v.as_chunks::<LANES>();
        let (out, out_rest) = self.out.as_chunks_mut::<LANES>();
        for ((out, x), v) in out.iter_mut().zip(x).zip(v) {
            pull(x, v, self.gamma, out);
        }
        if !rest.is_empty() {
            let mut padded = [[0.0; LANES]; 3];
            padded[0][..rest.len()].copy_from_slice(rest);
            padded[1][..rest.len()].copy_from_slice(&self.v[self.v.len() - rest.len()..]);
            let [x, v, out] = &mut padded;
            pull(x, v, self.gamma, out);
            out_rest.copy_from_slice(&out[..rest.len()]);
        }
    }
}

#[inline(always)]
fn pull<const N: usize>(x: &[f64; N], v: &[f64; N], gamma: f64, out: &mut [f64; N]) {
    *out = <f64 as Real>::sin(x);
    for (out, v) in out.iter_mut().zip(v) {
        *out = Real::mul_add(-gamma, *v, -*out);
    }
}

quincunx_sdk::params! {
    /// The method of Euler and Maruyama, executed.
    #[derive(Clone)]
    pub struct ExecutedEuler {
        /// whether it also describes itself
        described: bool = false
    }
}

impl Make<Solvers> for ExecutedEuler {
    const EXAMPLES: &'static [&'static str] = &["ExecutedEuler", "ExecutedEuler(described: true)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Solver for ExecutedEuler {
    fn card(&self) -> Card {
        Card {
            orders: vec![Order { class: NoiseClass::Additive, strong: 1.0, weak: 1.0 }],
            ..Card::default()
        }
    }

    fn form(&self) -> Option<Tableau> {
        self.described.then(|| Tableau { beta: vec![vec![1.0]], ..Tableau::new([1.0]) })
    }

    fn scratch(&self, variables: usize, wieners: usize) -> usize {
        variables * (1 + wieners)
    }

    fn step(
        &self,
        process: &dyn Process,
        step: Step<'_>,
        x: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<(), Fault> {
        let paths = step.paths;
        let (drift, diffusion) = scratch.split_at_mut(step.variables * paths);
        process.eval(step.t, Batch { x, paths }, drift, diffusion)?;
        x.iter_mut().zip(&*drift).for_each(|(x, a)| *x += a * step.dt);
        let rows = diffusion.chunks(paths * step.wieners.max(1));
        for (x, row) in x.chunks_mut(paths).zip(rows) {
            for (b, dw) in row.chunks(paths).zip(step.dw.chunks(paths)) {
                x.iter_mut().zip(b).zip(dw).for_each(|((x, b), dw)| *x += b * dw);
            }
        }
        Ok(())
    }
}

quincunx_sdk::params! {
    /// A process that fails where it is told to.
    #[derive(Clone)]
    pub struct CrookedProcess {
        /// what goes wrong
        when: When
    }
}

quincunx_sdk::params! {
    /// A solver that fails where it is told to.
    #[derive(Clone)]
    pub struct CrookedSolver {
        /// what goes wrong
        when: When
    }
}

quincunx_sdk::choice! {
    /// When it fails.
    #[derive(Clone, PartialEq)]
    pub enum When {
        /// a panic in make
        Making,
        /// a form that does not read
        Form,
        /// a formula that does not read
        Formula,
        /// what it says of itself cannot be
        Saying,
        /// it says nothing of itself
        Silent,
        /// a panic while it says what it is
        Telling,
        /// an error where it computes
        Refuses,
        /// a panic where it computes
        Computing,
        /// a panic where it computes, but not before time 0.5
        Later,
        /// more memory than there is
        Greedy,
        /// a panic where it projects
        Projecting,
        /// a panic in drop
        Dropping,
    }
}

impl Make<Processes> for CrookedProcess {
    const EXAMPLES: &'static [&'static str] = &["CrookedProcess(when: Refuses)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Process>, Complaint> {
        match self.when {
            When::Making => panic!("cannot make it"),
            _ => Ok(Arc::new(Crooked(self.when.clone()))),
        }
    }
}

impl Make<Solvers> for CrookedSolver {
    const EXAMPLES: &'static [&'static str] = &["CrookedSolver(when: Refuses)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        match self.when {
            When::Making => panic!("cannot make it"),
            _ => Ok(Arc::new(Crooked(self.when.clone()))),
        }
    }
}

#[derive(Debug)]
struct Crooked(When);

impl Crooked {
    fn compute(&self, t: f64) -> Result<(), Fault> {
        match self.0 {
            When::Refuses => Err("not today".into()),
            When::Computing => panic!("negative temperature {}", -3),
            When::Later if t >= 0.5 => panic!("time {t}"),
            _ => Ok(()),
        }
    }
}

impl Process for Crooked {
    fn form(&self) -> Option<Equation> {
        match self.0 {
            When::Form => Some(Equation::ito().param("a", &Text("{(".into()))),
            When::Formula => Some(Equation::ito().drift("x", "1 + ")),
            _ => None,
        }
    }

    fn info(&self) -> Option<Info> {
        let info = Info { class: NoiseClass::Additive, ..Info::new(["x"], 1) };
        match self.0 {
            When::Form | When::Formula | When::Silent => None,
            When::Saying => Some(Info { class: NoiseClass::None, ..info }),
            When::Telling => panic!("cannot tell"),
            When::Projecting => Some(Info { projects: true, ..info }),
            _ => Some(info),
        }
    }

    fn eval(&self, t: f64, _: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        drift.fill(0.0);
        diffusion.fill(1.0);
        self.compute(t)
    }

    fn project(&self, t: f64, _: &mut [f64], _: usize) -> Result<(), Fault> {
        panic!("cannot project at {t}")
    }
}

/// Numbers that are none.
struct Text(String);

impl quincunx_sdk::field::Field for Text {
    type Scalar = u8;

    fn read(_: &quincunx_sdk::value::Value, _: &quincunx_sdk::field::Limits<u8>, _: &mut Cx) -> Option<Self> {
        None
    }

    fn show(&self) -> String {
        self.0.clone()
    }

    fn words() -> String {
        "nothing".into()
    }
}

impl Solver for Crooked {
    fn card(&self) -> Card {
        let order = Order { class: NoiseClass::General, strong: 0.5, weak: 1.0 };
        match self.0 {
            When::Saying => Card::default(),
            When::Telling => panic!("cannot tell"),
            _ => Card { orders: vec![order], ..Card::default() },
        }
    }

    fn form(&self) -> Option<Tableau> {
        match self.0 {
            When::Form => Some(Tableau { a0: vec![vec![1.0]], ..Tableau::new([1.0]) }),
            _ => None,
        }
    }

    fn scratch(&self, _: usize, _: usize) -> usize {
        if self.0 == When::Greedy { usize::MAX } else { 0 }
    }

    fn step(&self, _: &dyn Process, step: Step<'_>, _: &mut [f64], _: &mut [f64]) -> Result<(), Fault> {
        self.compute(step.t)
    }
}

impl Drop for Crooked {
    fn drop(&mut self) {
        if self.0 == When::Dropping {
            panic!("it goes off");
        }
    }
}

quincunx_sdk::export_plugin!(
    processes: [ExecutedPendulum, CrookedProcess],
    solvers: [ExecutedEuler, CrookedSolver]
);
