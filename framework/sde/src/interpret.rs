//! Runs a compiled program on blocks of paths.

use crate::calling::Calling;
use crate::code::{BANKS, Op, Place, Placed, Target, first_output};
use crate::dag::{Fused, Node};
use crate::expression::{Comparison, Function1, Function2, Symbol};
use crate::program::Program;
use crate::rows::Rows;
use crate::scalar;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::real::Real;

/// Paths in a block. An instruction runs over all of them, which hides what its dispatch costs.
pub const LANES: usize = 256;

/// A program with its registers, and with its scalars at one time.
///
/// ```
/// use quincunx_sde::interpret::{LANES, Machine};
/// use quincunx_sde::{parse::parse, program::Program, scope::Scope};
/// use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
///
/// struct Evaluate<'a>(&'a Program, &'a [[f64; LANES]], &'a mut [[f64; LANES]]);
///
/// impl Kernel for Evaluate<'_> {
///     type Out = ();
///     #[inline(always)]
///     fn run(self) {
///         let mut machine = Machine::new(self.0);
///         machine.at(3.0);
///         machine.run(self.1, &[], self.2);
///     }
/// }
///
/// let formula = parse("t * (mu - x)", &Scope::new(["x"], ["mu"])).unwrap();
/// let program = Program::compile(&[formula], &[2.0]);
/// let mut out = [[0.0; LANES]];
/// dispatch(Isa::PORTABLE, Evaluate(&program, &[[1.5; LANES]], &mut out));
/// assert_eq!(out, [[1.5; LANES]]);
/// ```
#[derive(Clone, Debug)]
pub struct Machine<'p, T> {
    program: &'p Program,
    registers: Rows<T>,
    wide: Vec<f64>,
    scalars: Vec<T>,
    calls: Vec<Calling<'p, T>>,
    /// What calls have made, one after the other.
    called: Rows<T>,
    /// How many lanes are paths.
    real: usize,
    fault: Option<Fault>,
}

impl<'p, T: Real> Machine<'p, T> {
    /// A machine for a program, at time 0.
    #[inline(always)]
    pub fn new(program: &'p Program) -> Machine<'p, T> {
        let registers = Rows::new(program.registers());
        let count = program.scalars.len();
        let (wide, scalars) = (vec![0.0; count], vec![T::ZERO; count]);
        let calls = program.dag.calls.iter().map(Calling::new).collect();
        let called = Rows::new(first_output(&program.dag.calls, program.dag.calls.len()));
        let mut machine =
            Machine { program, registers, wide, scalars, calls, called, real: LANES, fault: None };
        for number in 0..count {
            machine.refresh(number, 0.0);
        }
        machine
    }

    /// Goes to time `t`: what depends on it alone is computed anew, in f64, and rounded once.
    #[inline(always)]
    pub fn at(&mut self, t: f64) {
        let program = self.program;
        for number in &program.timed {
            self.refresh(*number, t);
        }
    }

    /// Says how many lanes of the block are paths; at first all are.
    pub fn real(&mut self, lanes: usize) {
        self.real = lanes;
    }

    /// Takes out why a procedure has failed, if one has since this was asked last. What it should have made was NaN.
    #[inline(always)]
    pub fn fault(&mut self) -> Option<Fault> {
        if self.fault.is_none() { None } else { self.fault.take() }
    }

    #[inline(always)]
    fn refresh(&mut self, number: usize, t: f64) {
        let wide = &self.wide;
        let symbol = |symbol| if symbol == Symbol::Time { t } else { f64::NAN };
        let value = evaluate(self.program.scalars[number], |id| wide[id], symbol);
        self.wide[number] = value;
        self.scalars[number] = T::of(value);
    }

    /// Computes the outputs for one block: `x` holds the variables, `noise` the normals of the step.
    ///
    /// Call it inside of a [`Kernel`](quincunx_sdk::lanes::isa::Kernel). To take steps keep two blocks
    /// of [`Rows`], and swap them as references.
    ///
    /// # Panics
    /// If there are fewer variables or normals than the program reads, or fewer rows in `out` than it has outputs.
    #[inline(always)]
    pub fn run(&mut self, x: &[[T; LANES]], noise: &[[T; LANES]], out: &mut [[T; LANES]]) {
        let program = self.program;
        for instruction in &program.code {
            let Machine { registers, scalars, called, .. } = self;
            let (to, [before, after]) = match instruction.to {
                Target::Output(n) => (&mut out[n], [&**registers, &[]]),
                Target::Register(n) => {
                    let (before, rest) = registers.split_at_mut(n);
                    let Some((to, after)) = rest.split_first_mut() else { continue };
                    (to, [&*before, &*after])
                }
                Target::Nowhere => {
                    self.act(instruction, x, noise);
                    continue;
                }
            };
            let banks = [x, noise, before, after, &**called];
            execute(instruction.op, to, &Reads { instruction, banks, scalars });
        }
    }

    /// Does its part of a call. It stays out of the loop over instructions: programs of formulas alone have none.
    #[inline(never)]
    fn act(&mut self, instruction: &Placed, x: &[[T; LANES]], noise: &[[T; LANES]]) {
        let place = instruction.from[0].index as usize;
        match instruction.op {
            Op::Pass(call, slot) => {
                let banks = [x, noise, &*self.registers, &[], &*self.called];
                let reads = Reads { instruction, banks, scalars: &self.scalars };
                let row = if instruction.scalar[0] { [self.scalars[place]; LANES] } else { *reads.lanes(0) };
                *self.calls[call].input(slot) = row;
            }
            Op::Evaluate(call) => {
                let first = first_output(&self.program.dag.calls, call);
                let out = &mut self.called[first..first + self.calls[call].outputs()];
                let called = self.calls[call].call(self.wide[place], x, self.real, out);
                self.fault = self.fault.take().or(called.err());
            }
            _ => {}
        }
    }
}

/// What an instruction reads.
#[derive(Clone, Copy)]
struct Reads<'a, T> {
    instruction: &'a Placed,
    banks: [&'a [[T; LANES]]; BANKS],
    scalars: &'a [T],
}

impl<'a, T: Real> Reads<'a, T> {
    /// An operand that is a row.
    #[inline(always)]
    fn lanes(&self, operand: usize) -> &'a [T; LANES] {
        let Place { bank, index } = self.instruction.from[operand];
        &self.banks[bank as usize][index as usize]
    }

    /// An operand that is the same for all lanes.
    #[inline(always)]
    fn same(&self, operand: usize) -> Same<T> {
        Same(self.scalars[self.instruction.from[operand].index as usize])
    }
}

/// Something with a value for each lane. A scalar costs no load.
trait Lane<T>: Copy {
    fn at(self, lane: usize) -> T;
}

impl<T: Real> Lane<T> for &[T; LANES] {
    #[inline(always)]
    fn at(self, lane: usize) -> T {
        self[lane]
    }
}

#[derive(Clone, Copy)]
struct Same<T>(T);

impl<T: Real> Lane<T> for Same<T> {
    #[inline(always)]
    fn at(self, _: usize) -> T {
        self.0
    }
}

/// Calls `$run` with each of the functions as a constant, so that each gets a loop of its own.
macro_rules! loops {
    ($f:expr, $Of:ident: $($Each:ident)*, $run:ident $arguments:tt) => {
        match $f { $($Of::$Each => loops!(@call $run, $Of::$Each, $arguments),)* }
    };
    (@call $run:ident, $f:expr, ($($argument:expr),*)) => { $run($f, $($argument),*) };
}

#[inline(always)]
fn execute<T: Real>(op: Op, to: &mut [T; LANES], reads: &Reads<T>) {
    match op {
        Op::Copy if reads.instruction.scalar[0] => *to = [reads.same(0).0; LANES],
        Op::Copy => *to = *reads.lanes(0),
        Op::Unary(Function1::Sin) => *to = T::sin(reads.lanes(0)),
        Op::Unary(Function1::Cos) => *to = T::cos(reads.lanes(0)),
        Op::Unary(f) => {
            let a = reads.lanes(0);
            loops!(f, Function1: Neg Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Exp Log Sqrt Abs Sign Floor, each(to, a))
        }
        Op::Binary(f) => loops!(f, Function2: Add Sub Mul Div Pow Atan2 Min Max, pairs(to, reads)),
        Op::Compare(how) => {
            loops!(how, Comparison: Less LessEqual Greater GreaterEqual Equal NotEqual, comparisons(to, reads))
        }
        Op::Pass(..) | Op::Evaluate(_) => {} // these make no row
        Op::Select => triples(Three::Select, to, reads),
        Op::Fused(Fused::MulAdd) => triples(Three::MulAdd, to, reads),
        Op::Fused(Fused::NegMulAdd) => triples(Three::NegMulAdd, to, reads),
        Op::Fused(Fused::MulSub) => triples(Three::MulSub, to, reads),
    }
}

#[inline(always)]
fn each<T: Real>(f: Function1, to: &mut [T; LANES], a: &[T; LANES]) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = scalar::unary(f, *a);
    }
}

#[inline(always)]
fn pairs<T: Real>(f: Function2, to: &mut [T; LANES], reads: &Reads<T>) {
    match reads.instruction.scalar {
        [false, false, _] => pair(f, to, reads.lanes(0), reads.lanes(1)),
        [false, true, _] => pair(f, to, reads.lanes(0), reads.same(1)),
        [true, false, _] => pair(f, to, reads.same(0), reads.lanes(1)),
        [true, true, _] => {} // that is a scalar itself
    }
}

#[inline(always)]
fn pair<T: Real>(f: Function2, to: &mut [T; LANES], a: impl Lane<T>, b: impl Lane<T>) {
    for (lane, to) in to.iter_mut().enumerate() {
        *to = scalar::binary(f, a.at(lane), b.at(lane));
    }
}

#[inline(always)]
fn comparisons<T: Real>(how: Comparison, to: &mut [T; LANES], reads: &Reads<T>) {
    match reads.instruction.scalar {
        [false, false, _] => comparison(how, to, reads.lanes(0), reads.lanes(1)),
        [false, true, _] => comparison(how, to, reads.lanes(0), reads.same(1)),
        [true, false, _] => comparison(how, to, reads.same(0), reads.lanes(1)),
        [true, true, _] => {} // that is a scalar itself
    }
}

#[inline(always)]
fn comparison<T: Real>(how: Comparison, to: &mut [T; LANES], a: impl Lane<T>, b: impl Lane<T>) {
    for (lane, to) in to.iter_mut().enumerate() {
        *to = if scalar::compare(how, a.at(lane), b.at(lane)) { T::ONE } else { T::ZERO };
    }
}

/// What works on three operands.
#[derive(Clone, Copy)]
enum Three {
    Select,
    MulAdd,
    NegMulAdd,
    MulSub,
}

#[inline(always)]
fn triples<T: Real>(f: Three, to: &mut [T; LANES], reads: &Reads<T>) {
    match reads.instruction.scalar {
        [false, false, false] => triple(f, to, reads.lanes(0), reads.lanes(1), reads.lanes(2)),
        [false, false, true] => triple(f, to, reads.lanes(0), reads.lanes(1), reads.same(2)),
        [false, true, false] => triple(f, to, reads.lanes(0), reads.same(1), reads.lanes(2)),
        [false, true, true] => triple(f, to, reads.lanes(0), reads.same(1), reads.same(2)),
        [true, false, false] => triple(f, to, reads.same(0), reads.lanes(1), reads.lanes(2)),
        [true, false, true] => triple(f, to, reads.same(0), reads.lanes(1), reads.same(2)),
        [true, true, false] => triple(f, to, reads.same(0), reads.same(1), reads.lanes(2)),
        [true, true, true] => {} // that is a scalar itself
    }
}

#[inline(always)]
fn triple<T: Real>(f: Three, to: &mut [T; LANES], a: impl Lane<T>, b: impl Lane<T>, c: impl Lane<T>) {
    for (lane, to) in to.iter_mut().enumerate() {
        let (a, b, c) = (a.at(lane), b.at(lane), c.at(lane));
        *to = match f {
            Three::Select => select(a, b, c),
            Three::MulAdd => fused(Fused::MulAdd, a, b, c),
            Three::NegMulAdd => fused(Fused::NegMulAdd, a, b, c),
            Three::MulSub => fused(Fused::MulSub, a, b, c),
        };
    }
}

#[inline(always)]
fn select<T: Real>(condition: T, a: T, b: T) -> T {
    if condition != T::ZERO { a } else { b }
}

#[inline(always)]
fn fused<T: Real>(f: Fused, a: T, b: T, c: T) -> T {
    match f {
        Fused::MulAdd => a.mul_add(b, c),
        Fused::NegMulAdd => (-a).mul_add(b, c),
        Fused::MulSub => a.mul_add(b, -c),
    }
}

/// The value of one node, for one number.
#[inline(always)]
pub(crate) fn evaluate<T: Real>(node: Node, at: impl Fn(usize) -> T, symbol: impl Fn(Symbol) -> T) -> T {
    match node {
        Node::Constant(bits) => T::of(f64::from_bits(bits)),
        Node::Symbol(own) => symbol(own),
        Node::Unary(f, a) => scalar::unary(f, at(a)),
        Node::Binary(f, a, b) => scalar::binary(f, at(a), at(b)),
        Node::Compare(how, a, b) => {
            if scalar::compare(how, at(a), at(b)) {
                T::ONE
            } else {
                T::ZERO
            }
        }
        Node::Select(c, a, b) => select(at(c), at(a), at(b)),
        Node::Fused(f, a, b, c) => fused(f, at(a), at(b), at(c)),
        Node::Pass(..) | Node::Evaluate(..) | Node::Taken(..) => T::NAN, // a call has more than one number
    }
}
