//! What a solver may assume of the noise, decided from the maths.

use crate::canonical::Book;
use crate::differentiate::derivative;
use crate::expression::{Expr, Symbol};
use crate::reference::{Place, value};
use crate::simplify::simplify;
use std::collections::BTreeSet;

pub use quincunx_sdk::process::NoiseClass;

/// The class of a noise matrix: `noise[i][j]` is the formula of variable i for Wiener process j.
///
/// Parameters are taken as symbols: what is said holds for all their values. Where equality cannot be shown the answer is
/// the class that allows less.
///
/// ```
/// use quincunx_sde::{expression::Expr, noise_class::{NoiseClass, class}};
/// // dx = y dW₁, dy = dW₂
/// let noise = [vec![Expr::variable(1), 0.0.into()], vec![0.0.into(), 1.0.into()]];
/// assert_eq!(class(&noise), NoiseClass::General);
/// ```
pub fn class(noise: &[Vec<Expr>]) -> NoiseClass {
    let declared = |b: &Expr| if let Expr::Call(call) = b { Some(call.of.class()) } else { None };
    if let Some(class) = noise.iter().flatten().find_map(declared) {
        return class;
    }
    let mut book = Book::default();
    let entry = |b: &Expr| {
        let b = simplify(b);
        let zero = book.is_zero(&b);
        let variables = if zero { BTreeSet::new() } else { book.dependencies(&b) };
        let variables = variables.into_iter().filter_map(|symbol| match symbol {
            Symbol::Variable(n) => Some(n),
            _ => None,
        });
        Entry { variables: variables.collect(), formula: if zero { 0.0.into() } else { b }, zero }
    };
    let mut entry = entry;
    let matrix: Matrix = noise.iter().map(|row| row.iter().map(&mut entry).collect()).collect();
    let all = |holds: fn(&Entry) -> bool| matrix.iter().flatten().all(holds);
    match () {
        () if all(|b| b.zero) => NoiseClass::None,
        () if all(|b| b.variables.is_empty()) => NoiseClass::Additive,
        () if diagonal(&matrix) => NoiseClass::Diagonal,
        () if commutative(&matrix, &mut book) => NoiseClass::Commutative,
        () => NoiseClass::General,
    }
}

/// One formula of the matrix.
struct Entry {
    formula: Expr,
    zero: bool,
    variables: Vec<usize>,
}

type Matrix = Vec<Vec<Entry>>;

fn processes(matrix: &Matrix) -> usize {
    matrix.iter().map(Vec::len).max().unwrap_or(0)
}

fn diagonal(matrix: &Matrix) -> bool {
    let of_row = |row: &Vec<Entry>| row.iter().filter(|b| !b.zero).count();
    let of_process = |j: usize| matrix.iter().filter(|row| row.get(j).is_some_and(|b| !b.zero)).count();
    let own = |(i, row): (usize, &Vec<Entry>)| row.iter().all(|b| b.variables.iter().all(|n| *n == i));
    matrix.iter().all(|row| of_row(row) <= 1)
        && (0..processes(matrix)).all(|j| of_process(j) <= 1)
        && matrix.iter().enumerate().all(own)
}

fn commutative(matrix: &Matrix, book: &mut Book) -> bool {
    let pairs = (0..processes(matrix)).flat_map(|k| (0..k).map(move |j| (j, k)));
    let mut vanishes = |difference: &Expr| book.is_zero(difference) && vanishes_at_points(difference);
    pairs.into_iter().all(|(j, k)| (0..matrix.len()).all(|i| vanishes(&bracket(matrix, i, j, k))))
}

/// Component i of Lʲbᵏ − Lᵏbʲ.
fn bracket(matrix: &Matrix, i: usize, j: usize, k: usize) -> Expr {
    let b = |row: usize, process: usize| match matrix[row].get(process) {
        Some(entry) => entry.formula.clone(),
        None => 0.0.into(),
    };
    let slope = |process, by| derivative(&b(i, process), Symbol::Variable(by));
    let term = |l: usize| b(l, j) * slope(k, l) - b(l, k) * slope(j, l);
    (0..matrix.len()).map(term).fold(0.0.into(), |sum: Expr, term| sum + term)
}

/// A second opinion on what was found to be zero: it is small at pseudo-random points.
fn vanishes_at_points(formula: &Expr) -> bool {
    let mut state = 1u64;
    let mut next = move || {
        // Knuth's MMIX generator; the upper bits are good enough here.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let count = |wanted: fn(Symbol) -> Option<usize>| highest(formula, wanted);
    let variables = count(|s| if let Symbol::Variable(n) = s { Some(n) } else { None });
    let params = count(|s| if let Symbol::Parameter(n) = s { Some(n) } else { None });
    (0..48).all(|point| {
        // Every other point is positive, where roots and logarithms are.
        let low = if point % 2 == 0 { 0.1 } else { -2.0 };
        let mut draw = |n| (0..n).map(|_| low + (2.0 - low) * next()).collect::<Vec<f64>>();
        let (variables, params, time) = (draw(variables), draw(params), draw(1)[0]);
        let place = Place { variables: &variables, params: &params, time, noise: &[] };
        let found = value(formula, &place);
        !found.is_finite() || found.abs() <= 1e-8 * size(formula, &place)
    })
}

/// How many numbers of a kind there are: one more than the highest.
fn highest(formula: &Expr, wanted: fn(Symbol) -> Option<usize>) -> usize {
    let most = std::cell::Cell::new(0);
    formula.any_symbol(&|symbol| {
        most.set(most.get().max(wanted(symbol).map_or(0, |n| n + 1)));
        false
    });
    most.get()
}

/// The largest magnitude of any part: what rounding is measured by.
fn size(formula: &Expr, place: &Place<f64>) -> f64 {
    let own = value(formula, place).abs();
    match formula {
        Expr::Number(_) | Expr::Symbol(_) => own,
        Expr::Call(_) => own,
        Expr::Unary(_, a) => own.max(size(a, place)),
        Expr::Binary(_, a, b) | Expr::If(_, a, b) => own.max(size(a, place)).max(size(b, place)),
    }
}
