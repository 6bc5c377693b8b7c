//! Rules that count far neighbours.

use super::generations::older;
use crate::field::{Cx, Field};
use crate::params::Params;
use crate::part::Part;
use crate::rule::Info;

crate::choice! {
    /// Which cells are neighbours.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Neighbourhood {
        /// the square of 2·radius + 1 cells a side
        Moore,
        /// the diamond of all that `radius` steps along the axes reach
        VonNeumann,
    }
}

impl Neighbourhood {
    /// How many cells it has, the middle one included.
    ///
    /// ```
    /// use quincunx_sdk::form::Neighbourhood::{Moore, VonNeumann};
    /// assert_eq!([Moore.cells(5), VonNeumann.cells(5)], [121, 61]);
    /// ```
    pub fn cells(self, radius: u16) -> usize {
        let radius = usize::from(radius);
        match self {
            Neighbourhood::Moore => (2 * radius + 1) * (2 * radius + 1),
            Neighbourhood::VonNeumann => 2 * radius * (radius + 1) + 1,
        }
    }

    /// Whether the cell so far to the right and below belongs to it.
    pub fn contains(self, radius: u16, dx: isize, dy: isize) -> bool {
        let (radius, dx, dy) = (usize::from(radius), dx.unsigned_abs(), dy.unsigned_abs());
        match self {
            Neighbourhood::Moore => dx.max(dy) <= radius,
            Neighbourhood::VonNeumann => dx + dy <= radius,
        }
    }
}

/// A rule of Larger than Life: cells in state 1 are born and survive by how many cells of a large neighbourhood are in
/// state 1. With more than two states those that do not survive die slowly, as in [`super::Generations`].
///
/// ```
/// use quincunx_sdk::form::{LargerThanLife, Neighbourhood};
/// let bosco = LargerThanLife {
///     radius: 5,
///     states: 0,
///     middle: true,
///     born: vec![(34, 45)],
///     survive: vec![(34, 58)],
///     neighbourhood: Neighbourhood::Moore,
/// };
/// assert_eq!([bosco.next(0, 45), bosco.next(0, 46), bosco.next(1, 58), bosco.next(1, 59)], [1, 0, 1, 0]);
/// assert_eq!(bosco.notation(), "R5,C0,M1,S34..58,B34..45,NM");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LargerThanLife {
    /// How far neighbours are, in cells: 1 to [`Info::MOST_HALO`].
    pub radius: u16,
    /// How many states there are, up to 256; 0 and 1 mean 2.
    pub states: u16,
    /// Whether the cell itself is counted.
    pub middle: bool,
    /// Counts, both ends included, with which a cell in state 0 comes into state 1.
    pub born: Vec<(u32, u32)>,
    /// Counts, both ends included, with which a cell in state 1 stays there.
    pub survive: Vec<(u32, u32)>,
    /// Which cells are counted.
    pub neighbourhood: Neighbourhood,
}

impl LargerThanLife {
    /// The next state of a cell; `count` includes the cell itself if [`middle`](Self::middle) says so.
    pub fn next(&self, state: u8, count: u32) -> u8 {
        let within = |ranges: &[(u32, u32)]| ranges.iter().any(|(low, high)| (*low..=*high).contains(&count));
        match state {
            0 => within(&self.born).into(),
            1 if within(&self.survive) => 1,
            state => older(state, self.states),
        }
    }

    /// As Golly writes it: "R5,C0,M1,S34..58,B34..45,NM".
    pub fn notation(&self) -> String {
        let ranges = |ranges: &[(u32, u32)]| {
            ranges.iter().map(|(low, high)| format!("{low}..{high}")).collect::<Vec<_>>().join(",")
        };
        let states = if self.states > 2 { self.states } else { 0 };
        let letter = match self.neighbourhood {
            Neighbourhood::Moore => 'M',
            Neighbourhood::VonNeumann => 'N',
        };
        let (middle, survive, born) = (u8::from(self.middle), ranges(&self.survive), ranges(&self.born));
        format!("R{},C{states},M{middle},S{survive},B{born},N{letter}", self.radius)
    }
}

crate::params! {
    /// See [`super::LargerThanLife`].
    struct Counts {
        /// how far
        radius: u16, in 1..=Info::MOST_HALO as u16;
        /// number of states
        states: u16, in 0..=256;
        /// whether the cell itself counts
        middle: bool;
        /// counts of births
        born: Vec<(u32, u32)>;
        /// counts of survival
        survive: Vec<(u32, u32)>;
        /// which cells are counted
        neighbourhood: Neighbourhood
    }
}

pub(super) fn read(part: &Part, cx: &mut Cx) -> Option<LargerThanLife> {
    let Counts { radius, states, middle, born, survive, neighbourhood } = Counts::read(part, cx)?;
    let most = neighbourhood.cells(radius);
    let wrong =
        [&born, &survive].into_iter().flatten().find(|(low, high)| low > high || *high as usize > most);
    if let Some((low, high)) = wrong {
        let message = format!("{low} to {high} is no range of counts among {most} cells");
        return cx.fail(&part.head, message);
    }
    Some(LargerThanLife { radius, states, middle, born, survive, neighbourhood })
}

pub(super) fn text(rule: &LargerThanLife) -> String {
    let LargerThanLife { radius, states, middle, born, survive, neighbourhood } = rule;
    let (born, survive, neighbourhood) = (born.show(), survive.show(), neighbourhood.show());
    format!(
        "LargerThanLife(radius: {radius}, states: {states}, middle: {middle}, born: {born}, survive: {survive}, \
         neighbourhood: {neighbourhood})"
    )
}
