//! Densities, and what lies outside of their bins.

use crate::everything::{everything, whole};
use crate::page::*;
use quincunx_core::record::*;

#[test]
fn a_density_is_colour_over_time_and_steps_at_the_end() {
    let page = whole();
    let density = under(&page, "density");
    let [heat] = &drawings(density, "heat")[..] else { panic!("{density}") };
    let [histogram] = &drawings(density, "histogram")[..] else { panic!("{density}") };
    assert_eq!((heat["times"].as_array().unwrap().len(), heat["edges"].as_array().unwrap().len()), (21, 81));
    assert_eq!(heat["levels"].as_str().unwrap().len(), (21usize * 80).div_ceil(3) * 4);
    // All begins in one bin of density 20, far above what follows.
    assert_eq!(heat["clipped"], true);
    assert!(heat["top"].as_f64().unwrap() < 2.0);
    let steps = histogram["density"].as_array().unwrap();
    let area: f64 = steps.iter().map(|density| density.as_f64().unwrap() * 0.05).sum();
    assert!(steps.len() == 80 && (0.99..=1.0).contains(&area), "{area}");
    assert_eq!(histogram["exact"][0]["points"].as_array().unwrap().len(), 201);
    assert!(density.contains("The density at time 5. Dashed: stationary law."), "{density}");
    let once = under(&page, "once");
    assert!(drawings(once, "heat").is_empty() && drawings(once, "histogram") == [histogram.clone()]);
}

#[test]
fn what_fell_outside_is_counted_in_words() {
    let (mut tables, sections) = everything();
    let (_, rows) = &mut tables[2];
    let Values::Int64(counts) = &mut rows[0][5] else { panic!() };
    let inside: i64 = counts[1..81].iter().sum();
    (counts[0], counts[81]) = (inside, 2 * inside);
    let folder = tempfile::tempdir().unwrap();
    let page = page(&folder.path().join("run"), (tables, sections));
    assert!(under(&page, "once").contains("75 % lies outside."));
}
