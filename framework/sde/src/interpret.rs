//! Runs a compiled program on blocks of paths.

use crate::calling::Calling;
use crate::dag::{Fused, Node};
use crate::expression::{Comparison, Function1, Function2, Symbol};
use crate::program::{Instruction, Op, Operand, Program, Target};
use crate::rows::Row;
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
    /// An instruction takes its target out while it runs, and reads the others.
    registers: Vec<Option<Box<Row<T>>>>,
    wide: Vec<f64>,
    scalars: Vec<T>,
    calls: Vec<Calling<'p, T>>,
    /// How many lanes are paths.
    real: usize,
    fault: Option<Fault>,
}

impl<'p, T: Real> Machine<'p, T> {
    /// A machine for a program, at time 0.
    #[inline(always)]
    pub fn new(program: &'p Program) -> Machine<'p, T> {
        let registers = vec![Some(Box::new(Row([T::ZERO; LANES]))); program.registers()];
        let count = program.scalars.len();
        let (wide, scalars) = (vec![0.0; count], vec![T::ZERO; count]);
        let calls = program.dag.calls.iter().map(Calling::new).collect();
        let mut machine = Machine { program, registers, wide, scalars, calls, real: LANES, fault: None };
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
    /// of [`Rows`](crate::rows::Rows), and swap them as references.
    ///
    /// # Panics
    /// If there are fewer variables or normals than the program reads, or fewer rows in `out` than it has outputs.
    #[inline(always)]
    pub fn run(&mut self, x: &[[T; LANES]], noise: &[[T; LANES]], out: &mut [[T; LANES]]) {
        let program = self.program;
        for instruction in &program.code {
            match instruction.to {
                Target::Output(n) => self.step(instruction, x, noise, &mut out[n]),
                Target::Register(n) => {
                    let Some(mut row) = self.registers[n].take() else { continue };
                    self.step(instruction, x, noise, &mut row.0);
                    self.registers[n] = Some(row);
                }
                Target::Nowhere => self.act(instruction, x, noise),
            }
        }
    }

    /// Does its part of a call. It stays out of the loop over instructions: programs of formulas alone have none.
    #[inline(never)]
    fn act(&mut self, instruction: &Instruction, x: &[[T; LANES]], noise: &[[T; LANES]]) {
        match (instruction.op, instruction.from[0]) {
            (Op::Pass(call, slot), from) => {
                let row = match self.source(from, x, noise) {
                    Source::Lanes(row) => *row,
                    Source::Scalar(value) => [value; LANES],
                };
                *self.calls[call].input(slot) = row;
            }
            (Op::Evaluate(call), Operand::Scalar(time)) => {
                let called = self.calls[call].call(self.wide[time], x, self.real);
                self.fault = self.fault.take().or(called.err());
            }
            _ => {}
        }
    }

    #[inline(always)]
    fn step(&self, instruction: &Instruction, x: &[[T; LANES]], noise: &[[T; LANES]], to: &mut [T; LANES]) {
        let [a, b, c] = instruction.from.map(|operand| self.source(operand, x, noise));
        execute(instruction.op, to, a, b, c);
    }

    #[inline(always)]
    fn source<'a>(&'a self, operand: Operand, x: &'a [[T; LANES]], noise: &'a [[T; LANES]]) -> Source<'a, T> {
        match operand {
            Operand::Variable(n) => Source::Lanes(&x[n]),
            Operand::Noise(n) => Source::Lanes(&noise[n]),
            Operand::Scalar(n) => Source::Scalar(self.scalars[n]),
            Operand::Taken(call, output) => Source::Lanes(self.calls[call].output(output)),
            Operand::Register(n) => match &self.registers[n] {
                Some(row) => Source::Lanes(&row.0),
                None => Source::Scalar(T::NAN), // taken out as target, which is never an operand
            },
        }
    }
}

/// What an instruction reads.
#[derive(Clone, Copy)]
enum Source<'a, T> {
    Lanes(&'a [T; LANES]),
    Scalar(T),
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
fn execute<T: Real>(op: Op, to: &mut [T; LANES], a: Source<T>, b: Source<T>, c: Source<T>) {
    match op {
        Op::Copy => match a {
            Source::Lanes(a) => *to = *a,
            Source::Scalar(a) => *to = [a; LANES],
        },
        Op::Unary(f) => {
            let Source::Lanes(a) = a else { return }; // of a scalar it is a scalar
            match f {
                Function1::Sin => *to = T::sin(a),
                Function1::Cos => *to = T::cos(a),
                f => {
                    loops!(f, Function1: Neg Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Exp Log Sqrt Abs Sign Floor, each(to, a))
                }
            }
        }
        Op::Binary(f) => loops!(f, Function2: Add Sub Mul Div Pow Atan2 Min Max, pairs(to, a, b)),
        Op::Compare(how) => {
            loops!(how, Comparison: Less LessEqual Greater GreaterEqual Equal NotEqual, comparisons(to, a, b))
        }
        Op::Pass(..) | Op::Evaluate(_) => {} // these make no row
        Op::Select => triples(Three::Select, to, a, b, c),
        Op::Fused(Fused::MulAdd) => triples(Three::MulAdd, to, a, b, c),
        Op::Fused(Fused::NegMulAdd) => triples(Three::NegMulAdd, to, a, b, c),
        Op::Fused(Fused::MulSub) => triples(Three::MulSub, to, a, b, c),
    }
}

#[inline(always)]
fn each<T: Real>(f: Function1, to: &mut [T; LANES], a: &[T; LANES]) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = scalar::unary(f, *a);
    }
}

#[inline(always)]
fn pairs<T: Real>(f: Function2, to: &mut [T; LANES], a: Source<T>, b: Source<T>) {
    match (a, b) {
        (Source::Lanes(a), Source::Lanes(b)) => pair(f, to, a, b),
        (Source::Lanes(a), Source::Scalar(b)) => pair(f, to, a, Same(b)),
        (Source::Scalar(a), Source::Lanes(b)) => pair(f, to, Same(a), b),
        (Source::Scalar(_), Source::Scalar(_)) => {}
    }
}

#[inline(always)]
fn pair<T: Real>(f: Function2, to: &mut [T; LANES], a: impl Lane<T>, b: impl Lane<T>) {
    for (lane, to) in to.iter_mut().enumerate() {
        *to = scalar::binary(f, a.at(lane), b.at(lane));
    }
}

#[inline(always)]
fn comparisons<T: Real>(how: Comparison, to: &mut [T; LANES], a: Source<T>, b: Source<T>) {
    match (a, b) {
        (Source::Lanes(a), Source::Lanes(b)) => comparison(how, to, a, b),
        (Source::Lanes(a), Source::Scalar(b)) => comparison(how, to, a, Same(b)),
        (Source::Scalar(a), Source::Lanes(b)) => comparison(how, to, Same(a), b),
        (Source::Scalar(_), Source::Scalar(_)) => {}
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
fn triples<T: Real>(f: Three, to: &mut [T; LANES], a: Source<T>, b: Source<T>, c: Source<T>) {
    use Source::{Lanes as L, Scalar as S};
    match (a, b, c) {
        (L(a), L(b), L(c)) => triple(f, to, a, b, c),
        (L(a), L(b), S(c)) => triple(f, to, a, b, Same(c)),
        (L(a), S(b), L(c)) => triple(f, to, a, Same(b), c),
        (L(a), S(b), S(c)) => triple(f, to, a, Same(b), Same(c)),
        (S(a), L(b), L(c)) => triple(f, to, Same(a), b, c),
        (S(a), L(b), S(c)) => triple(f, to, Same(a), b, Same(c)),
        (S(a), S(b), L(c)) => triple(f, to, Same(a), Same(b), c),
        (S(_), S(_), S(_)) => {}
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
