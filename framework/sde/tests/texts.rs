//! Text to trees and back.

use crate::trees;
use proptest::prelude::*;
use quincunx_sde::parse::{parse, parse_condition};
use quincunx_sde::reference::{Place, value};
use quincunx_sde::scope::Scope;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_parses_back(formula in trees::any()) {
        let scope = trees::scope();
        let text = formula.text(&scope).to_string();
        prop_assert_eq!(parse(&text, &scope), Ok(formula), "{}", text);
    }

    #[test]
    fn no_text_panics(text in "[-+*/^(),. <>=!&|xab0-9eit§]{0,40}", other in "\\PC{0,20}") {
        for text in [text, other] {
            if let Err(error) = parse(&text, &trees::scope()) {
                prop_assert!(text.get(error.bytes.clone()).is_some(), "{:?} {:?}", text, error);
                prop_assert!(!error.message.is_empty());
            }
            let _ = parse_condition(&text, &trees::scope());
        }
    }

    /// What is nearly right, too.
    #[test]
    fn no_broken_formula_panics(formula in trees::any(), at in 0.0..1.0, put in "[-+*/^(), .x2]{0,2}") {
        let mut text = formula.text(&trees::scope()).to_string();
        let at = (at * text.len() as f64) as usize;
        text.replace_range(at..(at + 1).min(text.len()), &put);
        if let Err(error) = parse(&text, &trees::scope()) {
            prop_assert!(text.get(error.bytes).is_some());
        }
    }
}

#[test]
fn values() {
    let cases = [
        ("-x^2", -9.0),
        ("2^-x", 0.125),
        ("2^3^2", 512.0),
        ("-2^2", -4.0),
        ("(-2)^2", 4.0),
        ("1 - 2 - 3", -4.0),
        ("8 / 4 / 2", 1.0),
        ("2 * -x", -6.0),
        ("x - -x", 6.0),
        ("+x", 3.0),
        ("2e-3 + .5 + 1.", 1.502),
        ("2·x − 1", 5.0),
        ("atan2(0, -1)", std::f64::consts::PI),
        ("clamp(x, 0, 1) + clamp(-x, 0, 1)", 1.0),
        ("pow(x, 2)", 9.0),
        ("min(x, 1) + max(x, 1)", 4.0),
        ("floor(-0.5) + sign(-x) + abs(-x)", 1.0),
        ("if(x > 1 && !(t < 0 || x == 2), 1, 0)", 1.0),
        ("if(x != 3 || (x <= 2), 1, 0)", 0.0),
        ("log(exp(x)) + a", 10.0),
        ("\n sqrt ( x + 1 )\t", 2.0),
    ];
    let scope = Scope::new(["x"], ["a"]);
    for (text, right) in cases {
        let place = Place { variables: &[3.0], params: &[7.0], time: 1.0, noise: &[] };
        assert_eq!(value(&parse(text, &scope).unwrap(), &place), right, "{text}");
    }
}
