//! The junctions say what the literature says.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use josephson::{chain::JosephsonChain, junction::Josephson};
use quincunx_sdk::process::Processes;
use quincunx_sdk::testing::make;

fn junction(text: &str) -> String {
    make::<Processes, Josephson>(text).unwrap().form().unwrap().text()
}

#[test]
fn inertia_makes_two_variables() {
    assert_eq!(
        junction("Josephson(i: Linspace(0, 2, 201), beta_c: 25, d: 0.1)"),
        "Ito(drift: {\"phi\": \"v\", \"v\": \"(i + i1 * sin(omega * t) - sin(phi) - v) / beta_c\"}, \
         noise: {\"v\": \"sqrt(2 * d) / beta_c\"}, \
         params: {\"i\": Linspace(a: 0.0, b: 2.0, n: 201), \"i1\": 0.0, \"omega\": 1.0, \"beta_c\": 25.0, \"d\": 0.1}, \
         project: {})"
    );
    assert_eq!(
        junction("Josephson(i: 1.5)"),
        "Ito(drift: {\"phi\": \"i + i1 * sin(omega * t) - sin(phi)\"}, noise: {}, \
         params: {\"i\": 1.5, \"i1\": 0.0, \"omega\": 1.0}, project: {})"
    );
    assert!(junction("Josephson(d: [0])").contains("noise: {\"phi\": \"sqrt(2 * d)\"}"));
}

#[test]
fn two_equations_are_no_sweep() {
    let error = make::<Processes, Josephson>("Josephson(beta_c: [0, 1])").unwrap_err();
    assert!(error.contains("without `v`"), "{error}");
    assert!(make::<Processes, Josephson>("Josephson(beta_c: -1)").is_err());
    assert!(make::<Processes, Josephson>("Josephson(beta_c: Linspace(1, 2, 3))").is_ok());
}

#[test]
fn neighbours_pull() {
    let chain = make::<Processes, JosephsonChain>("JosephsonChain(n: 3, k: 0.5, d: 0.1)").unwrap();
    let text = chain.form().unwrap().text();
    let middle = "\"phi2\": \"i + i1 * sin(omega * t) - sin(phi2) + k * (phi1 - phi2) + k * (phi3 - phi2)\"";
    assert!(text.contains(middle), "{text}");
    assert!(
        text.contains("sin(phi1) + k * (phi2 - phi1)\"") && text.contains("sin(phi3) + k * (phi2 - phi3)\"")
    );
    assert_eq!(text.matches("sqrt(2 * d)").count(), 3);
    let lone = make::<Processes, JosephsonChain>("JosephsonChain(n: 1, k: 0.5, beta_c: 2)").unwrap();
    assert!(
        lone.form()
            .unwrap()
            .text()
            .contains("{\"phi1\": \"v1\", \"v1\": \"(i + i1 * sin(omega * t) - sin(phi1) - v1)")
    );
}
