use super::action::{Action, TapMap};
use super::axioms::inverses;
use super::finite::FiniteGroup;
use super::interpolation::Interpolation::{self, Bilinear, Ring};
use super::matrix::Matrix;
use super::point::{Symmetry, kinds};
use super::{Group, Groups};
use crate::field::{Cx, Field, Limits, NoFiles};
use crate::params::Param;
use crate::role::{Kind, Kinds, Slot};
use crate::source::Source;
use proptest::prelude::*;

const HEXAGONAL: Matrix = Matrix([[1.0, -1.0], [1.0, 0.0]]);

fn cyclic(order: u32) -> FiniteGroup {
    FiniteGroup::generated_by(&[Matrix::rotation(1, order)]).unwrap()
}

fn dihedral(order: u32) -> FiniteGroup {
    FiniteGroup::generated_by(&[Matrix::rotation(1, order), Matrix::MIRROR]).unwrap()
}

fn named(name: &str) -> FiniteGroup {
    FiniteGroup::generated_by(&Symmetry::named(name).unwrap().generators()).unwrap()
}

/// The entries of the matrix of a map, row by row.
fn dense(map: &TapMap, taps: usize) -> Vec<f64> {
    let unit = |from: usize| (0..taps).map(|tap| f64::from(u8::from(tap == from))).collect::<Vec<_>>();
    let columns: Vec<_> = (0..taps).map(|from| map.turned(&unit(from))).collect();
    (0..taps * taps).map(|at| columns[at % taps][at / taps]).collect()
}

/// The largest entry of |R(a)R(b) − R(ab)|.
fn defect(group: &FiniteGroup, side: usize, how: Interpolation) -> f64 {
    let (action, taps) = (Action::new(group, side, how).unwrap(), side * side);
    let matrices: Vec<_> = (0..group.order()).map(|element| dense(action.of(element), taps)).collect();
    let mut largest = 0f64;
    for a in 0..group.order() {
        for b in 0..group.order() {
            for at in 0..taps * taps {
                let (row, column) = (at / taps, at % taps);
                let product: f64 =
                    (0..taps).map(|k| matrices[a][row * taps + k] * matrices[b][k * taps + column]).sum();
                largest = largest.max((product - matrices[group.product(a, b)][at]).abs());
            }
        }
    }
    largest
}

#[test]
fn built_in_groups_have_their_orders() {
    let orders = ["C1", "C2", "C4", "C8", "D1", "D2", "D4", "D8", "p1", "p4", "p4m", "p8"]
        .map(|name| named(name).order());
    assert_eq!(orders, [1, 2, 4, 8, 2, 4, 8, 16, 1, 4, 8, 8]);
    assert_eq!([named("p4"), named("p4m"), named("p8")], [named("C4"), named("D4"), named("C8")]);
    assert_eq!((cyclic(256).order(), dihedral(128).order()), (256, 256));
}

#[test]
fn quarters_and_eighths_are_exact() {
    for (name, step) in [("C4", 1), ("C8", 2)] {
        let group = named(name);
        let quarters: Vec<_> = (0..4).map(|r| group.element(step * r).0).collect();
        let exact = [
            [[1.0, 0.0], [0.0, 1.0]],
            [[0.0, 1.0], [-1.0, 0.0]],
            [[-1.0, 0.0], [0.0, -1.0]],
            [[0.0, -1.0], [1.0, 0.0]],
        ];
        assert_eq!(quarters, exact, "{name}");
    }
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let eighths = named("C8").elements().iter().skip(1).step_by(2).copied().collect::<Vec<_>>();
    assert!(eighths.iter().flat_map(|eighth| eighth.0.as_flattened()).all(|entry| entry.abs() == half));
    (0..8).for_each(|r| assert_eq!(named("D8").element(r as usize), Matrix::rotation(r, 8), "{r}"));
}

#[test]
fn cyclic_elements_count_turns() {
    for n in [1, 2, 3, 4, 5, 7, 8, 12, 16, 100, 255, 256] {
        let group = cyclic(n as u32);
        for r in 0..n {
            let turn = group.element(r).turn();
            assert!((turn - r as f64 / n as f64).abs() < 1e-12, "C{n}: {r} turns by {turn}");
            assert_eq!(group.inverse(r), (n - r) % n);
            (0..n).for_each(|s| assert_eq!(group.product(group.inverse(r), s), (s + n - r) % n));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The axioms, of the matrices as of the table.
    #[test]
    fn closed_generators_are_a_group(n in 1u32..40, mirrors: bool, skew in -2i8..=2, extra in 0u32..40) {
        let skew = f64::from(skew);
        let (basis, back) = (Matrix([[1.0, skew], [0.0, 1.0]]), Matrix([[1.0, -skew], [0.0, 1.0]]));
        let mirror = if mirrors { Matrix::MIRROR } else { Matrix::IDENTITY };
        let generators = [Matrix::rotation(1, n), mirror, Matrix::rotation(extra, n)].map(|g| basis * g * back);
        let group = FiniteGroup::generated_by(&generators).unwrap();
        prop_assert_eq!(group.order() as u32, if mirrors { 2 * n } else { n });
        prop_assert_eq!(&FiniteGroup::generated_by(&generators).unwrap(), &group);
        let all = 0..group.order();
        for a in all.clone() {
            prop_assert_eq!([group.product(a, 0), group.product(0, a), group.product(a, group.inverse(a))], [a, a, 0]);
            for b in all.clone() {
                let (product, element) = (group.element(a) * group.element(b), group.element(group.product(a, b)));
                prop_assert!(product.is_near(element));
                for c in all.clone().step_by(7) {
                    prop_assert_eq!(group.product(group.product(a, b), c), group.product(a, group.product(b, c)));
                }
            }
        }
    }

    /// A turned filter is the filter seen from elsewhere.
    #[test]
    fn quarters_move_taps(filter in prop::collection::vec(-1.0..1.0, 25), element in 0usize..8) {
        let group = named("D4");
        let turned = Action::new(&group, 5, Bilinear).unwrap().of(element).turned(&filter);
        for (tap, weight) in filter.into_iter().enumerate() {
            let from = [(tap % 5) as f64 - 2.0, (tap / 5) as f64 - 2.0];
            let [x, y] = group.element(element).apply(from);
            prop_assert_eq!(turned[(y + 2.0) as usize * 5 + (x + 2.0) as usize], weight);
        }
    }
}

#[test]
fn rings_represent_eighths() {
    for side in [1, 3, 5, 7] {
        for name in ["C1", "C2", "C4", "C8", "D1", "D2", "D4", "D8"] {
            assert!(defect(&named(name), side, Ring) < 1e-15, "{name}, {side}");
        }
    }
    assert!(defect(&cyclic(12), 3, Ring) > 0.1 && defect(&cyclic(16), 3, Ring) > 0.1);
}

#[test]
fn rings_move_along_themselves() {
    let filter: Vec<f64> = (0..9).map(f64::from).collect();
    let eighth = Action::new(&named("C8"), 3, Ring).unwrap().of(1).turned(&filter);
    assert_eq!(eighth, [1.0, 2.0, 5.0, 0.0, 4.0, 8.0, 3.0, 6.0, 7.0]);
    let twelfth = Action::new(&cyclic(12), 3, Ring).unwrap().of(1).turned(&filter);
    let upper_right = (1.0 - 2.0 / 3.0) * filter[2] + 2.0 / 3.0 * filter[5]; // ⅔ of a place on from the right
    assert!((twelfth[2] - upper_right).abs() < 1e-14);
}

#[test]
fn bilinear_is_no_representation() {
    let p8 = named("p8");
    let [three, five] = [3, 5].map(|side| defect(&p8, side, Bilinear));
    assert!((three - 0.71).abs() < 0.01 && (five - 0.97).abs() < 0.01, "{three}, {five}");
    for name in ["C4", "D4"] {
        assert_eq!(Action::new(&named(name), 5, Bilinear), Action::new(&named(name), 5, Ring));
        assert_eq!(defect(&named(name), 5, Bilinear), 0.0);
    }
}

/// (1, 0) turned clockwise by 45° is (√½, √½) with y downwards.
#[test]
fn bilinear_weighs_the_cells_around() {
    let filter = [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 3.0, 4.0];
    let turned = Action::new(&named("C8"), 3, Bilinear).unwrap().of(1).turned(&filter);
    let (near, far) = (1.0 - 0.5f64.sqrt(), 0.5f64.sqrt());
    let right = near * near + near * far * (2.0 + 3.0) + far * far * 4.0;
    assert!((turned[5] - right).abs() < 1e-15 && turned[4] == 1.0);
    // The corner (1, 1) comes from (0, √2), outside, and still takes its share of (0, 1).
    assert!((turned[8] - (2.0 - 2f64.sqrt()) * 3.0).abs() < 1e-15);
}

#[test]
fn quarters_permute_all_taps() {
    for name in ["C4", "D4"] {
        let (group, sides) = (named(name), [1, 3, 5, 31]);
        for (side, element) in sides.into_iter().flat_map(|side| (0..group.order()).map(move |e| (side, e))) {
            let permutation = Action::new(&group, side, Ring).unwrap().of(element).permutation().unwrap();
            let mut taps: Vec<_> = permutation.into_iter().map(Option::unwrap).collect();
            taps.sort_unstable();
            assert_eq!(taps, (0..side * side).collect::<Vec<_>>());
        }
    }
}

#[test]
fn sixths_permute_the_taps_of_a_hexagon() {
    let group = FiniteGroup::generated_by(&[HEXAGONAL]).unwrap();
    assert_eq!(group.order(), 6);
    let action = Action::new(&group, 3, Ring).unwrap();
    let has: Vec<bool> = (0..9).map(|tap| action.has(tap)).collect();
    assert_eq!(has, [true, true, false, true, true, true, false, true, true]);
    let moved = action.of(1).permutation().unwrap();
    // From the right to the lower right, the bottom, the left, the upper left, the top.
    assert_eq!(moved, [Some(3), Some(0), None, Some(7), Some(4), Some(1), None, Some(8), Some(5)]);
    assert_eq!(defect_on_hexagon(&group, &action), 0.0);
    let five = Action::new(&group, 5, Ring).unwrap();
    assert_eq!((0..25).filter(|tap| five.has(*tap)).count(), 19);
}

/// As [`defect`], of the taps that take part.
fn defect_on_hexagon(group: &FiniteGroup, action: &Action) -> f64 {
    let filter: Vec<f64> = (1..10).map(f64::from).collect();
    let mut largest = 0f64;
    for (a, b) in (0..36).map(|at| (at / 6, at % 6)) {
        let twice = action.of(a).turned(&action.of(b).turned(&filter));
        let once = action.of(group.product(a, b)).turned(&filter);
        largest = twice.iter().zip(&once).map(|(x, y)| (x - y).abs()).fold(largest, f64::max);
    }
    largest
}

#[test]
fn what_is_no_finite_group_is_refused() {
    let turn = Matrix::rotation(1, 4);
    for (bad, says) in [
        ([[1.0, f64::NAN], [0.0, 1.0]], "has the entry NaN"),
        ([[f64::INFINITY, 0.0], [0.0, 1.0]], "has the entry inf"),
        ([[1.0, 2.0], [2.0, 4.0]], "is singular"),
        ([[2.0, 0.0], [0.0, 1.0]], "does not preserve areas: its determinant is 2"),
        ([[1.0, 17.0], [0.0, 1.0]], "has the entry 17"),
        ([[1.0, 1.0], [0.0, 1.0]], "makes more than 256 elements"),
        ([[2.0, 1.0], [1.0, 1.0]], "makes more than 256 elements"),
        ([[16.0, 15.0], [-15.0, -14.0]], "makes more than 256 elements"),
        (Matrix::rotation(1, 257).0, "makes more than 256 elements"),
    ] {
        let error = FiniteGroup::generated_by(&[turn, Matrix(bad)]).unwrap_err();
        assert!(error.starts_with("generator 1, [[") && error.contains(says), "{error}");
    }
}

#[test]
fn what_is_no_cayley_table_is_refused() {
    for (order, products, says) in [
        (0, &[][..], "does not have 0 products"),
        (2, &[0, 1, 1], "does not have 3 products"),
        (2, &[0, 1, 1, 2], "the product of elements 1 and 1 is none of the 2"),
        (2, &[1, 0, 0, 1], "element 0 is no identity"),
        (2, &[0, 1, 1, 1], "element 1 has no inverse"),
        (3, &[0, 1, 2, 1, 0, 1, 2, 0, 0], "not associative"),
    ] {
        let error = inverses(order, products).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn filters_that_cannot_be_turned_are_refused() {
    for side in [0, 2, 4, 33] {
        let error = Action::new(&named("C4"), side, Ring).unwrap_err();
        assert_eq!(error, format!("a filter has an odd side from 1 to 31, not {side}"));
    }
    let basis = Matrix([[1.0, 0.5], [0.0, 1.0]]);
    let back = Matrix([[1.0, -0.5], [0.0, 1.0]]);
    let skewed = FiniteGroup::generated_by(&[basis * Matrix::rotation(1, 4) * back]).unwrap();
    let error = Action::new(&skewed, 3, Ring).unwrap_err();
    assert!(error.starts_with("element 1, [[-0.5, 1.25], [-1, 0.5]], does not map the lattice"), "{error}");
}

/// A registry of nothing but groups.
struct BuiltIn(Vec<Kind>);

impl Kinds for BuiltIn {
    fn of_role(&self, role: &str) -> &[Kind] {
        if role == "group" { &self.0 } else { &[] }
    }

    fn params(&self, name: &str) -> Option<&[Param]> {
        self.0.iter().find(|kind| kind.name == name).map(|kind| &*kind.params)
    }
}

/// What a scene's text makes: its canonical text and order, or the first error.
fn scene(text: &str) -> Result<(String, usize), String> {
    let (kinds, source) = (BuiltIn(kinds()), Source::read("scene", text).unwrap());
    let mut cx = Cx::new(&kinds, &NoFiles);
    let slot = Slot::<Groups>::read(&source.root(), &Limits::NONE, &mut cx);
    let slot = slot.ok_or_else(|| cx.errors[0].message.clone())?;
    Ok((slot.show(), FiniteGroup::generated_by(&slot.it.generators())?.order()))
}

#[test]
fn scenes_name_groups() {
    for (text, shown, order) in [
        ("C4", "C4", 4),
        ("p4", "p4", 4),
        ("\"p4m\"", "p4m", 8),
        ("PointGroup(\"D8\")", "D8", 16),
        ("p8()", "p8", 8),
    ] {
        assert_eq!(scene(text), Ok((shown.into(), order)), "{text}");
    }
    for (text, says) in [
        ("C3", "no group is named `C3`: did you mean `C1`?"),
        ("\"p6m\"", "no group is named `p6m`: did you mean `p4m`?"),
        ("C4(2)", "`C4` takes no arguments, found 1"),
        ("3", "expected a group `Kind(…)` or text"),
    ] {
        let error = scene(text).unwrap_err();
        assert!(error.contains(says), "{text}: {error}");
    }
}
