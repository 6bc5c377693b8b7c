//! The class of the noise of known systems.

use quincunx_sde::expression::Expr;
use quincunx_sde::noise_class::NoiseClass::{self, Additive, Commutative, Diagonal, General};
use quincunx_sde::noise_class::class;
use quincunx_sde::parse::parse;
use quincunx_sde::scope::Scope;

/// Name, class, and rows: a variable each, a column for each Wiener process.
const SYSTEMS: &[(&str, NoiseClass, &[&[&str]])] = &[
    ("no noise", NoiseClass::None, &[&[], &[]]),
    ("noise that vanishes", NoiseClass::None, &[&["x - x", "0*y"]]),
    ("Ornstein-Uhlenbeck", Additive, &[&["a"]]),
    ("noise that changes with time", Additive, &[&["sin(t)", "0"], &["a", "b"]]),
    ("a variable that cancels", Additive, &[&["a + x*y - y*x"]]),
    ("a circle", Additive, &[&["sin(x)^2 + cos(x)^2"]]),
    ("a quotient", Additive, &[&["(x + 1)/(x + 1)"]]),
    ("exponentials", Additive, &[&["exp(x)*exp(-x) + a"]]),
    ("geometric Brownian", Diagonal, &[&["a*x"]]),
    ("Cox-Ingersoll-Ross", Diagonal, &[&["a*sqrt(x)"]]),
    ("Lotka-Volterra with own noise", Diagonal, &[&["a*x", "0"], &["0", "b*y"]]),
    ("own noise, processes swapped", Diagonal, &[&["0", "a*x"], &["b*y", "0"]]),
    ("own noise of one variable alone", Diagonal, &[&["a*x", "0"], &["0", "0"]]),
    ("floor of a variable", Diagonal, &[&["floor(x)"]]),
    ("a shared process", Commutative, &[&["a*x"], &["b*x"]]),
    ("one process for all", Commutative, &[&["y*x"], &["sin(x)"], &["x*z"]]),
    ("two processes, one variable, same shape", Commutative, &[&["a*x", "b*x"]]),
    ("factored noise", Commutative, &[&["x", "0", "x"], &["0", "y", "y"]]),
    ("a root, twice", Commutative, &[&["sqrt(x)*a", "b*x^0.5"]]),
    ("rotation and scaling", Commutative, &[&["-y", "x"], &["x", "y"]]),
    ("written in two ways", Commutative, &[&["(x + y)^2", "x^2 + 2*x*y + y^2"], &["0", "0"]]),
    ("hyperbolic", Commutative, &[&["cosh(x)", "(exp(x) + exp(-x))/2"]]),
    ("a power with a parameter", Commutative, &[&["x^a", "b*x^(a - 1)*x"]]),
    ("quotients", Commutative, &[&["x/(1 + x^2)", "a*x/(1 + x^2)"]]),
    ("tangents", Commutative, &[&["tan(x)", "sin(x)/cos(x)"]]),
    ("absolute value", Commutative, &[&["abs(x)", "sign(x)*x"]]),
    ("constant beside diagonal", General, &[&["x", "1"]]),
    ("the shear", General, &[&["y", "0"], &["0", "1"]]),
    ("own noise of the other", General, &[&["y", "0"], &["0", "x"]]),
    (
        "Lotka-Volterra with general noise",
        General,
        &[&["sqrt(x)", "-sqrt(x*y)", "0"], &["0", "sqrt(x*y)", "-sqrt(y)"]],
    ),
    ("rotation and shift", General, &[&["-y", "1"], &["x", "0"]]),
    ("Heston", General, &[&["x*sqrt(y)", "0"], &["a*b*sqrt(y)", "a*sqrt(1 - b^2)*sqrt(y)"]]),
    ("Heisenberg", General, &[&["1", "0"], &["0", "1"], &["-y/2", "x/2"]]),
];

#[test]
fn known_systems() {
    let scope = Scope::new(["x", "y", "z"], ["a", "b"]);
    for (name, right, rows) in SYSTEMS {
        let row = |row: &&[&str]| row.iter().map(|b| parse(b, &scope).unwrap()).collect::<Vec<Expr>>();
        let noise: Vec<Vec<Expr>> = rows.iter().map(row).collect();
        assert_eq!(class(&noise), *right, "{name}");
    }
}

/// A formula may be hostile: an answer comes all the same, and soon.
#[test]
fn hard_formulas_are_general_soon() {
    let scope = Scope::new(["x", "y"], ["a", "b"]);
    let chain = format!("x{}", "*(x + y + a + b)".repeat(120));
    let tower = format!("{}x{}", "exp(y + sin(".repeat(80), "))".repeat(80));
    let sums = format!("(x{})^31", " + sin(x + 2*y)/(x - y)".repeat(60));
    let deep = format!("{}x{}", "sin(y*".repeat(127), ")".repeat(127));
    let long = format!("x{}", " + x*y".repeat(500));
    for text in [chain, tower, sums, deep, long] {
        let formula = parse(&text, &scope).unwrap();
        let noise = [vec![formula.clone(), Expr::variable(1)], vec![Expr::Number(1.0), formula]];
        let start = std::time::Instant::now();
        assert_eq!(class(&noise), General);
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
