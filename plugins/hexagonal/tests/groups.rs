//! The groups as an author looks at them.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use hexagonal::rotations::{C6, SIXTH};
use hexagonal::symmetries::{D6, DIAGONAL};
use quincunx_sdk::group::action::Action;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::{Group, Groups, matrix::Matrix};
use quincunx_sdk::testing::{group, make};

fn rotations() -> FiniteGroup {
    group(&*make::<Groups, C6>("C6").unwrap()).unwrap()
}

fn symmetries() -> FiniteGroup {
    group(&*make::<Groups, D6>("D6").unwrap()).unwrap()
}

#[test]
fn there_are_six_rotations_and_six_reflections() {
    let (c6, d6) = (rotations(), symmetries());
    assert_eq!((c6.order(), d6.order()), (6, 12));
    (0..6).for_each(|a| (0..6).for_each(|b| assert_eq!(c6.product(a, b), (a + b) % 6)));
    assert_eq!(d6.elements()[..6], *c6.elements());
    assert!(d6.elements().iter().skip(6).all(|element| element.determinant() == -1.0));
    assert!(d6.elements().iter().all(|element| element.is_integral()));
    assert_ne!(d6.product(1, 6), d6.product(6, 1));
}

/// Right, lower right, down, left, upper left, up: with y downwards that is clockwise.
#[test]
fn a_sixth_goes_from_neighbour_to_neighbour() {
    let around = [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [-1.0, 0.0], [-1.0, -1.0], [0.0, -1.0]];
    for n in 0..6 {
        assert_eq!(SIXTH.apply(around[n]), around[(n + 1) % 6]);
    }
    assert!(around.iter().all(|place| around.contains(&DIAGONAL.apply(*place))));
}

/// Where the cells of a hexagonal lattice really lie, y downwards: x to the right, y to the lower left.
#[test]
fn a_sixth_is_a_clockwise_rotation_by_60_degrees() {
    let places = Matrix([[1.0, -0.5], [0.0, 0.75f64.sqrt()]]);
    let (turned_there, turned_here) = (Matrix::rotation(5, 6) * places, places * SIXTH);
    let pairs = turned_there.0.as_flattened().iter().zip(turned_here.0.as_flattened());
    assert!(
        pairs.into_iter().all(|(there, here)| (there - here).abs() < 1e-15),
        "{turned_there}, {turned_here}"
    );
}

#[test]
fn seven_taps_of_nine_are_exchanged_exactly() {
    for group in [rotations(), symmetries()] {
        for how in [Interpolation::Ring, Interpolation::Bilinear] {
            let action = Action::new(&group, 3, how).unwrap();
            let has: Vec<usize> = (0..9).filter(|tap| action.has(*tap)).collect();
            assert_eq!(has, [0, 1, 3, 4, 5, 7, 8], "all but the upper right and the lower left corner");
            for element in 0..group.order() {
                let permutation = action.of(element).permutation().unwrap();
                let mut taps: Vec<usize> = permutation.iter().copied().flatten().collect();
                assert_eq!(taps[3], 4, "the middle stays");
                taps.sort_unstable();
                assert_eq!(taps, has);
            }
        }
    }
}

#[test]
fn a_filter_turned_six_times_is_the_filter() {
    let action = Action::new(&rotations(), 5, Interpolation::Ring).unwrap();
    assert_eq!((0..25).filter(|tap| action.has(*tap)).count(), 19, "the hexagon of two rings");
    let filter: Vec<f64> =
        (0..25).map(|tap| if action.has(tap) { f64::from(tap as u8) + 0.1 } else { 0.0 }).collect();
    let mut turned = filter.clone();
    for _ in 0..6 {
        turned = action.of(1).turned(&turned);
    }
    assert_eq!(turned, filter);
}

#[test]
fn a_group_takes_no_arguments() {
    assert!(make::<Groups, C6>("C6(2)").unwrap_err().contains("`C6` takes no arguments"));
    assert_eq!(D6 {}.generators().len(), 2);
}
