//! The slow and obvious twin: a formula's value for one path, by walking the tree; and [`solvers`] by their formulas.

pub mod solvers;

use crate::dag::{Node, Site};
use crate::expression::{Condition, Expr, Symbol};
use crate::interpret::evaluate;
use crate::opaque::Call;
use crate::program::Program;
use crate::scalar;
use quincunx_sdk::lanes::real::Real;

/// Where a formula is evaluated: what each symbol is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a, T> {
    /// The variables of one path.
    pub variables: &'a [T],
    /// The parameters.
    pub params: &'a [T],
    /// Time.
    pub time: T,
    /// The standard normals of this step.
    pub noise: &'a [T],
}

/// The value of a formula; NaN of a symbol that `place` lacks.
///
/// ```
/// use quincunx_sde::{parse::parse, reference::{Place, value}, scope::Scope};
/// let formula = parse("if(x < a, t, -x^2)", &Scope::new(["x"], ["a"])).unwrap();
/// let at = |x| value(&formula, &Place { variables: &[x], params: &[1.0], time: 5.0, noise: &[] });
/// assert_eq!((at(0.0), at(3.0)), (5.0, -9.0));
/// ```
pub fn value<T: Real>(formula: &Expr, place: &Place<T>) -> T {
    match formula {
        Expr::Number(value) => T::of(*value),
        Expr::Symbol(symbol) => symbol_value(*symbol, place),
        Expr::Unary(f, a) => scalar::unary(*f, value(a, place)),
        Expr::Binary(f, a, b) => scalar::binary(*f, value(a, place), value(b, place)),
        Expr::If(c, a, b) => value(if holds(c, place) { a } else { b }, place),
        Expr::Call(call) => called(call, place),
    }
}

/// For one path; NaN if the procedure fails.
fn called<T: Real>(call: &Call, place: &Place<T>) -> T {
    let x: Vec<f64> = call.at.iter().map(|at| value(at, place).wide()).collect();
    let mut out = vec![f64::NAN; call.of.outputs()];
    match call.of.call(value(&call.time, place).wide(), 1, &x, &mut out) {
        Ok(()) => T::of(out[call.output]),
        Err(_) => T::NAN,
    }
}

/// Whether a condition holds.
pub fn holds<T: Real>(condition: &Condition, place: &Place<T>) -> bool {
    match condition {
        Condition::Compare(how, a, b) => scalar::compare(*how, value(a, place), value(b, place)),
        Condition::And(a, b) => holds(a, place) && holds(b, place),
        Condition::Or(a, b) => holds(a, place) || holds(b, place),
        Condition::Not(a) => !holds(a, place),
    }
}

fn symbol_value<T: Real>(symbol: Symbol, place: &Place<T>) -> T {
    let found = match symbol {
        Symbol::Variable(n) => place.variables.get(n),
        Symbol::Parameter(n) => place.params.get(n),
        Symbol::Time => Some(&place.time),
        Symbol::Noise(n) => place.noise.get(n),
    };
    found.copied().unwrap_or(T::NAN)
}

/// What a compiled program computes for one path, node by node: its lanes must give the same bits.
pub fn outputs<T: Real>(program: &Program, variables: &[T], time: f64, noise: &[T]) -> Vec<T> {
    let (mut wide, mut lane): (Vec<f64>, Vec<T>) = (Vec::new(), Vec::new());
    let place = Place { variables, params: &[], time: T::of(time), noise };
    let mut calls: Vec<Called> = program.dag.calls.iter().map(|site| Called::new(site, variables)).collect();
    for (node, uniform) in program.dag.nodes.iter().zip(&program.dag.uniform) {
        // What is the same for all paths is computed in f64, and rounded where a path uses it.
        let same = if *uniform { evaluate(*node, |id| wide[id], |_| time) } else { f64::NAN };
        let own = match *node {
            _ if *uniform => T::of(same),
            Node::Pass(call, slot, x, _) => {
                calls[call].x[slot] = lane[x].wide();
                T::NAN
            }
            Node::Evaluate(call, time, _) => {
                calls[call].evaluate(wide[time]);
                T::NAN
            }
            Node::Taken(call, output, _) => T::of(calls[call].out[output]),
            node => evaluate(node, |id| lane[id], |s| symbol_value(s, &place)),
        };
        wide.push(same);
        lane.push(own);
    }
    program.outputs.iter().map(|id| lane[*id]).collect()
}

/// A procedure with what it is handed and what it makes, for one path.
struct Called<'p> {
    site: &'p Site,
    x: Vec<f64>,
    out: Vec<f64>,
}

impl<'p> Called<'p> {
    fn new<T: Real>(site: &'p Site, variables: &[T]) -> Self {
        // Where they are not handed as they stand, each is passed before the call.
        let x = variables.iter().map(|x| x.wide()).chain(std::iter::repeat(0.0)).take(site.inputs).collect();
        Called { site, x, out: vec![f64::NAN; site.of.outputs()] }
    }

    fn evaluate(&mut self, time: f64) {
        if self.site.of.call(time, 1, &self.x, &mut self.out).is_err() {
            self.out.fill(f64::NAN);
        }
    }
}
