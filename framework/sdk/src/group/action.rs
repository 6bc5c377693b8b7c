//! What the elements of a group do to k×k filters.

use super::finite::FiniteGroup;
use super::interpolation::{Interpolation, Tap, weights};
use super::matrix::Matrix;

/// The filters that the elements of a group make of a k×k filter, k odd. Taps are numbered row by row from the upper
/// left, as they are stored: tap (x, y) from the centre is (y + k/2) · k + x + k/2.
///
/// Where a matrix maps the lattice to itself, taps are permuted exactly, and those that some element takes out of the
/// filter are [masked](Action::has). Else an [`Interpolation`] says what is meant.
///
/// ```
/// use quincunx_sdk::group::{action::Action, finite::FiniteGroup, interpolation::Interpolation, matrix::Matrix};
/// # fn main() -> Result<(), String> {
/// let p4 = FiniteGroup::generated_by(&[Matrix::rotation(1, 4)])?;
/// let action = Action::new(&p4, 3, Interpolation::Ring)?;
/// let filter = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
/// assert_eq!(action.of(1).turned(&filter), [3.0, 6.0, 9.0, 2.0, 5.0, 8.0, 1.0, 4.0, 7.0]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    side: usize,
    has: Vec<bool>,
    maps: Vec<TapMap>,
}

/// What one element does: a linear map from the taps of a filter to those of the turned filter.
#[derive(Clone, Debug, PartialEq)]
pub struct TapMap {
    /// For each tap of the turned filter, taps and weights.
    sums: Vec<Vec<(usize, f64)>>,
}

impl Action {
    /// The largest side of a filter.
    pub const MOST_SIDE: usize = 31;

    /// The action of all elements on filters of a side.
    ///
    /// # Errors
    /// A fragment that says that the side is even or too large, or names an element that is neither a permutation of the
    /// lattice nor a rotation or a reflection, so that no interpolation is defined for it.
    pub fn new(group: &FiniteGroup, side: usize, interpolation: Interpolation) -> Result<Self, String> {
        if side.is_multiple_of(2) || side > Self::MOST_SIDE {
            let most = Self::MOST_SIDE;
            return Err(format!("a filter has an odd side from 1 to {most}, not {side}"));
        }
        check(group)?;
        let taps: Vec<Tap> = taps(side).collect();
        let stays = |tap: &Tap| {
            let integral = group.elements().iter().filter(|element| element.is_integral());
            integral.into_iter().all(|element| number(side, moved(*element, *tap)).is_some())
        };
        let has: Vec<bool> = taps.iter().map(stays).collect();
        let map = |element: usize| {
            let sum = |(tap, has): (&Tap, &bool)| match has {
                true => sum(group, element, side, interpolation, *tap),
                false => vec![],
            };
            TapMap { sums: taps.iter().zip(&has).map(sum).collect() }
        };
        let maps = (0..group.order()).map(map).collect();
        Ok(Action { side, has, maps })
    }

    /// k.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Whether a tap takes part. The others are 0 in every turned filter, that of the identity included.
    pub fn has(&self, tap: usize) -> bool {
        self.has.get(tap).is_some_and(|has| *has)
    }

    /// What an element does, by a number below the group's order.
    pub fn of(&self, element: usize) -> &TapMap {
        &self.maps[element]
    }
}

impl TapMap {
    /// The taps, with their weights, whose sum is a tap of the turned filter: none where that is masked.
    pub fn sum(&self, tap: usize) -> &[(usize, f64)] {
        self.sums.get(tap).map_or(&[], Vec::as_slice)
    }

    /// The turned filter. Taps that are not given count as 0.
    pub fn turned(&self, filter: &[f64]) -> Vec<f64> {
        let value = |(tap, weight): &(usize, f64)| weight * filter.get(*tap).unwrap_or(&0.0);
        self.sums.iter().map(|sum| sum.iter().map(value).fold(0.0, |sum, term| sum + term)).collect()
    }

    /// For each tap of the turned filter the one tap that it is, `None` where it is masked; nothing if some tap is
    /// interpolated.
    pub fn permutation(&self) -> Option<Vec<Option<usize>>> {
        let one = |sum: &Vec<(usize, f64)>| match sum[..] {
            [] => Some(None),
            [(tap, 1.0)] => Some(Some(tap)),
            _ => None,
        };
        self.sums.iter().map(one).collect()
    }
}

/// Either all elements map the lattice to itself, or all are rotations and reflections of the square one.
fn check(group: &FiniteGroup) -> Result<(), String> {
    let elements = || group.elements().iter().enumerate();
    let Some((turned, _)) = elements().find(|(_, element)| !element.is_integral()) else { return Ok(()) };
    match elements().find(|(_, element)| !element.is_orthogonal()) {
        None => Ok(()),
        Some((skewed, element)) => Err(format!(
            "element {turned}, {}, does not map the lattice to itself, and between its cells only rotations and \
             reflections are defined, which element {skewed}, {element}, is not: a group has all elements of one or of \
             the other sort",
            group.element(turned)
        )),
    }
}

/// The sum that makes a tap of the filter that an element turned.
fn sum(group: &FiniteGroup, element: usize, side: usize, how: Interpolation, tap: Tap) -> Vec<(usize, f64)> {
    let [matrix, inverse] = [element, group.inverse(element)].map(|number| group.element(number));
    let taps = match matrix.is_integral() {
        true => vec![(moved(inverse, tap), 1.0)],
        false => weights(how, matrix, inverse, tap),
    };
    let inside = |(tap, weight)| number(side, tap).map(|tap| (tap, weight));
    taps.into_iter().filter_map(inside).collect()
}

/// Where a matrix of whole numbers takes a tap.
fn moved(matrix: Matrix, tap: Tap) -> Tap {
    matrix.apply(tap.map(|at| at as f64)).map(|at| at as isize)
}

/// The taps in the order in which they are stored.
fn taps(side: usize) -> impl Iterator<Item = Tap> {
    let reach = (side / 2) as isize;
    (-reach..=reach).flat_map(move |y| (-reach..=reach).map(move |x| [x, y]))
}

/// The number of a tap, if it is inside.
fn number(side: usize, [x, y]: Tap) -> Option<usize> {
    let reach = (side / 2) as isize;
    let inside = [x, y].iter().all(|at| at.unsigned_abs() <= side / 2);
    inside.then(|| (y + reach) as usize * side + (x + reach) as usize)
}
