//! Rules whose cells age before they die.

use super::OuterTotalistic;
use crate::field::Cx;
use crate::params::Params;
use crate::part::Part;

/// A rule of Generations: cells in state 1 are born and survive as in a Life-like rule, and those that do not survive
/// die slowly, state by state. Only cells in state 1 count as neighbours.
///
/// ```
/// use quincunx_sdk::form::Generations;
/// // Brian's Brain: born of two, nothing survives, and what fired must rest.
/// let brain = Generations { born: 1 << 2, survive: 0, states: 3 };
/// assert_eq!([brain.next(0, 2), brain.next(1, 2), brain.next(2, 2)], [1, 2, 0]);
/// assert_eq!(brain.notation(), "/2/3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Generations {
    /// Bit n: a cell in state 0 with n of its eight neighbours in state 1 comes into state 1.
    pub born: u16,
    /// Bit n: a cell in state 1 with n of its eight neighbours in state 1 stays there.
    pub survive: u16,
    /// How many states there are, 2 to 256.
    pub states: u16,
}

impl Generations {
    /// The next state of a cell.
    pub fn next(self, state: u8, neighbours: u32) -> u8 {
        let masks = OuterTotalistic { born: self.born, survive: self.survive };
        match state {
            0 => masks.next(false, neighbours).into(),
            1 if masks.next(true, neighbours) => 1,
            state => older(state, self.states),
        }
    }

    /// Survival, births and states: "345/2/4".
    pub fn notation(self) -> String {
        let masks = OuterTotalistic { born: self.born, survive: self.survive }.notation();
        let (born, survive) = masks.split_once("/S").unwrap_or_default();
        format!("{survive}/{}/{}", born.trim_start_matches('B'), self.states)
    }
}

/// The state after one that does not survive; after the last there is nothing.
pub(super) fn older(state: u8, states: u16) -> u8 {
    if u16::from(state) + 1 < states { state + 1 } else { 0 }
}

crate::params! {
    /// See [`super::Generations`].
    struct Masks {
        /// births
        born: u16, in 0..512;
        /// survivals
        survive: u16, in 0..512;
        /// number of states
        states: u16, in 2..=256
    }
}

pub(super) fn read(part: &Part, cx: &mut Cx) -> Option<Generations> {
    Masks::read(part, cx).map(|Masks { born, survive, states }| Generations { born, survive, states })
}

pub(super) fn text(Generations { born, survive, states }: Generations) -> String {
    format!("Generations(born: {born}, survive: {survive}, states: {states})")
}
