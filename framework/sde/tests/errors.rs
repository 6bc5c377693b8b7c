//! What a formula that is wrong is told.

use quincunx_sde::parse::{parse, parse_condition};
use quincunx_sde::scope::{Scope, functions, reserved};

/// Text, what is underlined, and what is said.
const CASES: &[(&str, &str, &str)] = &[
    ("tehta * x", "tehta", "no variable or parameter is named `tehta`: did you mean `theta`?"),
    ("q + 1", "q", "no variable or parameter is named `q`"),
    ("sni(x)", "sni", "no function is named `sni`: did you mean `sin`?"),
    ("ln(x)", "ln", "no function is named `ln`: say `log`, which is natural"),
    ("e^x", "e", "say `exp(1)`"),
    ("atan2(x)", "atan2(x)", "`atan2` takes 2 arguments, found 1"),
    ("1 + sin(x, x)", "sin(x, x)", "`sin` takes 1 argument, found 2"),
    ("sin()", "sin()", "`sin` takes 1 argument, found 0"),
    ("clamp(x, 1)", "clamp(x, 1)", "`clamp` takes 3 arguments, found 2"),
    ("sin + 1", "sin", "`sin` is a function: say `sin(…)`"),
    ("x(2)", "x", "`x` is no function: say `x*(…)` to multiply"),
    ("theta * (mu - x", "(", "this bracket is never closed"),
    ("sin(x", "(", "this bracket is never closed"),
    ("x)", ")", "this bracket was never opened"),
    ("(x, 1)", ",", "a comma stands between a function's arguments only"),
    ("x, 1", ",", "a comma stands between a function's arguments only"),
    ("x > 1", "x > 1", "expected a number, found a comparison: say `if(condition, a, b)`"),
    ("2 * (x > 1)", "(x > 1)", "expected a number, found a comparison"),
    ("if(x, 1, 2)", "x", "expected a condition such as `x > 0`, found a number"),
    ("if(0 < x < 1, 1, 2)", "0 < x < 1", "comparisons do not chain: say `a < b && b < c`"),
    ("if(x = 1, 1, 2)", "=", "`=` does not compare: say `==`"),
    ("if(x > 1 & x < 2, 1, 2)", "&", "`&` is written `&&`"),
    ("2 x", "2 x", "no operator between `2` and `x`: say `2*x`"),
    ("1 + 2x", "2x", "no operator between `2` and `x`: say `2*x`"),
    ("2 (x + 1)", "2 (", "no operator between `2` and `(…)`: say `2*(…)`"),
    ("x mu", "x mu", "no operator between `x` and `mu`: say `x*mu`"),
    ("", "", "the formula is empty: expected something like `x + 1`"),
    ("  ", "  ", "the formula is empty"),
    ("x +", "", "the formula ends where a number or a name is expected"),
    ("x * / 2", "/", "expected a number or a name, found `/`"),
    ("x ** 2", "**", "a power is written `^`"),
    ("1e999", "1e999", "the number is too large"),
    ("x + .", ".", "expected digits beside the point"),
    ("x $ 2", "$", "nothing in a formula is written '$'"),
    ("|x|", "|", "an absolute value `abs(…)`"),
    ("x[0]", "[", "only round brackets group"),
    ("x % 2", "%", "there is no `%`: say `x - y*floor(x/y)`"),
    ("x > 0 ? 1 : 2", "?", "there is no `?`: say `if(condition, a, b)`"),
];

#[test]
fn errors_point_into_the_text_and_teach() {
    let scope = Scope::new(["x"], ["theta", "mu"]);
    for (text, at, message) in CASES {
        let error = parse(text, &scope).expect_err(text);
        assert_eq!(&text[error.bytes.clone()], *at, "{text}: {}", error.message);
        assert!(error.message.contains(message), "{text}: {}", error.message);
        assert!(error.message.starts_with(|c: char| !c.is_uppercase()) && !error.message.ends_with('.'));
    }
    let error = parse_condition("x + 1", &scope).unwrap_err();
    assert_eq!((error.bytes, &error.message[..20]), (0..5, "expected a condition"));
    assert!(parse_condition("x > 1 && t < 2", &scope).is_ok());
}

#[test]
fn what_nests_too_deep_is_refused_before_the_stack_ends() {
    let scope = Scope::new(["x"], []);
    let many = 1_000_000;
    for part in ["(", "-", "+", "sin(", "x^", "2*(", "!", "if(", "x+", "x>", "min(x,", "-x^-"] {
        let text = part.repeat(many);
        let error = parse(&text, &scope).expect_err(part);
        assert!(error.bytes.len() < many, "{part}");
    }
    let chain = |n: usize| parse(&format!("x{}", " + x".repeat(n)), &scope);
    assert!(chain(500).is_ok());
    assert!(chain(600).unwrap_err().message.contains("bracket them in groups"));
    let nested = |n: usize| parse(&format!("{}x{}", "(".repeat(n), ")".repeat(n)), &scope);
    assert!(nested(200).is_ok());
    assert!(nested(300).unwrap_err().message.contains("nests deeper than 256"));
}

#[test]
fn names_that_formulas_know_are_refused() {
    for taken in ["step", "time", "path", "t", "pi", "", "2x", "a-b", "x y", "if"] {
        assert!(reserved(taken).is_some(), "{taken}");
    }
    functions().for_each(|(name, _)| assert!(reserved(name).is_some(), "{name}"));
    for free in ["x", "theta", "x1", "_", "φ", "T", "e"] {
        assert_eq!(reserved(free), None);
    }
}
