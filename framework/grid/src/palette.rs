//! The colours of states.

use quincunx_sdk::rule::Info;

/// Dead cells are paper, living ones ink.
const TWO: [[u8; 3]; 2] = [[250, 249, 245], [27, 38, 66]];

/// Twelve hues, 30° from each other, that the eye finds equally light: OKLCH with lightness 0.70, chroma 0.12 and hues
/// from 255° on.
const WHEEL: [[u8; 3]; 12] = [
    [105, 161, 232],
    [151, 147, 230],
    [186, 135, 210],
    [211, 127, 175],
    [223, 126, 134],
    [220, 133, 93],
    [202, 147, 62],
    [170, 162, 63],
    [125, 175, 97],
    [70, 182, 140],
    [0, 181, 181],
    [48, 173, 214],
];

/// Red, green and blue of every state of a rule: its own if it has some, paper and ink for two, else once around the
/// wheel, for in most rules of many states the last is followed by the first.
pub fn of(info: &Info) -> Vec<[u8; 3]> {
    match (&info.palette, info.states) {
        (Some(palette), _) => palette.clone(),
        (None, 2) => TWO.to_vec(),
        (None, states) => (0..states).map(|state| hue(state, states)).collect(),
    }
}

/// A place of the wheel, straight between the two hues beside it.
fn hue(part: usize, whole: usize) -> [u8; 3] {
    let (before, along) = (part * WHEEL.len() / whole, part * WHEEL.len() % whole);
    let (a, b) = (WHEEL[before], WHEEL[(before + 1) % WHEEL.len()]);
    let between = |i: usize| (usize::from(a[i]) * (whole - along) + usize::from(b[i]) * along) / whole;
    [between(0) as u8, between(1) as u8, between(2) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_state_has_a_colour_of_its_own() {
        for states in 2..=256 {
            let colours = of(&Info { states, ..Info::default() });
            assert_eq!(colours.len(), states);
            assert_eq!(colours.iter().collect::<HashSet<_>>().len(), states);
        }
        let own = vec![[1, 2, 3], [4, 5, 6]];
        assert_eq!(of(&Info { palette: Some(own.clone()), ..Info::default() }), own);
    }
}
