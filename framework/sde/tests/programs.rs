//! What is compiled against what is written.

use crate::bounds::{self, F32, F64, Rounding, near};
use crate::trees;
use exmex::Express;
use proptest::prelude::*;
use quincunx_sde::expression::{Expr, Function1, Function2};
use quincunx_sde::interpret::{LANES, Machine};
use quincunx_sde::parse::parse;
use quincunx_sde::program::Program;
use quincunx_sde::reference::{Place, outputs};
use quincunx_sde::scope::Scope;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;

/// One run of a program at a time.
struct Once<'a, T> {
    program: &'a Program,
    time: f64,
    x: &'a [[T; LANES]],
    noise: &'a [[T; LANES]],
}

impl<T: Real> Kernel for Once<'_, T> {
    type Out = Vec<[T; LANES]>;
    #[inline(always)]
    fn run(self) -> Self::Out {
        let mut out = vec![[T::ZERO; LANES]; self.program.outputs()];
        let mut machine = Machine::new(self.program);
        machine.at(self.time);
        machine.run(self.x, self.noise, &mut out);
        out
    }
}

/// Rows of numbers about as large as 1, with some that are special.
fn rows<T: Real>(count: usize, seed: u32) -> Vec<[T; LANES]> {
    let special = [0.0, -0.0, 1.0, -1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e30, -1e-30, 1e5];
    let number = |row: usize, lane: usize| {
        let n =
            (lane as u32).wrapping_mul(2_654_435_769).wrapping_add(seed.wrapping_mul(97) + 31 * row as u32);
        match n % 11 {
            0 => special[(n / 11 % 10) as usize],
            _ => f64::from(n.wrapping_mul(2_246_822_519) >> 8) / f64::from(1 << 22) - 2.0,
        }
    };
    (0..count).map(|row| std::array::from_fn(|lane| T::of(number(row, lane)))).collect()
}

const PARAMS: [f64; 2] = [1.3, -0.4];

fn lane<T: Real>(rows: &[[T; LANES]], lane: usize) -> Vec<T> {
    rows.iter().map(|row| row[lane]).collect()
}

fn bits<T: Real>(values: &[T]) -> Vec<u64> {
    values.iter().map(|value| value.canonical().bits()).collect()
}

/// Every instruction set gives the bits of the reference that walks the graph.
fn same_bits<T: Real>(program: &Program, time: f64, seed: u32) -> Result<(), TestCaseError> {
    let (x, noise) = (rows::<T>(2, seed), rows::<T>(program.noises(), seed + 1));
    for isa in Isa::all() {
        let found = dispatch(isa, Once { program, time, x: &x, noise: &noise });
        for n in 0..LANES {
            let right = outputs(program, &lane(&x, n), time, &lane(&noise, n));
            prop_assert_eq!(bits(&lane(&found, n)), bits(&right), "{} lane {}", isa.name(), n);
        }
    }
    Ok(())
}

/// Lanes are as near to the formula as roundings allow.
fn near_the_formula<T: Real>(formula: &Expr, r: Rounding, seed: u32) -> Result<(), TestCaseError> {
    let program = Program::compile(std::slice::from_ref(formula), &PARAMS);
    let x = rows::<T>(2, seed);
    let found = dispatch(Isa::PORTABLE, Once { program: &program, time: 0.9, x: &x, noise: &[] });
    for (n, found) in found[0].iter().enumerate() {
        let variables: Vec<f64> = lane(&x, n).into_iter().map(Real::wide).collect();
        let place = Place { variables: &variables, params: &PARAMS, time: 0.9, noise: &[] };
        let right = near(formula, &place, r);
        let off = (found.wide() - right.value).abs();
        prop_assert!(
            right.error == f64::INFINITY || off <= 2.0 * right.error,
            "{:?} is not {:?} at {:?}",
            found,
            right,
            variables
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lanes_give_the_bits_of_the_reference(
        formulas in proptest::collection::vec(trees::any(), 1..4),
        time in -2.0..2.0,
        seed in 0u32..1000,
    ) {
        let program = Program::compile(&formulas, &PARAMS);
        same_bits::<f64>(&program, time, seed)?;
        same_bits::<f32>(&program, time, seed)?;
    }

    #[test]
    fn lanes_are_near_the_formula(formula in trees::any(), seed in 0u32..1000) {
        near_the_formula::<f64>(&formula, F64, seed)?;
        near_the_formula::<f32>(&formula, F32, seed)?;
    }

    /// Somebody else's parser and functions.
    #[test]
    fn exmex_agrees(formula in trees::of(THEIRS1, THEIRS2, false)) {
        let text = formula.text(&trees::scope()).to_string();
        // Theirs groups powers from the left, and a minus before them first: brackets say what is meant.
        let theirs = bracketed(&formula);
        let Ok(theirs) = exmex::FlatEx::<f64>::parse(&theirs) else {
            return Err(TestCaseError::fail(format!("exmex cannot read {theirs}")));
        };
        let known = |name: &String| match name.as_str() { "x" => 0.6, "y" => 1.7, "a" => 1.3, "b" => -0.4, _ => 0.9 };
        let values: Vec<f64> = theirs.var_names().iter().map(known).collect();
        let value = theirs.eval(&values).unwrap();
        let formula = parse(&text, &trees::scope()).unwrap();
        let place = Place { variables: &[0.6, 1.7], params: &PARAMS, time: 0.9, noise: &[] };
        let right = near(&formula, &place, bounds::F64);
        prop_assume!(right.error.is_finite());
        prop_assert!((value - right.value).abs() <= 4.0 * right.error, "{} is {}, not {:?}", text, value, right);
    }
}

/// With all brackets that there can be.
fn bracketed(formula: &Expr) -> String {
    match formula {
        Expr::Number(value) => format!("({value})"), // theirs reads no exponents
        Expr::Unary(Function1::Neg, a) => format!("(-({}))", bracketed(a)),
        Expr::Unary(f, a) => format!("{}({})", f.name(), bracketed(a)),
        Expr::Binary(f, a, b) => format!("({} {} {})", bracketed(a), f.name(), bracketed(b)),
        other => other.text(&trees::scope()).to_string(),
    }
}

/// Functions that are called the same in exmex.
const THEIRS1: &[Function1] = &[
    Function1::Sin,
    Function1::Cos,
    Function1::Tan,
    Function1::Asin,
    Function1::Acos,
    Function1::Atan,
    Function1::Sinh,
    Function1::Cosh,
    Function1::Tanh,
    Function1::Exp,
    Function1::Log,
    Function1::Sqrt,
    Function1::Abs,
    Function1::Floor,
];
const THEIRS2: &[Function2] =
    &[Function2::Add, Function2::Sub, Function2::Mul, Function2::Div, Function2::Pow];

/// The step x + drift·dt + Σ bⱼ·√dt·zⱼ.
fn step(variable: usize, drift: &str, noise: &[&str], scope: &Scope) -> Expr {
    let dt = 0.001;
    let term =
        |(j, b): (usize, &&str)| parse(b, scope).unwrap() * Expr::Number(Real::sqrt(dt)) * Expr::noise(j);
    let start = Expr::variable(variable) + parse(drift, scope).unwrap() * Expr::Number(dt);
    noise.iter().enumerate().map(term).fold(start, |sum, term| sum + term)
}

#[test]
fn steps_are_as_short_as_by_hand() {
    let scope = Scope::new(["x", "y"], ["a", "b"]);
    let cases: &[(&str, &[&str], usize)] = &[
        ("a*(b - x)", &["a"], 3),
        ("a - sin(x)", &["b"], 4),
        ("a*x", &["b*x"], 2),
        ("x - x^3", &["a"], 4),
        ("a*(b - x) + cos(t)", &["a"], 4),
        ("a*x*sin(t)", &["t"], 2),
        ("a*(b - x)", &["a*sqrt(x)"], 5),
        ("if(x > 0, -a, a)", &["b"], 4),
    ];
    for (drift, noise, instructions) in cases {
        let program = Program::compile(&[step(0, drift, noise, &scope)], &PARAMS);
        assert_eq!(program.instructions(), *instructions, "{drift}: {program:?}");
        assert!(program.registers() <= 3, "{drift}");
    }
}

#[test]
fn like_terms_are_collected() {
    let scope = Scope::new(["x", "y"], ["a", "b"]);
    let cases = [
        ("2*x + 3*x + 4*x", 1),
        ("a*(x*y) + b*(x*sin(y))", 4), // x·(b·sin y + a·y)
        ("sin(x + a*x)", 2),
        ("a*(x - y)", 2),           // not a·x − a·y: where x is near y that has fewer digits
        ("x*y + x*y^2 + x*y^3", 5), // x·(y + y² + y³), where y + y² + y³ is y·(1 + y·(1 + y))
    ];
    for (text, instructions) in cases {
        let program = Program::compile(&[parse(text, &scope).unwrap()], &PARAMS);
        assert!(program.instructions() <= instructions, "{text}: {program:?}");
        same_bits::<f64>(&program, 0.5, 1).unwrap();
    }
}

/// A step of a millionth keeps its size: 1 + u, rounded to f32 once and for all, would be off by a fifth of u.
#[test]
fn what_is_added_to_a_variable_stays_apart() {
    let scope = Scope::new(["x"], []);
    let program = Program::compile(&[parse("x + 1e-7*x", &scope).unwrap()], &[]);
    let x: Vec<[f32; LANES]> = vec![std::array::from_fn(|lane| 1.0 + lane as f32 / LANES as f32)];
    let found = dispatch(Isa::PORTABLE, Once { program: &program, time: 0.0, x: &x, noise: &[] });
    let grown: f64 = found[0].iter().zip(&x[0]).map(|(new, old)| f64::from(new - old)).sum();
    let right: f64 = x[0].iter().map(|x| 1e-7 * f64::from(*x)).sum();
    assert!((grown / right - 1.0).abs() < 0.05, "{}", grown / right);
}

#[test]
fn what_two_formulas_share_is_computed_once() {
    let scope = Scope::new(["x", "y"], ["a", "b"]);
    let formulas =
        ["sin(x*y)", "sin(y*x) + 1", "x", "2", "sin(x*y)"].map(|text| parse(text, &scope).unwrap());
    let program = Program::compile(&formulas, &PARAMS);
    // A product, a sine, a sum, and four copies.
    assert_eq!(program.instructions(), 7);
    same_bits::<f64>(&program, 0.0, 1).unwrap();
    same_bits::<f32>(&program, 0.0, 1).unwrap();
}

#[test]
fn large_formulas_take_few_registers() {
    let scope = Scope::new(["x", "y"], ["a", "b"]);
    let balanced =
        (0..7).fold("sin(x*y + a)".to_string(), |text, n| format!("({text} * x + {n}*cos({text} - y))"));
    let formula = parse(&balanced, &scope).unwrap();
    let program = Program::compile(&[formula], &PARAMS);
    assert!(program.registers() <= 4, "{}", program.registers());
    let chain = parse(&format!("x{}", " + x*y".repeat(500)), &scope).unwrap();
    let program = Program::compile(&[chain], &PARAMS);
    assert!(program.registers() <= 3, "{}", program.registers());
}

#[test]
fn not_a_number_passes_through() {
    let scope = Scope::new(["x", "y"], []);
    for text in [
        "min(x, 1)",
        "min(1, x)",
        "max(x, 1)",
        "max(1, x)",
        "clamp(x, 0, 1)",
        "sign(x)",
        "floor(x)",
        "x^2",
        "-x",
    ] {
        let program = Program::compile(&[parse(text, &scope).unwrap()], &[]);
        let x = [[f64::NAN; LANES]; 2];
        for isa in Isa::all() {
            let out = dispatch(isa, Once { program: &program, time: 0.0, x: &x, noise: &[] });
            assert!(out[0].iter().all(|value| value.is_nan()), "{text}");
        }
    }
}
